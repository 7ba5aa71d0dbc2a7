package storetest

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"pledgewatch/internal/alert"
	"pledgewatch/internal/knowledge"
	"pledgewatch/internal/watch"
)

func noted(channel, key string) alert.Note {
	return alert.Note{Team: "T1", Channel: channel, Event: alert.Event{Key: key, Step: alert.Edited, Title: "title of " + key}, At: noon}
}

// keysOf are the keys of notes, in their order.
func keysOf(notes []alert.Note) (keys []string) {
	for _, n := range notes {
		keys = append(keys, n.Event.Key)
	}
	return keys
}

var alertTests = map[string]func(*testing.T, Fixture){
	"a note comes back as it was held": func(t *testing.T, s Fixture) {
		for _, text := range awkward {
			n := alert.Note{Team: "T" + text, Channel: "C" + text, At: noon, Event: alert.Event{
				Kind: text, Step: alert.Confirmed, Key: text, Change: text, Group: text, Entry: text, EntryKind: knowledge.Pledge,
				Title: text, Topics: []string{text, "b"}, Field: watch.Date, From: text, To: text,
				Before: alert.Standing{Status: text, Date: text, Amount: text}, Stage: watch.Overdue, Last: noon, Proposed: text,
				By: text, ByTeam: text, Why: text, Sentence: text, Note: text,
				Article: &alert.Article{Title: text, Link: text, Publisher: text, Published: noon},
			}}
			must(t, s.HoldAlerts(t.Context(), []alert.Note{n}))
			same(t, "held", ok[[]alert.Note](t)(s.AlertsHeld(t.Context(), n.Team, n.Channel)), []alert.Note{n})
			same(t, "batch", ok[[]alert.Note](t)(s.SealAlerts(t.Context(), n.Team, n.Channel)), []alert.Note{n})
			must(t, s.FinishAlerts(t.Context(), n.Team, n.Channel, text, nil))
			same(t, "batch", ok[[]alert.Note](t)(s.SealAlerts(t.Context(), n.Team, n.Channel)), []alert.Note(nil))
		}
	},
	"a key is held once a channel, also after it was told": func(t *testing.T, s Fixture) {
		hold := func(keys ...string) {
			t.Helper()
			for _, channel := range []string{"C1", "C2"} {
				var notes []alert.Note
				for _, k := range keys {
					notes = append(notes, noted(channel, k))
				}
				must(t, s.HoldAlerts(t.Context(), notes))
			}
		}
		hold("a", "b", "a")
		hold("b", "c")
		same(t, "C1", keysOf(ok[[]alert.Note](t)(s.SealAlerts(t.Context(), "T1", "C1"))), []string{"a", "b", "c"})
		hold("a", "d")
		must(t, s.FinishAlerts(t.Context(), "T1", "C1", "a", nil))
		hold("a", "b", "c", "d")
		same(t, "C1 after it was told", keysOf(ok[[]alert.Note](t)(s.SealAlerts(t.Context(), "T1", "C1"))), []string{"d"})
		same(t, "C2", keysOf(ok[[]alert.Note](t)(s.SealAlerts(t.Context(), "T1", "C2"))), []string{"a", "b", "c", "d"})
	},
	"a batch stays as it is until it is finished": func(t *testing.T, s Fixture) {
		must(t, s.HoldAlerts(t.Context(), []alert.Note{noted("C1", "a"), noted("C1", "b")}))
		batch := ok[[]alert.Note](t)(s.SealAlerts(t.Context(), "T1", "C1"))
		must(t, s.HoldAlerts(t.Context(), []alert.Note{noted("C1", "c")}))
		same(t, "the same batch", ok[[]alert.Note](t)(s.SealAlerts(t.Context(), "T1", "C1")), batch)
		same(t, "to be told", keysOf(ok[[]alert.Note](t)(s.AlertsHeld(t.Context(), "T1", "C1"))), []string{"a", "b", "c"})
		must(t, s.FinishAlerts(t.Context(), "T1", "C1", "b", map[string]alert.Thread{"x": {Root: "m"}})) // not its first note
		must(t, s.FinishAlerts(t.Context(), "T1", "C2", "a", map[string]alert.Thread{"x": {Root: "m"}}))
		same(t, "the same batch", ok[[]alert.Note](t)(s.SealAlerts(t.Context(), "T1", "C1")), batch)
		same(t, "threads", ok[map[string]alert.Thread](t)(s.AlertThreads(t.Context(), "T1", "C1", []string{"x"})), map[string]alert.Thread{})
		must(t, s.FinishAlerts(t.Context(), "T1", "C1", "a", nil))
		same(t, "the next", keysOf(ok[[]alert.Note](t)(s.SealAlerts(t.Context(), "T1", "C1"))), []string{"c"})
		must(t, s.FinishAlerts(t.Context(), "T1", "C1", "a", map[string]alert.Thread{"x": {Root: "late"}})) // once more
		same(t, "the next", keysOf(ok[[]alert.Note](t)(s.SealAlerts(t.Context(), "T1", "C1"))), []string{"c"})
		same(t, "threads", ok[map[string]alert.Thread](t)(s.AlertThreads(t.Context(), "T1", "C1", []string{"x"})), map[string]alert.Thread{})
	},
	"waiting are those that hold something or have a batch, the oldest first": func(t *testing.T, s Fixture) {
		waiting := func() []alert.Waiting {
			t.Helper()
			return ok[[]alert.Waiting](t)(s.AlertsWaiting(t.Context()))
		}
		same(t, "at first", waiting(), []alert.Waiting(nil))
		early := noted("C2", "a")
		early.At = noon.Add(-time.Millisecond)
		must(t, s.HoldAlerts(t.Context(), []alert.Note{noted("C1", "a"), early, noted("C2", "b")}))
		c1, c2 := alert.Waiting{Team: "T1", Channel: "C1", Since: noon}, alert.Waiting{Team: "T1", Channel: "C2", Since: early.At}
		same(t, "held", waiting(), []alert.Waiting{c2, c1})
		_, err := s.SealAlerts(t.Context(), "T1", "C2")
		must(t, err)
		same(t, "with a batch", waiting(), []alert.Waiting{c2, c1})
		must(t, s.FinishAlerts(t.Context(), "T1", "C2", "a", nil))
		same(t, "told", waiting(), []alert.Waiting{c1})
	},
	"threads are a channel's own and come with the end of a batch, the last ones": func(t *testing.T, s Fixture) {
		subjects := []string{"nobody's"}
		for i, text := range awkward {
			if text == "a\x00b" { // a subject is an id or a hash
				continue
			}
			key := fmt.Sprint(i)
			subjects = append(subjects, text)
			for n, root := range []string{"old", "m" + text} {
				must(t, s.HoldAlerts(t.Context(), []alert.Note{noted("C1", key+root)}))
				_, err := s.SealAlerts(t.Context(), "T1", "C1")
				must(t, err)
				at := noon.Add(time.Duration(n) * time.Hour)
				must(t, s.FinishAlerts(t.Context(), "T1", "C1", key+root, map[string]alert.Thread{text: {Root: root, At: at}}))
			}
		}
		got := ok[map[string]alert.Thread](t)(s.AlertThreads(t.Context(), "T1", "C1", subjects))
		for _, text := range subjects[1:] {
			same(t, "thread of "+text, got[text], alert.Thread{Root: "m" + text, At: noon.Add(time.Hour)})
		}
		same(t, "how many", len(got), len(subjects)-1)
		same(t, "another channel", ok[map[string]alert.Thread](t)(s.AlertThreads(t.Context(), "T1", "C2", subjects)), map[string]alert.Thread{})
		same(t, "asked for nothing", ok[map[string]alert.Thread](t)(s.AlertThreads(t.Context(), "T1", "C1", nil)), map[string]alert.Thread{})
	},
	"of many who hold and seal at once, all see each note once and the same batch": func(t *testing.T, s Fixture) {
		for round := range 5 {
			key := func(i int) string { return fmt.Sprint(round, "-", i) }
			var mu sync.Mutex
			var batches []string
			together(8, func(i int) {
				if err := s.HoldAlerts(t.Context(), []alert.Note{noted("C1", key(0)), noted("C1", key(i))}); err != nil {
					t.Error(err)
				}
				batch, err := s.SealAlerts(t.Context(), "T1", "C1")
				if err != nil || len(batch) == 0 {
					t.Errorf("batch of %d, error %v", len(batch), err)
				}
				mu.Lock()
				defer mu.Unlock()
				batches = append(batches, fmt.Sprint(keysOf(batch)))
			})
			for _, b := range batches {
				same(t, "batch", b, batches[0])
			}
			seen := map[string]int{}
			for range 2 { // the batch, and what came after it
				for _, k := range keysOf(ok[[]alert.Note](t)(s.SealAlerts(t.Context(), "T1", "C1"))) {
					seen[k]++
				}
				if first := ok[[]alert.Note](t)(s.SealAlerts(t.Context(), "T1", "C1")); len(first) > 0 {
					must(t, s.FinishAlerts(t.Context(), "T1", "C1", first[0].Event.Key, nil))
				}
			}
			for i := range 8 {
				same(t, "times that a note was seen", seen[key(i)], 1)
			}
		}
	},
	"a mark is the last that was put": func(t *testing.T, s Fixture) {
		for _, text := range awkward {
			missing[string](t)(s.AlertMark(t.Context(), "n"+text))
			must(t, s.PutAlertMark(t.Context(), "n"+text, "old"))
			must(t, s.PutAlertMark(t.Context(), "n"+text, text))
			same(t, "mark", found[string](t)(s.AlertMark(t.Context(), "n"+text)), text)
		}
	},
}
