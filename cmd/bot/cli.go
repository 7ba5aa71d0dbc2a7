package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"pledgewatch/config"
	"pledgewatch/internal/knowledge"
)

// cli is the command line: one field a command.
type cli struct {
	Globals

	Serve serveCmd `cmd:"" default:"withargs" help:"Start the bot (the default)."`

	Ask      askCmd      `cmd:"" group:"Ask the corpus:" help:"Answer a question."`
	Pledges  pledgesCmd  `cmd:"" group:"Ask the corpus:" help:"List pledges, by topic, status, actor, date or words."`
	Pledge   pledgeCmd   `cmd:"" group:"Ask the corpus:" help:"Show one entry whole."`
	Timeline timelineCmd `cmd:"" group:"Ask the corpus:" help:"List dates, past and coming."`
	Brief    briefCmd    `cmd:"" group:"Ask the corpus:" help:"Write a briefing of one page."`
	Response responseCmd `cmd:"" group:"Ask the corpus:" help:"List what was recommended and what the government answered."`
	Money    moneyCmd    `cmd:"" group:"Ask the corpus:" help:"Set side by side what was asked for, promised and allocated."`
	Views    viewsCmd    `cmd:"" group:"Ask the corpus:" help:"List who supports, opposes or worries."`
	Changes  changesCmd  `cmd:"" group:"Ask the corpus:" help:"List what changed, the newest first."`
	Who      whoCmd      `cmd:"" group:"Ask the corpus:" help:"Show a person or a body: roles, promises, views."`
	Compare  compareCmd  `cmd:"" group:"Ask the corpus:" help:"Set two entries or topics side by side."`
	Define   defineCmd   `cmd:"" group:"Ask the corpus:" help:"Explain a term."`
	Sources  sourcesCmd  `cmd:"" group:"Ask the corpus:" help:"Say where each part of an entry comes from."`

	Latest latestCmd `cmd:"" group:"Feeds and digests:" help:"Show the newest articles and what each bears on."`
	Feed   feedCmd   `cmd:"" group:"Feeds and digests:" help:"List, add, pause, backfill or try feeds."`
	Digest digestCmd `cmd:"" group:"Feeds and digests:" help:"Preview a digest."`
	Alert  alertCmd  `cmd:"" group:"Feeds and digests:" help:"Preview an alert."`

	Review reviewCmd `cmd:"" group:"Keep the corpus:" help:"Show what waits for curators, and what they decided."`
	Corpus corpusCmd `cmd:"" group:"Keep the corpus:" help:"Check, count or export the corpus."`
	Eval   evalCmd   `cmd:"" group:"Keep the corpus:" help:"Score golden questions."`

	Outbox      outboxCmd      `cmd:"" group:"Run it:" help:"List messages that are not sent, and send again those that could not be."`
	Migrate     migrateCmd     `cmd:"" group:"Run it:" help:"Move all that is kept from SQLite to Redis, or back."`
	Doctor      doctorCmd      `cmd:"" group:"Run it:" help:"Say what is configured, what answers and what is missing, each with its mend."`
	Manifest    manifestCmd    `cmd:"" group:"Run it:" help:"Print the Slack app manifest."`
	Healthcheck healthcheckCmd `cmd:"" group:"Run it:" help:"Exit 0 if the bot at --addr is alive, for container health checks."`
	Version     versionCmd     `cmd:"" group:"Run it:" help:"Print the version."`
}

// Globals are the settings that every command knows. Each can also be set in the file that --config names.
type Globals struct {
	Config        configFile    `env:"PLEDGEWATCH_CONFIG" placeholder:"FILE" help:"YAML file of settings, by the names of the flags."`
	CorpusDir     string        `name:"corpus" env:"PLEDGEWATCH_CORPUS" placeholder:"DIR" help:"Directory of the corpus files (default: the corpus shipped with the program)."`
	Data          string        `env:"PLEDGEWATCH_DATA" default:"data" placeholder:"DIR" help:"Directory of the embedded store (${default})."`
	Addr          string        `env:"PLEDGEWATCH_ADDR" default:"127.0.0.1:8080" placeholder:"HOST:PORT" help:"Address to listen on (${default})."`
	Feeds         []string      `name:"feed" env:"PLEDGEWATCH_FEEDS" placeholder:"URL,..." help:"Feeds to read; \"default\" is the shipped list (default in Slack: the shipped list; in the sandbox: invented sample articles)."`
	AllowPrivate  []string      `name:"allow-private" env:"PLEDGEWATCH_ALLOW_PRIVATE" placeholder:"HOST:PORT,..." help:"Addresses inside the network from which feeds may be read although no --feed names them: host:port, or a range like 10.1.0.0/16."`
	RedisURL      secret        `name:"redis-url" env:"REDIS_URL" placeholder:"URL" help:"Redis as the store, for any number of replicas: redis://…, rediss://…, redis+sentinel://…, redis+cluster://…."`
	Curators      []string      `name:"curators" env:"PLEDGEWATCH_CURATORS" placeholder:"ID,..." help:"Who may review proposed changes and set up feeds: ids of Slack users (U…) and user groups (S…) (default: nobody; in the sandbox: the person at its page)."`
	AlertWindow   time.Duration `name:"alert-window" env:"PLEDGEWATCH_ALERT_WINDOW" placeholder:"10m" help:"How long an alert waits for what comes with it (default: 10m; in the sandbox: 10s)."`
	ReviewChannel string        `name:"review-channel" env:"PLEDGEWATCH_REVIEW_CHANNEL" placeholder:"ID" help:"Channel to which proposed changes are posted for curators (default: none; /reform review lists them anyway)."`
	LogLevel      string        `name:"log-level" env:"PLEDGEWATCH_LOG" enum:"debug,info,warn,error" default:"info" help:"What to log: debug, info, warn or error (${default})."`

	Slack slackSettings `embed:"" prefix:"slack-" group:"Slack:"`
}

// corpus loads the corpus that the settings name.
func (g *Globals) corpus() (*knowledge.Corpus, error) {
	c, err := knowledge.Load(g.corpusFS())
	var faults knowledge.Faults
	if err != nil && g.CorpusDir != "" && !errors.As(err, &faults) { // faults name their files
		return nil, fmt.Errorf("corpus %s: %w", g.CorpusDir, err)
	}
	return c, err
}

// brain loads and indexes the corpus.
func (g *Globals) brain() (*knowledge.Brain, error) {
	c, err := g.corpus()
	if err != nil {
		return nil, err
	}
	b, _ := g.brainOf(c)
	return b, nil
}

func (g *Globals) corpusFS() fs.FS {
	if g.CorpusDir != "" {
		return os.DirFS(g.CorpusDir)
	}
	return config.Corpus()
}

// say writes a line for the person to standard error.
func (s streams) say(format string, args ...any) {
	_, _ = fmt.Fprintf(s.err, format+"\n", args...)
}

type versionCmd struct{}

// Run prints the version.
func (versionCmd) Run(s streams) error {
	_, err := fmt.Fprintln(s.out, version)
	return err
}
