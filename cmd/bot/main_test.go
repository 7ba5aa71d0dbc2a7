package main

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"bot": main})
}

// TestScripts runs the program as a person does, from testdata/script. Each script has a web server of its own: FEEDS
// serves the script's files, and SLACK is a Slack that knows no token.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(e *testscript.Env) error {
			files := httptest.NewServer(http.FileServer(http.Dir(e.WorkDir)))
			slack := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", "application/json")
				_, _ = w.Write([]byte(`{"ok":false,"error":"invalid_auth"}`))
			}))
			e.Defer(files.Close)
			e.Defer(slack.Close)
			feeds, err := filepath.Abs("testdata/feeds")
			if err != nil {
				return err
			}
			e.Setenv("FEEDS", files.URL)
			e.Setenv("TAKEN", strings.TrimPrefix(files.URL, "http://"))
			e.Setenv("SLACK", slack.URL+"/api/")
			e.Setenv("TESTDATA", feeds)
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"run-until": runUntil},
	})
}

// runUntil runs the bot until it says what matches a pattern, then tells it to stop; what it said is kept in said.txt.
func runUntil(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: run-until PATTERN bot ARG...")
	}
	pattern, err := regexp.Compile(args[0])
	ts.Check(err)
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	said := &transcript{want: pattern, seen: make(chan struct{})}
	cmd := exec.CommandContext(ctx, args[1], args[2:]...) //nolint:gosec // G204: the script names it
	cmd.Dir, cmd.Stderr = ts.MkAbs("."), said
	cmd.Env = []string{"HOME=" + ts.Getenv("HOME"), "PATH=" + ts.Getenv("PATH")}
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	ts.Check(cmd.Start())
	select {
	case <-said.seen:
	case <-ctx.Done():
	}
	cancel()
	_ = cmd.Wait() // told to stop; what matters is what it said and kept
	ts.Logf("%s", said.text())
	if code := cmd.ProcessState.ExitCode(); code != 0 {
		ts.Fatalf("the bot ended with %d", code)
	}
	if !pattern.MatchString(said.text()) {
		ts.Fatalf("the bot never said %q", args[0])
	}
}

// transcript keeps what was written and tells when something wanted was.
type transcript struct {
	want *regexp.Regexp
	seen chan struct{}

	mu   sync.Mutex
	buf  bytes.Buffer
	told bool
}

// Write keeps it.
func (t *transcript) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	n, err := t.buf.Write(p)
	if !t.told && t.want.Match(t.buf.Bytes()) {
		t.told = true
		close(t.seen)
	}
	return n, err
}

func (t *transcript) text() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.buf.String()
}
