package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"pledgewatch/internal/knowledge/edtf"
	"pledgewatch/internal/watch"
)

// change is a proposed change of an entry, from an article of a feed.
func change(key, entry, to, feed string) watch.Change {
	return watch.Change{
		Key: key, Entry: entry, Title: "A pledge", Field: watch.Date, Kind: watch.Delayed, From: "2026-09", To: to, Proposed: to,
		Sentence: "It is put off.", Paragraph: 3, Confidence: 0.91, Needed: 0.75, Reason: "says so", Standing: watch.StandingHeld,
		Article: watch.Origin{Feed: feed, GUID: "guid-" + key, Title: "News", Link: "https://example.org/" + key, Published: noon, Publisher: "The Weekly", Paragraph: 3},
		Found:   noon, Version: 1,
	}
}

// decided is a change after a decision, and the line of the audit log.
func decided(c watch.Change, s watch.Standing, v watch.Verdict, at time.Time) (watch.Change, watch.Decision) {
	c.Standing, c.Version, c.By, c.Team, c.At, c.On, c.Note = s, c.Version+1, "U1", "T1", at, edtf.MustParse("2026-11-20"), "It was put off."
	return c, watch.Decision{
		Change: c.Key, By: c.By, Team: c.Team, At: at, Verdict: v, Why: "because", Entry: c.Entry, Title: c.Title, Field: c.Field, Kind: c.Kind,
		From: c.From, To: c.To, Proposed: c.Proposed, On: c.On, Note: c.Note, Article: c.Article,
	}
}

// since is a time before which no decision of the suite counts.
var since = noon.Add(-time.Hour)

func keys(cs []watch.Change) (out []string) {
	for _, c := range cs {
		out = append(out, c.Key)
	}
	return out
}

// propose proposes what must be new.
func propose(t *testing.T, s Fixture, c watch.Change) watch.Change {
	t.Helper()
	kept, added, err := s.Propose(t.Context(), c, since)
	must(t, err)
	if !added {
		t.Fatalf("%s was not new", c.Key)
	}
	return kept
}

// decide decides what must be as it was.
func decide(t *testing.T, s Fixture, c watch.Change, to watch.Standing, v watch.Verdict, at time.Time) watch.Change {
	t.Helper()
	next, line := decided(c, to, v, at)
	if !ok[bool](t)(s.Decide(t.Context(), next, line)) {
		t.Fatalf("%s was not decided", c.Key)
	}
	return next
}

