package sqlite_test

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"pledgewatch/internal/delivery"
	"pledgewatch/internal/feed"
	"pledgewatch/internal/store/sqlite"
)

// Set, the test binary is the process that gets killed: DIR and the number of its first write.
const (
	victimDir  = "PLEDGEWATCH_TEST_VICTIM_DIR"
	victimFrom = "PLEDGEWATCH_TEST_VICTIM_FROM"
)

func TestMain(m *testing.M) {
	if dir := os.Getenv(victimDir); dir != "" {
		if err := writeForever(dir); err != nil {
			_, _ = fmt.Fprintln(os.Stderr, err)
		}
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// writeForever prints the number of each write once the store has acknowledged it.
func writeForever(dir string) error {
	ctx := context.Background()
	s, err := sqlite.Open(ctx, dir, sqlite.Options{Now: time.Now})
	if err != nil {
		return err
	}
	from, err := strconv.Atoi(os.Getenv(victimFrom))
	if err != nil {
		return err
	}
	for n := from; ; n++ {
		key := strconv.Itoa(n)
		if err := s.Enqueue(ctx, []delivery.Message{{Key: key, Channel: "C" + key, Text: "text of " + key}}); err != nil {
			return err
		}
		if err := s.PutArticle(ctx, feed.Article{Feed: "cc", GUID: key, Hash: "h", Paragraphs: []string{strings.Repeat("å", 3000)}}); err != nil {
			return err
		}
		if _, err := os.Stdout.WriteString(key + "\n"); err != nil {
			return err
		}
	}
}

// What was acknowledged before a kill -9 is there afterwards, twenty times over the same file.
func TestAcknowledgedWritesSurviveKill(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	acknowledged := 0
	for range 20 {
		before := acknowledged
		acknowledged = kill(t, dir, before)
		if acknowledged == before {
			t.Fatal("nothing was written before the kill")
		}
		s := open(t, dir, time.Now) // the dead process's lock is gone with it
		keys := map[string]bool{}
		jobs, err := s.Claim(t.Context(), "reader", time.Now(), 0, 1<<20)
		must(t, err)
		for _, j := range jobs {
			keys[j.Key] = j.Text == "text of "+j.Key
		}
		for n := range acknowledged {
			key := strconv.Itoa(n)
			if !keys[key] {
				t.Fatalf("message %d of %d is lost", n, acknowledged)
			}
			if n < before {
				continue // looked at in an earlier round
			}
			if a, ok, err := s.Article(t.Context(), "cc", key); err != nil || !ok || len(a.Paragraphs[0]) != 6000 {
				t.Fatalf("article %d of %d: found %v, error %v", n, acknowledged, ok, err)
			}
		}
		must(t, s.Close())
		var verdict string
		must(t, connect(t, dir).QueryRowContext(t.Context(), `PRAGMA integrity_check`).Scan(&verdict))
		if verdict != "ok" {
			t.Fatalf("the database is damaged: %s", verdict)
		}
	}
	t.Logf("%d writes acknowledged, none lost", acknowledged)
}

// kill lets a process write from number n on, kills it at a random moment, and returns the first number that it did not
// acknowledge.
func kill(t *testing.T, dir string, n int) int {
	t.Helper()
	self, err := os.Executable()
	must(t, err)
	cmd := exec.CommandContext(t.Context(), self) //nolint:gosec // G204: this very program
	cmd.Env = append(os.Environ(), victimDir+"="+dir, victimFrom+"="+strconv.Itoa(n))
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	next := n
	lines := bufio.NewScanner(out)
	for lines.Scan() { // what is in the pipe when it dies was acknowledged too
		last, err := strconv.Atoi(lines.Text())
		must(t, err)
		if next = last + 1; last == n {
			time.AfterFunc(rand.N(40*time.Millisecond), func() { _ = cmd.Process.Kill() }) //nolint:gosec // G404: any moment will do
		}
	}
	_ = cmd.Wait() // killed
	return next
}
