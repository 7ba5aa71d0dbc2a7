package knowledge

import (
	"cmp"
	"slices"
	"strings"
)

// Lexicon is the curated part of understanding: words that mean the same, words that carry no meaning in a question, and
// subjects that this corpus is not about. It is read from lexicon.yaml beside the entries.
type Lexicon struct {
	Synonyms  [][]string `yaml:"synonyms"`  // each a set of words or phrases that mean the same here
	Fillers   []string   `yaml:"fillers"`   // words of a question that carry no subject
	Weak      []string   `yaml:"weak"`      // words so common here that matching them proves nothing
	Places    []string   `yaml:"places"`    // places other than the councils that are actors
	Verdicts  []string   `yaml:"verdicts"`  // names of synonym sets that say how a thing fared
	Relations []string   `yaml:"relations"` // words that say what is asked of a thing: an entry that does not say it is no answer
	Sorts     []string   `yaml:"sorts"`     // of what sort an actor can be: "which charity" wants one whose entry says so
	Outside   []string   `yaml:"outside"`   // subjects that are not this corpus's: other nations, adult social care
	Chat      []string   `yaml:"chat"`      // whole messages that are talk, not questions

	Shorthand map[string]string `yaml:"shorthand,omitempty"` // how words are cut short, and what they are in full; one with a capital only as it is written
}

// dictionary finds names, terms and curated synonyms in a run of words and gives each one token, whatever way it
// was put.
type dictionary struct {
	cut     *cutter
	byFirst map[string][]phrase // by the first stem, longest first
}

type phrase struct {
	words []string // as written, lower case
	stems []string
	token string // "@" and an entry's id for a name, "~" and a word for a synonym
}

// newDictionary collects the phrases of a lexicon and of the entries' names.
func newDictionary(cut *cutter, lex Lexicon, entries []*Entry) *dictionary {
	d := &dictionary{cut: cut, byFirst: map[string][]phrase{}}
	for _, group := range lex.Synonyms {
		for _, p := range group {
			d.add(p, "~"+strings.ReplaceAll(group[0], " ", "_"))
		}
	}
	// Terms and actors first: where a pledge shares a name with them, the name is theirs.
	for _, own := range []bool{true, false} {
		for _, e := range entries {
			if own != (e.Kind == Term || e.Kind == Actor) {
				continue
			}
			names := append([]string{e.Short, e.Long}, e.Aliases...)
			if own {
				names = append(names, e.Title)
			}
			for _, n := range names {
				for _, v := range variants(n) {
					d.add(v, "@"+e.ID)
				}
			}
		}
	}
	for _, p := range lex.Places {
		d.add(p, placeToken(p))
	}
	for _, ps := range d.byFirst {
		slices.SortStableFunc(ps, func(a, b phrase) int { return len(b.stems) - len(a.stems) })
	}
	return d
}

// variants are a name as it is listed and as people shorten it: without what follows a comma or a bracket, and without a
// general word at its end ("family safeguarding model").
func variants(name string) []string {
	out := []string{name}
	short, _, _ := strings.Cut(name, " (")
	short, _, _ = strings.Cut(short, ", ")
	for _, general := range []string{" model", " programme", " scheme", " pilot", " project"} {
		short = strings.TrimSuffix(short, general)
	}
	if short != name && strings.Contains(short, " ") {
		out = append(out, short)
	}
	return out
}

// add enters a phrase; the first meaning of a phrase stays.
func (d *dictionary) add(text, token string) {
	ws := d.cut.words(text)
	st, surfaces := make([]string, len(ws)), make([]string, len(ws))
	for i, w := range ws {
		st[i], surfaces[i] = w.stem, w.surface
	}
	if len(st) == 0 || len(st) == 1 && len(st[0]) < 2 {
		return
	}
	for _, p := range d.byFirst[st[0]] {
		if slices.Equal(p.stems, st) {
			return
		}
	}
	d.byFirst[st[0]] = append(d.byFirst[st[0]], phrase{words: surfaces, stems: st, token: token})
}

// match returns the longest phrase that begins ws, and how many words it takes; ok is false where none does.
func (d *dictionary) match(ws []word) (p phrase, n int, ok bool) {
	for _, p := range d.byFirst[ws[0].stem] {
		if len(p.stems) > len(ws) {
			continue
		}
		same := true
		for i, s := range p.stems {
			if ws[i].stem != s {
				same = false
				break
			}
		}
		if same {
			return p, len(p.stems), true
		}
	}
	return phrase{}, 0, false
}

// isName reports whether a token stands for something with a name of its own.
func isName(token string) bool { return strings.HasPrefix(token, "@") }

// names returns the phrases of two words and more, in a fixed order.
func (d *dictionary) names() []spelt {
	var out []spelt
	for _, ps := range d.byFirst {
		for _, p := range ps {
			if len(p.words) > 1 {
				out = append(out, spelt{p.words, p.stems})
			}
		}
	}
	slices.SortFunc(out, func(a, b spelt) int {
		return cmp.Or(len(b.words)-len(a.words), slices.Compare(a.words, b.words))
	})
	return out
}

// placeToken stands for a place that is no actor.
func placeToken(name string) string { return "@place_" + strings.ReplaceAll(name, " ", "_") }
