package main

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pledgewatch/internal/delivery"
	"pledgewatch/internal/store/sqlite"
)

// What could not be sent is listed with its mend and sent again, beside a bot that has the store open.
func TestTheOutboxOnTheCommandLine(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	now := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	kept, err := sqlite.Open(t.Context(), dir, sqlite.Options{Now: func() time.Time { return now }})
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(err)
	defer func() { must(kept.Close()) }() // it stays open: the bot runs
	var msgs []delivery.Message
	for _, channel := range []string{"C1", "C2", "C3"} {
		msgs = append(msgs, delivery.Message{Key: delivery.Key(channel), Team: "T1", Channel: channel, Kind: "digest", Text: "secret", Created: now})
	}
	must(kept.Enqueue(t.Context(), msgs))
	_, err = kept.Claim(t.Context(), "w", now, time.Minute, 9)
	must(err)
	for _, m := range msgs[:2] {
		must(kept.Bury(t.Context(), m.Key, "w", delivery.Failure{Reason: "is_archived", At: now}))
	}
	say := func(args ...string) (out string, code int) {
		t.Helper()
		var b bytes.Buffer
		code = run(t.Context(), append(args, "--data", dir), streams{strings.NewReader(""), &b, &b})
		return b.String(), code
	}
	out, _ := say("outbox")
	for _, want := range []string{"2 could not be sent, 1 on their way", msgs[0].Key[:12], "T1 C2", "is_archived", "unarchive it", "T1 C3"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in:\n%s", want, out)
		}
	}
	if strings.Contains(out, "secret") {
		t.Error("what a message says is shown")
	}
	if out, code := say("outbox", "requeue", msgs[0].Key[:12]); code != exitDone || !strings.Contains(out, "1 of 2") {
		t.Errorf("%d %s", code, out)
	}
	if out, code := say("outbox", "requeue", "--all"); code != exitDone || !strings.Contains(out, "1 of 1") {
		t.Errorf("%d %s", code, out)
	}
	if d, err := kept.Depth(t.Context()); err != nil || d.Dead != 0 || d.Pending != 3 {
		t.Errorf("%+v, %v", d, err)
	}
}
