package knowledge

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// examples are what a skeleton's fields say until they are written over. Ids that end in -id are those of other entries, of
// a topic or of a source: Load refuses them, so that none is forgotten.
var examples = map[string]string{
	"title":     "The subject in three to ten words",
	"statement": ">-\n    Who said or did what, for whom and to what end, in one to three sentences that a reader can paste into a\n    briefing without opening the source.",
	"topics":    "[topic-id]",
	"aliases":   "[another name for it]",
	"asks":      "\n    - how would a busy person put the question\n    - and how would somebody who knows none of its names",
	"relates":   "[]",
	"by":        "actor-id", "actor": "actor-id", "part_of": "funding-id",
	"made": "2024-01-31", "when": "2024-01-31", "as_of": "2024-01-31", "responded": "2024-02", "due": "2026-04/..", "period": "2025-04/2026-03",
	"amount": "up to 12 areas", "purpose": "what the money is for", "reason": "The reason given, as a sentence.",
	"measure": "what was measured", "value": "a third", "unit": "children", "place": "England", "short": "ABC", "long": "Full form of the term",
	"roles": "\n    - {role: chair, of: actor-id, from: 2023, to: 2024-01}",
	"cites": "[{source: source-id, paras: [1, 2]}]",
}

// Skeleton returns a new entry of a kind, every field filled in and explained, to be written over. It passes Load and Lint
// once its ids are replaced by real ones. The error names the kinds there are.
func Skeleton(k Kind) (string, error) {
	r, ok := rules[k]
	if !ok {
		return "", fmt.Errorf("no kind %q: want one of: %s", k, join(Kinds()))
	}
	var b strings.Builder
	fmt.Fprintf(&b, "# A new %s. Write over what stands here, drop what does not apply, then run: bot corpus lint\n", k)
	lead := "- "
	for _, f := range fieldsOf(reflect.TypeFor[Entry]()) {
		if !slices.Contains(slices.Concat(common, r.must, r.may), f) {
			continue
		}
		if f == "history" {
			b.WriteString(skeletonHistory(r))
			continue
		}
		need := ""
		if slices.Contains(r.must, f) || slices.Contains([]string{"id", "kind", "title", "statement", "topics", "cites"}, f) {
			need = "needed: "
		}
		fmt.Fprintf(&b, "  # %s%s\n%s%s: %s\n", need, explained(k, f), lead, f, example(k, f))
		lead = "  "
	}
	return strings.ReplaceAll(b.String(), ": \n    ", ":\n    "), nil
}

func example(k Kind, field string) string {
	switch {
	case field == "id":
		return "new-" + string(k)
	case field == "kind":
		return string(k)
	case slices.Contains([]string{"status", "response", "stance", "type"}, field):
		return rules[k].states[0]
	case field == "amount" && k == Funding:
		return "over £250m"
	case field == "when" && k == Milestone:
		return "2026-09"
	case k == Finding && field == "statement":
		return ">-\n    In January 2024, a third of the children whom somebody counted were in some state, by whose figures and\n    with which weakness."
	}
	return examples[field]
}

// explained is what the guide says of a field, and what it may be.
func explained(k Kind, field string) string {
	text := guide[field]
	switch {
	case slices.Contains([]string{"status", "response", "stance", "type"}, field):
		text += "; one of: " + strings.Join(rules[k].states, ", ")
	case slices.Contains([]string{"made", "due", "when", "as_of", "responded", "period"}, field):
		text += " (EDTF: 2024-01-31, 2026-09, 2024-21 for spring, 2023-10~ for about then, 2026-04/.. for from then on)"
	}
	return text
}

// skeletonHistory explains the history without one: an entry begins with none.
func skeletonHistory(r rule) string {
	var gone []string
	for _, f := range stateFields {
		if slices.Contains(slices.Concat(r.must, r.may), f) {
			gone = append(gone, f)
		}
	}
	return "  # once it changes: " + guide["history"] + "\n" +
		"  # (" + strings.Join(gone, ", ") + "):\n" +
		"  # history:\n" +
		"  #   - {on: 2024-01-31, status: " + r.states[0] + ", note: \"Who said or did what that day.\", cites: [{source: source-id, paras: [1]}]}\n"
}
