package knowledge

import (
	"encoding/json"
	"io"
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
