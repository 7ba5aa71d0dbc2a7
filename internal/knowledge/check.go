package knowledge

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

var idForm = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// rule is what an entry of a kind must and may carry beyond the common fields; names are those of the YAML.
type rule struct {
	must, may []string
	states    []string // what its status, response or stance may be
}

// common are the fields of every kind.
var common = []string{"id", "kind", "title", "statement", "topics", "aliases", "asks", "gaps", "relates", "cites"}

var rules = map[Kind]rule{
	Pledge: {
		must: []string{"by", "made", "status"}, may: []string{"due", "amount", "history"},
		states: []string{"announced", "testing", "in-progress", "delivered", "delayed", "dropped", "replaced", "unclear"},
	},
	Milestone: {
		must: []string{"when", "status"}, may: []string{"by", "history"},
		states: []string{"planned", "happened", "slipped", "cancelled", "unknown"},
	},
	Recommendation: {
		must: []string{"by", "made", "response"}, may: []string{"responded", "reason", "amount", "history"},
		states: []string{"accepted", "partly-accepted", "testing", "rejected", "no-response"},
	},
	Funding: {
		must: []string{"by", "amount", "status"}, may: []string{"made", "period", "purpose", "part_of", "history"},
		states: []string{"asked-for", "promised", "allocated", "costed", "unclear"},
	},
	Position: {
		must:   []string{"actor", "stance", "when"},
		states: []string{"supports", "opposes", "concerned", "mixed", "neutral"},
	},
	Finding: {must: []string{"measure", "value"}, may: []string{"unit", "as_of", "place"}},
	Term:    {must: []string{"long"}, may: []string{"short"}},
	Actor:   {must: []string{"type"}, may: []string{"roles"}, states: []string{"person", "organisation"}},
}

// stateFields are kept by the history where there is one.
var stateFields = []string{"status", "response", "responded", "due", "when", "amount"}

// States returns what the status, response, stance or type of an entry of kind k may be; nil where it has none.
func States(k Kind) []string { return rules[k].states }

// Kinds returns the kinds of entry in the order of the corpus guide.
func Kinds() []Kind {
	return []Kind{Pledge, Milestone, Recommendation, Funding, Position, Finding, Term, Actor}
}

// check finds what is wrong in and between the entries.
func (l *loader) check() {
	for _, e := range l.c.entries {
		l.checkCommon(e)
		l.checkFields(e)
		l.checkHistory(e)
		l.checkIDs(e)
	}
}

// at reports a fault at the line of one field of an entry.
func (l *loader) at(e *Entry, field, format string, args ...any) {
	l.faults = append(l.faults, e.fault(field, format, args...))
}

// fault is something wrong with one field of an entry, or with one item of the list that the field holds: "asks[2]".
func (e *Entry) fault(field, format string, args ...any) Fault {
	list, _, _ := strings.Cut(field, "[")
	f := Fault{File: e.place.file, Line: e.place.line, Entry: e.ID, What: list + ": " + fmt.Sprintf(format, args...)}
	for _, name := range []string{list, field} {
		if line, ok := e.place.fields[name]; ok {
			f.Line = line
		}
	}
	return f
}

func (l *loader) checkCommon(e *Entry) {
	if !idForm.MatchString(e.ID) {
		l.at(e, "id", "want kebab-case, such as kinship-allowance-trial")
	}
	if e.Title == "" || utf8.RuneCountInString(e.Title) > 140 {
		l.at(e, "title", "want 1 to 140 characters")
	}
	if n := utf8.RuneCountInString(e.Statement); n < 20 || n > 900 {
		l.at(e, "statement", "has %d characters: want one to three sentences (20 to 900 characters)", n)
	}
	if len(e.Topics) == 0 {
		l.at(e, "topics", "name at least one topic of topics.yaml")
	}
	if len(e.Cites) == 0 {
		l.at(e, "cites", "missing: cite the source and the paragraphs that the statement rests on")
	}
	l.checkCites(e, e.Cites)
}

