package knowledge_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"pledgewatch/config"
	"pledgewatch/internal/knowledge"
	"pledgewatch/internal/knowledge/edtf"
)

func TestDatesAreReadAsPeopleSayThem(t *testing.T) {
	tests := map[string]struct {
		want string
		n    int
	}{
		"31 July 2023 and more":   {"2023-07-31", 3},
		"1st May, 2024":           {"2024-05-01", 3},
		"July 2023":               {"2023-07", 2},
		"Sept 2023":               {"2023-09", 2},
		"Oct 24":                  {"2024-10", 2},
		"spring '24 at last":      {"2024-21", 2},
		"Oct 24 2023":             {"", 0},
		"October 15":              {"", 0},
		"spring 2024":             {"2024-21", 2},
		"2023":                    {"2023", 1},
		"2023-24":                 {"2023-04/2024-03", 1},
		"2023-07":                 {"2023-07", 1},
		"2023-07-31":              {"2023-07-31", 1},
		"32 July 2023":            {"", 0},
		"July":                    {"", 0},
		"":                        {"", 0},
		"the July of next summer": {"", 0},
	}
	for said, want := range tests {
		d, n := knowledge.DateIn(strings.Fields(said))
		if d.String() != want.want || n != want.n {
			t.Errorf("%q is read as %q (%d words), want %q (%d)", said, d, n, want.want, want.n)
		}
	}
	for said, want := range map[string][2]string{
		"kinship care as of July 2023":      {"kinship care", "2023-07-31"},
		"as at 2 Feb 2023 pledges overdue":  {"pledges overdue", "2023-02-02"},
		"as of yet nothing":                 {"as of yet nothing", ""},
		"delayed, as of 2023, by the board": {"delayed, by the board", "2023-12-31"},
	} {
		rest, day, ok := knowledge.CutAsOf(said)
		if got := day.Format("2006-01-02"); rest != want[0] || ok != (want[1] != "") || ok && got != want[1] {
			t.Errorf("%q is read as %q on %s", said, rest, got)
		}
	}
}

func TestAPledgeIsFoundByWhoseItIsAndWhenItIsDue(t *testing.T) {
	c := listCorpus(t)
	for said, want := range map[string]string{
		"by dfe":                              "late-plan moved no-date",
		"by the Department for Education":     "late-plan moved no-date",
		"by dfe overdue":                      "late-plan",
		"by nobody at all":                    "",
		"due in 2023":                         "late-plan",
		"due before 2024":                     "late-plan",
		"due by 2026 by DfE":                  "late-plan moved",
		"due after January 2024":              "moved",
		"due in 2030":                         "", // "from April 2026" is not due in 2030
		"delayed due in 2026":                 "moved",
		"kinship care, by dfe, due in 2023":   "late-plan",
		"due before 2024 kinship care delays": "",
	} {
		if got := idsOf(c.Pledges(c.ReadFilter(said, knowledge.Pledge), dayOfList("2025-01-15"))); got != want {
			t.Errorf("%q finds %q, want %q", said, got, want)
		}
	}
}

const sums = `
- {id: dfe, kind: actor, title: Department for Education, statement: The Department for Education leads on the reform., topics: [funding], type: organisation, cites: [{source: press-1, paras: [1]}]}
- {id: other, kind: actor, title: Another body, statement: Another body gives money to the reform as well., topics: [funding], type: organisation, cites: [{source: press-1, paras: [1]}]}
`

func sumEntry(id, by, amount, period, status, partOf string) string {
	s := fmt.Sprintf("- {id: %s, kind: funding, title: The sum %s, statement: A sum of money that was given for a good purpose., topics: [funding], by: %s, amount: %s, status: %s, cites: [{source: press-1, paras: [1]}]", id, id, by, amount, status)
	if period != "" {
		s += ", period: " + period
	}
	if partOf != "" {
		s += ", part_of: " + partOf
	}
	return s + "}\n"
}

func moneyOf(t testing.TB, entries string) (knowledge.Money, *knowledge.Corpus) {
	t.Helper()
	fsys := corpusFS(sums + entries)
	fsys["topics.yaml"].Data = []byte(listTopics)
	c, err := knowledge.Load(fsys)
	if err != nil {
		t.Fatal(err)
	}
	return c.Money(knowledge.Filter{}, dayOfList("2025-01-15")), c
}

