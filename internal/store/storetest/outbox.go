package storetest

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"pledgewatch/internal/delivery"
	"pledgewatch/internal/store"
)

const lease = time.Minute

func message(channel, key string) delivery.Message {
	return delivery.Message{
		Key: key, Team: "T1", Channel: channel, Kind: "alert", Text: "text of " + key,
		Blocks: json.RawMessage(`[{"type":"divider"}]`), Created: noon,
	}
}

// claim claims as worker and returns the keys, in order.
func claim(t *testing.T, s store.Store, worker string, now time.Time, limit int) []string {
	t.Helper()
	var keys []string
	for _, j := range ok[[]delivery.Job](t)(s.Claim(t.Context(), worker, now, lease, limit)) {
		keys = append(keys, j.Key)
	}
	return keys
}

// job claims exactly one message.
func job(t *testing.T, s store.Store, worker string, now time.Time) delivery.Job {
	t.Helper()
	jobs := ok[[]delivery.Job](t)(s.Claim(t.Context(), worker, now, lease, 9))
	if len(jobs) != 1 {
		t.Fatalf("claimed %d messages, want 1: %+v", len(jobs), jobs)
	}
	return jobs[0]
}

func lost(t *testing.T, what string, err error) {
	t.Helper()
	if !errors.Is(err, delivery.ErrLeaseLost) {
		t.Errorf("%s: got error %v, want ErrLeaseLost", what, err)
	}
}

