package slackapp

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/slack-go/slack"

	"pledgewatch/internal/commands"
	"pledgewatch/internal/sandbox"
)

// rig is an App in a sandbox workspace, reached over HTTP or over Socket Mode.
type rig struct {
	t     *testing.T
	space *sandbox.Workspace
	app   *App
	logs  *locked
	end   func() // ends Run; nil over HTTP
}

func newRig(t *testing.T, socket bool, h Handler) *rig {
	t.Helper()
	front := httptest.NewUnstartedServer(nil) // the App; its address goes into the workspace's settings
	o := sandbox.Options{RetryAfter: []time.Duration{0, 0, 0}, AppURL: "http://" + front.Listener.Addr().String()}
	public := o.AppURL
	if socket {
		public = ""
	}
	o.Manifest = Manifest(ManifestOptions{Commands: someCommands, PublicURL: public})
	space, err := sandbox.New(o)
	if err != nil {
		t.Fatal(err)
	}
	back := httptest.NewServer(space.Handler())
	space.SetURL(back.URL)
	keys := space.Credentials()
	kept := newMemory()
	r := &rig{t: t, space: space, logs: &locked{w: &bytes.Buffer{}}}
	r.app, err = New(Options{
		Handler: h, Installations: kept, Once: kept, SigningSecret: NewSecret(keys.SigningSecret), BotToken: NewSecret(keys.BotToken),
		AppToken: NewSecret(keys.AppToken), APIURL: back.URL + "/api", Log: slog.New(slog.NewTextHandler(r.logs, nil)),
	})
	if err != nil {
		t.Fatal(err)
	}
	front.Config.Handler = r.app.Handler()
	front.Start()
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	wg.Go(func() { _ = space.Run(ctx) })
	if socket {
		run, stop := context.WithCancel(ctx)
		done := make(chan error, 1)
		wg.Go(func() { done <- r.app.Run(run) })
		r.end = sync.OnceFunc(func() {
			stop()
			if err := <-done; err != nil {
				t.Error("Run:", err)
			}
		})
		r.eventually("a connection", func() bool { return space.Connections() > 0 })
	}
	t.Cleanup(func() {
		if r.end != nil {
			r.end()
		}
		if err := r.app.Close(context.Background()); err != nil {
			t.Error(err)
		}
		cancel()
		front.Close()
		back.CloseClientConnections()
		back.Close()
		wg.Wait()
		for _, f := range space.Faults() {
			if !strings.Contains(f, "app_not_connected") { // the workspace may still talk when the App has gone
				t.Error("at fault:", f)
			}
		}
		for _, s := range []string{keys.SigningSecret, keys.BotToken, keys.AppToken, "/sandbox/response/"} {
			if text := fmt.Sprint(r.logs.w); strings.Contains(text, s) {
				t.Errorf("the log gives away %q:\n%s", s, text)
			}
		}
	})
	return r
}

// eventually waits for what happens in other goroutines and across real sockets.
func (r *rig) eventually(what string, is func() bool) {
	r.t.Helper()
	limit, tick := time.After(20*time.Second), time.NewTicker(2*time.Millisecond)
	defer tick.Stop()
	for !is() {
		select {
		case <-tick.C:
		case <-limit:
			r.t.Fatalf("%s: not in time\n%v", what, r.logs.w)
		}
	}
}

// seen is what the bot has said in a channel, in a form that is the same in every run.
func (r *rig) seen(channel string) []string {
	var lines []string
	for _, m := range r.space.Messages(channel) {
		if m.BotID == "" {
			continue
		}
		line := m.Text
		if m.Ephemeral != "" {
			line = "(only " + m.Ephemeral + ") " + line
		}
		if m.ThreadTS != "" {
			line = "(thread) " + line
		}
		if len(m.Mentions) > 0 {
			line += fmt.Sprint(" mentions ", m.Mentions)
		}
		lines = append(lines, line)
	}
	return lines
}

