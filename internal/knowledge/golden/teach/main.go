// Command teach trains the reader on golden questions, and writes its weights. It is taught from the corpus as well: half of the ways
// to put the question that entries answer, and half of the questions that they are known not to, are taken away and asked of what is
// left, and then the other half.
package main

import (
	"bytes"
	"cmp"
	"flag"
	"fmt"
	"hash/fnv"
	"os"
	"runtime"
	"slices"
	"sync"
	"testing/fstest"

	"go.yaml.in/yaml/v3"

	"pledgewatch/config"
	"pledgewatch/internal/knowledge"
	"pledgewatch/internal/knowledge/golden"
	"pledgewatch/internal/knowledge/reader"
)

const (
	rounds = 8 // how often each example is seen
	seed   = 2 // of what is left to chance
)

// How much an example counts.
const (
	counts     = 3    // of a golden question
	ofThinned  = 1.5  // of one that is asked of a corpus that lost some of its own
	asItStands = 2    // of one that stands in the corpus and is asked of all of it: such a one is to go as it says there
	ofCorpus   = 0.5  // of one that stands in the corpus: its words are those of whoever wrote the entry
	beside     = 0.25 // of an entry beside one that answers, against one that stands there for nothing: it may answer as well, in other words than were expected
	notNearest = 0.5  // of an entry that does not come nearest, against one that does
)

func main() {
	out := flag.String("out", "reader.bin", "file to write")
	flag.Parse()
	if err := run(*out, flag.Args()); err != nil {
		_, _ = fmt.Fprintln(os.Stderr, "teach:", err)
		os.Exit(1)
	}
}

func run(out string, files []string) error {
	questions, err := golden.ReadFiles(files...)
	if err != nil {
		return err
	}
	c, err := knowledge.Load(config.Corpus())
	if err != nil {
		return err
	}
	l := lesson{questions: questions}
	if err := l.prepare(c); err != nil {
		return err
	}
	var b bytes.Buffer
	if err := reader.Train(l.examples, rounds, seed).Write(&b); err != nil {
		return err
	}
	_, _ = fmt.Fprintf(os.Stderr, "taught by %d examples\n", len(l.examples))
	return os.WriteFile(out, b.Bytes(), 0o600)
}

// lesson is what is learnt from.
type lesson struct {
	questions []golden.Question
	examples  []reader.Example
}

// prepare asks all that is to be learnt from, of the corpus as it stands and of what is left of it.
func (l *lesson) prepare(c *knowledge.Corpus) error {
	s := setting{brain: knowledge.NewBrain(c), put: asWritten, weight: counts, known: true}
	l.golden(s, every)
	s.weight = asItStands
	l.own(s, c, every)
	for part := range uint32(halves) {
		if err := l.halved(c, part); err != nil {
			return err
		}
	}
	return l.bare(c)
}

// setting is what questions are asked of, and how.
type setting struct {
	brain  *knowledge.Brain
	put    func(question string) string
	weight float32 // how much each example counts
	known  bool    // whether it is learnt what each entry is asked; else it is as if nobody ever had
}

// add adds the examples that each of so many questions gives, in their order.
func (l *lesson) add(questions int, ask func(i int) []reader.Example) {
	given := make([][]reader.Example, questions)
	var wg sync.WaitGroup
	workers := runtime.GOMAXPROCS(0)
	for w := range workers {
		wg.Go(func() {
			for i := w; i < questions; i += workers {
				given[i] = ask(i)
			}
		})
	}
	wg.Wait()
	l.examples = append(l.examples, slices.Concat(given...)...)
}

// ask gives an example for each entry that is read for a question; answered says that some entry answers it.
func (s setting) ask(question string, answered bool, right func(knowledge.Answer, knowledge.Ranked) bool) []reader.Example {
	a := s.brain.Ask(s.put(question), golden.Day())
	var read []knowledge.Ranked // in the order in which no network had a say
	for _, r := range a.Ranking {
		if _, _, ok := r.Read(); ok {
			read = append(read, r)
		}
	}
	slices.SortFunc(read, func(x, y knowledge.Ranked) int {
		_, before, _ := x.Read()
		_, after, _ := y.Read()
		return cmp.Compare(before, after)
	})
	out := make([]reader.Example, 0, len(read))
	for i, r := range read {
		pair, _, _ := r.Read()
		if !s.known {
			pair.Asked = nil
		}
		e := reader.Example{Pair: pair, Right: right(a, r), Weight: s.weight}
		if i > 0 {
			e.Weight *= notNearest
		}
		if answered && !e.Right {
			e.Weight *= beside
		}
		out = append(out, e)
	}
	return out
}

