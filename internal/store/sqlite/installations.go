package sqlite

import (
	"context"

	"pledgewatch/internal/slackapp"
)

const installationColumns = `team, team_name, bot_token, bot_user, app_id, by, at`

func scanInstallation(row scan) (in slackapp.Installation, err error) {
	err = row(&in.Team, &in.TeamName, &in.BotToken, &in.BotUser, &in.AppID, &in.By, (*stamp)(&in.At))
	return in, err
}

// PutInstallation keeps in in place of the workspace's earlier one.
func (s *Store) PutInstallation(ctx context.Context, in slackapp.Installation) error {
	_, err := s.exec(ctx, "keep the installation in "+in.Team,
		`INSERT OR REPLACE INTO installations (`+installationColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?)`,
		in.Team, in.TeamName, in.BotToken, in.BotUser, in.AppID, in.By, stamp(in.At))
	return err
}

// Installation returns a workspace's installation; ok is false where the bot is not installed.
func (s *Store) Installation(ctx context.Context, team string) (slackapp.Installation, bool, error) {
	return first(ctx, s.read, "read the installation in "+team, scanInstallation,
		`SELECT `+installationColumns+` FROM installations WHERE team = ?`, team)
}

// Installations returns all of them ordered by team.
func (s *Store) Installations(ctx context.Context) ([]slackapp.Installation, error) {
	return all(ctx, s.read, "read installations", scanInstallation,
		`SELECT `+installationColumns+` FROM installations ORDER BY team`)
}

// DeleteInstallation forgets a workspace, its token included.
func (s *Store) DeleteInstallation(ctx context.Context, team string) error {
	_, err := s.exec(ctx, "forget the installation in "+team, `DELETE FROM installations WHERE team = ?`, team)
	return err
}