func TestSumsAreAddedOnlyWhereThatIsRight(t *testing.T) {
	const y = "2025-04/2026-03"
	tests := map[string]struct {
		entries string
		total   float64 // 0: none
		why     string
	}{
		"one giver, one stage, one year":   {sumEntry("a", "dfe", "£1.5m", y, "allocated", "") + sumEntry("b", "dfe", "£250k", y, "allocated", ""), 1.75e6, ""},
		"a part is in its whole already":   {sumEntry("a", "dfe", "£9m", y, "allocated", "") + sumEntry("b", "dfe", "£2m", y, "allocated", "a"), 0, "part of others"},
		"a whole and another, not a part":  {sumEntry("a", "dfe", "£9m", y, "allocated", "") + sumEntry("b", "dfe", "£2m", y, "allocated", "a") + sumEntry("c", "dfe", "£1m", y, "allocated", ""), 1e7, ""},
		"parts of a whole at another step": {sumEntry("a", "dfe", "£9m", y, "promised", "") + sumEntry("b", "dfe", "£2m", y, "allocated", "a") + sumEntry("c", "dfe", "£1m", y, "allocated", "a"), 3e6, ""},
		"different givers":                 {sumEntry("a", "dfe", "£1m", y, "allocated", "") + sumEntry("b", "other", "£2m", y, "allocated", ""), 0, "different givers"},
		"different years":                  {sumEntry("a", "dfe", "£1m", y, "allocated", "") + sumEntry("b", "dfe", "£2m", "2024", "allocated", ""), 0, "different years"},
		"no years":                         {sumEntry("a", "dfe", "£1m", "", "allocated", "") + sumEntry("b", "dfe", "£2m", "", "allocated", ""), 0, "no source says for which years"},
		"not exact":                        {sumEntry("a", "dfe", "over £1m", y, "allocated", "") + sumEntry("b", "dfe", "£2m", y, "allocated", ""), 0, "over £1m"},
		"each for a person":                {sumEntry("a", "dfe", "£1m a year", y, "allocated", "") + sumEntry("b", "dfe", "£2m", y, "allocated", ""), 0, "£1m a year"},
		"asked for and given":              {sumEntry("a", "dfe", "£1m", y, "asked-for", "") + sumEntry("b", "dfe", "£2m", y, "allocated", ""), 0, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			m, _ := moneyOf(t, tt.entries)
			total := 0.0
			for _, x := range m.Totals {
				total += x.Pounds
			}
			if total != tt.total || !strings.Contains(strings.Join(m.Why, " "), tt.why) || tt.why == "" && len(m.Why) > 0 {
				t.Errorf("total %v, want %v; why %q, want %q", total, tt.total, m.Why, tt.why)
			}
		})
	}
}

// Law: no total counts a pound twice, mixes givers, years or stages, or takes an amount for more exact than it is; and
// every sum is shown once.
func TestNoTotalIsWrong(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(1, 9).Draw(rt, "sums")
		var entries strings.Builder
		for i := range n {
			part := ""
			if i > 0 && rapid.Bool().Draw(rt, "part") {
				part = fmt.Sprintf("s%d", rapid.IntRange(0, i-1).Draw(rt, "of"))
			}
			entries.WriteString(sumEntry(fmt.Sprintf("s%d", i), rapid.SampledFrom([]string{"dfe", "other"}).Draw(rt, "by"),
				rapid.SampledFrom([]string{"£1m", "£20m", "about £3m", "£4m a year"}).Draw(rt, "amount"),
				rapid.SampledFrom([]string{"", "2024", "2025"}).Draw(rt, "period"), rapid.SampledFrom([]string{"promised", "allocated"}).Draw(rt, "status"), part))
		}
		m, c := moneyOf(t, entries.String())
		seen := map[string]int{}
		var count func([]knowledge.Sum)
		count = func(ss []knowledge.Sum) {
			for _, s := range ss {
				seen[s.Entry.ID]++
				count(s.Parts)
			}
		}
		count(m.Sums)
		for i := range n {
			if id := fmt.Sprintf("s%d", i); seen[id] != 1 {
				rt.Fatalf("%s is shown %d times", id, seen[id])
			}
		}
		for _, total := range m.Totals {
			ids, pounds := []string{}, 0.0
			for _, s := range total.Of {
				e := s.Entry
				if e.By != total.By || e.Period != total.Period || e.Status != total.Status || e.Period.IsZero() || !e.Amount.Exact() {
					rt.Fatalf("%s is in a total of %+v", e.ID, total)
				}
				ids, pounds = append(ids, e.ID), pounds+e.Amount.Value()
			}
			for _, id := range ids {
				for e, _ := c.Entry(id); e != nil && e.PartOf != ""; e, _ = c.Entry(e.PartOf) {
					if slices.Contains(ids, e.PartOf) {
						rt.Fatalf("%s is counted in %s already", id, e.PartOf)
					}
				}
			}
			if len(ids) < 2 || pounds != total.Pounds {
				rt.Fatalf("%v come to %v, not %v", ids, pounds, total.Pounds)
			}
		}
	})
}

