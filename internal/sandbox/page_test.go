package sandbox_test

import (
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/slack-go/slack"

	"pledgewatch/internal/sandbox"
)

// visit asks for a page and returns its status, headers and text.
func visit(t *testing.T, r *room, method, path, body string, change func(*http.Request)) (int, http.Header, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, r.url+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if change != nil {
		change(req)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	raw, _ := io.ReadAll(resp.Body)
	return resp.StatusCode, resp.Header, string(raw)
}

var tokenMeta = regexp.MustCompile(`name="sandbox-token" content="([A-Z0-9]+)"`)

func TestThePageIsGuarded(t *testing.T) {
	r := open(t)
	code, header, html := visit(t, r, "GET", "/", "", nil)
	token := tokenMeta.FindStringSubmatch(html)
	if code != 200 || token == nil || !strings.Contains(header.Get("Content-Security-Policy"), "default-src 'none'") {
		t.Fatal(code, header)
	}
	if regexp.MustCompile(`<script[^>]*>[^<]|\son\w+=|style="`).MatchString(html) {
		t.Error("there is inline script or style on the page")
	}
	say := `{"channel":"` + reform + `","text":"driven"}`
	for name, tt := range map[string]struct {
		change func(*http.Request)
		want   int
	}{
		"the page itself": {func(q *http.Request) { q.Header.Set("X-Sandbox-Token", token[1]); q.Header.Set("Origin", r.url) }, 200},
		"no token":        {func(q *http.Request) { q.Header.Set("Origin", r.url) }, 403},
		"a wrong token":   {func(q *http.Request) { q.Header.Set("X-Sandbox-Token", "A") }, 403},
		"another origin": {func(q *http.Request) {
			q.Header.Set("X-Sandbox-Token", token[1])
			q.Header.Set("Origin", "https://evil.example")
		}, 403},
		"another site": {func(q *http.Request) {
			q.Header.Set("X-Sandbox-Token", token[1])
			q.Header.Set("Sec-Fetch-Site", "cross-site")
		}, 403},
		"a name pointed at here": {func(q *http.Request) { q.Header.Set("X-Sandbox-Token", token[1]); q.Host = "evil.example" }, 403},
	} {
		if code, _, _ := visit(t, r, "POST", "/sandbox/do/say", say, tt.change); code != tt.want {
			t.Errorf("%s: %d, want %d", name, code, tt.want)
		}
	}
	if n := len(r.Messages(reform)); n != 1 {
		t.Errorf("%d messages came through", n)
	}
	for _, path := range []string{"/", "/sandbox/events", "/sandbox/files/F0"} {
		if code, _, _ := visit(t, r, "GET", path, "", func(q *http.Request) { q.Host = "evil.example:80" }); code != 403 {
			t.Errorf("%s can be read under another name: %d", path, code)
		}
	}
	named := open(t, func(o *sandbox.Options) { o.Hosts = []string{"sandbox.example"} })
	if code, _, _ := visit(t, named, "GET", "/", "", func(q *http.Request) { q.Host = "sandbox.example" }); code != 200 {
		t.Error("a configured name is refused:", code)
	}
}

func TestNoTextBecomesMarkup(t *testing.T) {
	r := open(t)
	evil := `<script>alert(1)</script> <img src=x onerror=alert(1)> &lt;b&gt; *<i>* <javascript:alert(1)|go> <https://a.example/"onclick="x|q"> `
	blocks := []slack.Block{
		slack.NewSectionBlock(slack.NewTextBlockObject("mrkdwn", evil, false, false), nil, slack.NewAccessory(slack.NewButtonBlockElement(`"><script>`, `"><script>`, slack.NewTextBlockObject("plain_text", evil[:70], true, false)))),
		slack.NewMarkdownBlock("", evil+`[x](javascript:alert(1))`),
	}
	if _, _, err := r.api.PostMessage(reform, slack.MsgOptionText(evil, false), slack.MsgOptionBlocks(blocks...)); err != nil {
		t.Fatal(err)
	}
	must(r.Say(t.Context(), reform, evil))(t)
	_, _, html := visit(t, r, "GET", "/?c="+reform, "", nil)
	if n := strings.Count(html, "<script"); n != 1 {
		t.Errorf("%d script elements", n)
	}
	if strings.Contains(html, "<img src=x") || regexp.MustCompile(`href="javascript:|<i>| onclick="`).MatchString(html) {
		t.Error("a message was taken for markup")
	}
	if !strings.Contains(html, "&lt;script&gt;alert(1)&lt;/script&gt;") {
		t.Error("the text is not shown as it is")
	}
}

func TestMrkdwnIsDrawn(t *testing.T) {
	r := open(t)
	for text, want := range map[string]string{
		"*bold* _it_ ~no~ `code *x*`":                `<strong>bold</strong> <em>it</em> <s>no</s> <code>code *x*</code>`,
		"2*3*4 snake_case_name * a *":                `2*3*4 snake_case_name * a *`,
		"*_both_*":                                   `<strong><em>both</em></strong>`,
		"<https://a.example/?a=1&amp;b=2|a &amp; b>": `<a href="https://a.example/?a=1&amp;b=2" target="_blank" rel="noopener noreferrer">a &amp; b</a>`,
		"see https://a.example/x.":                   `see <a href="https://a.example/x" target="_blank" rel="noopener noreferrer">https://a.example/x</a>.`,
		"<@U0AMINAOK01> <!here>":                     `<span class="mention">@Amina Okafor</span> <span class="mention all">@here</span>`,
		"&gt; quoted\nplain":                         `<blockquote>quoted</blockquote>plain`,
		"• one\n• two":                               `<ul><li>one</li><li>two</li></ul>`,
		"```\nif a &lt; b\n```":                      `<pre>if a &lt; b</pre>`,
		":tada: :nonsense:":                          `<span class="emoji" role="img" aria-label="tada">🎉</span> :nonsense:`,
		"<!date^1730419200^{date_num}|then>":         `<span class="date">2024-11-01</span>`,
		"<!date^nonsense|then>":                      `<span class="date">then</span>`,
		"one\ntwo":                                   `one<br>two`,
		"极速 *赛车* £5m":                                `极速 <strong>赛车</strong> £5m`,
	} {
		r.clock.add(1e12)
		_, ts, err := r.api.PostMessage(reform, slack.MsgOptionText(text, false))
		if err != nil {
			t.Fatal(err)
		}
		_, _, html := visit(t, r, "GET", "/?c="+reform, "", nil)
		if !strings.Contains(html, `<div class="text">`+want+`</div>`) {
			i := strings.Index(html, ts)
			t.Errorf("%q: want %q in\n%s", text, want, html[i:min(i+900, len(html))])
		}
	}
}

func TestTheWorkspaceIsKeptAcrossRestarts(t *testing.T) {
	path := filepath.Join(t.TempDir(), "kept", "workspace.jsonl")
	keep := func(o *sandbox.Options) { o.Path = path }
	var ts string
	t.Run("before", func(t *testing.T) {
		r := open(t, keep)
		var err error
		_, ts, err = r.api.PostMessage(reform, slack.MsgOptionText("kept", false), slack.MsgOptionMetadata(slack.SlackMetadata{EventType: "digest", EventPayload: map[string]any{"week": "44"}}))
		if err != nil {
			t.Fatal(err)
		}
		_, gone, _ := r.api.PostMessage(reform, slack.MsgOptionText("deleted", false))
		_, _, _ = r.api.DeleteMessage(reform, gone)
		_, _ = r.api.PostEphemeral(reform, r.Credentials().UserID, slack.MsgOptionText("vanishes", false))
		must(r.Command(t.Context(), briefings, "/invite @beacon"))(t)
	})
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, append(raw, `{"message":{"chan`...), 0o600); err != nil { // a crash cut the last line off
		t.Fatal(err)
	}
	t.Run("after", func(t *testing.T) {
		r := open(t, keep)
		got := r.Messages(reform)
		if len(got) != 1 || got[0].TS != ts || got[0].Metadata.EventPayload["week"] != "44" {
			t.Fatalf("%+v", got)
		}
		if _, newer, err := r.api.PostMessage(briefings, slack.MsgOptionText("still a member", false)); err != nil || newer <= ts {
			t.Error(newer, err)
		}
	})
	t.Run("after another start", func(t *testing.T) {
		r := open(t, keep)
		if got := r.Messages(reform); len(got) != 1 || got[0].TS != ts {
			t.Errorf("%+v", got)
		}
	})
	if err := os.WriteFile(path, []byte("nonsense\n{}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := sandbox.New(sandbox.Options{Manifest: manifest(), Path: path}); err == nil || !strings.Contains(err.Error(), "line 1") {
		t.Error("a broken file was taken:", err)
	}
}

func TestAManifestThatContradictsItselfIsRefused(t *testing.T) {
	for want, change := range map[string]func(*sandbox.Options){
		`bot scope "commands"`:   func(o *sandbox.Options) { o.Manifest.OAuthConfig.Scopes.Bot = nil },
		`slash_commands[0]`:      func(o *sandbox.Options) { o.Manifest.Features.SlashCommands[0].Command = "ask" },
		`description is missing`: func(o *sandbox.Options) { o.Manifest.Features.SlashCommands[0].Description = "" },
		`no base URL`:            func(o *sandbox.Options) { o.AppURL = "localhost" },
	} {
		o := sandbox.Options{Manifest: manifest()}
		o.Manifest.Features.SlashCommands = slices.Clone(o.Manifest.Features.SlashCommands)
		change(&o)
		if _, err := sandbox.New(o); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", want, err)
		}
	}
}
