package knowledge

import (
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// WriteOverlay writes, as YAML to merge into the corpus files, what these lines add to them: the sources, and by entry the lines
// of history, each with where it goes. It returns how many lines of history the files do not hold yet, and the faults of
// those that cannot be merged.
func (c *Corpus) WriteOverlay(w io.Writer, lines []Overlay) (int, Faults, error) {
	with, faults := c.WithOverlay(lines)
	sources, history := &yaml.Node{Kind: yaml.SequenceNode}, &yaml.Node{Kind: yaml.MappingNode}
	added := with.Sources()
	slices.Reverse(added) // the files have the oldest first
	for _, s := range added {
		if _, known := c.sources[s.ID]; !known {
			if err := appendNode(sources, s); err != nil {
				return 0, faults, err
			}
		}
	}
	count := 0
	for _, e := range with.entries {
		n, err := c.mergeInto(history, e)
		if err != nil {
			return 0, faults, err
		}
		count += n
	}
	if count == 0 {
		_, err := fmt.Fprintln(w, "# The corpus files hold all that was confirmed.")
		return 0, faults, err
	}
	key := func(text, comment string) *yaml.Node {
		return &yaml.Node{Kind: yaml.ScalarNode, Value: text, HeadComment: comment}
	}
	root := &yaml.Node{Kind: yaml.MappingNode}
	if len(sources.Content) > 0 {
		root.Content = append(root.Content, key("sources", "What curators confirmed and the corpus files do not hold yet; docs/corpus.md says how to merge it.\n\nInto sources.yaml:"), sources)
	}
	root.Content = append(root.Content, key("history", "Into the entries, by their ids:"), history)
	enc := yaml.NewEncoder(w)
	enc.SetIndent(2)
	if err := enc.Encode(root); err != nil {
		return 0, faults, fmt.Errorf("write the overlay as YAML: %w", err)
	}
	return count, faults, enc.Close()
}

// mergeInto adds what e's history holds beyond that of the same entry in c, under its id.
func (c *Corpus) mergeInto(history *yaml.Node, e *Entry) (count int, err error) {
	old := c.byID[e.ID]
	if old == e {
		return 0, nil
	}
	lines, where := &yaml.Node{Kind: yaml.SequenceNode}, fmt.Sprintf("%s, line %d: ", old.place.file, old.place.line)
	for i, h := range e.History {
		inFiles := slices.ContainsFunc(old.History, func(o Change) bool { return reflect.DeepEqual(o, h) })
		if inFiles {
			continue
		}
		if len(old.History) > 0 || i > 0 {
			count++
		}
		if err := appendNode(lines, h); err != nil {
			return 0, err
		}
	}
	if len(old.History) > 0 {
		where += "add to its history, oldest first."
	} else {
		where += "it has no history yet. These lines take the place of its " + strings.Join(kept(old), ", ") + "."
	}
	history.Content = append(history.Content, &yaml.Node{Kind: yaml.ScalarNode, Value: e.ID, HeadComment: where}, lines)
	return count, nil
}

// kept are the fields of an entry that go into its history once it has one.
func kept(e *Entry) []string {
	var out []string
	v := reflect.ValueOf(*e)
	for i := range v.NumField() {
		tag, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("yaml"), ",")
		if slices.Contains(stateFields, tag) && !v.Field(i).IsZero() {
			out = append(out, tag)
		}
	}
	return out
}

func appendNode(to *yaml.Node, value any) error {
	n := &yaml.Node{}
	if err := n.Encode(value); err != nil {
		return fmt.Errorf("write the overlay as YAML: %w", err)
	}
	to.Content = append(to.Content, n)
	return nil
}
