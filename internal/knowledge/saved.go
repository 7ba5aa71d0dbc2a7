package knowledge

import (
	"bytes"
	"crypto/sha256"
	"encoding/gob"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
)

// savedIndex is what was counted in a corpus, as it is kept on disk.
type savedIndex struct {
	Vocab                   map[string]string
	Pairs                   []uint64
	Common, Named, Acronyms map[string]bool
	Terms                   *postings
	Wording                 wording
	Sorts                   map[string]bool
	SortsOf                 map[string]map[string]bool
}

// savedForm begins what is kept, and changes with its form.
const savedForm = "pledgewatch index 1\n"

// ErrOtherIndex says that what was to be read is no whole index of this corpus.
var ErrOtherIndex = errors.New("no whole index of this corpus")

// WriteIndex writes what takes long to make of a large corpus, for ReadBrain. It holds for this corpus only, and for programs
// that cut and stem words as this one does.
func (b *Brain) WriteIndex(w io.Writer) error {
	var body bytes.Buffer
	ct := b.ix.counted
	err := gob.NewEncoder(&body).Encode(savedIndex{
		Vocab: ct.vocab, Pairs: slices.Sorted(maps.Keys(ct.pairs)), Common: ct.common, Named: ct.named, Acronyms: ct.acronyms,
		Terms: ct.terms, Wording: ct.wording, Sorts: ct.sorts, SortsOf: ct.sortsOf,
	})
	if err != nil {
		return fmt.Errorf("encode the index: %w", err)
	}
	sum := sumOf(b.Corpus, body.Bytes())
	for _, part := range [][]byte{[]byte(savedForm), sum[:], body.Bytes()} {
		if _, err := w.Write(part); err != nil {
			return fmt.Errorf("write the index: %w", err)
		}
	}
	return nil
}

// ReadBrain makes a brain of a corpus and of what WriteIndex wrote of it. It is ErrOtherIndex where that is of another corpus or
// damaged.
func ReadBrain(c *Corpus, index []byte) (*Brain, error) {
	rest, ok := bytes.CutPrefix(index, []byte(savedForm))
	if !ok || len(rest) < sha256.Size || sumOf(c, rest[sha256.Size:]) != [sha256.Size]byte(rest) {
		return nil, ErrOtherIndex
	}
	var k savedIndex
	if err := gob.NewDecoder(bytes.NewReader(rest[sha256.Size:])).Decode(&k); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrOtherIndex, err)
	}
	l := newLearnt()
	l.cut, l.vocab, l.common, l.named, l.acronyms = nil, k.Vocab, k.Common, k.Named, k.Acronyms
	for _, p := range k.Pairs {
		l.pairs[p] = struct{}{}
	}
	k.Terms.count()
	return newBrain(c, &counted{learnt: l, terms: k.Terms, wording: k.Wording, sorts: k.Sorts, sortsOf: k.SortsOf}), nil
}

// sumOf tells a corpus and what is kept of it from all others.
func sumOf(c *Corpus, body []byte) [sha256.Size]byte {
	h := sha256.New()
	_, _ = h.Write(c.fingerprint[:])
	_, _ = h.Write(body)
	return [sha256.Size]byte(h.Sum(nil))
}
