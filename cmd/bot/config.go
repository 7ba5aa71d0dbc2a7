package main

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
	"github.com/goccy/go-yaml"

	"pledgewatch/internal/slackapp"
)

// slackSettings are how the bot meets Slack. The environment variables have Slack's own names.
type slackSettings struct {
	BotToken      secret `env:"SLACK_BOT_TOKEN" placeholder:"xoxb-…" help:"Bot token."`
	AppToken      secret `env:"SLACK_APP_TOKEN" placeholder:"xapp-…" help:"App token: Socket Mode, which needs no public address."`
	SigningSecret secret `env:"SLACK_SIGNING_SECRET" placeholder:"…" help:"Signing secret: requests over HTTP."`
	ClientID      string `env:"SLACK_CLIENT_ID" placeholder:"ID" help:"Client id, to be installed in several workspaces."`
	ClientSecret  secret `env:"SLACK_CLIENT_SECRET" placeholder:"…" help:"Client secret, likewise."`
	APIURL        string `name:"api-url" env:"SLACK_API_URL" placeholder:"URL" help:"Base address of Slack's Web API (default: Slack's own)."`
	PublicURL     string `name:"public-url" env:"PLEDGEWATCH_PUBLIC_URL" placeholder:"URL" help:"Address at which Slack and people reach this bot over HTTP."`
}

// secret is a setting that cannot print itself.
type secret struct{ slackapp.Secret }

// UnmarshalText reads the setting.
func (s *secret) UnmarshalText(b []byte) error { //nolint:unparam // encoding.TextUnmarshaler asks for the error
	s.Secret = slackapp.NewSecret(strings.TrimSpace(string(b)))
	return nil
}

func (s secret) set() bool { return s.Reveal() != "" }

// configFile is the path of a YAML file whose keys are the names of flags. Flags and variables take precedence over it.
type configFile string

// BeforeResolve makes the file's settings known to the parser, and refuses keys that are no settings.
func (c configFile) BeforeResolve(k *kong.Kong, ctx *kong.Context, trace *kong.Path) error {
	named, ok := ctx.FlagValue(trace.Flag).(configFile)
	path := string(named)
	if !ok || path == "" {
		return nil
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("configuration: %w", err)
	}
	settings := map[string]any{}
	if err := yaml.Unmarshal(raw, &settings); err != nil {
		return fmt.Errorf("configuration %s: %s", path, strings.ReplaceAll(yaml.FormatError(err, false, false), "\n", " "))
	}
	known := flagNames(k.Model.Node)
	for key := range settings {
		if !slices.Contains(known, key) {
			return fmt.Errorf("configuration %s: no setting %q; there are: %s", path, key, strings.Join(known, ", "))
		}
	}
	ctx.AddResolver(kong.ResolverFunc(func(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
		// kong would let the file win over the environment.
		inEnvironment := slices.ContainsFunc(flag.Envs, func(name string) bool { return os.Getenv(name) != "" })
		if v, ok := settings[flag.Name]; ok && !inEnvironment {
			return scalar(v), nil
		}
		return nil, nil
	}))
	return nil
}

// scalar gives a value as kong reads it: lists joined by commas.
func scalar(v any) any {
	list, ok := v.([]any)
	if !ok {
		return fmt.Sprint(v)
	}
	parts := make([]string, len(list))
	for i, p := range list {
		parts[i] = fmt.Sprint(p)
	}
	return strings.Join(parts, ",")
}

// flagNames are the settings that a file may hold: the flags of the program and of serve.
func flagNames(n *kong.Node) []string {
	var out []string
	add := func(fs []*kong.Flag) {
		for _, f := range fs {
			if f.Name != "help" && f.Name != "config" {
				out = append(out, f.Name)
			}
		}
	}
	add(n.Flags)
	for _, c := range n.Children {
		if c.Name == "serve" {
			add(c.Flags)
		}
	}
	slices.Sort(out)
	return out
}