// golden adds the golden questions that which lets through.
func (l *lesson) golden(s setting, which func(question string) bool) {
	l.add(len(l.questions), func(i int) []reader.Example {
		q := l.questions[i]
		if !which(q.Q) {
			return nil
		}
		answered := q.Type != "unanswerable"
		return s.ask(q.Q, answered, func(a knowledge.Answer, r knowledge.Ranked) bool {
			return answered && q.Judge(s.brain.Quote(a, r)).Correct
		})
	})
}

// bare asks golden questions of a corpus as somebody may begin one: with few ways to put each question, and no gaps.
func (l *lesson) bare(c *knowledge.Corpus) error {
	left, err := thinned(c, func(field, question string) bool { return field == "asks" && partOf(question, few) == 0 })
	if err != nil {
		return err
	}
	l.golden(setting{brain: knowledge.NewBrain(left), put: pad, weight: ofThinned}, every)
	return nil
}

// before and after are what may stand around a question and ask for nothing. They are as long as such things get: else length itself
// would tell what is answered.
var (
	before = []string{
		"", "", "", "please ", "hi, ", "quick one: ", "hi there could you please tell me ", "morning all, does anyone happen to know ",
		"sorry to bother you again, but my manager has asked me to find out for this afternoon's meeting ",
		"I am writing a briefing for our lead member and they will want to know this before the committee meets on Thursday, so ",
		"hello, I have been off for a few weeks and have lost track of all of this, and now somebody upstairs wants an answer within the hour, so if anyone can help me out I would be very grateful indeed: ",
		"right so I've gone through everything in the folder twice now and I still can't find it anywhere, it's probably me being daft, but ",
		"asking for a colleague who is new to the team and is trying to get their head round it all: ",
		"this came up on a call with the charity yesterday and nobody in the room had the faintest idea. ",
	}
	after = []string{"", "", "", "", " please", " thanks", " please please please please", " - many thanks in advance for any help", ", need it for a report due today", " really really really", " and sorry if it was asked before"}
)

func asWritten(question string) string { return question }

func every(string) bool { return true }

// pad puts something before and after a question, the same each time.
func pad(question string) string {
	return before[partOf(question, uint32(len(before)))] + question + after[partOf(question+"?", uint32(len(after)))] //nolint:gosec // G115: a few
}

// halves is into how many parts the corpus's own questions are cut.
const halves = 2

// few is of how many ways to put a question one is left in a bare corpus.
const few = 4

// halved asks a part of the corpus's own questions, and of the golden ones, of what is left without that part.
func (l *lesson) halved(c *knowledge.Corpus, part uint32) error {
	left, err := thinned(c, func(_, question string) bool { return partOf(question, halves) != part })
	if err != nil {
		return err
	}
	brain := knowledge.NewBrain(left)
	inPart := func(question string) bool { return partOf(question, halves) == part }
	l.golden(setting{brain: brain, put: pad, weight: ofThinned}, inPart)
	l.own(setting{brain: brain, put: asWritten, weight: ofCorpus, known: true}, c, inPart)
	return nil
}

// own asks some of the corpus's own questions.
func (l *lesson) own(s setting, c *knowledge.Corpus, which func(question string) bool) {
	entries := c.Entries()
	l.add(len(entries), func(i int) []reader.Example {
		var out []reader.Example
		e := entries[i]
		for _, q := range e.Asks {
			if which(q) {
				out = append(out, s.ask(q, true, func(_ knowledge.Answer, r knowledge.Ranked) bool { return r.Entry.ID == e.ID })...)
			}
		}
		for _, q := range e.Gaps {
			if which(q) {
				out = append(out, s.ask(q, false, func(knowledge.Answer, knowledge.Ranked) bool { return false })...)
			}
		}
		return out
	})
}

// partOf says which of so many parts a question belongs to.
func partOf(question string, parts uint32) uint32 {
	h := fnv.New32a()
	_, _ = h.Write([]byte(question)) // a hash takes whatever it is given
	return (h.Sum32() >> 8) % parts
}

// thinned returns a corpus that keeps only some of its own questions.
func thinned(c *knowledge.Corpus, keep func(field, question string) bool) (*knowledge.Corpus, error) {
	var b bytes.Buffer
	if err := c.WriteYAML(&b); err != nil {
		return nil, err
	}
	var all map[string]any
	if err := yaml.Unmarshal(b.Bytes(), &all); err != nil {
		return nil, err
	}
	entries, _ := all["entries"].([]any)
	for _, e := range entries {
		entry, _ := e.(map[string]any)
		for _, field := range []string{"asks", "gaps"} {
			questions, _ := entry[field].([]any)
			var kept []any
			for _, q := range questions {
				if text, ok := q.(string); ok && keep(field, text) {
					kept = append(kept, q)
				}
			}
			if entry[field] = kept; len(kept) == 0 {
				delete(entry, field)
			}
		}
	}
	b.Reset()
	if err := yaml.NewEncoder(&b).Encode(all); err != nil {
		return nil, err
	}
	return knowledge.Load(fstest.MapFS{"corpus.yaml": {Data: b.Bytes()}})
}
