package redis

import (
	"context"

	"pledgewatch/internal/slackapp"
)

func (s *Store) installations() shelf[slackapp.Installation] {
	return shelf[slackapp.Installation]{
		key: s.names.installations(), of: "installation in", id: func(in slackapp.Installation) string { return in.Team },
		tidy: func(in *slackapp.Installation) { round(&in.At) },
	}
}

// PutInstallation keeps in in place of the workspace's earlier one.
func (s *Store) PutInstallation(ctx context.Context, in slackapp.Installation) error {
	return s.installations().put(ctx, s, in)
}

// Installation returns a workspace's installation; ok is false where the bot is not installed.
func (s *Store) Installation(ctx context.Context, team string) (slackapp.Installation, bool, error) {
	return s.installations().get(ctx, s, team)
}

// Installations returns all of them ordered by team.
func (s *Store) Installations(ctx context.Context) ([]slackapp.Installation, error) {
	return s.installations().all(ctx, s)
}

// DeleteInstallation forgets a workspace, its token included.
func (s *Store) DeleteInstallation(ctx context.Context, team string) error {
	_, err := s.installations().remove(ctx, s, team)
	return err
}