var proposalTests = map[string]func(*testing.T, Fixture){
	"a proposed change comes back as it was, whatever it says": func(t *testing.T, s Fixture) {
		missing[watch.Change](t)(s.Change(t.Context(), "k"))
		for i, text := range awkward {
			c := change(fmt.Sprint("k", i, text), "entry-"+text, "2027"+text, "cc"+text)
			c.Title, c.Sentence, c.Reason, c.Article.Title, c.Shown, c.Standing = text, text, text, text, true, watch.StandingReported
			same(t, "kept", propose(t, s, c), c)
			same(t, "read", found[watch.Change](t)(s.Change(t.Context(), c.Key)), c)
		}
	},
	"proposing the same again changes nothing": func(t *testing.T, s Fixture) {
		c := propose(t, s, change("k", "e", "2027", "cc"))
		again := c
		again.Standing, again.Sentence, again.Found, again.Confidence = watch.StandingReported, "It is revised.", noon.Add(time.Hour), 0.99
		kept, added, err := s.Propose(t.Context(), again, since)
		must(t, err)
		if added {
			t.Error("it was taken for new")
		}
		same(t, "kept", kept, c)
		same(t, "changes", ok[[]watch.Change](t)(s.Changes(t.Context(), since)), []watch.Change{c})
	},
	"another article that says the same joins what is pending": func(t *testing.T, s Fixture) {
		c := propose(t, s, change("k1", "e", "2027", "cc"))
		other := change("k2", "e", "2027", "cypn")
		for range 2 { // once, however often it is read
			kept, added, err := s.Propose(t.Context(), other, since)
			must(t, err)
			want, _ := c.Joined(other.Article)
			if added {
				t.Error("it was taken for new")
			}
			same(t, "kept", kept, want)
			same(t, "read", found[watch.Change](t)(s.Change(t.Context(), "k1")), want)
		}
		missing[watch.Change](t)(s.Change(t.Context(), "k2"))
		for _, differs := range []watch.Change{change("k3", "e", "2028", "cc"), change("k4", "f", "2027", "cc")} {
			propose(t, s, differs)
		}
		status := change("k5", "e", "2027", "cc")
		status.Field = watch.Status
		propose(t, s, status)
	},
	"it joins what was decided lately, and is new after that, but for the article that was decided on": func(t *testing.T, s Fixture) {
		c := propose(t, s, change("k1", "e", "2027", "cc"))
		c = decide(t, s, c, watch.StandingDismissed, watch.Dismiss, noon)
		at, after := noon, noon.Add(time.Millisecond)
		kept, added, err := s.Propose(t.Context(), change("k2", "e", "2027", "cypn"), at)
		must(t, err)
		if added || kept.Key != "k1" || kept.Standing != watch.StandingDismissed || len(kept.More) != 1 {
			t.Errorf("added %v, kept %+v", added, kept)
		}
		kept, added, err = s.Propose(t.Context(), change("k1", "e", "2027", "cc"), after)
		must(t, err)
		if added || kept.Key != "k1" {
			t.Errorf("the article that was decided on: added %v, kept %+v", added, kept)
		}
		late := change("k3", "e", "2027", "other")
		late.Found = noon.Add(time.Hour)
		if _, added, err = s.Propose(t.Context(), late, after); err != nil || !added {
			t.Errorf("long after: added %v, %v", added, err)
		}
		kept, added, err = s.Propose(t.Context(), change("k4", "e", "2027", "fourth"), since)
		must(t, err)
		if added || kept.Key != "k3" {
			t.Errorf("of several the one found last: added %v, kept %s", added, kept.Key)
		}
		_ = c
	},
	"of many who propose the same at once, one adds it": func(t *testing.T, s Fixture) {
		var added atomic.Int32
		together(8, func(i int) {
			_, first, err := s.Propose(t.Context(), change(fmt.Sprint("k", i), "e", "2027", fmt.Sprint("feed", i)), since)
			if err != nil {
				t.Error(err)
			}
			if first {
				added.Add(1)
			}
		})
		same(t, "added", added.Load(), int32(1))
		all := ok[[]watch.Change](t)(s.Changes(t.Context(), since))
		if len(all) != 1 || len(all[0].More) != 7 || all[0].Version != 8 {
			t.Errorf("%+v", all)
		}
	},
}

