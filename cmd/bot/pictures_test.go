package main

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"pledgewatch/internal/delivery"
	"pledgewatch/internal/knowledge"
	"pledgewatch/internal/sandbox"
	"pledgewatch/internal/slackapp"
)

// oneClient serves one workspace.
type oneClient struct{ client *slack.Client }

func (c oneClient) Client(context.Context, string) (*slack.Client, error) { return c.client, nil }

// A digest's picture is drawn, uploaded and shown by a message of its own.
func TestADigestsPictureIsShown(t *testing.T) {
	var page http.Handler
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { page.ServeHTTP(w, r) }))
	defer server.Close()
	ws, err := sandbox.New(sandbox.Options{Manifest: slackapp.Manifest(slackapp.ManifestOptions{Commands: slashCommands()}), URL: server.URL})
	if err != nil {
		t.Fatal(err)
	}
	page = ws.Handler()
	corpus, err := (&Globals{}).corpus()
	if err != nil {
		t.Fatal(err)
	}
	h := &house{now: func() time.Time { return time.Date(2024, 11, 4, 9, 0, 0, 0, time.UTC) }}
	h.brain.Store(&knowledge.Brain{Corpus: corpus}) // a picture needs no index
	poster := delivery.NewSlack(oneClient{slack.New(ws.Credentials().BotToken, slack.OptionAPIURL(server.URL+"/api/"))}, delivery.NewTiers(h.now))
	poster.Show(pictures{h}, h.now)
	channel := ws.ChannelID(sampleChannel)
	m := delivery.Message{
		Key: "k", Team: ws.Credentials().TeamID, Channel: channel, Kind: "digest", Text: "How the pledges stand.",
		Blocks: json.RawMessage(`[{"type":"image","alt_text":"x","slack_file":{"url":"pledgewatch:board?q=kinship-care+as+of+3+November+2024"}}]`),
	}
	if _, err := poster.Post(t.Context(), m, ""); err != nil {
		t.Fatal(err, ws.Faults())
	}
	said := ws.Messages(channel)
	var shown []struct {
		Alt       string              `json:"alt_text"`
		SlackFile struct{ ID string } `json:"slack_file"`
	}
	if err := json.Unmarshal(said[len(said)-1].Blocks, &shown); err != nil || len(shown) != 1 || shown[0].SlackFile.ID == "" {
		t.Fatalf("%s %v", said[len(said)-1].Blocks, err)
	}
	if alt := shown[0].Alt; !strings.Contains(alt, "Kinship care") || !strings.Contains(alt, "3 November 2024") {
		t.Errorf("the picture in words: %q", alt)
	}
	if dir := os.Getenv("PLEDGEWATCH_SHOTS"); dir != "" {
		d, err := pictures{h}.Draw(t.Context(), "", "pledgewatch:board?q=as+of+3+November+2024")
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "digest-picture.png"), d.PNG, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := (pictures{h}).Draw(t.Context(), "", "pledgewatch:portrait?q=x"); err == nil {
		t.Error("drew what it does not know")
	}
}
