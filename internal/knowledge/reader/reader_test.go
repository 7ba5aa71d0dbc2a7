package reader

import (
	"bytes"
	"math"
	"math/rand/v2"
	"testing"
)

const wholes = 3

// pairOf makes a pair of the words of a question and of those that only the way to put it has.
func pairOf(r *rand.Rand, asked, way []string) Pair {
	p := Pair{Signs: []float32{1, r.Float32(), 0}}
	for text, words := range [][]string{asked, way} {
		for i, w := range words {
			word := Word{Text: Text(text), Lower: w}
			word.Signs[0], word.Signs[1] = float32(i)/4, r.Float32()
			p.Words = append(p.Words, word)
		}
	}
	return p
}

// lessons are questions that an entry answers, unless they ask for a split: whatever else they say.
func lessons(r *rand.Rand, n int) []Example {
	subjects := []string{"kinship", "fostering", "money", "council", "adoption", "court"}
	var out []Example
	for range n {
		asked := []string{"the", subjects[r.IntN(len(subjects))], subjects[r.IntN(len(subjects))]}
		split := r.IntN(2) == 0
		if split {
			asked = append(asked, []string{"split", "breakdown"}[r.IntN(2)])
		}
		e := Example{Pair: pairOf(r, asked, []string{"how", "much"}), Right: !split, Weight: 1}
		for _, w := range asked {
			e.Entry, e.Asked = 1+r.Uint64N(3), append(e.Asked, FeatureOf(w))
		}
		out = append(out, e)
	}
	return out
}

func newRand() *rand.Rand { return rand.New(rand.NewPCG(1, 2)) } //nolint:gosec // G404: to be repeatable

func TestWhatMattersIsLearnt(t *testing.T) {
	r := newRand()
	n := Train(lessons(r, 600), 4, 1)
	wrong := 0
	for _, e := range lessons(r, 200) {
		if (n.Read(e.Pair) > 0) != e.Right {
			wrong++
		}
	}
	if wrong > 4 {
		t.Errorf("%d of 200 questions that were never seen are read wrongly", wrong)
	}
}

// What an entry is asked is learnt of this entry only: one tells of a split, the other does not, and nothing else tells them apart.
func TestWhatAnEntryIsAskedIsLearnt(t *testing.T) {
	r := newRand()
	const tells, silent, unheardOf = 1, 2, 3
	split, when := FeatureOf("split"), FeatureOf("when")
	var examples []Example
	for range 200 {
		for _, entry := range []uint64{tells, silent} {
			e := Example{Pair: pairOf(r, []string{"the", "split"}, []string{"how", "much"}), Right: entry == tells, Weight: 1}
			e.Entry, e.Asked = entry, []Feature{split}
			examples = append(examples, e)
		}
	}
	n := Train(examples, 4, 1)
	p := pairOf(r, []string{"the", "split"}, nil)
	odds := func(entry uint64, asked ...Feature) float64 {
		p.Entry, p.Asked = entry, asked
		return n.Read(p)
	}
	if odds(tells, split) < 1 || odds(silent, split) > -1 {
		t.Errorf("odds of %.1f where it was answered, and %.1f where it was not", odds(tells, split), odds(silent, split))
	}
	if plain := odds(0); odds(unheardOf, split) != plain || n.Learnt(silent, when) != 0 {
		t.Errorf("something is known of an entry or a word that was never met")
	}
	if got, want := n.Learnt(tells, split), odds(tells, split)-odds(tells, when); math.Abs(got-want) > 1e-4 {
		t.Errorf("what was learnt counts %.2f, and is told as %.2f", want, got)
	}
	if p.Entry = tells; math.Abs(n.Together(p)-(odds(tells, when)-odds(0))) > 1e-4 {
		t.Errorf("all words together count %.2f, and are told as %.2f", odds(tells, when)-odds(0), n.Together(p))
	}
}

// What was learnt of an entry holds for a word that it was never asked by, if other entries that are asked the same are asked by it too.
func TestWhatIsLearntOfAnEntryHoldsForLikeWords(t *testing.T) {
	r := newRand()
	var examples []Example
	ask := func(entry uint64, word string, right bool) Example {
		e := Example{Pair: pairOf(r, []string{"the", word}, []string{"how", "much"}), Right: right, Weight: 1}
		e.Entry, e.Asked = entry, []Feature{FeatureOf(word)}
		return e
	}
	const tells, silent = 8, 9
	for range 150 {
		for entry := range uint64(6) { // the even ones tell of a split, whatever it is called
			for _, word := range []string{"split", "breakdown"} {
				examples = append(examples, ask(entry, word, entry%2 == 0))
			}
		}
		examples = append(examples, ask(tells, "split", true), ask(silent, "split", false))
	}
	n := Train(examples, 6, 1)
	yes, no := ask(tells, "breakdown", true).Pair, ask(silent, "breakdown", false).Pair
	if n.Together(yes) < n.Together(no)+1 {
		t.Errorf("of a word that neither was asked by, together %.2f and %.2f", n.Together(yes), n.Together(no))
	}
}