var decisionTests = map[string]func(*testing.T, Fixture){
	"changes are those pending, and those decided lately, the oldest found first": func(t *testing.T, s Fixture) {
		for i, key := range []string{"b", "a", "c", "d"} {
			c := change(key, "entry-"+key, "2027", "cc")
			c.Found = noon.Add(time.Duration(i/2) * time.Minute) // a and b at once
			propose(t, s, c)
		}
		decide(t, s, found[watch.Change](t)(s.Change(t.Context(), "a")), watch.StandingConfirmed, watch.Confirm, noon)
		decide(t, s, found[watch.Change](t)(s.Change(t.Context(), "c")), watch.StandingDismissed, watch.Dismiss, noon.Add(time.Hour))
		same(t, "all", keys(ok[[]watch.Change](t)(s.Changes(t.Context(), since))), []string{"a", "b", "c", "d"})
		same(t, "at that time", keys(ok[[]watch.Change](t)(s.Changes(t.Context(), noon))), []string{"a", "b", "c", "d"})
		same(t, "a while after", keys(ok[[]watch.Change](t)(s.Changes(t.Context(), noon.Add(time.Millisecond)))), []string{"b", "c", "d"})
		same(t, "pending", keys(ok[[]watch.Change](t)(s.Changes(t.Context(), noon.AddDate(1, 0, 0)))), []string{"b", "d"})
	},
	"a decision replaces the version that it was made on, and is logged with it": func(t *testing.T, s Fixture) {
		c := propose(t, s, change("k", "e", "2027", "cc"))
		next, line := decided(c, watch.StandingConfirmed, watch.Confirm, noon)
		must(t, joined(t.Context(), s, "k2"))
		if ok[bool](t)(s.Decide(t.Context(), next, line)) {
			t.Error("decided on a version that had been replaced")
		}
		same(t, "log", ok[[]watch.Decision](t)(s.Decisions(t.Context(), 9)), []watch.Decision(nil))
		same(t, "confirmed", ok[[]watch.Change](t)(s.Confirmed(t.Context())), []watch.Change(nil))
		next = decide(t, s, found[watch.Change](t)(s.Change(t.Context(), "k")), watch.StandingConfirmed, watch.Confirm, noon)
		same(t, "change", found[watch.Change](t)(s.Change(t.Context(), "k")), next)
		same(t, "log", ok[[]watch.Decision](t)(s.Decisions(t.Context(), 9)), []watch.Decision{line})
		none, noLine := decided(change("unknown", "e", "2027", "cc"), watch.StandingConfirmed, watch.Confirm, noon)
		if ok[bool](t)(s.Decide(t.Context(), none, noLine)) {
			t.Error("decided on what is not there")
		}
		missing[watch.Change](t)(s.Change(t.Context(), "unknown"))
	},
	"of many who decide at once, one does": func(t *testing.T, s Fixture) {
		c := propose(t, s, change("k", "e", "2027", "cc"))
		var won atomic.Int32
		together(8, func(i int) {
			next, line := decided(c, watch.StandingConfirmed, watch.Confirm, noon)
			line.By = fmt.Sprint("U", i)
			first, err := s.Decide(t.Context(), next, line)
			if err != nil {
				t.Error(err)
			}
			if first {
				won.Add(1)
			}
		})
		same(t, "winners", won.Load(), int32(1))
		same(t, "lines", len(ok[[]watch.Decision](t)(s.Decisions(t.Context(), 9))), 1)
	},
	"confirmed are those that stand confirmed, by the time of their decision": func(t *testing.T, s Fixture) {
		for i, key := range []string{"a", "b", "c"} {
			c := propose(t, s, change(key, "entry-"+key, "2027", "cc"))
			decide(t, s, c, watch.StandingConfirmed, watch.Confirm, noon.Add(-time.Duration(i)*time.Minute))
		}
		same(t, "confirmed", keys(ok[[]watch.Change](t)(s.Confirmed(t.Context()))), []string{"c", "b", "a"})
		decide(t, s, found[watch.Change](t)(s.Change(t.Context(), "b")), watch.StandingDismissed, watch.Withdraw, noon)
		same(t, "after one was withdrawn", keys(ok[[]watch.Change](t)(s.Confirmed(t.Context()))), []string{"c", "a"})
	},
	"the audit log has the latest first, as many as were asked for": func(t *testing.T, s Fixture) {
		for i, text := range awkward[:4] {
			c := change(fmt.Sprint("k", i), fmt.Sprint("e", i), "2027", "cc")
			c.Title = text
			c = propose(t, s, c)
			decide(t, s, c, watch.StandingDismissed, watch.Dismiss, noon) // at the same time: the order is that of writing
		}
		log := ok[[]watch.Decision](t)(s.Decisions(t.Context(), 3))
		if len(log) != 3 || log[0].Change != "k3" || log[2].Change != "k1" || log[0].Title != awkward[3] {
			t.Errorf("%+v", log)
		}
		same(t, "none", ok[[]watch.Decision](t)(s.Decisions(t.Context(), 0)), []watch.Decision(nil))
	},
	"a cancelled proposal or decision changes nothing": func(t *testing.T, s Fixture) {
		c := propose(t, s, change("k", "e", "2027", "cc"))
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		next, line := decided(c, watch.StandingConfirmed, watch.Confirm, noon)
		_, decideErr := s.Decide(ctx, next, line)
		_, _, proposeErr := s.Propose(ctx, change("k2", "f", "2027", "cc"), since)
		for call, err := range map[string]error{"Decide": decideErr, "Propose": proposeErr} {
			if !errors.Is(err, context.Canceled) {
				t.Errorf("%s: got error %v, want context.Canceled", call, err)
			}
		}
		same(t, "changes", ok[[]watch.Change](t)(s.Changes(t.Context(), since)), []watch.Change{c})
		same(t, "log", len(ok[[]watch.Decision](t)(s.Decisions(t.Context(), 9))), 0)
	},
}

// joined has another article join the change of entry e.
func joined(ctx context.Context, s Fixture, key string) error {
	_, _, err := s.Propose(ctx, change(key, "e", "2027", "feed of "+key), since)
	return err
}
