package main

import (
	"strings"

	"pledgewatch/internal/knowledge"
)

const description = `Pledgewatch answers questions about the reform of children's social care in England from a corpus of
pledges, dates, money and views, each with its source; reads the trade press; and tells Slack channels what is new.

Without a command it starts the bot: in Slack if there are Slack credentials, else in a workspace of its own on this
machine, whose page it names.

  bot
  bot ask when will the early career framework be an entitlement
  bot feed replay https://www.example.org/feed.xml
  bot digest preview --channel care-reform --week 2024-W44
  bot outbox
  bot doctor`

// Help shows how serve is used.
func (serveCmd) Help() string {
	return `Examples:

  bot                                            a workspace of its own, with invented articles
  bot --feed default                             the same, with the real feed
  SLACK_BOT_TOKEN=… SLACK_APP_TOKEN=… bot        in Slack, by Socket Mode: no public address needed
  SLACK_BOT_TOKEN=… SLACK_SIGNING_SECRET=… bot   in Slack, over HTTP: POST /slack/… must reach it

It stops on Ctrl-C or SIGTERM, after what is under way. Everything it keeps is in --data.`
}

// Help shows how ask is used.
func (askCmd) Help() string {
	return `Examples:

  bot ask when will the early career framework be an entitlement
  bot ask --as-of 2023-07-31 how many pathfinder areas are there
  bot ask who is worried about regional care co-operatives
  bot ask --json "what became of NAAS?"
  bot ask - < questions.txt

That the corpus does not hold something is an answer, not a failure.`
}

// Help shows how digest preview is used.
func (digestPreview) Help() string {
	return `Examples:

  bot digest preview --channel care-reform
  bot digest preview --channel C0123ABCD --week 2024-W44
  bot digest preview --channel care-reform --format json
  bot digest preview --channel care-reform --format html > digest.html

It reads what the bot keeps in --data, also while the bot runs, and sends nothing. A channel that subscribed is known by its
id, and its topics and hours then count; any other name is shown the digest that a channel gets by default.`
}

// Help shows how outbox is used.
func (outboxCmd) Help() string {
	return `Examples:

  bot outbox
  bot outbox requeue 3f9a01c2b7d4
  bot outbox requeue --all

It may be used while the bot runs. Mend first what each message died of: one that is sent again for nothing comes back.`
}

// Help shows how feed replay is used.
func (feedReplay) Help() string {
	return `Examples:

  bot feed replay saved-feed.xml
  bot feed replay --json https://www.example.org/feed.xml
  curl -s https://www.example.org/feed.xml | bot feed replay -

Nothing is kept and nothing is sent.`
}

// Help shows how pledges is used.
func (pledgesCmd) Help() string {
	return `Examples:

  bot pledges kinship care overdue
  bot pledges by DfE due before 2026
  bot pledges by Labour
  bot pledges testing as of July 2023
  bot pledges --png board.png

Statuses: ` + strings.ReplaceAll(strings.Join(knowledge.States(knowledge.Pledge), ", "), "-", " ") + `.`
}

// Help shows how changes is used.
func (changesCmd) Help() string {
	return `Examples:

  bot changes
  bot changes family help since May 2024
  bot changes funding in October 2024`
}

// Help shows how compare is used.
func (compareCmd) Help() string {
	return `Examples:

  bot compare RCC with RAA
  bot compare family help with kinship care`
}

// Help shows how who is used.
func (whoCmd) Help() string {
	return `Examples:

  bot who Andy Smith
  bot who ADCS
  bot who DfE as of June 2024`
}
