// Command fit learns from golden questions how much each sign of an entry's fit weighs, and writes the weights as Go: once
// for the order of the candidates (the likelihood that a right one comes first, by softmax), once for whether the
// first is right at all (logistic regression). A sign that speaks for an entry may not come to speak against it,
// nor the other way round.
package main

import (
	"bytes"
	"cmp"
	"flag"
	"fmt"
	"go/format"
	"math"
	"os"
	"path/filepath"
	"slices"
	"time"

	"pledgewatch/config"
	"pledgewatch/internal/knowledge"
	"pledgewatch/internal/knowledge/golden"
)

// example is one candidate entry of one question; asked is all candidates of a question.
type (
	example struct {
		signs [knowledge.NumSigns]float64
		right bool
		unfit bool
	}
	asked []example
)

func main() {
	out := flag.String("out", "weights.go", "file to write")
	day := flag.String("as-of", "2026-11-21", "day that the questions are asked on")
	flag.Parse()
	if err := run(*out, *day, flag.Args()); err != nil {
		_, _ = fmt.Fprintln(os.Stderr, "fit:", err)
		os.Exit(1)
	}
}

func run(out, day string, files []string) error {
	on, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return err
	}
	c, err := knowledge.Load(config.Corpus())
	if err != nil {
		return err
	}
	brain, err := knowledge.NewBrain(c)
	if err != nil {
		return err
	}
	var cases []asked
	for _, f := range files {
		qs, err := read(f)
		if err != nil {
			return err
		}
		for _, q := range qs {
			more, err := examples(brain, q, on)
			if err != nil {
				return err
			}
			cases = append(cases, more)
		}
	}
	order := fitOrder(cases)
	bias, weights := fitChance(cases, order)
	return write(out, order, bias, weights)
}

func read(name string) ([]golden.Question, error) {
	f, err := os.Open(filepath.Clean(name))
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // only read
	return golden.Read(f)
}

// examples holds every candidate of a question against what a right answer must hold.
func examples(brain *knowledge.Brain, q golden.Question, day time.Time) (asked, error) {
	a, err := brain.Ask(q.Q, day)
	if err != nil {
		return nil, err
	}
	var out asked
	for _, r := range a.Ranking {
		out = append(out, example{r.Signs.Values(), q.Type != "unanswerable" && q.Judge(brain.Quote(a, r)).Correct, r.Signs.Unfit()})
	}
	return out, nil
}

const (
	rounds = 4000
	small  = 1e-3 // how strongly weights are kept small
)

// fitOrder returns the weights that make it likeliest that a right candidate comes first.
func fitOrder(cases []asked) (weights [knowledge.NumSigns]float64) {
	for range rounds {
		var grad [knowledge.NumSigns]float64
		n := 0.0
		for _, c := range cases {
			if gradient(c, weights, &grad) {
				n++
			}
		}
		step(&weights, grad, 0.5, n)
	}
	return weights
}

// gradient adds that of the log likelihood that one of the right candidates comes first; it reports whether there is one.
func gradient(c asked, weights [knowledge.NumSigns]float64, grad *[knowledge.NumSigns]float64) bool {
	p := make([]float64, len(c))
	var all, right float64
	for i, e := range c {
		p[i] = math.Exp(dot(weights, e.signs))
		all += p[i]
		if e.right {
			right += p[i]
		}
	}
	if right == 0 || right == all {
		return false
	}
	for i, e := range c {
		d := p[i] / all
		if e.right {
			d -= p[i] / right
		}
		for j, s := range e.signs {
			grad[j] += d * s
		}
	}
	return true
}

// fitChance returns the bias and the weights that tell best, from the first candidate, whether it or those quoted beside it are right.
func fitChance(cases []asked, order [knowledge.NumSigns]float64) (bias float64, weights [knowledge.NumSigns]float64) {
	var first []example
	for _, c := range cases {
		if len(c) == 0 {
			continue
		}
		slices.SortStableFunc(c, func(a, b example) int { return -cmp.Compare(dot(order, a.signs), dot(order, b.signs)) })
		if fit := slices.IndexFunc(c, func(e example) bool { return !e.unfit }); fit > 0 {
			c = c[fit:]
		}
		best := c[0]
		for _, e := range c[:min(len(c), knowledge.MostQuoted)] {
			best.right = best.right || e.right && dot(order, e.signs) > dot(order, best.signs)-knowledge.NearlyAsGood
		}
		first = append(first, best)
	}
	for range rounds {
		var gb float64
		var grad [knowledge.NumSigns]float64
		for _, e := range first {
			d := 1 / (1 + math.Exp(-bias-dot(weights, e.signs)))
			if e.right {
				d--
			}
			gb += d
			for j, s := range e.signs {
				grad[j] += d * s
			}
		}
		bias -= gb / float64(len(first))
		step(&weights, grad, 1, float64(len(first)))
	}
	return bias, weights
}

func dot(weights, signs [knowledge.NumSigns]float64) float64 {
	var x float64
	for i, s := range signs {
		x += weights[i] * s
	}
	return x
}

func step(weights *[knowledge.NumSigns]float64, grad [knowledge.NumSigns]float64, by, n float64) {
	for i := range weights {
		weights[i] -= by * (grad[i]/n + small*weights[i])
		if knowledge.SpeaksFor(i) {
			weights[i] = max(0, weights[i])
		} else {
			weights[i] = min(0, weights[i])
		}
	}
}

func write(name string, order [knowledge.NumSigns]float64, bias float64, weights [knowledge.NumSigns]float64) error {
	var b bytes.Buffer
	b.WriteString("// Code generated by golden/fit from the golden questions for tuning. DO NOT EDIT.\n\npackage knowledge\n\n")
	list := func(comment, name string, ws [knowledge.NumSigns]float64) {
		fmt.Fprintf(&b, "// %s, in the order of Signs.\nvar %s = [NumSigns]float64{", comment, name)
		for _, w := range ws {
			fmt.Fprintf(&b, "%.3f, ", w)
		}
		b.WriteString("}\n\n")
	}
	list("orderWeights put the likeliest entry first", "orderWeights", order)
	list("chanceWeights tell whether the first entry is right", "chanceWeights", weights)
	fmt.Fprintf(&b, "const chanceBias = %.3f\n", bias)
	src, err := format.Source(b.Bytes())
	if err != nil {
		return err
	}
	return os.WriteFile(name, src, 0o600)
}
