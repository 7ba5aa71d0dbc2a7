// Package slackapp is Slack itself: Socket Mode, HTTP, OAuth, request verification and events, one set of handlers
// behind all of them.
package slackapp
