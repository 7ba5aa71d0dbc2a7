package blocks_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"pledgewatch/internal/blocks"
	"pledgewatch/internal/blocks/blockstest"
	"pledgewatch/internal/knowledge"
)

// Each article of a digest of any length is told once, in a message that Slack takes.
func TestNoArticleIsCutFromADigest(t *testing.T) {
	tests := map[string]struct {
		items, also, url int
		short            bool
	}{
		"few":                      {4, 2, 40, false},
		"many":                     {40, 40, 40, false},
		"many, in brief":           {40, 40, 40, true},
		"many with long addresses": {40, 30, 1800, false},
		"only titles":              {0, 60, 300, false},
	}
	for name, tt := range tests {
		ferry := listed(t, corpus(t), "new-ferry")
		d := sampleDigest(ferry, "")
		d.Items, d.Also, d.Short, d.Totals.Untold = nil, nil, tt.short, 0
		one := sampleDigest(ferry, strings.Repeat("a long title & <more> ", 20)).Items[0]
		link := func(kind string, i int) string {
			return fmt.Sprintf("https://example.org/%s-%d/%s", kind, i, strings.Repeat("x", tt.url))
		}
		for i := range tt.items {
			it := one
			it.Article.Link = link("item", i)
			it.Topic = knowledge.Topic{ID: fmt.Sprint("t", i%7), Name: fmt.Sprint("Topic ", i%7)}
			d.Items = append(d.Items, it)
		}
		for i := range tt.also {
			it := one
			it.Article.Link, it.Links = link("also", i), nil
			d.Also = append(d.Also, it)
		}
		pages, err := blocks.DigestMessages(d, run, &blocks.Button{Text: "Share", Action: "share-digest", Value: "x"})
		if err != nil {
			t.Fatal(err)
		}
		var all strings.Builder
		for _, p := range pages {
			c := &blockstest.Checker{}
			c.Blocks(p.Blocks, blockstest.Message)
			c.Text("text", p.Text, false)
			for _, f := range c.Faults {
				t.Errorf("%s: %s", name, f)
			}
			if p.Text == "" || strings.Contains(string(p.Blocks), "do not fit") {
				t.Errorf("%s: something is cut, or a page has no text", name)
			}
			all.Write(p.Blocks)
		}
		for i := range tt.items {
			if n := strings.Count(all.String(), link("item", i)+"|"); n != 1 {
				t.Errorf("%s: article %d is told %d times", name, i, n)
			}
		}
		for i := range tt.also {
			if n := strings.Count(all.String(), link("also", i)+"|"); n != 1 {
				t.Errorf("%s: title %d is told %d times", name, i, n)
			}
		}
		if tt.items > 5 && len(pages) < 2 || !strings.Contains(string(pages[0].Blocks), "Share") {
			t.Errorf("%s: %d pages", name, len(pages))
		}
	}
}

func TestADigestsPictureStandsInItsThreadByItself(t *testing.T) {
	d := sampleDigest(listed(t, corpus(t), "new-ferry"), "")
	without, err := blocks.DigestMessages(d, run, nil)
	if err != nil {
		t.Fatal(err)
	}
	d.Picture = "pledgewatch:board?q=ferries+as+of+15+January+2025"
	with, err := blocks.DigestMessages(d, run, nil)
	if err != nil || len(with) != len(without)+1 {
		t.Fatalf("%d pages with a picture, %d without, %v", len(with), len(without), err)
	}
	pic := with[len(with)-1]
	var block []struct {
		Type      string `json:"type"`
		Alt       string `json:"alt_text"`
		SlackFile struct {
			URL string `json:"url"`
		} `json:"slack_file"`
	}
	if err := json.Unmarshal(pic.Blocks, &block); err != nil || len(block) != 1 || block[0].Type != "image" || block[0].SlackFile.URL != d.Picture {
		t.Fatalf("%s: %v", pic.Blocks, err)
	}
	if want := "How the pledges on Ferries stand, as of 15 January 2025."; block[0].Alt != want || pic.Text != want {
		t.Errorf("%q, %q", block[0].Alt, pic.Text)
	}
}
