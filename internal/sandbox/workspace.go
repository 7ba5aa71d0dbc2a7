package sandbox

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/slack-go/slack"
	"golang.org/x/time/rate"
)

// Options say what app lives in the workspace and how it is reached. The zero value of every field but
// Manifest is a working default.
type Options struct {
	// Manifest describes the app as Slack's own app settings would: its name, slash commands, scopes, event
	// subscriptions and whether it uses Socket Mode. Request URLs in it are ignored in favour of AppURL.
	Manifest slack.Manifest
	// BotToken, AppToken and SigningSecret are the app's credentials; empty ones are made at random.
	BotToken, AppToken, SigningSecret string
	// AppURL is the base URL of the app when it is reached over HTTP: commands go to /slack/commands below it,
	// interactions to /slack/interactions, events to /slack/events.
	AppURL string
	// URL is the base URL under which Handler is served; empty: learnt from the first request.
	URL string
	// Hosts are further host names under which the page may be asked for; loopback names always may.
	Hosts []string
	// Path names a file that keeps channels and messages across restarts; empty: memory only.
	Path string
	// TeamName is the workspace's name; empty: "Pledgewatch sandbox".
	TeamName string
	// Notice is one line shown as a banner on the page.
	Notice string
	// Patience is how long the app may take to answer a command, an interaction or an event; zero: the three
	// seconds that Slack allows.
	Patience time.Duration
	// RetryAfter are the pauses before an event that failed is sent again; nil: one, three and eight seconds,
	// where Slack waits next to nothing, one minute and five.
	RetryAfter []time.Duration
	// Now tells the time; nil: time.Now.
	Now func() time.Time
	// Log receives what goes wrong; nil: nothing is logged.
	Log *slog.Logger
	// Client sends requests to the app; nil: a client of its own.
	Client *http.Client
}

// Credentials are what the app needs to talk to the workspace and to believe it.
type Credentials struct {
	BotToken, AppToken, SigningSecret string
	// TeamID, AppID, BotID and BotUserID are the identifiers that the app will meet.
	TeamID, AppID, BotID, BotUserID string
	// UserID is the person at the page.
	UserID string
}

// Workspace is one Slack workspace with one app installed. Its methods may be called from many goroutines.
type Workspace struct {
	opts    Options
	log     *slog.Logger
	now     func() time.Time
	csrf    string
	jobs    chan func(context.Context)
	hub     hub
	sockets sockets
	pages   *pages

	mu        sync.Mutex // guards all below
	base      string
	seq       uint64
	lastTS    int64
	users     []*user
	channels  []*channel
	messages  map[string][]*Message // by channel, in order of TS
	views     map[string]*View
	stacks    map[string][]string // open modals of a user, the topmost last
	triggers  map[string]*trigger
	responses map[string]*responseURL
	files     map[string]*file
	limits    map[string]*rate.Limiter
	faults    []string
	journal   *journal
}

// New makes a workspace and reads its file, if it has one. It fails when the manifest contradicts itself, a
// URL does not parse, or the file cannot be read.
func New(opts Options) (*Workspace, error) {
	if err := checkOptions(&opts); err != nil {
		return nil, fmt.Errorf("sandbox: %w", err)
	}
	pages, err := parsePages()
	if err != nil {
		return nil, fmt.Errorf("sandbox: %w", err)
	}
	w := &Workspace{
		opts: opts, log: opts.Log, now: opts.Now, csrf: rand.Text(), pages: pages, base: opts.URL,
		jobs:      make(chan func(context.Context), 1024),
		messages:  map[string][]*Message{},
		views:     map[string]*View{},
		stacks:    map[string][]string{},
		triggers:  map[string]*trigger{},
		responses: map[string]*responseURL{},
		files:     map[string]*file{},
		limits:    map[string]*rate.Limiter{},
	}
	w.populate()
	if err := w.openJournal(opts.Path); err != nil {
		return nil, fmt.Errorf("sandbox: %w", err)
	}
	return w, nil
}

