package knowledge

import (
	"testing"
	"time"
)

// A sentence that points back to another is quoted with it.
func TestAQuotedSentenceBringsWhatItPointsTo(t *testing.T) {
	ix := newIndex(shippedCorpus(t), nil)
	for _, tt := range []struct{ said, quoted string }{
		{"The DfE wants hubs. Two towns have them.", "The DfE wants hubs. Two towns have them."},
		{"The DfE wants hubs. They open in May in two towns.", "The DfE wants hubs. They open in May in two towns."},
		{"The review wanted a panel in two towns. MPs liked it. Kent has such a panel.", "MPs liked it. Kent has such a panel."},
		{"The DfE wants hubs. MPs liked it. Kent opens two hubs.", "Kent opens two hubs."},
	} {
		q := ix.understand("which two towns, such as Kent, have hubs or a panel", time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC))
		if got := ix.nearestSentences(q, []string{tt.said}, 1); got != tt.quoted {
			t.Errorf("of %q is quoted %q, want %q", tt.said, got, tt.quoted)
		}
	}
}
