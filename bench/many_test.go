package bench

import (
	"fmt"
	"io/fs"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"pledgewatch/config"
	"pledgewatch/internal/knowledge"
)

// many is how many entries are made up beside the shipped ones.
const many = 10_000

// BenchmarkManyEntries asks the golden questions, and questions of made-up entries, of a corpus with many entries more. Run it
// once: go test -run xxx -bench ManyEntries -benchtime 1x -timeout 20m ./bench
func BenchmarkManyEntries(b *testing.B) {
	var before, after runtime.MemStats
	files := manyEntries(b)
	for b.Loop() {
		runtime.GC()
		runtime.ReadMemStats(&before)
		start := time.Now()
		c, err := knowledge.Load(files)
		if err != nil {
			b.Fatal(err)
		}
		loaded := time.Now()
		brain, err := knowledge.NewBrain(c)
		if err != nil {
			b.Fatal(err)
		}
		indexed := time.Now()
		runtime.GC()
		runtime.ReadMemStats(&after)
		b.ReportMetric(loaded.Sub(start).Seconds(), "load-s")
		b.ReportMetric(indexed.Sub(loaded).Seconds(), "index-s")
		b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/(1<<20), "heap-MB")
		reportTimes(b, "ours", askAll(b, ours{brain}))
		reportTimes(b, "bleve", askAll(b, newBleve(b, c)))
		reportTimes(b, "fts5", askAll(b, newFTS5(b, c)))
		runtime.KeepAlive(brain)
	}
}

// askAll asks every question and returns how long each took, the shortest first.
func askAll(b *testing.B, f finder) []time.Duration {
	b.Helper()
	var took []time.Duration
	ask := func(q string) {
		start := time.Now()
		if _, err := f.find(q); err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(start))
	}
	for _, q := range goldenQuestions(b) {
		ask(q.Q)
	}
	for i := range 500 {
		ask(fmt.Sprintf("how many %s did %s report on %s in %d", things[i%len(things)], council(i*37), scheme(i*13), 2001+i%20))
	}
	slices.Sort(took)
	return took
}

func reportTimes(b *testing.B, name string, took []time.Duration) {
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, name+"-median-ms")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, name+"-p99-ms")
}

// manyEntries is the shipped corpus and made-up findings beside it.
func manyEntries(b *testing.B) fstest.MapFS {
	b.Helper()
	files := fstest.MapFS{}
	shipped := config.Corpus()
	names, err := fs.Glob(shipped, "*.yaml")
	if err != nil {
		b.Fatal(err)
	}
	for _, name := range names {
		data, err := fs.ReadFile(shipped, name)
		if err != nil {
			b.Fatal(err)
		}
		files[name] = &fstest.MapFile{Data: data}
	}
	const perFile = 1000
	for from := 0; from < many; from += perFile {
		var text strings.Builder
		for i := from; i < from+perFile; i++ {
			writeEntry(&text, i)
		}
		files[fmt.Sprintf("made-up-%03d.yaml", from/perFile)] = &fstest.MapFile{Data: []byte(text.String())}
	}
	return files
}

var things = strings.Fields("placements visits referrals mentors carers buses lamps ferries bridges gardens workshops meetings letters surveys inspections homes")

// syllables make up names that no question of ours holds by chance.
var syllables = strings.Fields("ba do fi gu ka le mo nu pa ri so tu va we xi yo za bri dro fla gle kri pla sno tre")

func coined(i, length int) string {
	var name strings.Builder
	for range length {
		name.WriteString(syllables[i%len(syllables)])
		i /= len(syllables)
	}
	s := name.String()
	return strings.ToUpper(s[:1]) + s[1:]
}

func council(i int) string { return coined(i%5000+7, 4) + " council" }
func scheme(i int) string  { return "the " + coined(i%900+11, 3) + " scheme" }

func writeEntry(w *strings.Builder, i int) {
	thing, year := things[i%len(things)], 2001+i%20
	_, _ = fmt.Fprintf(w, `- id: made-up-%d
  kind: finding
  title: "Number of %s under %s in %s, %d"
  statement: "%s counted %d %s under %s in %d, after %d the year before, and said that the weather and the roads were the cause."
  topics: [evidence]
  asks: ["how many %s did %s report on %s in %d", "%s %s %d figures"]
  measure: number of %s
  value: "%d"
  as_of: "%d"
  cites: [{source: cc-2023-02-07, paras: [1]}]
`, i, thing, scheme(i), council(i/3), year, council(i/3), 100+i%977, thing, scheme(i), year, 90+i%811,
		thing, council(i/3), scheme(i), year, council(i/3), thing, year, thing, 100+i%977, year)
}
