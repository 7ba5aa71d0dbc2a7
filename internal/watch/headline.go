package watch

import (
	"slices"
	"strings"
)

// hesitant are words of a title that make what it says less than a fact, or less than the government's.
var hesitant = append([]string{
	"warn", "warns", "warned", "says", "say", "said", "asks", "ask", "tells", "tell", "how", "why", "what", "who", "when", "where", "must", "need", "needs", "set to", "plans", "plan", "mulls", "eyes",
	"considers", "weighs", "hope", "hopes", "bid", "row", "podcast", "explainer", "diary", "analysis", "timeline", "interview", "opinion", "obituary", "in brief", "leaked", "reported", "claims",
	"claim", "argues", "backs call", "poll", "survey", "study", "report", "review finds", "mps", "peers", "scrap", "abandon", "one year on", "years on", "local", "county", "city", "borough",
	"faces", "face", "rules out", "ruled out", "insists", "insisted", "insist", "plays down", "played down", "on track", "likely", "suggests", "inside", "scottish", "scotland", "wales", "welsh", "shadow", "tories", "conservatives", "labour", "lib dems", "committee", "charity", "charities", "union", "adcs", "basw",
}, doubted...)

// headline reads the title as a headline is written: in the present tense, and with no "is" or "has" before a participle.
// It serves where the text below says the same in words that are not understood.
func (d *detector) headline() []event {
	if strings.ContainsAny(d.title, "?‘“”\"…") {
		return nil
	}
	var out []event
	for part := range strings.SplitSeq(d.title, ":") {
		s := parse(strings.TrimSpace(part), 1, d.res)
		if len(s.toks) == 0 || names(s.low(0, len(s.toks)), hesitant) {
			continue
		}
		for i := range s.toks {
			for _, f := range verbForms[s.toks[i].low] {
				if e, ok := d.headlineAt(s, i, f); ok {
					out = append(out, e)
				}
			}
		}
	}
	return out
}

// headlineAt reads a verb of change of a headline.
func (d *detector) headlineAt(s *sentence, i int, f form) (event, bool) {
	end, gap, ok := s.particle(i, f.verb)
	if !ok || i == 0 || f.kind == Started || f.kind == Delivered || f.kind == Confirmed || f.frame == law || len(f.needs) > 0 || f.tense == 'g' || f.lemma == "be" {
		return event{}, false
	}
	from, how := i, "is the headline"
	if s.toks[i-1].low == "to" && i > 1 {
		from, how = i-1, "will happen, as the headline has it"
	}
	if s.toks[i-1].low == "be" && i > 2 && s.toks[i-2].low == "to" {
		from, how = i-2, "is to happen, as the headline has it"
	}
	before, object := s.text(0, from), s.object(end, gap, i)
	passive := (f.tense == 'd' || f.tense == 'n') && (startsAside(object) || isTo(object)) && gap == 0
	e := event{s: s, index: -1, at: i, end: end, verb: f.verb, kind: f.kind, weight: 0.72, how: how, passive: passive, theme: before}
	switch {
	case refuses(f.verb, object):
		return event{}, false
	case passive && f.frame != is, f.frame == is, f.frame == either && (startsAside(object) || isTo(object)):
	case f.tense == 'p' || f.tense == 'n':
		return event{}, false
	default:
		e.theme, e.object, e.agent = object, object, before
		if !d.isPower(0, before) {
			return event{}, false
		}
	}
	return e, speaksOf(e.theme)
}

// isTo reports whether what stands after a verb is only where it led: to 2027, from £44m, by a year, for a year.
func isTo(object string) bool {
	toks := tokens(object)
	return len(toks) > 0 && slices.Contains([]string{"to", "from", "for", "until", "back", "again", "despite", "amid", "with", "over", "under", "into", "across", "-"}, toks[0].low)
}