// echo answers with what it was asked, so that the two ways of asking can be compared.
func echo(hold <-chan struct{}) answers {
	input := slack.NewInputBlock("day", slack.NewTextBlockObject(slack.PlainTextType, "Day", false, false), nil, slack.NewPlainTextInputBlockElement(nil, "d"))
	form := slack.ModalViewRequest{
		CallbackID: "form", Title: slack.NewTextBlockObject(slack.PlainTextType, "Digest", false, false),
		Submit: slack.NewTextBlockObject(slack.PlainTextType, "Save", false, false), Blocks: slack.Blocks{BlockSet: []slack.Block{input}},
		PrivateMetadata: "mine",
	}
	button := func(id string) slack.Block {
		return slack.NewActionBlock("acts", slack.NewButtonBlockElement(id, "v-"+id, slack.NewTextBlockObject(slack.PlainTextType, id, false, false)))
	}
	return answers{
		command: func(_ context.Context, r commands.Request) commands.Response {
			switch r.Text {
			case "hold":
				<-hold
			case "panic":
				panic("as asked")
			case "form":
				return commands.Response{Modal: &form}
			case "long":
				return commands.Response{Text: strings.Repeat("é", 11_000)}
			case "nothing":
				return commands.Response{}
			}
			text := fmt.Sprintf("%s %s %s: %s", r.Command, r.Channel, r.User, r.Text)
			if name, ok := strings.CutPrefix(r.Text, "button "); ok {
				return commands.Response{Text: text, Blocks: []slack.Block{button(name)}}
			}
			return commands.Response{Text: text, InChannel: r.Text == "all"}
		},
		action: func(_ context.Context, a commands.Action) commands.Response {
			text := fmt.Sprintf("pressed %s=%s in %s", a.ID, a.Value, a.Channel)
			return commands.Response{Text: text, InChannel: a.ID == "share", Replace: a.ID == "replace", Delete: a.ID == "delete"}
		},
		submit: func(_ context.Context, s commands.Submission) commands.Response {
			day := s.Values["day"]["d"].Value
			if day == "never" {
				return commands.Response{Errors: map[string]string{"day": "There is no such day"}}
			}
			return commands.Response{Text: fmt.Sprintf("%s %s %s: %s", s.CallbackID, s.Metadata, s.Channel, day)}
		},
		home: func(_ context.Context, team, user string) slack.HomeTabViewRequest {
			return slack.HomeTabViewRequest{CallbackID: team + " " + user}
		},
	}
}

// Every way of asking, over HTTP and over Socket Mode, must show people the same.
func TestBothWaysGiveTheSameAnswers(t *testing.T) {
	const you, here, other = "U0ROBINASH1", "C0CAREREF01", "C0BRIEFING1" // the bot is not in the other
	command := func(line string) func(*rig) {
		return func(r *rig) { r.do(r.space.Command(r.t.Context(), here, line)) }
	}
	press := func(id string) func(*rig) {
		return func(r *rig) {
			out := r.do(r.space.Command(r.t.Context(), here, "/reform button "+id))
			r.do(r.space.Click(r.t.Context(), sandbox.Press{Channel: here, TS: out.Messages[0].TS, Action: id}))
		}
	}
	said := func(channel, text string) func(*rig) {
		return func(r *rig) { r.do(r.space.Say(r.t.Context(), channel, text)) }
	}
	tests := map[string]struct {
		do      func(*rig)
		channel string
		want    []string
	}{
		"a command":                      {command("/reform kinship"), here, []string{"(only " + you + ") /reform " + here + " " + you + ": kinship"}},
		"a command where the bot is not": {func(r *rig) { r.do(r.space.Command(r.t.Context(), other, "/pledges")) }, other, []string{"(only " + you + ") /pledges " + other + " " + you + ": "}},
		"a command for all":              {command("/timeline all"), here, []string{"/timeline " + here + " " + you + ": all"}},
		"a command without an answer":    {command("/reform nothing"), here, nil},
		"a command that panics":          {command("/reform panic"), here, []string{"(only " + you + ") " + sayFailed}},
		"an answer too long to acknowledge with": {
			command("/reform long"), here, []string{"(only " + you + ") " + strings.Repeat("é", 11_000)},
		},
		"hostile text": {
			command("/reform <!channel> & <@U0AMINAOK01> *x* 极速赛车"), here,
			[]string{"(only " + you + ") /reform " + here + " " + you + ": &lt;!channel&gt; &amp; &lt;@U0AMINAOK01&gt; *x* 极速赛车"},
		},
		"a command that names a channel": {command("/reform subscribe #policy-briefings"), here, []string{"(only " + you + ") /reform " + here + " " + you + ": subscribe #" + other}},
		"hostile text, escaped":          {command("/reform &lt;!channel&gt;"), here, []string{"(only " + you + ") /reform " + here + " " + you + ": &lt;!channel&gt;"}},
		"a button": {press("look"), here, []string{
			"(only " + you + ") /reform " + here + " " + you + ": button look", "(only " + you + ") pressed look=v-look in " + here,
		}},
		"a button that shares": {press("share"), here, []string{
			"(only " + you + ") /reform " + here + " " + you + ": button share", "pressed share=v-share in " + here,
		}},
		"a button that replaces": {press("replace"), here, []string{"(only " + you + ") pressed replace=v-replace in " + here}},
		"a button that deletes":  {press("delete"), here, nil},
		"a mention":              {said(here, "@pledgewatch kinship & co"), here, []string{"(thread) /reform " + here + " " + you + ": kinship &amp; co"}},
		"a mention that mentions": {
			said(here, "@pledgewatch ask @channel and <!here>"), here, []string{"(thread) /reform " + here + " " + you + ": ask !channel and &lt;!here&gt;"},
		},
		"a message in the channel": {func(r *rig) {
			r.do(r.space.Say(r.t.Context(), here, "pledgewatch is nice"))
			r.do(r.space.Command(r.t.Context(), here, "/reform after"))
		}, here, []string{"(only " + you + ") /reform " + here + " " + you + ": after"}},
		"a direct message": {said("D0APPDIRECT", "kinship"), "D0APPDIRECT", []string{"/reform D0APPDIRECT " + you + ": kinship"}},
		"a form": {func(r *rig) {
			command("/digest form")(r)
			r.do(r.space.Submit(r.t.Context(), sandbox.Values{"day": {"d": {"Monday"}}}))
		}, here, []string{"(only " + you + ") form mine " + here + ": Monday"}},
		"a form with an error": {func(r *rig) {
			command("/digest form")(r)
			out := r.do(r.space.Submit(r.t.Context(), sandbox.Values{"day": {"d": {"never"}}}))
			if out.Modal == nil || out.Modal.Errors["day"] != "There is no such day" {
				r.t.Errorf("the form shows %+v", out.Modal)
			}
		}, here, nil},
		"the home tab": {func(r *rig) {
			r.space.As(you).OpenHome()
			r.eventually("the home tab", func() bool { return r.space.As(you).Home() != nil })
			if got := r.space.As(you).Home().CallbackID; got != "T0SANDBOX01 "+you {
				r.t.Errorf("home is %q", got)
			}
		}, here, nil},
	}
	for name, test := range tests {
		for way, socket := range map[string]bool{"http": false, "socket": true} {
			t.Run(name+"/"+way, func(t *testing.T) {
				r := newRig(t, socket, echo(nil))
				test.do(r)
				r.eventually("the answers", func() bool {
					return cmp.Compare(len(r.seen(test.channel)), len(test.want)) == 0 && lastIs(r.seen(test.channel), test.want)
				})
				r.finish()
				if d := gocmp.Diff(test.want, r.seen(test.channel)); d != "" {
					t.Error(d)
				}
			})
		}
	}
}

