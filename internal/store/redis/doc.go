// Package redis keeps what Pledgewatch knows of the world in Redis, for any number of replicas.
//
// It satisfies what the rooms ask for, as store/sqlite does, and passes the same suite. Promises: what a method returned
// from without an error is in Redis, and as safe as Redis was told to keep it (an append-only file that is written at each
// change loses nothing); a method takes effect as a whole or not at all; times are kept to the millisecond and come back in
// UTC; a call is never longer than its context.
//
// Every key begins with a prefix, and those that must change together share a hash tag, so that a Redis Cluster keeps them
// on one node. The outbox is spread by workspace. What reaches over several tags is written so that a crash in between is
// repaired by the next caller: docs/operations.md lists the keys, docs/decisions says why they are cut so.
//
// It leaves to others what the values mean, and when to ask again while Redis is away.
package redis
