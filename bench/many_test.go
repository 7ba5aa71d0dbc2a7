package bench

import (
	"bytes"
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

// BenchmarkManyEntries asks the golden questions, and questions of made-up entries, of a corpus with many entries more. Run it
// once: go test -run xxx -bench ManyEntries -benchtime 1x -timeout 20m ./bench
func BenchmarkManyEntries(b *testing.B) {
	for _, many := range []int{10_000, 100_000} {
		b.Run(fmt.Sprint(many), func(b *testing.B) {
			files := manyEntries(b, many)
			for b.Loop() {
				measureMany(b, files)
			}
		})
	}
}

// measureMany loads, indexes, writes, reads back and asks.
func measureMany(b *testing.B, files fs.FS) {
	b.Helper()
	before := heap()
	start := time.Now()
	took := func(name string) {
		b.ReportMetric(time.Since(start).Seconds(), name)
		runtime.GC()
		start = time.Now()
	}
	c, err := knowledge.Load(files)
	if err != nil {
		b.Fatal(err)
	}
	took("load-s")
	corpus := heap()
	brain := knowledge.NewBrain(c)
	took("index-s")
	var kept bytes.Buffer
	if err := brain.WriteIndex(&kept); err != nil {
		b.Fatal(err)
	}
	took("write-s")
	b.ReportMetric(float64(kept.Len())/(1<<20), "disk-MB")
	if brain, err = knowledge.ReadBrain(c, kept.Bytes()); err != nil {
		b.Fatal(err)
	}
	took("read-s")
	kept = bytes.Buffer{}
	busy := processorTime(b)
	golden, fresh := askAll(b, ours{brain}, 1)
	times := slices.Concat(golden, fresh)
	b.ReportMetric((processorTime(b)-busy).Seconds()*1000/float64(len(times)), "ms-processor")
	for sort, times := range map[string][]time.Duration{"golden": golden, "new": fresh} {
		slices.Sort(times)
		b.ReportMetric(times[len(times)*99/100].Seconds()*1000, "ms-"+sort+"/p99")
	}
	report(b, times)
	b.ReportMetric(corpus-before, "corpus-MB")
	b.ReportMetric(heap()-corpus, "index-MB") // with all that the questions have left in it
	runtime.KeepAlive(brain)
}

// BenchmarkManyEntriesPeers has Bleve and SQLite FTS5 find in as many entries: a tenth of the questions, as FTS5 is slow.
func BenchmarkManyEntriesPeers(b *testing.B) {
	for _, many := range []int{10_000, 100_000} {
		c, err := knowledge.Load(manyEntries(b, many))
		if err != nil {
			b.Fatal(err)
		}
		for name, make := range map[string]func(*testing.B, *knowledge.Corpus) finder{"bleve": newBleve, "fts5": newFTS5} {
			b.Run(fmt.Sprint(name, "-", many), func(b *testing.B) {
				for b.Loop() {
					before, start := heap(), time.Now()
					f := make(b, c)
					b.ReportMetric(time.Since(start).Seconds(), "index-s")
					b.ReportMetric(heap()-before, "index-MB")
					golden, fresh := askAll(b, f, 10)
					report(b, slices.Concat(golden, fresh))
				}
			})
		}
	}
}

// heap is how much memory is in use, in MB.
func heap() float64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc) / (1 << 20)
}

// askAll asks every so many-th question and returns how long each took: the golden ones, whose entries come again and again, and new
// ones, whose entries were never asked for.
func askAll(b *testing.B, f finder, every int) (golden, fresh []time.Duration) {
	b.Helper()
	ask := func(q string) time.Duration {
		start := time.Now()
		if _, err := f.find(q); err != nil {
			b.Fatal(err)
		}
		return time.Since(start)
	}
	for i, q := range goldenQuestions(b) {
		if i%every == 0 {
			golden = append(golden, ask(q.Q))
		}
	}
	for i := 0; i < 500; i += every {
		fresh = append(fresh, ask(fmt.Sprintf("how many %s did %s report on %s in %d", things[i%len(things)], council(i*37), scheme(i*13), 2001+i%20)))
	}
	return golden, fresh
}

// manyEntries is the shipped corpus and made-up findings beside it.
func manyEntries(b *testing.B, many int) fstest.MapFS {
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
