package knowledge_test

import (
	"testing"

	"pledgewatch/internal/knowledge"
)

func TestACountHoldsEachEntryOnce(t *testing.T) {
	s := lampCorpus(t, exportEntries).Stats()
	if s.All.Total != 9 || len(s.Topics) != 1 || s.Topics[0].Total != 9 || s.Topics[0].Kinds[knowledge.Milestone] != 2 {
		t.Errorf("all %+v, topics %+v: want 9 entries, 2 of them milestones", s.All, s.Topics)
	}
	if len(s.Sources) != 2 || s.Sources[0].ID != "press-1" || s.Sources[0].Total != 4 || s.Sources[1].Total != 6 {
		t.Errorf("sources %+v: want press-1 with 4 entries, then press-2 with 6, one of them in both", s.Sources)
	}
	for _, p := range s.Pledges {
		if want := map[string]int{"delayed": 1}[p.ID]; p.Total != want {
			t.Errorf("%d pledges are %s, want %d", p.Total, p.ID, want)
		}
	}
}
