package feed

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/mmcdole/gofeed"
)

const (
	maxGUID   = 1024 // bytes; a longer one is replaced by its hash
	maxTitle  = 500  // characters
	maxLabels = 50   // authors, categories
)

var errEmptyItem = errors.New("it has neither GUID, link, title nor text")

// itemReader turns items as gofeed gives them into articles.
type itemReader struct {
	src        Source
	base       *url.URL // where relative links start
	site       site
	foreign    foreigner
	htmlTitles []bool // for each item; nil where unknown
}

// read returns the article of item n. An article without GUID could not be read at all; one with a GUID and an error
// could be read in part.
func (r itemReader) read(n int, item *gofeed.Item) (a Article, err error) {
	defer func() { // a fault in one item must not lose the others
		if p := recover(); p != nil {
			a, err = Article{}, fmt.Errorf("unreadable: %v", p)
		}
	}()
	html := n < len(r.htmlTitles) && r.htmlTitles[n]
	a = Article{
		Feed:       r.src.ID,
		Title:      Cut(titleText(item.Title, html), maxTitle),
		Link:       r.link(item),
		Published:  date(item.PublishedParsed, item.Published),
		Updated:    date(item.UpdatedParsed, item.Updated),
		Categories: labels(item.Categories),
	}
	for _, p := range item.Authors {
		if p != nil {
			a.Authors = append(a.Authors, p.Name)
		}
	}
	a.Authors = labels(a.Authors)
	if a.Published.IsZero() {
		a.Published = a.Updated
	}
	err = r.readText(&a, item)
	if a.Title == "" {
		a.Title = untitled(a)
	}
	a.GUID = r.guid(a, item)
	if a.GUID == "" && err == nil {
		err = errEmptyItem
	}
	return a, err
}

func (r itemReader) readText(a *Article, item *gofeed.Item) error {
	content, err := clean(item.Content, r.site, r.foreign)
	summary, summaryErr := clean(item.Description, r.site, r.foreign)
	a.Description = strings.Join(summary.paragraphs, " ")
	a.Integrity = content.integrity
	if a.Paragraphs = content.paragraphs; len(a.Paragraphs) == 0 {
		a.Paragraphs = summary.paragraphs
	}
	for _, i := range summary.integrity {
		a.note(i.Kind, i.Removed)
	}
	return errors.Join(err, summaryErr)
}

// link returns the address that the item states as its own, else its link, or that which its GUID is.
func (r itemReader) link(item *gofeed.Item) string {
	for _, candidate := range slices.Concat(stated(item, r.site), []string{item.Link}, item.Links, []string{item.GUID}) {
		if strings.TrimSpace(candidate) == "" || candidate == item.GUID && !strings.Contains(candidate, "://") {
			continue
		}
		if link := canonicalLink(r.base, candidate); link != "" {
			return link
		}
	}
	return ""
}

// guid returns the item's own GUID, else its link, else a hash of what it says; "" where it says nothing.
func (r itemReader) guid(a Article, item *gofeed.Item) string {
	id := plainText(item.GUID)
	if id == "" {
		id = a.Link
	}
	switch {
	case id == "" && a.Title == "" && len(a.Paragraphs) == 0:
		return ""
	case id == "":
		return "sha256:" + keyOf(append([]string{a.Title}, a.Paragraphs...)...)
	case len(id) > maxGUID:
		return "sha256:" + keyOf(id)
	}
	return id
}

// untitled makes a title of the first words for an item that has none.
func untitled(a Article) string {
	if len(a.Paragraphs) > 0 {
		return Cut(a.Paragraphs[0], 80)
	}
	return ""
}

func labels(in []string) []string {
	var out []string
	seen := map[string]bool{}
	for _, label := range in {
		label = Cut(plainText(label), 100)
		if label != "" && !seen[label] && len(out) < maxLabels {
			seen[label] = true
			out = append(out, label)
		}
	}
	return out
}

// layouts are the dates that gofeed does not know, and a few that it knows only as long as nobody writes 1st or Sept.
var layouts = []string{
	"Mon, 2 Jan 2006 15:04:05 -0700", "Mon, 2 Jan 2006 15:04:05 MST", "2 January 2006", "2 Jan 2006", "January 2, 2006",
	"Mon, 2 Jan 2006 3:04pm", "Mon, 2 Jan 2006 3:04 pm", "2 January 2006 15:04", "2 January 2006 15:04:05",
	"2 January 2006 3:04pm", "2 January 2006 3:04 pm", "2 January 2006, 15:04", "2 Jan 2006 15:04", "2 Jan 2006, 15:04",
	"Monday 2 January 2006", "Monday, 2 January 2006", "Monday 2 January 2006 15:04", "Mon 2 Jan 2006", "Mon 2 Jan 2006 15:04",
	"Monday 2 January 2006, 3.04pm", "Monday 2 January 2006, 15:04", "Mon, 2 Jan 2006 15:04:05", "2 Jan 06", "2 January 06",
	"2006-01-02T15:04", "2006-01-02T15:04:05.999999999", "20060102T150405Z", "20060102",
}

// date returns a credible date in UTC, or zero: feeds say 1970 where they mean that they do not know.
func date(parsed *time.Time, text string) time.Time {
	var at time.Time
	if parsed != nil {
		at = *parsed
	} else {
		at = parseDate(text)
	}
	if at.Year() < 1990 || at.Year() > 9999 {
		return time.Time{}
	}
	return at.UTC()
}

func parseDate(text string) time.Time {
	if i := strings.IndexByte(text, '('); i > 0 { // (British Summer Time)
		text = text[:i]
	}
	words := strings.Fields(text)
	for i, w := range words { // 31st October, Sept
		bare := strings.TrimRight(w, ",")
		if n := len(bare); n > 2 && n <= 4 && strings.Trim(bare[:n-2], "0123456789") == "" && strings.Contains("st nd rd th", strings.ToLower(bare[n-2:])) {
			words[i] = bare[:n-2] + w[n:]
		}
		if bare == "Sept" {
			words[i] = "Sep" + w[4:]
		}
	}
	text = strings.Join(words, " ")
	for _, layout := range layouts {
		if at, err := time.Parse(layout, text); err == nil {
			return at
		}
	}
	return time.Time{}
}
