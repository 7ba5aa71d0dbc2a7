package knowledge

import (
	"encoding/json"
	"fmt"
	"io"

	"go.yaml.in/yaml/v3"

	"pledgewatch/internal/knowledge/edtf"
)

// Export is the whole corpus as other tools read it; entries with a history carry their present state as well.
type Export struct {
	Sources []Source `yaml:"sources" json:"sources"`
	Topics  []Topic  `yaml:"topics" json:"topics"`
	Entries []*Entry `yaml:"entries" json:"entries"`
}

// Export returns the whole corpus.
func (c *Corpus) Export() Export {
	return Export{Sources: c.Sources(), Topics: c.topics, Entries: c.entries}
}

// WriteJSON writes the whole corpus as one JSON object.
func (c *Corpus) WriteJSON(w io.Writer) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	return enc.Encode(c.Export())
}

// WriteYAML writes the whole corpus, the lexicon too, as one YAML file that Load reads again. The state of an entry with a
// history stands in its history only, as Load wants it.
func (c *Corpus) WriteYAML(w io.Writer) error {
	all := struct {
		Export  `yaml:",inline"`
		Lexicon Lexicon `yaml:"lexicon"`
	}{c.Export(), c.lexicon}
	all.Entries = make([]*Entry, len(c.entries))
	for i, e := range c.entries {
		all.Entries[i] = e.asWritten()
	}
	enc := yaml.NewEncoder(w)
	enc.SetIndent(2)
	if err := enc.Encode(all); err != nil {
		return fmt.Errorf("write the corpus as YAML: %w", err)
	}
	return enc.Close()
}

// asWritten returns e without what settle filled in.
func (e *Entry) asWritten() *Entry {
	if len(e.History) == 0 {
		return e
	}
	w := *e
	w.Status, w.Response, w.Amount = "", "", Amount{}
	w.Responded, w.Due, w.When = edtf.Date{}, edtf.Date{}, edtf.Date{}
	return &w
}