func TestPoundsAreSaidAsAmountsAre(t *testing.T) {
	for v, want := range map[float64]string{1.25e9: "£1.25bn", 83.4e6: "£83.4m", 3000: "£3,000", 999999: "£999,999", 12: "£12", 250_000: "£250,000"} {
		if got := knowledge.Pounds(v); got != want {
			t.Errorf("%v is said %q, want %q", v, got, want)
		}
	}
}

func TestChangesGoFromWhatWasToWhatIs(t *testing.T) {
	c := listCorpus(t)
	moves := c.Moves(knowledge.Filter{}, knowledge.Span{}, dayOfList("2025-01-15"))
	if len(moves) != 4 || moves[0].From.Status != "announced" || moves[0].To.Status != "delayed" || moves[0].From.Date.String() != "2024" || moves[0].To.Date.String() != "2026-04/.." || !moves[1].First {
		t.Errorf("%+v", moves)
	}
	for _, m := range moves[1:] { // what has no history was promised once
		if !m.First || m.Line.Note == "" || m.Line.On.String() != "2023-02-02" {
			t.Errorf("%+v", m)
		}
	}
	if early := c.Moves(knowledge.Filter{}, knowledge.Span{}, dayOfList("2024-10-30")); len(early) != 3 {
		t.Errorf("before it was put off there were %d changes", len(early))
	}
	since := c.ReadFilter("since May 2024").Due
	if late := c.Moves(knowledge.Filter{}, since, dayOfList("2025-01-15")); len(late) != 1 || late[0].First {
		t.Errorf("since May 2024: %+v", late)
	}
	e, _ := c.Entry("moved")
	if first := c.Promised(e, dayOfList("2025-01-15")); first != edtf.MustParse("2024") {
		t.Errorf("first promised for %s", first)
	}
}

// Law: whatever is gathered as of a day rests on what was out by then, for every day and subject of the shipped corpus.
func TestNothingIsKnownBeforeItWasReported(t *testing.T) {
	c, err := knowledge.Load(config.Corpus())
	if err != nil {
		t.Fatal(err)
	}
	topics := append(slices.Clone(c.Topics()), knowledge.Topic{})
	actors := slices.DeleteFunc(slices.Clone(c.Entries()), func(e *knowledge.Entry) bool { return e.Kind != knowledge.Actor })
	first, last := c.Newest().AddDate(-8, 0, 0), c.Newest().AddDate(0, 2, 0)
	rapid.Check(t, func(rt *rapid.T) {
		day := first.AddDate(0, 0, rapid.IntRange(0, int(last.Sub(first).Hours()/24)).Draw(rt, "day"))
		f := knowledge.Filter{}
		if topic := rapid.SampledFrom(topics).Draw(rt, "topic"); topic.ID != "" {
			f.Topics = []knowledge.Topic{topic}
		}
		b := c.Brief(f, day)
		all := slices.Concat(b.Pledges, b.Coming, b.Past, b.Evidence)
		for _, g := range slices.Concat(b.Board, b.Views, b.Answers) {
			all = append(all, g.Entries...)
		}
		for _, l := range all {
			if c.KnownFrom(l.Entry).After(day) {
				rt.Fatalf("%s on %s: not known yet", l.Entry.ID, day)
			}
			for _, s := range c.Known(l, day, true) {
				if s.Published.First().After(day) {
					rt.Fatalf("%s on %s rests on %s", l.Entry.ID, day, s.ID)
				}
			}
		}
		for _, m := range b.Newest {
			if m.Line.On.First().After(day) || len(c.SourcesBy(day, m.Line.Cites)) == 0 {
				rt.Fatalf("%s on %s: the line of %s was not out", m.Entry.ID, day, m.Line.On)
			}
		}
		a := rapid.SampledFrom(actors).Draw(rt, "actor")
		p, _ := c.Profile(a, day)
		for _, r := range p.Roles {
			if r.From.First().After(day) || r.To.First().After(day) {
				rt.Fatalf("%s on %s: %+v", a.ID, day, r)
			}
		}
	})
}
