package digest

import (
	"fmt"
	"strings"
	"unicode"

	"pledgewatch/internal/feed"
	"pledgewatch/internal/knowledge"
	"pledgewatch/internal/knowledge/edtf"
)

const (
	summaryRunes  = 190
	sentenceRunes = 60 // a shorter sentence is not left to stand alone if it can be helped
	titleRunes    = 110
)

// stands says how an entry stood: "delayed, due from April 2026", "up to 10 areas, announced", "accepted".
func stands(e *knowledge.Entry, s knowledge.State) string {
	if e.Kind == knowledge.Position {
		return e.Stance
	}
	if e.Kind == knowledge.Finding {
		if !strings.ContainsFunc(e.Value, unicode.IsDigit) || len(e.Value) > 40 { // in words: the title says enough
			return ""
		}
		if e.Unit == "%" {
			return e.Value + "%"
		}
		return strings.TrimSpace(e.Value + " " + e.Unit)
	}
	var parts []string
	for _, p := range []string{s.Amount.String(), said(s.Status), comesIn(e, s)} {
		if p != "" {
			parts = append(parts, p)
		}
	}
	return strings.Join(parts, ", ")
}

func comesIn(e *knowledge.Entry, s knowledge.State) string {
	date := comes(e, s)
	if date.IsZero() || e.Kind != knowledge.Pledge {
		return date.Human()
	}
	return due(date)
}

// due says when a pledge is due: "due from April 2026", "due in spring 2024", "due on 11 May 2023".
func due(date edtf.Date) string {
	human := date.Human()
	switch {
	case date.IsExact():
		return "due on " + human
	case strings.HasPrefix(human, "the ") || !strings.ContainsAny(date.String(), "/~?%"):
		return "due in " + human
	}
	return "due " + human
}

// When says the date as it lies ahead: "spring 2025", "by the end of March 2025" for a month that has begun.
func (x Dated) When() string {
	human := x.Date.Human()
	if !x.Ends || x.Date.IsExact() {
		return human
	}
	if strings.HasPrefix(human, "the ") || !strings.ContainsAny(x.Date.String(), "/~?%") {
		return "by the end of " + human
	}
	return "by " + edtf.Day(x.Date.Last()).Human() + " (" + human + ")"
}

// says gives the state and, in the form given, who says so: "planned; Community Care, 8 February 2023".
func (x Dated) says(form string) string {
	s := said(x.State.Status)
	if x.Source.ID != "" {
		s += fmt.Sprintf(form, x.Source.Publisher+", "+x.Source.Published.Human())
	}
	return s
}

// summary is the beginning of what an article says of itself, in whole sentences where they fit.
func summary(a feed.Article) string {
	text := oneLine(a.Description)
	if text == "" && len(a.Paragraphs) > 0 {
		text = oneLine(a.Paragraphs[0])
	}
	if strings.TrimRight(text, ". ") == strings.TrimRight(oneLine(a.Title), ". ") { // it says the title again
		return ""
	}
	runes := []rune(text)
	if len(runes) <= summaryRunes && !strings.HasSuffix(text, "…") {
		return text
	}
	runes = runes[:min(summaryRunes, len(runes))]
	for i := len(runes) - 1; i >= sentenceRunes; i-- { // the last sentence that ends in time
		if unicode.IsSpace(runes[i]) && strings.ContainsRune(".?!”", runes[i-1]) {
			return string(runes[:i])
		}
	}
	return feed.Cut(text, summaryRunes)
}

// oneLine drops what would act on a terminal instead of being read, and puts all on one line.
func oneLine(s string) string {
	return strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069:
			return -1
		}
		return r
	}, s)), " ")
}
