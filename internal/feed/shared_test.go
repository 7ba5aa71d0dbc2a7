package feed

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestNumbersOfTheRealFeed holds the paragraphs of a captured feed against the numbered texts that the corpus cites.
// Neither is part of the repository, so the test runs only where both lie beside it.
func TestNumbersOfTheRealFeed(t *testing.T) {
	shared := filepath.Join("..", "..", "..", "shared")
	raw, err := os.ReadFile(filepath.Join(shared, "feed", "care-review-tag.xml"))
	if err != nil {
		t.Skip("no captured feed beside the repository")
	}
	files, err := filepath.Glob(filepath.Join(shared, "sources", "*.txt"))
	if err != nil || len(files) == 0 {
		t.Skip("no numbered texts beside the repository")
	}
	doc, err := Parse(Source{ID: "real", URL: "https://www.communitycare.co.uk/tag/x/feed/", Lang: "en-GB"}, Response{Body: raw})
	if err != nil {
		t.Fatal(err)
	}
	byGUID := map[string]Article{}
	for _, a := range doc.Articles {
		byGUID[a.GUID] = a
		if f, _ := foreignTo("en-GB").count(a.Title + a.Description + strings.Join(a.Paragraphs, "")); f > 0 || len(a.Integrity) != 1 {
			t.Errorf("%s: %d foreign letters are left; findings: %v", a.Title, f, a.Integrity)
		}
	}
	if len(doc.Articles) != 10 || len(doc.Integrity) != 1 || len(doc.Problems) > 0 {
		t.Errorf("%d articles, channel %q with %v, problems %v", len(doc.Articles), doc.Title, doc.Integrity, doc.Problems)
	}
	matched := 0
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		head, body, _ := strings.Cut(string(text), "\n---\n")
		header := map[string]string{}
		for line := range strings.SplitSeq(head, "\n") {
			key, value, _ := strings.Cut(line, ": ")
			header[key] = value
		}
		a, ok := byGUID[header["guid"]]
		if !ok {
			continue
		}
		matched++
		want := regexp.MustCompile(`(?m)^\[\d+\] (?:## |- |\(caption\) )?(.*)$`).FindAllStringSubmatch(body, -1)
		if a.Title != header["title"] || len(a.Paragraphs) != len(want) {
			t.Errorf("%s: title %q, %d paragraphs, want %q, %d", filepath.Base(file), a.Title, len(a.Paragraphs), header["title"], len(want))
		}
		for i := range min(len(want), len(a.Paragraphs)) {
			if w := strings.Join(strings.Fields(want[i][1]), " "); a.Paragraphs[i] != w {
				t.Errorf("%s [%d]:\n got %q\nwant %q", filepath.Base(file), i+1, a.Paragraphs[i], w)
				break
			}
		}
	}
	if matched != 10 {
		t.Errorf("%d of ten texts found their article", matched)
	}
}
