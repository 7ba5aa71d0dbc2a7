package watch_test

import (
	"strings"
	"testing"
	"time"

	"pledgewatch/internal/watch"
)

func FuzzDetect(f *testing.F) {
	b := shared(f)
	day := time.Date(2025, 6, 10, 0, 0, 0, 0, time.UTC)
	for line := range strings.Lines(said) {
		f.Add(line, line)
	}
	f.Add("“‘\"", "£ £9,99.9 half a and a half “(,;:— to be put 31 February 2025 from to")
	f.Add("\xff\xfe", "极速\x00 has been scrapped, which the\xc3 DfE")
	f.Fuzz(func(t *testing.T, title, text string) {
		for _, p := range watch.Detect(b, watch.Article{Title: title, Paragraphs: []string{text, title}, Published: day}) {
			if p.Confidence <= 0 || p.Confidence > 1 || p.To == "" || p.To == p.From || p.Paragraph < 1 || p.Paragraph > 2 || p.Sentence == "" || p.Reason == "" {
				t.Errorf("an unsound proposal: %+v", p)
			}
		}
		watch.Detect(b, watch.Article{Paragraphs: []string{text}})
	})
}

// BenchmarkDetect reads 100 KB in which every sentence says that something changed: the worst that an article can be.
func BenchmarkDetect(b *testing.B) {
	brain := shared(b)
	news := strings.Repeat("The DfE has scrapped the trial of kinship allowances, which was launched in 2023 with £44m. ", 1100)
	a := watch.Article{Title: "Worst case", Paragraphs: []string{news}, Published: time.Date(2025, 6, 10, 0, 0, 0, 0, time.UTC)}
	b.SetBytes(int64(len(news)))
	for b.Loop() {
		watch.Detect(brain, a)
	}
}
