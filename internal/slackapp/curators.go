package slackapp

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/slack-go/slack"
)

// The scopes that telling a curator from others takes. They are asked for only where there are curators.
const (
	scopeUsers  = "users:read"      // users.info: a guest, or somebody of another workspace, curates nothing
	scopeGroups = "usergroups:read" // usergroups.users.list: who is in the user group
)

var curatorID = regexp.MustCompile(`^[UWS][A-Z0-9]{1,30}$`)

// checkCurators refuses what is neither the id of a user nor that of a user group.
func checkCurators(ids []string) error {
	for _, id := range ids {
		if !curatorID.MatchString(id) {
			return fmt.Errorf("PLEDGEWATCH_CURATORS: %q is no id: want those of users (U012ABCDEF: in Slack, the profile's menu, Copy member ID) or of user groups (S012ABCDEF)", id)
		}
	}
	return nil
}

func isGroup(id string) bool { return strings.HasPrefix(id, "S") }

// curatorScopes are the scopes that the curators take.
func curatorScopes(ids []string) []string {
	switch {
	case len(ids) == 0:
		return nil
	case slices.ContainsFunc(ids, isGroup):
		return []string{scopeGroups, scopeUsers}
	}
	return []string{scopeUsers}
}

// May reports whether somebody is a curator: named by Options.Curators, in person or by a user group, and a full member of
// the workspace that the request came from and that the bot is installed in. Guests, bots, deactivated people and members of
// other workspaces are none, whoever names them. Slack is asked each time, so that who leaves stops being one at once; where
// Slack cannot be asked the error says why, and the answer is no.
func (a *App) May(ctx context.Context, team, user string) (bool, error) {
	if len(a.o.Curators) == 0 || team == "" || user == "" {
		return false, nil
	}
	if !a.installs() { // one token serves whatever team a request names: hold the request against the token's own
		if id, err := a.whoami(ctx); err != nil || id.Team != team {
			return false, err
		}
	}
	client, err := a.Client(ctx, team)
	if err != nil {
		return false, err
	}
	named, err := a.named(ctx, client, user)
	if err != nil || !named {
		return false, err
	}
	u, err := client.GetUserInfoContext(ctx, user)
	if err != nil {
		return false, curatorError("users.info", err)
	}
	member := u.TeamID == team || slices.Contains(u.Enterprise.Teams, team)
	return member && !u.Deleted && !u.IsBot && !u.IsRestricted && !u.IsUltraRestricted && !u.IsStranger, nil
}

// named reports whether Options.Curators names somebody.
func (a *App) named(ctx context.Context, client *slack.Client, user string) (bool, error) {
	if slices.Contains(a.o.Curators, user) {
		return true, nil
	}
	for _, id := range a.o.Curators {
		if !isGroup(id) {
			continue
		}
		members, err := client.GetUserGroupMembersContext(ctx, id)
		if refused, ok := errors.AsType[slack.SlackErrorResponse](err); ok && refused.Err == "no_such_subteam" {
			continue // a group of another workspace
		}
		if err != nil {
			return false, curatorError("usergroups.users.list", err)
		}
		if slices.Contains(members, user) {
			return true, nil
		}
	}
	return false, nil
}

// curatorError says what is to be done where Slack does not tell who a curator is.
func curatorError(method string, err error) error {
	if refused, ok := errors.AsType[slack.SlackErrorResponse](err); ok && refused.Err == "missing_scope" {
		return fmt.Errorf("who is a curator: Slack refuses %s: install the app anew from what \"bot manifest\" prints with the curators set: %w", method, err)
	}
	return fmt.Errorf("who is a curator: %s: %w", method, scrub(err))
}
