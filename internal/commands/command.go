package commands

import (
	"context"
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"pledgewatch/internal/blocks"
	"pledgewatch/internal/knowledge"
)

// Main is the slash command under which all others are found as well.
const Main = "/reform"

// Command is one thing to ask the bot for.
type Command struct {
	Name     string   // what is typed after /reform
	Aliases  []string // other words for it
	Slash    bool     // it is a slash command of its own, too
	Usage    string
	About    string // a sentence
	Examples []string
	Shared   bool // its answer may be shared in the channel

	file func(Reader, string) (File, error) // what can be put into the channel beside the answer; nil: nothing
	run  func(*Handler, context.Context, call) blocks.View
	form func(*Handler, context.Context, call) (slack.ModalViewRequest, error) // opened instead where nothing follows the name; nil: none
}

// All returns the commands in the order of the help.
func All() []Command { return slices.Concat(reading(), subjects(), keeping()) }

// reading are the commands that answer and change nothing.
func reading() []Command {
	return []Command{
		{
			Name: "ask", Usage: "/reform QUESTION", Shared: true, run: (*Handler).ask,
			About:    "Answers a question, also as things stood on an earlier day.",
			Examples: []string{"/reform ask when is the kinship strategy due", "/reform ask kinship strategy as of July 2023"},
		},
		{
			Name: "pledges", Slash: true, Usage: "/pledges [topic] [status] [by ACTOR] [due|made before|in DATE] [overdue] [words]", Shared: true,
			run: (*Handler).pledges, file: board,
			About:    "Lists pledges with their status and due date; “overdue” lists those whose date has passed.",
			Examples: []string{"/pledges", "/pledges kinship care", "/pledges by DfE due in 2025", "/pledges made since May 2024", "/pledges overdue", "/reform pledges funding testing as of July 2023"},
		},
		{
			Name: "pledge", Aliases: []string{"entry", "show"}, Usage: "/reform pledge ID", Shared: true, run: (*Handler).entry,
			About:    "Shows one entry whole: statement, state, history, what it relates to, sources.",
			Examples: []string{"/reform pledge kinship-care-strategy"},
		},
		{
			Name: "timeline", Aliases: []string{"dates", "calendar", "deadlines"}, Slash: true, Usage: "/timeline [topic] [words]", Shared: true,
			run: (*Handler).timeline, file: dates,
			About:    "Lists dates past and to come in order, with a line for today.",
			Examples: []string{"/timeline", "/timeline coming", "/timeline early career framework", "/reform timeline kinship care"},
		},
		{
			Name: "define", Usage: "/reform define TERM", Shared: true, run: (*Handler).define,
			About:    "Explains an acronym, a programme, a body or a method.",
			Examples: []string{"/reform define kinship care", "/reform define ECF"},
		},
		{
			Name: "latest", Usage: "/reform latest [topic]", Shared: true, run: (*Handler).latest,
			About:    "Shows the newest articles and the entries that each bears on.",
			Examples: []string{"/reform latest", "/reform latest kinship care"},
		},
		{
			Name: "sources", Aliases: []string{"source"}, Usage: "/reform sources ID", Shared: true, run: (*Handler).sources,
			About:    "Says where each part of an entry comes from, to the paragraph.",
			Examples: []string{"/reform sources kinship-care-strategy"},
		},
		{
			Name: "digest", Slash: true, Usage: "/digest [WEEK]", run: (*Handler).digest,
			About:    "Previews this channel's weekly digest, or an earlier week's, only for you.",
			Examples: []string{"/digest", "/digest 2024-W44"},
		},
	}
}

