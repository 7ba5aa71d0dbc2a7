package reader

import (
	"math"
	"math/rand/v2"
	"sync"

	"pledgewatch/internal/knowledge/wordvec"
)

// Example is a pair of which it is known whether the entry answers the question.
type Example struct {
	Pair
	Right  bool
	Weight float32 // how much it counts
}

// How a network learns: by Adagrad (Duchi, Hazan and Singer: Adaptive Subgradient Methods, 2011), at a rate that falls to nothing
// by the end.
const (
	rate       = 0.05
	decay      = 0.002 // of each weight at each step, times the rate
	atOnce     = 64    // examples for each step
	dropped    = 0.2   // share of the words that are left out each time, so that no word is leant on too much
	masked     = 0.15  // share of the examples whose words show nothing but their signs: entries will speak of what is in none of them
	bolder     = 4     // times the rate at which single entries are learnt of: each feature is met seldom
	tiny       = 1e-3
	thrownSeed = 7 // of the projection by which words begin, whatever the seed of the rest
	readers    = 2 // that learn side by side; as many on any machine, so that it makes no difference
)

// Train returns a network that has seen every example so many times. The same seed gives the same network.
func Train(examples []Example, rounds int, seed uint64) *Network {
	l := newLearner(len(examples[0].Signs), seed)
	thrown := thrownBy(thrownSeed)
	for i := range examples {
		l.network.kin.meet(&examples[i].Pair, &thrown)
	}
	order := rand.New(rand.NewPCG(seed, 0)) //nolint:gosec // G404: to be repeatable
	for round := range rounds {
		order.Shuffle(len(examples), func(i, j int) { examples[i], examples[j] = examples[j], examples[i] })
		speed := float32(1-float64(round)/float64(rounds)) * rate
		for from := 0; from < len(examples); from += atOnce {
			l.learn(examples[from:min(from+atOnce, len(examples))], speed)
		}
	}
	l.network.wide = gather(l.wide)
	return l.network
}

// learner is a network while it learns.
type learner struct {
	network *Network
	squares layers               // sums of the squares of all steps so far
	own     map[string][]float32 // the same for what is learnt of single words
	readers [readers]*pupil

	wide, wideSquares map[cross]float32 // what is learnt of single entries
	kinSquares        affinity
}

func newLearner(signs int, seed uint64) *learner {
	r := rand.New(rand.NewPCG(seed, 1)) //nolint:gosec // G404: to be repeatable
	l := &learner{network: &Network{layers: newLayers(signs), own: map[string][]float32{}}, squares: newLayers(signs), own: map[string][]float32{}}
	l.wide, l.wideSquares = map[cross]float32{}, map[cross]float32{}
	l.network.kin, l.kinSquares = newAffinity(), newAffinity()
	fill := func(ws []float32, by float64) {
		for i := range ws {
			ws[i] = float32(r.NormFloat64() * by)
		}
	}
	n := &l.network.layers
	fill(n.Vector, 0.15)
	fill(n.Sign, 0.15)
	fill(n.Sum, 0.1)
	fill(n.Whole, 0.1)
	fill(n.Out, 0.1)
	for i := range l.readers {
		l.readers[i] = &pupil{network: l.network, wide: l.wide, gradient: newLayers(signs), own: map[string][]float32{}, crossed: map[cross]float32{}, kin: newAffinity(), chance: rand.New(rand.NewPCG(seed, uint64(2+i)))} //nolint:gosec // G404: to be repeatable
	}
	return l
}

// learn takes one step.
func (l *learner) learn(examples []Example, speed float32) {
	var wg sync.WaitGroup
	for i, p := range l.readers {
		wg.Go(func() {
			for k := i; k < len(examples); k += readers {
				e := &examples[k]
				p.read(e, e.Weight/atOnce)
			}
		})
	}
	wg.Wait()
	first := l.readers[0]
	for _, p := range l.readers[1:] {
		first.join(p)
	}
	weights, squares, steps := l.network.layers.all(), l.squares.all(), first.gradient.all()
	for i := range weights {
		descend(weights[i], squares[i], steps[i], speed, decay)
	}
	for word, step := range first.own {
		if l.own[word] == nil {
			l.own[word], l.network.own[word] = make([]float32, hidden), make([]float32, hidden)
		}
		descend(l.network.own[word], l.own[word], step, speed, 0)
	}
	clear(first.own)
	for x, g := range first.crossed {
		l.wide[x], l.wideSquares[x] = stepped(l.wide[x], l.wideSquares[x], g, speed*bolder, decay)
	}
	clear(first.crossed)
	l.network.kin.descend(&l.kinSquares, &first.kin, speed)
}

// descend takes a step against the gradient, and clears it.
func descend(weights, squares, gradient []float32, speed, decay float32) {
	for i, g := range gradient {
		weights[i], squares[i] = stepped(weights[i], squares[i], g, speed, decay)
		gradient[i] = 0
	}
}

