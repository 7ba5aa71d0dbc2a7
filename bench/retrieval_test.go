package bench

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis/lang/en"
	"github.com/blevesearch/bleve/v2/index/scorch"

	_ "modernc.org/sqlite" // the driver

	"pledgewatch/config"
	"pledgewatch/internal/knowledge"
	"pledgewatch/internal/knowledge/golden"
)

// asked is the day that the golden questions are asked on.
var asked = time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC)

// finder names the entry that it takes for the answer.
type finder interface {
	find(question string) (id string, err error)
}

// BenchmarkRetrieval sets the bot's ranking beside full-text search alone: the same entries, the same questions, what is found
// first held against what a right answer must hold. right/op is the share of the answerable questions whose first
// entry is right, whatever is declined.
func BenchmarkRetrieval(b *testing.B) {
	c, err := knowledge.Load(config.Corpus())
	if err != nil {
		b.Fatal(err)
	}
	brain := knowledge.NewBrain(c)
	questions := goldenQuestions(b)
	for _, f := range []struct {
		name string
		make func(*testing.B, *knowledge.Corpus) finder
	}{
		{"pledgewatch", func(*testing.B, *knowledge.Corpus) finder { return ours{brain} }},
		{"bleve", newBleve},
		{"fts5", newFTS5},
	} {
		b.Run(f.name, func(b *testing.B) {
			search := f.make(b, c)
			right, n := 0, 0
			for b.Loop() {
				q := questions[n%len(questions)]
				id, err := search.find(q.Q)
				if err != nil {
					b.Fatal(err)
				}
				if n < len(questions) && isRight(b, brain, q, id) {
					right++
				}
				n++
			}
			b.ReportMetric(100*float64(right)/float64(min(n, len(questions))), "%right")
		})
	}
}

// goldenQuestions are the answerable ones that nothing was tuned on.
func goldenQuestions(tb testing.TB) []golden.Question {
	tb.Helper()
	files, err := filepath.Glob("../internal/knowledge/testdata/golden-measure-*.jsonl")
	if err != nil {
		tb.Fatal(err)
	}
	qs, err := golden.ReadFiles(files...)
	if err != nil {
		tb.Fatal(err)
	}
	return slices.DeleteFunc(qs, func(q golden.Question) bool { return q.Type == "unanswerable" })
}

// isRight holds the answer that an entry gives against what a right one must hold.
func isRight(tb testing.TB, brain *knowledge.Brain, q golden.Question, id string) bool {
	tb.Helper()
	e, ok := brain.Corpus.Entry(id)
	if !ok {
		return false
	}
	state, known := brain.Corpus.StateAt(e, asked)
	return known && q.Judge(brain.Quote(knowledge.Answer{AsOf: asked}, knowledge.Ranked{Entry: e, State: state})).Correct
}

type ours struct{ brain *knowledge.Brain }

func (o ours) find(question string) (string, error) {
	a := o.brain.Ask(question, asked)
	if len(a.Ranking) == 0 {
		return "", nil
	}
	return a.Ranking[0].Entry.ID, nil
}

// textOf is all that an entry says, for the peers.
func textOf(e *knowledge.Entry) string {
	return strings.Join([]string{e.Title, strings.Join(e.Aliases, ". "), strings.Join(e.Asks, ". "), e.Statement}, ". ")
}

type bleveFinder struct{ index bleve.Index }

func newBleve(b *testing.B, c *knowledge.Corpus) finder {
	b.Helper()
	m := bleve.NewIndexMapping()
	m.DefaultAnalyzer = en.AnalyzerName
	index, err := bleve.NewUsing("", m, scorch.Name, scorch.Name, nil)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = index.Close() })
	batch := index.NewBatch()
	for _, e := range c.Entries() {
		if err := batch.Index(e.ID, map[string]string{"text": textOf(e)}); err != nil {
			b.Fatal(err)
		}
	}
	if err := index.Batch(batch); err != nil {
		b.Fatal(err)
	}
	return bleveFinder{index}
}

func (f bleveFinder) find(question string) (string, error) {
	res, err := f.index.Search(bleve.NewSearchRequestOptions(bleve.NewMatchQuery(question), 1, 0, false))
	if err != nil || len(res.Hits) == 0 {
		return "", err
	}
	return res.Hits[0].ID, nil
}

type fts5Finder struct{ db *sql.DB }

func newFTS5(b *testing.B, c *knowledge.Corpus) finder {
	b.Helper()
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		b.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	b.Cleanup(func() { _ = db.Close() })
	ctx := context.Background()
	if _, err := db.ExecContext(ctx, `CREATE VIRTUAL TABLE t USING fts5(id UNINDEXED, text, tokenize = 'porter unicode61')`); err != nil {
		b.Fatal(err)
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		b.Fatal(err)
	}
	for _, e := range c.Entries() {
		if _, err := tx.ExecContext(ctx, `INSERT INTO t VALUES (?, ?)`, e.ID, textOf(e)); err != nil {
			b.Fatal(err)
		}
	}
	if err := tx.Commit(); err != nil {
		b.Fatal(err)
	}
	return fts5Finder{db}
}

func (f fts5Finder) find(question string) (string, error) {
	words := strings.FieldsFunc(question, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9')
	})
	if len(words) == 0 {
		return "", nil
	}
	match := `"` + strings.Join(words, `" OR "`) + `"`
	var id string
	err := f.db.QueryRowContext(context.Background(), `SELECT id FROM t WHERE t MATCH ? ORDER BY rank LIMIT 1`, match).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return id, err
}
