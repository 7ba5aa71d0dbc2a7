package knowledge

import (
	"pledgewatch/internal/knowledge/edtf"
)

// Kind says what an entry records.
type Kind string

// The kinds of entry.
const (
	Pledge         Kind = "pledge"         // a commitment by a named actor
	Milestone      Kind = "milestone"      // a dated event: planned, happened, slipped
	Recommendation Kind = "recommendation" // what a review asked for, and the answer it got
	Funding        Kind = "funding"        // money asked for, promised, allocated, costed
	Position       Kind = "position"       // what an actor thinks of something
	Finding        Kind = "finding"        // a statistic or a result of an evaluation
	Term           Kind = "term"           // an acronym, a programme, a body, a method explained
	Actor          Kind = "actor"          // a person or an organisation and its roles over time
)

// Entry is one thing the corpus knows: the answer to one question. Which of the fields beyond the common ones an
// entry may carry depends on its kind; Load refuses the others.
type Entry struct {
	ID        string   `yaml:"id" json:"id"`
	Kind      Kind     `yaml:"kind" json:"kind"`
	Title     string   `yaml:"title" json:"title"`
	Statement string   `yaml:"statement" json:"statement"`
	Topics    []string `yaml:"topics" json:"topics"`
	Aliases   []string `yaml:"aliases,omitempty" json:"aliases,omitempty"`
	Asks      []string `yaml:"asks,omitempty" json:"asks,omitempty"`
	Gaps      []string `yaml:"gaps,omitempty" json:"gaps,omitempty"` // questions on its subject that no source answers
	Relates   []string `yaml:"relates,omitempty" json:"relates,omitempty"`

	By   string    `yaml:"by,omitempty" json:"by,omitempty"`      // actor id: who promises, asks or gives
	Made edtf.Date `yaml:"made,omitempty" json:"made,omitzero"`   // when it was promised, asked or given
	Due  edtf.Date `yaml:"due,omitempty" json:"due,omitzero"`     // when a pledge is to be kept
	When edtf.Date `yaml:"when,omitempty" json:"when,omitzero"`   // of a milestone or a position
	AsOf edtf.Date `yaml:"as_of,omitempty" json:"as_of,omitzero"` // the day or span a finding was measured for

	Amount    Amount    `yaml:"amount,omitempty" json:"amount,omitzero"`
	Status    string    `yaml:"status,omitempty" json:"status,omitempty"` // of a pledge, milestone or funding, as a source reports it
	Response  string    `yaml:"response,omitempty" json:"response,omitempty"`
	Responded edtf.Date `yaml:"responded,omitempty" json:"responded,omitzero"`
	Reason    string    `yaml:"reason,omitempty" json:"reason,omitempty"` // given with the response

	Period  edtf.Date `yaml:"period,omitempty" json:"period,omitzero"` // the years money is for
	Purpose string    `yaml:"purpose,omitempty" json:"purpose,omitempty"`
	PartOf  string    `yaml:"part_of,omitempty" json:"part_of,omitempty"` // funding id of the larger sum

	Actor  string `yaml:"actor,omitempty" json:"actor,omitempty"` // actor id: whose position
	Stance string `yaml:"stance,omitempty" json:"stance,omitempty"`

	Measure string `yaml:"measure,omitempty" json:"measure,omitempty"`
	Value   string `yaml:"value,omitempty" json:"value,omitempty"` // as the source gives it: "19", "almost 600"
	Unit    string `yaml:"unit,omitempty" json:"unit,omitempty"`
	Place   string `yaml:"place,omitempty" json:"place,omitempty"`

	Short string `yaml:"short,omitempty" json:"short,omitempty"` // a term's acronym
	Long  string `yaml:"long,omitempty" json:"long,omitempty"`   // a term's full form

	Type  string `yaml:"type,omitempty" json:"type,omitempty"` // of an actor: person or organisation
	Roles []Role `yaml:"roles,omitempty" json:"roles,omitempty"`

	History []Change `yaml:"history,omitempty" json:"history,omitempty"` // oldest first
	Cites   []Cite   `yaml:"cites" json:"cites"`                         // what title and statement rest on

	place position // in the corpus files, for messages
}

// Change is one line of an entry's history: from On on, what it names is so; what it leaves out stays as it was.
type Change struct {
	On     edtf.Date `yaml:"on" json:"on"`
	Status string    `yaml:"status,omitempty" json:"status,omitempty"` // a recommendation's response, too
	Due    edtf.Date `yaml:"due,omitempty" json:"due,omitzero"`
	When   edtf.Date `yaml:"when,omitempty" json:"when,omitzero"`
	Amount Amount    `yaml:"amount,omitempty" json:"amount,omitzero"`
	Note   string    `yaml:"note" json:"note"` // a sentence that can stand alone
	Cites  []Cite    `yaml:"cites" json:"cites"`
}

// Cite points at numbered paragraphs of a source.
type Cite struct {
	Source string `yaml:"source" json:"source"`
	Paras  []int  `yaml:"paras" json:"paras"`
}

// Role is what an actor was, of which body and when (Popolo: a membership).
type Role struct {
	Role string    `yaml:"role" json:"role"`
	Of   string    `yaml:"of,omitempty" json:"of,omitempty"` // actor id
	From edtf.Date `yaml:"from,omitempty" json:"from,omitzero"`
	To   edtf.Date `yaml:"to,omitempty" json:"to,omitzero"`
}

// Source is a document that entries cite.
type Source struct {
	ID        string    `yaml:"id" json:"id"`
	Title     string    `yaml:"title" json:"title"`
	Publisher string    `yaml:"publisher" json:"publisher"`
	Published edtf.Date `yaml:"published" json:"published"`
	URL       string    `yaml:"url,omitempty" json:"url,omitempty"`
	GUID      string    `yaml:"guid,omitempty" json:"guid,omitempty"` // of the feed item it came from
	Note      string    `yaml:"note,omitempty" json:"note,omitempty"`
}

// Topic is a subject that channels subscribe to.
type Topic struct {
	ID      string   `yaml:"id" json:"id"`
	Name    string   `yaml:"name" json:"name"`
	Summary string   `yaml:"summary,omitempty" json:"summary,omitempty"`
	Aliases []string `yaml:"aliases,omitempty" json:"aliases,omitempty"`
	Press   []string `yaml:"press,omitempty" json:"press,omitempty"` // words by which an article on it is known, and nobody's names for it
}
