package redis

import "net/url"

// names makes the names of keys. What comes from outside is escaped where more follows it, so that no two names run
// together and no brace ends a hash tag early.
type names string // the prefix of all

func (n names) at(rest string) string { return string(n) + ":" + rest }

func (n names) feeds() string         { return n.at("feeds") }
func (n names) articleFeeds() string  { return n.at("articles") }
func (n names) installations() string { return n.at("installations") }
func (n names) ping() string          { return n.at("ping") }
func (n names) format() string        { return n.at("format") }
func (n names) moving() string        { return n.at("moving") }

func (n names) once(key string) string { return n.at("once:" + key) }

// talk is what a conversation is about.
func (n names) talk(name string) string { return n.at("talk:" + name) }

// owner names the workspace that a message belongs to, by the message's key.
func (n names) owner(message string) string { return n.at("owner:" + message) }

func (n names) feed(id string) string          { return n.at("{feed:" + escape(id) + "}") }
func (n names) article(id, guid string) string { return n.feed(id) + ":article:" + guid }
func (n names) shown(id string) string         { return n.feed(id) + ":shown" }

func (n names) subscriptionsOf(team string) string { return n.at("{subscriptions}:of:" + team) }
func (n names) subscriptionsDue() string           { return n.at("{subscriptions}:due") }
func (n names) subscriptionTeams() string          { return n.at("{subscriptions}:teams") }

// team is what the names of all that one workspace has in the outbox begin with.
func (n names) team(id string) string { return n.at("{team:" + escape(id) + "}") }

// pace is when all turns at something are free again in a workspace.
func (n names) pace(team, what string) string { return n.team(team) + ":pace:" + what }

func (n names) turns() string   { return n.at("{outbox}:turns") }
func (n names) recheck() string { return n.at("{outbox}:recheck") }
func (n names) batches() string { return n.at("{outbox}:batches") }
func (n names) graves() string  { return n.at("{outbox}:dead") }

// escape leaves the ids that Slack and people make as they are.
func escape(s string) string { return url.QueryEscape(s) }

func unescape(s string) string {
	out, err := url.QueryUnescape(s)
	if err != nil { // not ours
		return s
	}
	return out
}
