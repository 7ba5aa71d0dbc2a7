// Package sandbox is a Slack workspace on this machine, for trying and testing a Slack app without an account.
//
// It plays both sides of Slack that an app can see: the Web API that the app calls, and the commands, clicks,
// modal submissions and events that Slack sends to the app, over signed HTTP or over Socket Mode. Its web page
// shows channels, messages, modals and the app's home tab to a person, and a Go test can do what that person
// does through Say, Command, Click and Submit.
//
// Its promises:
//
//   - It is never kinder to the app than Slack is: what Slack refuses (a missing scope, a header of 151
//     characters, a sixth use of a response_url, an expired trigger, a second message within the second) is
//     refused here under Slack's own error code. Where Slack's behaviour is not documented, the stricter
//     reading is taken. What Slack would swallow without a word is collected in Faults.
//   - Nothing in a message is ever interpreted as HTML; mentions that would notify people are listed in
//     Message.Mentions.
//   - The page asks nothing of any other host, and a web page elsewhere cannot drive it.
//   - Handler never starts a goroutine that outlives its request; Run owns all others and waits for them.
//
// It leaves to others: everything about the app itself. It imports no other room of this module, only the
// types in which Slack describes an app.
package sandbox
