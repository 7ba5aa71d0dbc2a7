package slackapp

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/slack-go/slack"
)

var update = flag.Bool("update", false, "renew the golden files")

var someCommands = []CommandInfo{
	{"/reform", "Where does something stand?", "QUESTION [as of DATE]"},
	{"/pledges", "List pledges", "[TOPIC] [STATUS]"},
	{"/timeline", "What happens when", "[TOPIC]"},
	{"/digest", "The weekly digest of this channel", ""},
}

func TestManifest(t *testing.T) {
	for name, o := range map[string]ManifestOptions{
		"socket": {Commands: someCommands},
		"http":   {Commands: someCommands, PublicURL: "https://bot.example/"},
	} {
		got, err := ManifestJSON(Manifest(o))
		if err != nil {
			t.Fatal(err)
		}
		again, err := ManifestJSON(Manifest(o))
		if err != nil || !bytes.Equal(got, again) {
			t.Errorf("%s: not the same twice", name)
		}
		file := filepath.Join("testdata", "manifest-"+name+".json")
		if *update {
			if err := os.WriteFile(file, got, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(string(want), string(got)); d != "" {
			t.Error(d)
		}
		var read slack.Manifest
		if err := json.Unmarshal(got, &read); err != nil || len(read.Features.SlashCommands) != 4 {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestScopesAreFewAndExplained(t *testing.T) {
	if !slices.IsSorted(Scopes()) {
		t.Error("not in order")
	}
	for _, s := range scopes {
		if s.why == "" {
			t.Errorf("%s: why?", s.name)
		}
	}
	for _, unwanted := range []string{"channels:join", "chat:write.public", "users:read", "users:read.email", "channels:manage"} {
		if slices.Contains(Scopes(), unwanted) {
			t.Errorf("%s is asked for", unwanted)
		}
	}
}