// subjects are the commands that gather what is known on a subject.
func subjects() []Command {
	return []Command{
		{
			Name: "brief", Aliases: []string{"briefing"}, Usage: "/reform brief TOPIC|NAME", Shared: true, run: (*Handler).brief, file: briefing,
			About:    "Writes a briefing of one page: where it stands, promises, dates, money, views, evidence, open questions, sources. With the name of a person or a body: of what they said, promised and asked for.",
			Examples: []string{"/reform brief kinship care", "/reform brief funding as of July 2023", "/reform brief Labour"},
		},
		{
			Name: "response", Aliases: []string{"responses", "recommendations"}, Usage: "/reform response [topic] [answer] [by NAME]", Shared: true, run: (*Handler).responses,
			About:    "Lists what was recommended and what the government answered, counted by answer.",
			Examples: []string{"/reform response", "/reform response kinship care", "/reform response rejected", "/reform response Munro"},
		},
		{
			Name: "money", Usage: "/reform money [topic] [promised|allocated|asked for]", Shared: true, run: (*Handler).money,
			About:    "Sets side by side what was asked for, promised and allocated; adds up only what may be added up.",
			Examples: []string{"/reform money", "/reform money kinship care", "/reform money allocated"},
		},
		{
			Name: "views", Aliases: []string{"positions"}, Usage: "/reform views [stance] [topic] [by ACTOR]", Shared: true, run: (*Handler).views,
			About:    "Lists who supports, opposes or worries about something, with dates and sources.",
			Examples: []string{"/reform views kinship care", "/reform views worried RCCs", "/reform views since October 2024"},
		},
		{
			Name: "changes", Usage: "/reform changes [topic] [since DATE]", Shared: true, run: (*Handler).changes,
			About:    "Lists what changed, the newest first: from what to what, and who reports it.",
			Examples: []string{"/reform changes", "/reform changes funding since May 2024"},
		},
		{
			Name: "who", Usage: "/reform who NAME", Shared: true, run: (*Handler).who,
			About:    "Shows a person or a body: roles over time, what they promised, asked for and think, findings they published.",
			Examples: []string{"/reform who DfE"},
		},
		{
			Name: "compare", Usage: "/reform compare A with B", Shared: true, run: (*Handler).compare,
			About:    "Sets two entries or topics side by side.",
			Examples: []string{"/reform compare kinship care with foster care"},
		},
	}
}

// keeping are the commands on subscriptions, and the help.
func keeping() []Command {
	return []Command{
		{
			Name: "subscribe", Usage: "/reform subscribe [#channel] [topics] [but topics] [WHEN] [alerts]", run: (*Handler).subscribe, form: (*Handler).subscribeForm,
			About: "Sets up what a channel gets, in a form or in a line: digests on its topics, and alerts too where asked for.",
			Examples: []string{
				"/reform subscribe", "/reform subscribe kinship care weekly friday 16:00", "/reform subscribe #policy funding alerts",
				"/reform subscribe fortnightly tue 10am but adoption", "/reform subscribe monthly first monday 9am skip empty short",
				"/reform subscribe daily 8am alerts changes deadlines quiet 18:00-08:00",
			},
		},
		{
			Name: "unsubscribe", Usage: "/reform unsubscribe [#channel]", run: (*Handler).unsubscribe,
			About:    "Ends a channel's subscription.",
			Examples: []string{"/reform unsubscribe"},
		},
		{
			Name: "mute", Usage: "/reform mute [topic]", run: (*Handler).mute,
			About:    "Leaves a topic out of what this channel gets.",
			Examples: []string{"/reform mute", "/reform mute adoption"},
		},
		{
			Name: "subscriptions", Usage: "/reform subscriptions", run: (*Handler).subscriptions,
			About:    "Lists which channels get what, and when next.",
			Examples: []string{"/reform subscriptions"},
		},
		feedsCommand(),
		outboxCommand(),
		reviewCommand(),
		{
			Name: "help", Usage: "/reform help [command]", run: (*Handler).help,
			About:    "Shows what can be asked, or how one command is used.",
			Examples: []string{"/reform help", "/reform help subscribe"},
		},
	}
}

// Slash is a slash command as Slack is told of it. Its fields are those that the Slack app's manifest is made from.
type Slash struct {
	Name        string // with its slash
	Description string
	Usage       string // what may follow the name
}

// Slashes returns the slash commands for the Slack app's manifest. Slack is to escape what follows them, so that a channel
// arrives with its id.
func Slashes() []Slash {
	out := []Slash{{Name: Main, Description: "Ask about the reform of children's social care in England", Usage: "QUESTION, or help"}}
	for _, c := range All() {
		if c.Slash {
			_, usage, _ := strings.Cut(c.Usage, " ")
			out = append(out, Slash{Name: "/" + c.Name, Description: strings.TrimSuffix(c.About, "."), Usage: usage})
		}
	}
	return out
}

// named returns the command of a name or alias; ok is false where there is none.
func (h *Handler) named(word string) (c Command, ok bool) {
	word = strings.ToLower(strings.TrimLeft(word, "/"))
	i := slices.IndexFunc(h.commands, func(c Command) bool { return c.Name == word || slices.Contains(c.Aliases, word) })
	if i < 0 {
		return Command{}, false
	}
	return h.commands[i], true
}

// nearly returns the command whose name a word may be a misspelling of.
func (h *Handler) nearly(word string) (Command, bool) {
	best, edits := Command{}, -1
	for _, c := range h.commands {
		for _, name := range append([]string{c.Name}, c.Aliases...) {
			if n, ok := knowledge.Near(strings.TrimLeft(word, "/"), name); ok && (edits < 0 || n < edits) {
				best, edits = c, n
			}
		}
	}
	return best, edits >= 0
}
