// Package commands is what each slash command, button and form does: a request in, a response out. It knows nothing of
// how Slack delivers either.
package commands
