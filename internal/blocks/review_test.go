package blocks_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pledgewatch/internal/blocks"
	"pledgewatch/internal/knowledge/edtf"
	"pledgewatch/internal/watch"
)

// by makes the buttons of changes.
func by(text, action string, c watch.Change) blocks.Button {
	return blocks.Button{Text: text, Action: action, Value: "post|" + c.Key}
}

// proposal is a change of the new ferry.
func proposal() watch.Change {
	published := time.Date(2025, 1, 14, 9, 0, 0, 0, time.UTC)
	return watch.Change{
		Key: "k1", Entry: "new-ferry", Title: "A new ferry for the north", Field: watch.Date, Kind: watch.Delayed, From: "2026-04/..", To: "2027-09",
		Proposed: "2027-09", Sentence: "The second boat will not come before September 2027, the board said on Thursday.", Paragraph: 2, Confidence: 0.92, Needed: 0.75,
		Reason:   "“will not come before” puts it off; it was April 2026",
		Article:  watch.Origin{Feed: "weekly", GUID: "1", Title: "The boat is late & dear", Link: "https://example.org/news/1?a=b&c=d", Publisher: "The Weekly", Published: published},
		More:     []watch.Origin{{Title: "Second boat late", Link: "https://example.org/other", Publisher: "The Daily", Published: published}},
		Standing: watch.StandingReported, Shown: true, Found: published,
	}
}

func ruled(s watch.Standing) watch.Change {
	c := proposal()
	c.Standing, c.By, c.Team, c.At, c.On, c.Note, c.Why = s, "U1CURATOR", "T1", time.Date(2025, 1, 15, 9, 30, 0, 0, time.UTC), edtf.MustParse("2025-01-14"), c.Sentenced(), "only a rumour"
	return c
}

func TestAReviewLooksAsItDid(t *testing.T) {
	c := corpus(t)
	held, better := proposal(), ruled(watch.StandingConfirmed)
	held.Key, held.Standing, held.Shown, held.Field, held.From, held.To, held.More = "k2", watch.StandingHeld, false, watch.Status, "announced", "delayed", nil
	better.To = "2027-10"
	log := []watch.Decision{
		{Change: "k1", By: "U1CURATOR", Team: "T1", At: better.At, Verdict: watch.Withdraw, Why: "the letter was forged", Entry: "new-ferry", Title: "A new ferry for the north", Field: watch.Date, From: "2026-04/..", To: "2027-10", Article: better.Article},
		{Change: "k1", By: "U2", Team: "T2", At: better.At.Add(-time.Hour), Verdict: watch.Confirm, Entry: "new-ferry", Title: "A new ferry for the north", Field: watch.Date, From: "2026-04/..", To: "2027-10", Proposed: "2027-09", Article: better.Article},
		{Change: "k3", By: "U1CURATOR", Team: "T1", At: better.At.Add(-2 * time.Hour), Verdict: watch.Confirm, Entry: "bridge-opens", Title: "The bridge opens", Field: watch.Status, From: "planned", To: "happened", Proposed: "happened", Article: better.Article},
	}
	logged := blocks.ReviewLog(log, "T1", by)
	logged.Day = today
	lapsed := ruled(watch.StandingLapsed)
	lapsed.By, lapsed.Team, lapsed.Why = "", "", "Nobody decided on it within 90 days."
	lapse := blocks.ReviewLog([]watch.Decision{{Change: "k1", At: lapsed.At, Verdict: watch.Lapse, Why: lapsed.Why, Entry: "new-ferry", Title: "A new ferry for the north", Field: watch.Date, From: "2026-04/..", To: "2027-09", Article: lapsed.Article}}, "T1", by)
	lapse.Day = today
	for name, v := range map[string]blocks.View{
		"review-lapsed":     blocks.ReviewPost(c, lapsed, "T1", by),
		"review-log-lapse":  lapse.Page(0, nil),
		"review":            blocks.Review(c, []watch.Change{proposal(), held}, 0, by, nil),
		"review-none":       blocks.Review(c, nil, 0, by, nil),
		"review-confirmed":  blocks.ReviewPost(c, better, "T1", by),
		"review-dismissed":  blocks.ReviewPost(c, ruled(watch.StandingDismissed), "T2", by),
		"review-log":        logged.Page(0, nil),
		"review-thresholds": blocks.Thresholds([]watch.Threshold{{Feed: "weekly", Kind: watch.Delayed, Confirmed: 1, Dismissed: 3, Needed: 0.83}}, 0.75),
		"review-reported":   {Parts: blocks.Reported(c, []watch.Change{proposal()})},
	} {
		t.Run(name, func(t *testing.T) {
			raw, err := json.MarshalIndent(v.Blocks(), "", " ")
			if err != nil {
				t.Fatal(err)
			}
			likeBefore(t, name, "// "+v.Fallback()+"\n\n"+string(raw)+"\n\n"+v.Plain()+"\n")
			check(t, v, "U1CURATOR")
		})
	}
	e, _ := c.Entry("new-ferry")
	for name, form := range map[string]any{
		"review-form-edit": blocks.EditForm(e, proposal(), "k1"), "review-form-status": blocks.EditForm(e, held, "k2"), "review-form-why": blocks.WhyForm(proposal(), blocks.FormDismiss, "k1"),
	} {
		t.Run(name, func(t *testing.T) {
			raw, err := json.MarshalIndent(form, "", " ")
			if err != nil {
				t.Fatal(err)
			}
			likeBefore(t, name, string(raw)+"\n")
		})
	}
}

// likeBefore holds what is shown against its golden file.
func likeBefore(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("look at it, and renew it with -update where it is right:\n%s", diff)
	}
}
