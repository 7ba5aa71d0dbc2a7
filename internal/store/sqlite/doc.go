// Package sqlite keeps what Pledgewatch knows of the world in one file on this machine.
//
// It satisfies what the rooms ask for: feed.Keeper, digest.Subscriptions, slackapp.Installations, slackapp.Once,
// delivery.Outbox and delivery.DeadLetters. Promises: what a method returned from without an error survives a killed
// process and a loss of power; a method takes effect as a whole or not at all; times are kept to the millisecond and
// come back in UTC; a data directory belongs to one process at a time.
//
// It leaves to others what the values mean, and several machines sharing one store (that is store/redis).
package sqlite
