package watch_test

import (
	"testing"
	"testing/fstest"
	"time"

	"pledgewatch/internal/knowledge"
	"pledgewatch/internal/watch"
)

const dueCorpus = `
- {id: dfe, kind: actor, title: Department for Education, statement: The Department for Education leads on the reform of care., topics: [t], type: organisation, cites: [{source: p, paras: [1]}]}
- {id: by-day, kind: pledge, title: Plan by a day, statement: The department promised a plan by the first day of March., topics: [t], by: dfe, made: 2024, due: 2025-03-01, status: announced, cites: [{source: p, paras: [1]}]}
- {id: by-spring, kind: milestone, title: Report in spring, statement: The department said that a report would come out in spring., topics: [t], when: 2025-21, status: planned, cites: [{source: p, paras: [1]}]}
- {id: by-year, kind: pledge, title: Money in a financial year, statement: The department promised to pay within the financial year., topics: [t], by: dfe, made: 2024, due: 2025-04/2026-03, status: in-progress, cites: [{source: p, paras: [1]}]}
- {id: open, kind: milestone, title: Start from April, statement: The department said that it would start in April or after it., topics: [t], when: 2025-04/.., status: planned, cites: [{source: p, paras: [1]}]}
- {id: done, kind: pledge, title: Guide delivered, statement: The department promised a guide and delivered it on time., topics: [t], by: dfe, made: 2024, due: 2025-03-01, status: delivered, cites: [{source: p, paras: [1]}]}
`

func TestDeadlines(t *testing.T) {
	c, err := knowledge.Load(fstest.MapFS{
		"topics.yaml":  {Data: []byte(`- {id: t, name: Topic}`)},
		"sources.yaml": {Data: []byte(`- {id: p, title: Paper, publisher: Press, published: 2024-06-01, url: "https://example.org/p"}`)},
		"e.yaml":       {Data: []byte(dueCorpus)},
	})
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string][]string{
		"2024-05-31": nil, // nothing was known yet
		"2025-01-31": nil,
		"2025-02-01": {"by-day 2025-03-01 due-in-28-days"},
		"2025-02-22": {"by-day 2025-03-01 due-in-7-days"},
		"2025-03-01": {"by-day 2025-03-01 due-in-7-days"},
		"2025-03-02": {"by-day 2025-03-01 overdue"},
		"2025-05-04": {"by-day 2025-03-01 overdue", "by-spring 2025-21 due-in-28-days"},
		"2025-05-31": {"by-day 2025-03-01 overdue", "by-spring 2025-21 due-in-7-days"},
		"2025-06-01": {"by-day 2025-03-01 overdue", "by-spring 2025-21 overdue"},
		"2026-04-01": {"by-day 2025-03-01 overdue", "by-spring 2025-21 overdue", "by-year 2025-04/2026-03 overdue"},
	}
	for on, want := range tests {
		t.Run(on, func(t *testing.T) {
			day, err := time.Parse(time.DateOnly, on)
			if err != nil {
				t.Fatal(err)
			}
			got := watch.Deadlines(c, day.Add(17*time.Hour))
			if len(got) != len(want) {
				t.Fatalf("got %d deadlines, want %d: %v", len(got), len(want), got)
			}
			for i, d := range got {
				if d.Key() != want[i] {
					t.Errorf("%d: got %s, want %s", i, d.Key(), want[i])
				}
			}
		})
	}
}
