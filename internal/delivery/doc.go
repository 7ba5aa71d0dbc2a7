// Package delivery is the outbox: it brings messages to Slack once, in order and within Slack's limits.
//
// A message's way: [Sender.Enqueue] stores it under its key before anything is sent. A worker claims the head of a
// channel's queue with a lease, waits until Slack's limits allow the call, writes down that a send begins, calls
// Slack, and writes down how that ended.
//
// Promises:
//   - A key is sent once, however often it is enqueued.
//   - A channel's messages go out one at a time, by NotBefore and then in the order they were stored. A message that
//     fails holds up its own channel only, until it is sent or dead.
//   - A message whose send was begun and not concluded (crash, time-out, 5xx) is looked for in the channel's history by
//     its metadata before it is sent again. History is asked only then, for Slack rations it.
//   - Retry-After is obeyed and is not a failure. Failures that pass are tried again for about a day, ever less often;
//     failures that do not pass go to the dead letters with a reason, and wait there to be sent again.
//
// What it cannot promise: a message that someone deletes from the channel while it is in doubt is sent a second time,
// and a process frozen between its last look at the clock and the first byte of a call for longer than its lease may
// post what another has posted meanwhile.
//
// It leaves to others what a message says (blocks, digest), where messages are kept (store), and which token a
// workspace has (slackapp).
package delivery
