package reader

import (
	"encoding/binary"
	"errors"
	"hash/fnv"
	"maps"
	"slices"
)

// Feature is something that a question has, whatever the entry beside it: a word, or two that follow one another.
type Feature uint32

// FeatureOf is the feature that a text stands for. Two texts are hardly ever the same one.
func FeatureOf(text string) Feature {
	h := fnv.New32a()
	_, _ = h.Write([]byte(text)) // a hash takes whatever it is given
	return Feature(h.Sum32())
}

// wide is what was learnt of each entry.
type wide map[uint64]crosses

// crosses are the features that something was learnt of, ascending, and how far each speaks for the entry.
type crosses struct {
	features []Feature
	odds     []float32 // natural logarithms
}

// of adds up what the features of a question say of an entry: nothing where nothing was learnt of it, as of the next one that somebody
// writes.
func (w wide) of(entry uint64, asked []Feature) float32 {
	c := w[entry]
	var sum float32
	for _, f := range asked {
		if i, ok := slices.BinarySearch(c.features, f); ok {
			sum += c.odds[i]
		}
	}
	return sum
}

// storedWide is the same on disk, entry by entry.
type storedWide struct {
	Entries  []uint64
	Counts   []int  // of features, for each entry
	Features []byte // four for each
	Odds     []int8 // in steps
	Step     float32
}

func (w wide) stored() storedWide {
	out := storedWide{Entries: slices.Sorted(maps.Keys(w))}
	var odds []float32
	for _, entry := range out.Entries {
		c := w[entry]
		for _, f := range c.features {
			out.Features = binary.LittleEndian.AppendUint32(out.Features, uint32(f))
		}
		out.Counts, odds = append(out.Counts, len(c.features)), append(odds, c.odds...)
	}
	out.Odds, out.Step = rounded(odds)
	return out
}

func (s storedWide) open() (wide, error) {
	wrong := errors.New("read the reader's weights: what was learnt of entries is cut off")
	if len(s.Counts) != len(s.Entries) || len(s.Features) != 4*len(s.Odds) {
		return nil, wrong
	}
	features, odds := make([]Feature, len(s.Odds)), make([]float32, len(s.Odds))
	for i, steps := range s.Odds {
		features[i], odds[i] = Feature(binary.LittleEndian.Uint32(s.Features[4*i:])), float32(steps)*s.Step
	}
	out := make(wide, len(s.Entries))
	for i, entry := range s.Entries {
		n := s.Counts[i]
		if n < 0 || n > len(odds) {
			return nil, wrong
		}
		out[entry] = crosses{features[:n:n], odds[:n:n]}
		features, odds = features[n:], odds[n:]
	}
	return out, nil
}

// cross is a feature of a question beside an entry.
type cross struct {
	entry   uint64
	feature Feature
}

// slight is which odds are not worth keeping, as their natural logarithm: three crosses in five.
const slight = 0.2

// gather orders what was learnt of crosses by entry and feature, and leaves out what is slight.
func gather(learnt map[cross]float32) wide {
	out := wide{}
	for x, odds := range learnt {
		if max(odds, -odds) < slight {
			continue
		}
		c := out[x.entry]
		c.features = append(c.features, x.feature)
		out[x.entry] = c
	}
	for entry, c := range out {
		slices.Sort(c.features)
		for _, f := range c.features {
			c.odds = append(c.odds, learnt[cross{entry, f}])
		}
		out[entry] = c
	}
	return out
}
