package slackapp

import (
	"context"
	"time"
)

// Installation is the bot's place in one workspace, as OAuth or the environment gave it.
type Installation struct {
	Team     string // Slack workspace id
	TeamName string
	BotToken string // secret: never logged, never shown
	BotUser  string // the bot's own user id
	AppID    string
	By       string // user id of who installed it; empty where the token came from the environment
	At       time.Time
}

// Installations is what Slack needs kept of where the bot is installed.
type Installations interface {
	// PutInstallation keeps in in place of the workspace's earlier one.
	PutInstallation(ctx context.Context, in Installation) error
	// Installation returns a workspace's installation; ok is false where the bot is not installed.
	Installation(ctx context.Context, team string) (in Installation, ok bool, err error)
	// Installations returns all of them ordered by team.
	Installations(ctx context.Context) ([]Installation, error)
	// DeleteInstallation forgets a workspace (app_uninstalled, tokens_revoked).
	DeleteInstallation(ctx context.Context, team string) error
}

// Once remembers what was already handled, so that an event which Slack sends again is not handled again.
type Once interface {
	// First reports whether key is seen for the first time within ttl, and remembers it.
	First(ctx context.Context, key string, ttl time.Duration) (bool, error)
}