func checkOptions(o *Options) error {
	fill := func(s *string, def string) {
		if *s == "" {
			*s = def
		}
	}
	fill(&o.BotToken, "xoxb-"+rand.Text())
	fill(&o.AppToken, "xapp-1-"+appID+"-"+rand.Text())
	fill(&o.SigningSecret, strings.ToLower(rand.Text()))
	fill(&o.TeamName, "Pledgewatch sandbox")
	fill(&o.Manifest.Display.Name, "App")
	fill(&o.Manifest.Features.BotUser.DisplayName, o.Manifest.Display.Name)
	if o.Patience <= 0 {
		o.Patience = 3 * time.Second
	}
	if o.RetryAfter == nil {
		o.RetryAfter = []time.Duration{time.Second, 3 * time.Second, 8 * time.Second}
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Client == nil {
		o.Client = &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	}
	for _, u := range []*string{&o.URL, &o.AppURL} {
		*u = strings.TrimRight(*u, "/")
		if p, err := url.Parse(*u); err != nil || (*u != "" && (p.Host == "" || !strings.HasPrefix(p.Scheme, "http"))) {
			return fmt.Errorf("%q is no base URL: it wants http:// or https:// and a host", *u)
		}
	}
	return checkManifest(o.Manifest)
}

// checkManifest refuses what Slack's own app settings refuse, as far as it matters here.
func checkManifest(m slack.Manifest) error {
	var errs []error
	commands := m.Features.SlashCommands
	for i, c := range commands {
		switch {
		case !strings.HasPrefix(c.Command, "/") || len(c.Command) < 2 || len(c.Command) > 32 || strings.ContainsAny(c.Command, " \t"):
			errs = append(errs, fmt.Errorf("manifest: slash_commands[%d]: %q wants a slash, no spaces and at most 32 characters", i, c.Command))
		case c.Description == "":
			errs = append(errs, fmt.Errorf("manifest: slash_commands[%d] (%s): description is missing", i, c.Command))
		}
	}
	if len(commands) > 0 && !slices.Contains(m.OAuthConfig.Scopes.Bot, "commands") {
		errs = append(errs, errors.New(`manifest: slash commands want the bot scope "commands"`))
	}
	return errors.Join(errs...)
}

// Credentials returns the tokens and identifiers of the installed app.
func (w *Workspace) Credentials() Credentials {
	return Credentials{
		BotToken: w.opts.BotToken, AppToken: w.opts.AppToken, SigningSecret: w.opts.SigningSecret,
		TeamID: teamID, AppID: appID, BotID: botID, BotUserID: botUser, UserID: youUser,
	}
}

// SetURL tells the workspace the base URL under which its handler is served, for the absolute URLs that it
// hands out.
func (w *Workspace) SetURL(base string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.base = strings.TrimRight(base, "/")
}

// Faults returns what the app did wrong that Slack would have swallowed without telling it, oldest first.
func (w *Workspace) Faults() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.faults)
}

// fault records something that Slack would not report to the app. The caller does not hold w.mu.
func (w *Workspace) fault(format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	w.mu.Lock()
	if len(w.faults) < 1000 {
		w.faults = append(w.faults, text)
	}
	w.mu.Unlock()
	w.log.Warn("the app was at fault", "what", text)
}

// Handler serves the page, the Web API, response URLs and the Socket Mode endpoint.
func (w *Workspace) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/api/{method}", w.serveAPI)
	mux.HandleFunc("POST /sandbox/response/{id}", w.serveResponse)
	mux.HandleFunc("POST /sandbox/upload/{id}", w.serveUpload)
	mux.HandleFunc("GET /sandbox/socket", w.serveSocket)
	w.routePage(mux)
	return mux
}

// Run sends events to the app and closes what is open when ctx ends. It returns nil after everything that it
// started has ended.
func (w *Workspace) Run(ctx context.Context) error {
	var wg sync.WaitGroup
	defer wg.Wait()
	defer w.hub.close()
	defer w.sockets.close()
	for {
		select {
		case job := <-w.jobs:
			wg.Go(func() { job(ctx) })
		case <-ctx.Done():
			return nil
		}
	}
}

// later hands a job to Run. A full queue means that nobody runs Run; the job is then dropped and said so.
func (w *Workspace) later(job func(context.Context)) {
	select {
	case w.jobs <- job:
	default:
		w.log.Warn("an event was dropped: more than 1,024 wait, is Run running?")
	}
}

// learnURL remembers the base URL of a request to the page or the API, for absolute URLs handed out later.
func (w *Workspace) learnURL(r *http.Request) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.base == "" && loopback(r.Host) {
		w.base = "http://" + r.Host
	}
	return w.base
}
