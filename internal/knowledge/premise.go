package knowledge

import (
	"regexp"
	"slices"
	"strings"
)

// A question such as "why was NAAS brought back?" takes for granted that it was. Where the entry that it is about says
// otherwise, that is told, and not the reason for what did not happen.

var (
	// granted are the forms that take what they ask about for granted, where a yes-or-no question leaves it open.
	granted = regexp.MustCompile(`(?i)^(?:so,? |and )?(?:why|when|how come|since when|which (?:law|act|bill|statute)|how much|how many|what (?:year|date|month|law|act)|who (?:decided|agreed|made|brought)|how did|what made|what led|what (?:has|did) .* instead|now that|since)\b|\bnow that\b`)
	whyForm = regexp.MustCompile(`(?i)^(?:so,? |and )?(?:why|how come|what made)\b`)
	// denied are words by which a question itself says that it did not happen, or asks what somebody wanted or said.
	denied = regexp.MustCompile(`(?i)n['’]t\b|\b(?:not|never|no|reject\w*|refus\w*|turn(?:ed)? down|knock\w* back|to an end|declin\w+|rul(?:ed|e) out|oppos\w+|against|object\w*|critici\w+|ask(?:ed)?|call(?:ed|s)?|recommend\w*|propos\w+|want\w*|suggest\w*|respon\w+|repl\w+|answer\w*|say|said|consider\w*|unhappy|worr\w+|concern\w*|disagree\w*|dislike\w*|without|lack\w*)\b`)
	// approving are words by which a question says that somebody was for it.
	approving = regexp.MustCompile(`(?i)\b(?:support\w*|back(?:s|ed|ing)?|like[sd]?|favour\w*|welcom\w+|accept\w*|agree\w*|approv\w+|reviv\w+|reinstat\w+|introduc\w+|bring|brought|allow\w*|adopt(?:s|ed)?)\b`)
	// turned are words by which a question says that somebody was against it.
	turned = regexp.MustCompile(`(?i)\b(?:against|oppos\w+|reject\w*|turn(?:ed)? down)\b`)
	// again are words by which a question says that what was ended goes on.
	again = regexp.MustCompile(`(?i)\b(?:again|back|reviv\w+|reinstat\w+|restart\w*|resum\w+|still|now)\b`)
	// open are words by which a question leaves open whether it ever was, or asks for a figure or a way.
	open = regexp.MustCompile(`(?i)\b(?:would|could|should|idea|due|meant|planned|supposed|after|before|how (?:many|much|did))\b`)
	// decisive are words by which a "why" says that something was done.
	decisive = regexp.MustCompile(`(?i)\b(?:accept\w*|agree\w*|approv\w+|introduc\w+|start\w*|bring|brought|make|made|creat\w+|adopt(?:s|ed)?|implement\w*|launch\w*|allow\w*|set up|g[ai]ve|abolish\w*|scrap\w*|axed?|legislat\w+|bec[ao]me)\b`)
	// lifted are words for what a pledge may well be to drop.
	lifted = regexp.MustCompile(`(?i)\b(?:rules?|requirements?|bar|limits?)\b`)
)

// falsePremise reports whether a question takes for granted what an entry says is not so.
func (ix *index) falsePremise(q Question, r Ranked) bool {
	e, status := r.Entry, r.State.Status
	if r.Signs.Critical > 0 || e.Kind == Term || e.Kind == Actor || e.Kind == Finding || !granted.MatchString(q.Text) {
		return false
	}
	switch why := whyForm.MatchString(q.Text); {
	case e.Kind == Recommendation:
		return status == "rejected" && q.names("~drop") == ix.titled(e, "~drop") && asksDone(q, why) && !open.MatchString(q.Text)
	case slices.Contains([]string{"dropped", "cancelled"}, status):
		return !q.names("~drop") && asksDone(q, why) && again.MatchString(q.Text)
	case e.Kind == Position:
		return why && ix.misplaced(q, e)
	}
	return ix.stands(q, r)
}

// stands reports whether a question takes for dropped a pledge that stands.
func (ix *index) stands(q Question, r Ranked) bool {
	kept := r.Entry.Kind == Pledge && !slices.Contains([]string{"delayed", "replaced"}, r.State.Status)
	return kept && q.names("~drop") && !lifted.MatchString(q.Text) && !ix.tells(r.Entry, "~drop") && r.Signs.Subject >= half
}

// mistaken is the entry that shows a question to rest on what is not so: the first that answers it, or one that comes near, if the
// question says why, or when, what was refused was done.
func (ix *index) mistaken(q Question, best, ranking []Ranked) (Ranked, bool) {
	if len(best) > 0 && ix.falsePremise(q, best[0]) {
		return best[0], true
	}
	for _, r := range ranking[:min(mostRead, len(ranking))] {
		refused := r.Entry.Kind == Position || r.Entry.Kind == Recommendation
		if s := r.Signs; refused && s.Subject >= half && s.Coverage >= little && s.Figure == 0 && ix.falsePremise(q, r) {
			return r, decisive.MatchString(q.Text)
		}
	}
	return Ranked{}, false
}

// misplaced reports whether a question takes somebody for a supporter of what they oppose, or the other way round.
func (ix *index) misplaced(q Question, e *Entry) bool {
	switch e.Stance {
	case "opposes":
		return approving.MatchString(q.Text) && !denied.MatchString(q.Text)
	case "supports":
		return turned.MatchString(q.Text) && !ix.tells(e, "~oppose")
	}
	return false
}

// asksDone reports whether a question takes something for done; a plain "why" takes nothing.
func asksDone(q Question, why bool) bool {
	return !denied.MatchString(q.Text) && (!why || decisive.MatchString(q.Text))
}

// names reports whether a question holds a term.
func (q Question) names(term string) bool {
	return slices.ContainsFunc(q.units, func(u unit) bool { return u.term == term })
}

// titled reports whether a term is part of what an entry is about: to abolish something may be the very proposal.
func (ix *index) titled(e *Entry, term string) bool {
	return slices.Contains(ix.termsOf(e.Title), term)
}

// tells reports whether an entry says a term anywhere.
func (ix *index) tells(e *Entry, term string) bool {
	return slices.Contains(ix.termsOf(e.Title+". "+e.Statement), term)
}

// correct says that a question rests on what is not so, and what is.
func (b *Brain) correct(a *Answer, r Ranked) {
	b.compose(a, []Ranked{r})
	a.Answered, a.Corrected = false, true
	a.Lead = "Not so, by what the corpus holds. " + strings.TrimSuffix(a.Lead, ".") + "."
}
