package golden_test

import (
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"pledgewatch/internal/knowledge/golden"
)

var notSaid = regexp.MustCompile(`[^a-z0-9£%]+`)

// read returns the questions of some of the files that are kept, by what they ask, whatever their signs and capitals.
func read(t *testing.T, patterns ...string) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, p := range patterns {
		files, err := filepath.Glob("../testdata/" + p)
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %d files, %v", p, len(files), err)
		}
		qs, err := golden.ReadFiles(files...)
		if err != nil {
			t.Fatal(err)
		}
		for _, q := range qs {
			out[strings.TrimSpace(notSaid.ReplaceAllString(strings.ToLower(q.Q), " "))] = q.ID
		}
	}
	return out
}

// What is only measured says nothing of new questions if it was taught: short questions come to more than one person.
func TestNoQuestionThatIsMeasuredIsTaught(t *testing.T) {
	taught := read(t, "golden.jsonl", "golden-tune-*.jsonl", "golden-held-*.jsonl")
	for q, id := range read(t, "golden-measure-*.jsonl") {
		if by, ok := taught[q]; ok {
			t.Errorf("%s asks what %s asks: %q: leave it out of what is taught", by, id, q)
		}
	}
}
