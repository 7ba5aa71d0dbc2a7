package bench

import (
	"bufio"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"pledgewatch/config"
	"pledgewatch/internal/knowledge"
)

const secret = "a made-up signing secret"

// questions differ, so that nothing is measured that was kept from before.
var questions = []string{
	"when will the early career framework be an entitlement", "how many pathfinder areas are there", "what became of NAAS",
	"what does Josh MacAlister think of the delay", "how much money is there for kinship allowances", "what is a regional care cooperative",
	"did the government accept the care review's workforce proposals", "when are the agency social work rules due", "what is the price of fish",
}

// BenchmarkCommand is a slash command's round trip: signed, over HTTP, through the whole running program, until the last
// byte of the answer has come.
func BenchmarkCommand(b *testing.B) {
	base := startBot(b)
	client := &http.Client{Timeout: 10 * time.Second}
	ask(b, client, base, questions[0], -1)
	var times []time.Duration
	for i := 0; b.Loop(); i++ {
		start := time.Now()
		ask(b, client, base, questions[i%len(questions)], i)
		times = append(times, time.Since(start))
	}
	report(b, times)
}

// BenchmarkAsk is an answer without Slack around it, to one golden question after the other.
func BenchmarkAsk(b *testing.B) {
	brain, golden := newBrain(b), goldenQuestions(b)
	var times []time.Duration
	for i := 0; b.Loop(); i++ {
		start := time.Now()
		brain.Ask(golden[i%len(golden)].Q, start)
		times = append(times, time.Since(start))
	}
	report(b, times)
}

// BenchmarkAskAtOnce has every processor ask. What a question takes of one of them tells more than questions/s where the machine
// has other work.
func BenchmarkAskAtOnce(b *testing.B) {
	brain, golden := newBrain(b), goldenQuestions(b)
	var asked atomic.Int64
	start, busy := time.Now(), processorTime(b)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			brain.Ask(golden[int(asked.Add(1))%len(golden)].Q, start)
		}
	})
	b.ReportMetric(float64(b.N)/time.Since(start).Seconds(), "questions/s")
	b.ReportMetric((processorTime(b)-busy).Seconds()*1000/float64(b.N), "ms-processor/op")
}

// BenchmarkLink finds what an article of thirty paragraphs bears on.
func BenchmarkLink(b *testing.B) {
	brain := newBrain(b)
	text := knowledge.Text{Title: "Wider roll-out of family help pushed back to April 2026 at the earliest"}
	for i := range 30 {
		text.Paragraphs = append(text.Paragraphs, fmt.Sprintf("In paragraph %d, councils testing the families first for children pathfinder said "+
			"that kinship carers, social workers and regional care co-operatives would wait longer for money.", i))
	}
	var times []time.Duration
	for b.Loop() {
		start := time.Now()
		if len(brain.Link(text).Entries) == 0 {
			b.Fatal("it bears on nothing")
		}
		times = append(times, time.Since(start))
	}
	report(b, times)
}

func newBrain(b *testing.B) *knowledge.Brain {
	b.Helper()
	c, err := knowledge.Load(config.Corpus())
	if err != nil {
		b.Fatal(err)
	}
	brain := knowledge.NewBrain(c)
	return brain
}

// report adds the median and the slowest hundredth.
func report(b *testing.B, times []time.Duration) {
	b.Helper()
	slices.Sort(times)
	ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
	b.ReportMetric(ms(times[len(times)/2]), "ms/p50")
	b.ReportMetric(ms(times[len(times)*99/100]), "ms/p99")
}

// startBot builds the program and runs it as a bot that Slack calls over HTTP, with a Slack that agrees to everything.
func startBot(b *testing.B) string {
	b.Helper()
	program := filepath.Join(b.TempDir(), "bot")
	build := exec.CommandContext(b.Context(), "go", "build", "-o", program, "pledgewatch/cmd/bot") //nolint:gosec // G204: into the test's own folder
	if out, err := build.CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	slack := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"ok":true,"team_id":"T1","team":"Bench","user_id":"U1","bot_id":"B1"}`)
	}))
	ctx, stop := context.WithCancel(context.Background())
	cmd := exec.CommandContext(ctx, program, "--addr", "127.0.0.1:0", "--data", b.TempDir(), "--feed", slack.URL+"/none", //nolint:gosec // G204: built above
		"--slack-api-url", slack.URL+"/api/", "--slack-bot-token", "xoxb-made-up", "--slack-signing-secret", secret)
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	said, err := cmd.StderrPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	lines := bufio.NewScanner(said)
	drained := make(chan struct{})
	b.Cleanup(func() { stop(); <-drained; _ = cmd.Wait(); slack.Close() })
	at := regexp.MustCompile(`health at (http://[^\s/]+)`)
	for lines.Scan() {
		if m := at.FindStringSubmatch(lines.Text()); m != nil {
			go func() {
				defer close(drained)
				_, _ = io.Copy(io.Discard, said)
			}()
			return m[1]
		}
	}
	close(drained)
	b.Fatal("the bot did not start")
	return ""
}

// ask sends a command as Slack does. No two are the same to the byte, as the bot refuses what it has seen.
func ask(b *testing.B, client *http.Client, base, question string, n int) {
	b.Helper()
	body := url.Values{
		"command": {"/reform"}, "text": {question}, "team_id": {"T1"}, "channel_id": {"C1"}, "user_id": {"U2"},
		"response_url": {base + "/nowhere"}, "trigger_id": {fmt.Sprint("1.2.", n)},
	}.Encode()
	stamp := fmt.Sprint(time.Now().Unix())
	mac := hmac.New(sha256.New, []byte(secret))
	_, _ = io.WriteString(mac, "v0:"+stamp+":"+body)
	req, err := http.NewRequestWithContext(b.Context(), http.MethodPost, base+"/slack/commands", strings.NewReader(body))
	if err != nil {
		b.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("X-Slack-Request-Timestamp", stamp)
	req.Header.Set("X-Slack-Signature", "v0="+hex.EncodeToString(mac.Sum(nil)))
	resp, err := client.Do(req)
	if err != nil {
		b.Fatal(err)
	}
	var answer struct {
		Blocks []json.RawMessage `json:"blocks"`
	}
	err = json.NewDecoder(resp.Body).Decode(&answer)
	_ = resp.Body.Close() // it was read
	if err != nil || resp.StatusCode != http.StatusOK || len(answer.Blocks) == 0 {
		b.Fatalf("%s: %s, %d blocks, %v", question, resp.Status, len(answer.Blocks), err)
	}
}
