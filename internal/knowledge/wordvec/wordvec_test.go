package wordvec_test

import (
	"testing"

	"pledgewatch/internal/knowledge/wordvec"
)

func TestWordsThatMeanMuchTheSameAreNear(t *testing.T) {
	near := func(a, b string) float64 {
		t.Helper()
		va, ok := wordvec.Of(a)
		if !ok {
			t.Fatalf("no word %q", a)
		}
		vb, ok := wordvec.Of(b)
		if !ok {
			t.Fatalf("no word %q", b)
		}
		return wordvec.Near(va, vb)
	}
	if self := near("council", "council"); self < 0.97 || self > 1.03 {
		t.Errorf("a word is %.3f near itself, want about 1", self)
	}
	for _, tt := range []struct{ word, like, unlike string }{
		{"money", "cash", "bicycle"},
		{"delay", "postpone", "banana"},
		{"child", "baby", "steel"},
	} {
		if a, b := near(tt.word, tt.like), near(tt.word, tt.unlike); a <= b+0.2 {
			t.Errorf("%s: %s %.2f, %s %.2f", tt.word, tt.like, a, tt.unlike, b)
		}
	}
}

func TestCommonWordsRankBeforeRareOnes(t *testing.T) {
	week, _ := wordvec.Rank("week")
	kin, ok := wordvec.Rank("kinship")
	if !ok || week > 500 || kin < 5000 {
		t.Errorf("week ranks %d, kinship %d", week, kin)
	}
	if _, ok := wordvec.Rank("xyzzyq"); ok {
		t.Error("a word that is none has a rank")
	}
}

func BenchmarkNear(b *testing.B) {
	x, _ := wordvec.Of("money")
	y, _ := wordvec.Of("cash")
	for b.Loop() {
		wordvec.Near(x, y)
	}
}
