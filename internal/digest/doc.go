// Package digest decides what a channel is told: subscriptions, schedules, and what goes into a digest.
package digest
