package knowledge

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"time"

	"pledgewatch/internal/knowledge/edtf"
)

// inPeriod are the words before a date that a question is about: "in July 2023", and not "the 2023 strategy".
var inPeriod = setOf("in during at on by since for")

// former are words by which a question asks for what was so earlier.
var former = regexp.MustCompile(`(?i)\b(?:before|previous(?:ly)?|originally|at first|used to|until then)\b`)

// pastIn is the time before a day that a question is about; none where it names no such time, or several.
func pastIn(said string, day time.Time) (d edtf.Date) {
	if !strings.ContainsAny(said, "0123456789") {
		return d
	}
	ok := false
	ws := strings.Fields(strings.ToLower(strings.TrimRight(said, " ?!.")))
	for i, w := range ws {
		found, n := DateIn(ws[i:])
		if n == 0 || found.Last().IsZero() || !found.Last().Before(day) {
			continue
		}
		if ok && d.Overlaps(found) { // the year of the month before it
			continue
		}
		if ok {
			return edtf.Date{}
		}
		if ends := i+n == len(ws); ends || i > 0 && inPeriod[ws[i-1]] || strings.ContainsAny(w, "-/–") {
			d, ok = found, true
		}
	}
	return d
}

// firstLine is the answer in a line: how the entry stands that answers best, and what it says. A question about a time that is past gets
// how it stood then where that was otherwise, and one about a figure that is not the entry's heading, the sentence that tells it.
func (b *Brain) firstLine(q Question, r *Ranked, asOf time.Time) (line string, rest []string) {
	said := r.said
	line = b.lead(*r)
	if yes := b.ix.verdict(q, *r); q.whether() && yes != "" {
		return yes + ". " + line, said
	}
	d := q.then
	if !d.IsZero() {
		if h, ok := r.then(d.Last()); ok {
			n := Nearest{Lead: strings.TrimSuffix(h.told(), ".")}
			if known := b.Corpus.SourcesBy(asOf, h.Cites); len(known) > 0 {
				n.Source = known[0]
			}
			r.cites = append(r.cites, h.Cites...)
			return n.String(), slices.Concat([]string{"Now: " + line}, said)
		}
	}
	told := otherwise(q, d, line, said)
	if told == "" && len(said) > 0 && q.ofOther(*r) {
		told = sentences(said[0])[0]
	}
	if told == "" {
		return line, said
	}
	for _, text := range said {
		if text = strings.TrimSpace(strings.Replace(text, told, "", 1)); text != "" {
			rest = append(rest, text)
		}
	}
	return told, append(rest, line)
}

// then is the line of history that tells how an entry stood at the end of a day; ok is false where it stands as it stood, or no line is as old.
func (r Ranked) then(day time.Time) (h Change, ok bool) {
	var s State
	at := -1
	for i, h := range r.State.Lines {
		if !h.On.First().After(day) {
			s, at = s.then(h, i), i
		}
	}
	now := r.State
	if at < 0 || at == len(now.Lines)-1 || s.Status == now.Status && cmp.Or(s.Amount, now.Amount) == now.Amount && cmp.Or(s.Date, now.Date) == now.Date {
		return Change{}, false
	}
	return now.Lines[at], true
}

// otherwise is the sentence of what an entry says that tells a figure of the time which a question names, or of the time before, where the
// heading tells another.
func otherwise(q Question, d edtf.Date, heading string, said []string) string {
	if !slices.Contains([]Intent{WantMoney, WantCount, WantShare, WantAny}, q.Intent) {
		return ""
	}
	var want func(sentence string) bool
	switch {
	case !d.IsZero():
		named := d.Human()
		if strings.Contains(heading, named) || !strings.ContainsAny(heading, "0123456789") {
			return ""
		}
		want = func(s string) bool { return strings.Contains(s, named) }
	case former.MatchString(q.said):
		want = fromTo.MatchString
	default:
		return ""
	}
	for _, text := range said {
		for _, s := range sentences(text) {
			if want(s) && !strings.HasPrefix(s, "Earlier: ") && strings.ContainsAny(strings.ReplaceAll(s, d.Human(), ""), "0123456789") {
				return s
			}
		}
	}
	return ""
}

// fromTo is how a sentence tells what was so before.
var fromTo = regexp.MustCompile(`(?i)\bfrom £?[0-9].* to\b|\bup from\b|\bdown from\b|\bhad been\b|\bbefore that\b|\bearlier\b`)

// ofOther reports whether an entry's figure is of another time than the past one that a question is about.
func (q Question) ofOther(r Ranked) bool {
	d := q.then
	return !d.IsZero() && (r.Entry.Kind == Funding || r.Entry.Kind == Finding) && !r.State.Date.IsZero() && !r.State.Date.Overlaps(d)
}