func TestTheSameSeedTeachesTheSame(t *testing.T) {
	write := func() []byte {
		var b bytes.Buffer
		if err := Train(lessons(newRand(), 200), 2, 7).Write(&b); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	if !bytes.Equal(write(), write()) {
		t.Error("two networks that were taught the same differ")
	}
}

func TestWhatIsWrittenReadsTheSame(t *testing.T) {
	examples := lessons(newRand(), 300)
	n := Train(examples, 3, 1)
	var b bytes.Buffer
	if err := n.Write(&b); err != nil {
		t.Fatal(err)
	}
	read, err := open(b.Bytes(), wholes)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range examples[:50] {
		for range 2 { // the second time from what is kept ready
			if was, is := n.Read(e.Pair), read.Read(e.Pair); math.Abs(was-is) > 0.2 {
				t.Fatalf("read as %.3f, and as %.3f once it was written", was, is)
			}
		}
	}
}

func TestWeightsOfAnotherNetworkAreRefused(t *testing.T) {
	var b bytes.Buffer
	if err := Train(lessons(newRand(), 10), 1, 1).Write(&b); err != nil {
		t.Fatal(err)
	}
	for name, raw := range map[string][]byte{"of other signs": b.Bytes(), "cut off": b.Bytes()[:b.Len()/2], "of nothing known": []byte("weights")} {
		if _, err := open(raw, wholes+1); err == nil {
			t.Errorf("weights %s are taken", name)
		}
	}
}

func TestANetworkThatLearntNothingGivesEverythingTheSameChance(t *testing.T) {
	n := MustOpen(nil, wholes)
	for _, e := range lessons(newRand(), 10) {
		if odds := n.Read(e.Pair); odds != 0 {
			t.Errorf("odds of %v", odds)
		}
	}
}

// TestTheGradientIsThatOfTheLoss moves single weights a little and holds what that does to the loss against the gradient.
func TestTheGradientIsThatOfTheLoss(t *testing.T) {
	r := newRand()
	l := newLearner(wholes, 3)
	e := lessons(r, 1)[0]
	p := l.readers[0]
	for i := range l.network.layers.Bias {
		l.network.layers.Bias[i] = float32(r.NormFloat64())
	}
	for _, w := range e.Words {
		l.network.own[w.Lower] = make([]float32, hidden)
	}
	for _, f := range e.Asked {
		l.wide[cross{e.Entry, f}] = 1
	}
	l.network.wide = gather(l.wide)
	thrown := thrownBy(7)
	l.network.kin.meet(&e.Pair, &thrown)
	for i := range l.network.kin.bias { // well away from where it is cut off
		l.network.kin.bias[i] = float32(1 - 2*(i%2))
	}
	for i := range l.network.kin.entries[e.Entry] {
		l.network.kin.entries[e.Entry][i] = float32(r.NormFloat64()) / 4
	}
	loss := func() float64 {
		odds := l.network.Read(e.Pair)
		if !e.Right {
			odds = -odds
		}
		return math.Log1p(math.Exp(-odds))
	}
	p.add(&e, 1)
	check := func(name string, weights, gradient []float32) {
		for range 12 {
			i := r.IntN(len(weights))
			const by = 1e-2
			was := weights[i]
			weights[i] = was + by
			up := loss()
			weights[i] = was - by
			down := loss()
			weights[i] = was
			if got, want := float64(gradient[i]), (up-down)/(2*by); math.Abs(got-want) > 1e-2*max(1, math.Abs(want)) {
				t.Errorf("%s %d: gradient %.5f, measured %.5f", name, i, got, want)
			}
		}
	}
	names := []string{"vector", "sign", "text", "sum", "whole", "bias", "out", "past", "base"}
	for i, weights := range l.network.layers.all() {
		check(names[i], weights, p.gradient.all()[i])
	}
	for x, gradient := range p.crossed {
		before := loss()
		l.wide[x] += 1e-2
		l.network.wide = gather(l.wide)
		if got, want := float64(gradient), (loss()-before)/1e-2; math.Abs(got-want) > 1e-2 {
			t.Errorf("entry %d, feature %d: gradient %.5f, measured %.5f", x.entry, x.feature, got, want)
		}
		l.wide[x] -= 1e-2
		l.network.wide = gather(l.wide)
	}
	if len(p.crossed) != len(e.Asked) {
		t.Errorf("a gradient of %d features of %d", len(p.crossed), len(e.Asked))
	}
	check("bias of words together", l.network.kin.bias[:], p.kin.bias[:])
	for entry, gradient := range p.kin.entries {
		check("values of an entry", l.network.kin.entries[entry][:], gradient[:])
	}
	for word, gradient := range p.kin.words {
		check("values of "+word, l.network.kin.words[word][:], gradient[:])
	}
	if len(p.kin.entries) != 1 || len(p.kin.words) < 2 {
		t.Errorf("a gradient of %d entries and %d words", len(p.kin.entries), len(p.kin.words))
	}
	for word, gradient := range p.own {
		check("own weights of "+word, l.network.own[word], gradient)
	}
}
