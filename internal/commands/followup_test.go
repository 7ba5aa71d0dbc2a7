package commands_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"pledgewatch/internal/commands"
)

// talks remembers for good, and can be told to fail.
type talks struct {
	about  map[string]string
	broken bool
}

func (t *talks) Remember(_ context.Context, talk, entry string, _ time.Duration) error {
	if t.broken {
		return errDisk
	}
	t.about[talk] = entry
	return nil
}

func (t *talks) Recall(_ context.Context, talk string) (string, bool, error) {
	if t.broken {
		return "", false, errDisk
	}
	e, ok := t.about[talk]
	return e, ok, nil
}

func TestAQuestionGoesOnInItsThread(t *testing.T) {
	h := newHouse(t, brain(t))
	kept := &talks{about: map[string]string{}}
	h.o.Talks = kept
	handler, err := commands.New(h.o)
	if err != nil {
		t.Fatal(err)
	}
	ask := func(thread, user, text string) string {
		t.Helper()
		return handler.Command(t.Context(), commands.Request{Team: "T1", Channel: "C1", User: user, Thread: thread, Command: "/reform", Text: text}).Text
	}
	if got := ask("1.1", "U1", "when does the new ferry come"); !strings.Contains(got, "ferry") {
		t.Fatalf("the first answer is not about the ferry: %s", got)
	}
	if got := ask("1.1", "U2", "and how much does it cost?"); !strings.Contains(got, "Read as: how much does it cost") {
		t.Errorf("another person goes on in the thread: %s", got)
	}
	if got := ask("2.2", "U1", "and how much does it cost?"); strings.Contains(got, "Read as") {
		t.Errorf("another thread goes on: %s", got)
	}
	if got := ask("1.1", "U1", "is the causeway open"); strings.Contains(got, "Read as") {
		t.Errorf("a question with a subject of its own goes on: %s", got)
	}
	kept.broken = true
	if got := ask("1.1", "U1", "when does the new ferry come"); !strings.Contains(got, "ferry") || strings.Contains(got, "secret") {
		t.Errorf("where nothing is remembered, a question is answered all the same: %s", got)
	}
}
