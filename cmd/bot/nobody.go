package main

import (
	"context"
	"time"

	"github.com/slack-go/slack"

	"pledgewatch/internal/commands"
	"pledgewatch/internal/slackapp"
)

// nobody stands where Slack's side wants rooms that are not needed to check credentials.
type nobody struct{}

// Command says nothing.
func (nobody) Command(context.Context, commands.Request) commands.Response {
	return commands.Response{}
}

// Action says nothing.
func (nobody) Action(context.Context, commands.Action) commands.Response { return commands.Response{} }

// Submit says nothing.
func (nobody) Submit(context.Context, commands.Submission) commands.Response {
	return commands.Response{}
}

// Home is empty.
func (nobody) Home(context.Context, string, string) slack.HomeTabViewRequest {
	return slack.HomeTabViewRequest{}
}

// PutInstallation forgets it.
func (nobody) PutInstallation(context.Context, slackapp.Installation) error { return nil }

// Installation knows none.
func (nobody) Installation(context.Context, string) (slackapp.Installation, bool, error) {
	return slackapp.Installation{}, false, nil
}

// Installations knows none.
func (nobody) Installations(context.Context) ([]slackapp.Installation, error) { return nil, nil }

// DeleteInstallation has nothing to delete.
func (nobody) DeleteInstallation(context.Context, string) error { return nil }

// First has seen nothing.
func (nobody) First(context.Context, string, time.Duration) (bool, error) { return true, nil }
