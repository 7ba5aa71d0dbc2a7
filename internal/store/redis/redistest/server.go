// Package redistest runs a real Redis server for a test: on a free port, in a folder of its own, with an append-only file
// that is written before each answer.
package redistest

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// patience is how long a server may take to answer: it may have a file to read first, on a machine with other work.
const patience = 20 * time.Second

// Server is a Redis server of a test's own.
type Server struct {
	port  string
	flags []string
	cmd   *exec.Cmd
	said  *output
}

// Start starts a server that ends with the test. It fails the test where there is no redis-server: scripts/need installs it.
// Flags are added to those that redis-server is started with.
func Start(tb testing.TB, flags ...string) *Server {
	tb.Helper()
	dir := tb.TempDir()
	var err error
	for range 3 { // another may take the port that was free just now
		s := &Server{port: freePort(tb)}
		s.flags = append([]string{
			"--port", s.port, "--bind", "127.0.0.1", "--dir", dir, "--save", "", "--appendonly", "yes", "--appendfsync", "always",
			"--daemonize", "no", "--loglevel", "warning",
		}, flags...)
		if err = s.start(); err == nil {
			tb.Cleanup(s.Kill)
			return s
		}
		s.Kill()
	}
	tb.Fatal(err)
	return nil
}

// highest is the highest port that a cluster's node can have: its bus is ten thousand above.
const highest = 55_535

func freePort(tb testing.TB) string {
	tb.Helper()
	for {
		ln, err := (&net.ListenConfig{}).Listen(tb.Context(), "tcp", "127.0.0.1:0")
		if err != nil {
			tb.Fatal(err)
		}
		at, ok := ln.Addr().(*net.TCPAddr)
		_ = ln.Close() // for the server to take
		if ok && at.Port <= highest {
			return strconv.Itoa(at.Port)
		}
	}
}

func (s *Server) start() error {
	program, err := exec.LookPath("redis-server")
	if err != nil {
		return fmt.Errorf("the tests need redis-server: run scripts/need: %w", err)
	}
	s.said = &output{}
	s.cmd = exec.CommandContext(context.Background(), program, s.flags...) //nolint:gosec // G204: a test's own flags
	s.cmd.Stdout, s.cmd.Stderr = s.said, s.said
	if err := s.cmd.Start(); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	for !s.answers(ctx) {
		select {
		case <-ctx.Done():
			return fmt.Errorf("redis-server does not answer at port %s: %s", s.port, s.said)
		case <-time.After(5 * time.Millisecond):
		}
	}
	return nil
}

// answers says whether the server is there and has read its file.
func (s *Server) answers(ctx context.Context) bool {
	c, err := (&net.Dialer{}).DialContext(ctx, "tcp", s.Addr())
	if err != nil {
		return false
	}
	defer func() { _ = c.Close() }()
	_ = c.SetDeadline(time.Now().Add(time.Second))
	if _, err := io.WriteString(c, "PING\r\n"); err != nil {
		return false
	}
	answer := make([]byte, 5)
	_, err = io.ReadFull(c, answer)
	return err == nil && (string(answer) == "+PONG" || string(answer) == "-NOAU") // or wants a password first
}

// Addr is the server's host and port.
func (s *Server) Addr() string { return "127.0.0.1:" + s.port }

// URL is the server's address as REDIS_URL has it.
func (s *Server) URL() string { return "redis://" + s.Addr() + "/0" }

// Kill ends the server as kill -9 does.
func (s *Server) Kill() {
	if s.cmd == nil || s.cmd.Process == nil {
		return
	}
	_ = s.cmd.Process.Kill() // it may have ended
	_ = s.cmd.Wait()
	s.cmd = nil
}

// Restart starts the server anew, with what its file holds.
func (s *Server) Restart(tb testing.TB) {
	tb.Helper()
	s.Kill()
	if err := s.start(); err != nil {
		tb.Fatal(err)
	}
}

// output keeps the end of what the server says.
type output struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

// Write takes some of it.
func (o *output) Write(b []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.buf.Len() > 1<<16 {
		o.buf.Reset()
	}
	return o.buf.Write(b)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return strings.TrimSpace(o.buf.String())
}
