// Package scale measures how the bot grows: a digest for each of ten thousand channels built and sent, and what a message, a
// subscription and an article cost in Redis. docs/scale.md says how to run it and what came of it.
package scale
