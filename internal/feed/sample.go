package feed

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"strings"
	"text/template"
	"time"
)

const sampleItems = 6 // in config/feeds/sample.xml.tmpl

// SampleFeed renders the sample feed as it stands at a time: its items are spread over the ISO week so far, none of them
// in the future, and each week has GUIDs of its own, so that a bot left running has something new every Monday. Links
// begin with base, such as "http://127.0.0.1". The template calls {{.Date 1}}, {{.GUID 1}} and {{.Link "slug"}}.
func SampleFeed(tmpl []byte, base string, now time.Time) ([]byte, error) {
	t, err := template.New("sample feed").Option("missingkey=error").Parse(string(tmpl))
	if err != nil {
		return nil, fmt.Errorf("sample feed: %w", err)
	}
	var out bytes.Buffer
	if err := t.Execute(&out, sample{base: strings.TrimRight(base, "/"), now: now.UTC()}); err != nil {
		return nil, fmt.Errorf("sample feed: %w", err)
	}
	return out.Bytes(), nil
}

type sample struct {
	base string
	now  time.Time
}

// Date is the time of item n, from 1: later items are later in the week. It moves as the week goes by, until Saturday.
func (s sample) Date(n int) (string, error) {
	if n < 1 || n > sampleItems {
		return "", fmt.Errorf("item %d: want 1 to %d", n, sampleItems)
	}
	day := s.now.Truncate(24 * time.Hour)
	monday := day.AddDate(0, 0, -(int(day.Weekday())+6)%7)
	span := min(s.now.Sub(monday), 5*24*time.Hour)
	return monday.Add(span * time.Duration(n) / (sampleItems + 1)).Truncate(time.Minute).Format(time.RFC1123Z), nil
}

// GUID is the GUID of item n in this week.
func (s sample) GUID(n int) string {
	year, week := s.now.ISOWeek()
	return fmt.Sprintf("sample:%d:%d-W%02d", n, year, week)
}

// Link is the address of a page of the sample, escaped for XML.
func (s sample) Link(slug string) (string, error) {
	var out bytes.Buffer
	if err := xml.EscapeText(&out, []byte(s.base+"/sample/"+slug)); err != nil {
		return "", fmt.Errorf("link of %s: %w", slug, err)
	}
	return out.String(), nil
}
