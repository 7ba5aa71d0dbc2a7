// Package jobs shares work among replicas over hibiken/asynq: which feed is polled by whom, who builds which digest.
//
// What it carries are nudges. A task names a piece of work and holds nothing of it; whether it is still to be done, and how far
// it has come, is read from the store by whoever does it, under the same keys as without this package. So a task may be lost,
// repeated, or meet another of its kind, and nothing is lost or doubled.
//
// Every replica looks every few seconds what is due and puts a task for each piece under the piece's own id; asynq takes an id
// once, and gives the task to one of them. There is no leader. A replica that dies in the middle of a task leaves it to asynq,
// which hands it to another within about three minutes.
//
// It leaves to others what is due, what is to be done, and Redis itself (store/redis).
package jobs
