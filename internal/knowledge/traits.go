package knowledge

import (
	"regexp"
	"strings"
)

// traits is what sort of thing an entry can tell.
type traits struct {
	date, money, number, who, person, place bool
}

var (
	saysDate   = regexp.MustCompile(`(?i)\b(?:19|20)\d\d\b|\b(?:january|february|march|april|june|july|august|september|october|november|december|spring|summer|autumn|winter)\b`)
	saysMoney  = regexp.MustCompile(`£`)
	saysNumber = regexp.MustCompile(`(?i)\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|half|third|quarter|most|majority|all|none|no)\b`)
)

// traitsOf reads what sort of thing an entry can tell from all that it says.
func (ix *index) traitsOf(e *Entry, d document) traits {
	said := strings.Join([]string{e.Title, e.Statement, e.Reason, e.Value, e.Amount.String()}, " ")
	for _, h := range e.History {
		said += " " + h.Note + " " + h.Amount.String()
	}
	t := traits{
		date:   saysDate.MatchString(said) || !e.Due.IsZero() || !e.When.IsZero() || !e.Made.IsZero(),
		money:  saysMoney.MatchString(said),
		number: saysNumber.MatchString(said),
		who:    e.Kind == Actor || e.Actor != "" || e.By != "",
		person: e.Kind == Actor,
	}
	for term := range d.terms {
		t.who = t.who || ix.actors[term]
		t.person = t.person || ix.people[term]
	}
	for _, term := range ix.termsOf(said + " " + e.Place) {
		t.place = t.place || ix.places[term]
	}
	return t
}

// can reports whether a document can tell what sort of thing a question wants: an entry that names no council is no answer
// to "which councils".
func (d document) can(q Question) bool {
	switch q.Intent {
	case WantWhen:
		return d.traits.date
	case WantMoney:
		return d.traits.money || d.traits.number
	case WantCount:
		return d.traits.number
	case WantWho:
		return d.traits.who && (d.traits.person || !q.person)
	case WantWhere:
		return d.traits.place
	default:
		return true
	}
}