// stepped is a weight after a step, and the sum of the squares of all its steps.
func stepped(weight, squares, g, speed, decay float32) (now, sum float32) {
	sum = squares + g*g
	return weight - speed*(g/(float32(math.Sqrt(float64(sum)))+tiny)+decay*weight), sum
}

// pupil adds up the gradient of the examples that it reads: of the logarithm of the likelihood that it has each right.
type pupil struct {
	network  *Network
	wide     map[cross]float32 // what is learnt of single entries so far
	gradient layers
	own      map[string][]float32
	crossed  map[cross]float32 // the gradient of wide
	kin      affinity          // that of what is learnt of words and entries together
	chance   *rand.Rand

	firsts [][hidden]float32 // what the first layer made of each word
}

func (p *pupil) join(o *pupil) {
	to, from := p.gradient.all(), o.gradient.all()
	for i := range to {
		addTo(to[i], from[i])
		clear(from[i])
	}
	for word, step := range o.own {
		if p.own[word] == nil {
			p.own[word] = make([]float32, hidden)
		}
		addTo(p.own[word], step)
	}
	clear(o.own)
	for x, g := range o.crossed {
		p.crossed[x] += g
	}
	clear(o.crossed)
	p.kin.join(&o.kin)
}

func addTo(to, from []float32) {
	for i, x := range from {
		to[i] += x
	}
}

// read reads one example, leaving out some words, or all of what they are.
func (p *pupil) read(e *Example, weight float32) {
	words := make([]Word, 0, len(e.Words))
	mask := p.chance.Float32() < masked
	for _, w := range e.Words {
		if p.chance.Float32() < dropped {
			continue
		}
		if mask {
			w.Lower = ""
		}
		words = append(words, w)
	}
	read := *e
	read.Words, read.Asked = words, nil
	for _, f := range e.Asked {
		if p.chance.Float32() >= dropped {
			read.Asked = append(read.Asked, f)
		}
	}
	p.add(&read, weight)
}

// add adds the gradient of one example.
func (p *pupil) add(e *Example, weight float32) {
	words, signs := e.Words, e.Signs
	n := p.network
	var sums, back [int(texts) * hidden]float32
	p.firsts = p.firsts[:0]
	for _, w := range words {
		h := n.first(w)
		p.firsts = append(p.firsts, h)
		for j, x := range h {
			sums[int(w.Text)*hidden+j] += max(0, x) * damped
		}
	}
	var second [hidden]float32
	odds := n.second(&sums, signs, &second)
	for _, f := range e.Asked {
		odds += p.wide[cross{e.Entry, f}]
	}
	known := e.Asked != nil
	kin := n.kin.sum(words)
	if known {
		odds += n.kin.of(e.Entry, &kin)
	}
	d := float32(1 / (1 + math.Exp(-float64(odds))))
	if e.Right {
		d--
	}
	for _, f := range e.Asked {
		p.crossed[cross{e.Entry, f}] += d * weight
	}
	if known {
		p.kin.back(&e.Pair, words, &kin, d*weight, &n.kin)
	}
	p.throughSecond(d*weight, &sums, signs, &second, &back)
	for i, w := range words {
		p.throughFirst(w, &p.firsts[i], back[int(w.Text)*hidden:][:hidden])
	}
}

// throughSecond adds the gradient of the second layer; back is that of the sums.
func (p *pupil) throughSecond(d float32, sums *[int(texts) * hidden]float32, signs []float32, second *[hidden]float32, back *[int(texts) * hidden]float32) {
	n, g := &p.network.layers, &p.gradient
	g.Base[0] += d
	var dh [hidden]float32
	for j, x := range second {
		if x > 0 {
			g.Out[j] += d * x
			dh[j] = d * n.Out[j]
			g.Bias[j] += dh[j]
		}
	}
	for k, x := range signs {
		g.Past[k] += d * x
		for j, y := range dh {
			g.Whole[k*hidden+j] += y * x
		}
	}
	for k, x := range sums {
		for j, y := range dh {
			g.Sum[k*hidden+j] += y * x
			back[k] += y * n.Sum[k*hidden+j] * damped
		}
	}
}

// throughFirst adds the gradient of the first layer for a word.
func (p *pupil) throughFirst(w Word, first *[hidden]float32, back []float32) {
	var dh [hidden]float32
	for j, x := range first {
		if x > 0 {
			dh[j] = back[j]
		}
	}
	g := &p.gradient
	for j, y := range dh {
		g.Text[int(w.Text)*hidden+j] += y
	}
	for k, x := range w.Signs {
		if x != 0 {
			add((*[hidden]float32)(g.Sign[k*hidden:]), dh[:], x)
		}
	}
	if _, ok := wordvec.Rank(w.Lower); !ok {
		return
	}
	for k, x := range vector(w.Lower) {
		add((*[hidden]float32)(g.Vector[k*hidden:]), dh[:], x)
	}
	if p.own[w.Lower] == nil {
		p.own[w.Lower] = make([]float32, hidden)
	}
	addTo(p.own[w.Lower], dh[:])
}