func (l *loader) checkCites(e *Entry, cites []Cite) {
	for _, c := range cites {
		if _, ok := l.c.sources[c.Source]; !ok {
			l.at(e, "cites", "no source %q in sources.yaml", c.Source)
		}
		if len(c.Paras) == 0 {
			l.at(e, "cites", "%s: name the paragraphs, such as paras: [3, 4]", c.Source)
		}
		for _, n := range c.Paras {
			if n < 1 {
				l.at(e, "cites", "%s: no paragraph %d: they count from 1", c.Source, n)
			}
		}
	}
}

// checkFields holds an entry's fields against the rule of its kind.
func (l *loader) checkFields(e *Entry) {
	r, ok := rules[e.Kind]
	if !ok {
		l.at(e, "kind", "%q is not one of: %s", e.Kind, join(Kinds()))
		return
	}
	v := reflect.ValueOf(*e)
	for i := range v.NumField() {
		tag, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("yaml"), ",")
		if tag == "" {
			continue
		}
		set := !v.Field(i).IsZero()
		kept := len(e.History) > 0 && slices.Contains(stateFields, tag)
		switch {
		case set && kept:
			l.at(e, tag, "the history keeps it: move it into a line of history")
		case set && !slices.Contains(common, tag) && !slices.Contains(r.must, tag) && !slices.Contains(r.may, tag):
			l.at(e, tag, "a %s has no %s", e.Kind, tag)
		case !set && !kept && slices.Contains(r.must, tag):
			l.at(e, tag, "a %s needs it", e.Kind)
		}
	}
	for field, state := range map[string]string{"status": e.Status, "response": e.Response, "stance": e.Stance, "type": e.Type} {
		if state != "" && slices.Contains(r.must, field) && !slices.Contains(r.states, state) {
			l.at(e, field, "%q is not one of: %s", state, join(r.states))
		}
	}
}

func (l *loader) checkHistory(e *Entry) {
	states := rules[e.Kind].states
	for i, h := range e.History {
		line, field := fmt.Sprintf("line %d", i+1), nth("history", i)
		switch {
		case h.On.IsZero():
			l.at(e, field, "%s: on is missing", line)
		case i > 0 && h.On.Compare(e.History[i-1].On) < 0:
			l.at(e, field, "%s: %s comes before the line above it: oldest first", line, h.On)
		}
		if h.Note == "" {
			l.at(e, field, "%s: note is missing: a sentence that can stand alone", line)
		}
		if len(h.Cites) == 0 {
			l.at(e, field, "%s: cites is missing", line)
		}
		if h.Status != "" && !slices.Contains(states, h.Status) {
			l.at(e, field, "%s: status %q is not one of: %s", line, h.Status, join(states))
		}
		l.checkCites(e, h.Cites)
	}
	if len(e.History) > 0 && slices.Contains(append(rules[e.Kind].must, rules[e.Kind].may...), "history") && e.History[0].Status == "" {
		l.at(e, "history", "line 1: status is missing")
	}
}

// checkIDs finds references to entries and topics that are not there.
func (l *loader) checkIDs(e *Entry) {
	for _, t := range e.Topics {
		if _, ok := l.c.Topic(t); !ok {
			l.at(e, "topics", "no topic %q in topics.yaml", t)
		}
	}
	for _, id := range e.Relates {
		if _, ok := l.c.byID[id]; !ok || id == e.ID {
			l.at(e, "relates", "no other entry %q", id)
		}
	}
	for field, id := range map[string]string{"by": e.By, "actor": e.Actor} {
		l.checkRef(e, field, id, Actor)
	}
	l.checkRef(e, "part_of", e.PartOf, Funding)
	for _, r := range e.Roles {
		l.checkRef(e, "roles", r.Of, Actor)
		if r.Role == "" {
			l.at(e, "roles", "role is missing")
		}
	}
}

func (l *loader) checkRef(e *Entry, field, id string, want Kind) {
	if id == "" {
		return
	}
	if o, ok := l.c.byID[id]; !ok || o.Kind != "" && o.Kind != want {
		l.at(e, field, "no entry %q of kind %s", id, want)
	}
}

func join[S ~string](list []S) string {
	parts := make([]string, len(list))
	for i, s := range list {
		parts[i] = string(s)
	}
	return strings.Join(parts, ", ")
}