func lastIs(got, want []string) bool {
	return len(want) == 0 || got[len(got)-1] == want[len(want)-1]
}

// do takes what a person saw and fails the test if it was trouble.
func (r *rig) do(out sandbox.Outcome, err error) sandbox.Outcome {
	r.t.Helper()
	if err != nil || out.Error != "" {
		r.t.Fatalf("%v %s\n%v", err, out.Error, r.logs.w)
	}
	return out
}

// finish waits for all that the App does.
func (r *rig) finish() {
	r.t.Helper()
	if r.end != nil {
		r.end()
	}
	if err := r.app.Close(context.Background()); err != nil {
		r.t.Error(err)
	}
}

func TestALateAnswerFollowsBothWays(t *testing.T) {
	for way, socket := range map[string]bool{"http": false, "socket": true} {
		t.Run(way, func(t *testing.T) {
			hold := make(chan struct{})
			r := newRig(t, socket, echo(hold))
			r.app.o.AckWithin = time.Millisecond // nothing is under way yet
			r.do(r.space.Command(t.Context(), "C0CAREREF01", "/reform hold"))
			if got := r.seen("C0CAREREF01"); got != nil {
				t.Errorf("before the answer was ready: %q", got)
			}
			close(hold)
			r.eventually("the answer", func() bool { return len(r.seen("C0CAREREF01")) == 1 })
		})
	}
}

func TestSocketModeReconnects(t *testing.T) {
	r := newRig(t, true, echo(nil))
	for i := range 3 {
		r.space.RefreshSockets()
		r.eventually("an answer on the new connection", func() bool {
			if r.space.Connections() == 0 {
				return false
			}
			before := len(r.seen("C0CAREREF01"))
			_, err := r.space.Command(t.Context(), "C0CAREREF01", fmt.Sprintf("/reform %d", i))
			return err == nil && len(r.seen("C0CAREREF01")) == before+1
		})
	}
}

func TestSlackVerifiesTheAddress(t *testing.T) {
	if err := newRig(t, false, echo(nil)).space.VerifyEvents(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestCheckAgainstTheWorkspace(t *testing.T) {
	r := newRig(t, true, echo(nil))
	id, err := r.app.Check(t.Context())
	if err != nil || id.Team != "T0SANDBOX01" || id.BotUser != "U0SANDBOT01" || len(id.Missing) != 0 || len(id.Scopes) != len(Scopes()) {
		t.Errorf("%+v %v", id, err)
	}
	if err := r.app.CheckSocket(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestRunFailsWhenTheTokenIsRefused(t *testing.T) {
	for name, test := range map[string]struct {
		token Secret
		want  string
	}{
		"no token":      {Secret{}, "SLACK_APP_TOKEN is not set"},
		"a wrong token": {NewSecret(appToken), "SLACK_APP_TOKEN: Slack refuses the token (invalid_auth)"},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, answers{}, func(o *Options) { o.AppToken = test.token })
			b.slack.script["apps.connections.open"] = []reply{refusal("invalid_auth")}
			if err := b.Run(t.Context()); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Error(err)
			}
			noSecret(t, "the log", b.logs.String())
		})
	}
}

func TestRunEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, answers{}, func(o *Options) { o.AppToken = NewSecret(appToken) })
		b.slack.script["apps.connections.open"] = []reply{{status: http.StatusBadGateway}}
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		if err := b.Run(ctx); err != nil {
			t.Error(err)
		}
		if got := len(b.slack.made("apps.connections.open")); got < 10 || got > 100 {
			t.Errorf("%d tries to connect in an hour", got)
		}
		noSecret(t, "the log", b.logs.String())
	})
}