var queueTests = map[string]func(*testing.T, Fixture){
	"a message comes back as it was stored": func(t *testing.T, s Fixture) {
		for i, text := range awkward {
			m := delivery.Message{
				Key: "k" + text, Team: "T" + text, Channel: "C" + text, Kind: text, Text: text,
				Blocks: ok[[]byte](t)(json.Marshal([]string{text})), NotBefore: noon.Add(-time.Millisecond), Created: noon,
			}
			must(t, s.Enqueue(t.Context(), []delivery.Message{m}))
			same(t, "job", job(t, s, fmt.Sprint("w", i), noon), delivery.Job{Message: m})
		}
	},
	"a long message fits": func(t *testing.T, s Fixture) {
		m := message("C1", "a")
		m.Text = strings.Repeat("é", 40_000)
		m.Blocks = ok[[]byte](t)(json.Marshal([]string{strings.Repeat("€", 150_000)}))
		must(t, s.Enqueue(t.Context(), []delivery.Message{m}))
		same(t, "job", job(t, s, "w", noon), delivery.Job{Message: m})
	},
	"a known key is left as it is: waiting, leased, sent or dead": func(t *testing.T, s Fixture) {
		again := func() {
			t.Helper()
			m := message("C2", "a") // even into another channel
			m.Text = "another text"
			must(t, s.Enqueue(t.Context(), []delivery.Message{m, message("C1", "b")}))
		}
		must(t, s.Enqueue(t.Context(), []delivery.Message{message("C1", "a")}))
		again()
		same(t, "claimed", job(t, s, "w1", noon).Message, message("C1", "a"))
		again()
		same(t, "claimed while leased", claim(t, s, "w2", noon, 9), nil)
		must(t, s.Sent(t.Context(), "a", "w1", "1.1", noon))
		again()
		same(t, "claimed after sent", claim(t, s, "w3", noon, 9), []string{"b"})
		must(t, s.Bury(t.Context(), "b", "w3", delivery.Failure{Reason: "is_archived", At: noon}))
		again()
		same(t, "claimed after death", claim(t, s, "w4", noon, 9), nil)
	},
	"all messages are stored or none": func(t *testing.T, s Fixture) {
		orphan := message("C1", "b")
		orphan.ThreadOf = "nobody"
		if err := s.Enqueue(t.Context(), []delivery.Message{message("C1", "a"), orphan}); !errors.Is(err, delivery.ErrNoParent) {
			t.Errorf("got error %v, want ErrNoParent", err)
		}
		same(t, "depth", ok[delivery.Depth](t)(s.Depth(t.Context())), delivery.Depth{})
		must(t, s.Enqueue(t.Context(), nil))
	},
	"a channel's messages come one at a time, in the order they were stored": func(t *testing.T, s Fixture) {
		for _, keys := range [][]string{{"3", "1"}, {"2"}} {
			var batch []delivery.Message
			for _, k := range keys {
				batch = append(batch, message("C1", k))
			}
			must(t, s.Enqueue(t.Context(), batch))
		}
		for _, want := range []string{"3", "1", "2"} {
			same(t, "claimed", claim(t, s, "w"+want, noon, 9), []string{want})
			same(t, "claimed beside it", claim(t, s, "other", noon, 9), nil)
			must(t, s.Sent(t.Context(), want, "w"+want, "1."+want, noon))
		}
	},
	"channels do not wait for each other, and the longest waiting come first": func(t *testing.T, s Fixture) {
		other := message("C1", "d") // the same channel id in another workspace
		other.Team = "T2"
		must(t, s.Enqueue(t.Context(), []delivery.Message{
			message("C3", "a"), message("C1", "b"), message("C1", "x"), message("C2", "c"), other,
		}))
		same(t, "none asked for", claim(t, s, "w0", noon, 0), nil)
		same(t, "first two", claim(t, s, "w1", noon, 2), []string{"a", "b"})
		same(t, "the rest", claim(t, s, "w2", noon, 9), []string{"c", "d"})
	},
	"NotBefore is kept, and holds up no other message": func(t *testing.T, s Fixture) {
		soon, late := message("C1", "soon"), message("C1", "late")
		soon.NotBefore, late.NotBefore = noon.Add(time.Hour), noon.Add(2*time.Hour)
		must(t, s.Enqueue(t.Context(), []delivery.Message{late, soon, message("C1", "now")}))
		same(t, "at noon", claim(t, s, "w1", noon, 9), []string{"now"})
		must(t, s.Sent(t.Context(), "now", "w1", "1", noon))
		same(t, "just before", claim(t, s, "w2", noon.Add(time.Hour-time.Millisecond), 9), nil)
		same(t, "in time", claim(t, s, "w2", noon.Add(time.Hour), 9), []string{"soon"})
		must(t, s.Sent(t.Context(), "soon", "w2", "2", noon))
		same(t, "later", claim(t, s, "w3", noon.Add(24*time.Hour), 9), []string{"late"})
	},
	"a reply knows where its parent stands": func(t *testing.T, s Fixture) {
		parent, reply := message("C1", "parent"), message("C1", "reply")
		parent.NotBefore, reply.ThreadOf = noon.Add(time.Hour), "parent"
		must(t, s.Enqueue(t.Context(), []delivery.Message{parent}))
		must(t, s.Enqueue(t.Context(), []delivery.Message{reply}))
		same(t, "before its parent", claim(t, s, "w0", noon, 9), nil)
		now := noon.Add(time.Hour)
		same(t, "parent", job(t, s, "w1", now).Key, "parent")
		must(t, s.Sent(t.Context(), "parent", "w1", "1732190400.000100", now))
		j := job(t, s, "w2", now)
		same(t, "reply", []string{j.Key, j.ThreadOf, j.ThreadTS}, []string{"reply", "parent", "1732190400.000100"})
	},
	"a reply to a dead message knows that there is no thread": func(t *testing.T, s Fixture) {
		reply := message("C1", "reply")
		reply.ThreadOf = "parent"
		must(t, s.Enqueue(t.Context(), []delivery.Message{message("C1", "parent"), reply}))
		same(t, "parent", job(t, s, "w1", noon).Key, "parent")
		must(t, s.Bury(t.Context(), "parent", "w1", delivery.Failure{Reason: "no_text", At: noon}))
		same(t, "thread", job(t, s, "w2", noon).ThreadTS, "")
	},
	"a thread does not lead into another channel": func(t *testing.T, s Fixture) {
		must(t, s.Enqueue(t.Context(), []delivery.Message{message("C1", "parent")}))
		reply := message("C2", "reply")
		reply.ThreadOf = "parent"
		if err := s.Enqueue(t.Context(), []delivery.Message{reply}); !errors.Is(err, delivery.ErrNoParent) {
			t.Errorf("got error %v, want ErrNoParent", err)
		}
	},
	"of many who claim at once, each gets others, and nothing is left": func(t *testing.T, s Fixture) {
		const channels, each, claimers = 12, 2, 8
		var batch []delivery.Message
		for i := range channels * each {
			batch = append(batch, message(fmt.Sprint("C", i%channels), fmt.Sprint("k", i)))
		}
		must(t, s.Enqueue(t.Context(), batch))
		for round := range each {
			var mu sync.Mutex
			holders := map[string][][2]string{} // key and worker by channel
			together(claimers, func(i int) {
				worker := fmt.Sprintf("w%d/%d", i, round)
				jobs, err := s.Claim(t.Context(), worker, noon, lease, 3)
				if err != nil {
					t.Error(err)
				}
				mu.Lock()
				defer mu.Unlock()
				for _, j := range jobs {
					holders[j.Channel] = append(holders[j.Channel], [2]string{j.Key, worker})
				}
			})
			same(t, "channels claimed", len(holders), channels)
			for channel, got := range holders {
				if len(got) != 1 {
					t.Errorf("channel %s was claimed more than once: %v", channel, got)
				}
				must(t, s.Sent(t.Context(), got[0][0], got[0][1], "1", noon))
			}
		}
		same(t, "left", ok[delivery.Depth](t)(s.Depth(t.Context())), delivery.Depth{})
	},
}
