// Package digest decides what a channel is told and when: subscriptions, schedules, and what goes into a weekly digest.
//
// A [Schedule] says when digests are due, once each across the changes of daylight-saving time. A [Composer] makes a
// [Digest] of a [Period]: new articles with the entries that they bear on, dates coming up, dates that have passed. A
// [Scheduler] composes what is due and hands it to the outbox.
//
// Promises:
//   - A digest holds nothing that the corpus learnt after the digest's day, so that the preview of an old week is what
//     could have been said then.
//   - Scheduled digests of one channel tile time: an article is told in the first digest that is due after it was
//     published and read, and in no other.
//   - A digest is stored in the outbox under a key made of channel and due time before the subscription moves on: a crash
//     or a second replica repeats work and neither loses nor doubles a message.
//   - What articles say is data here: it is neither escaped nor trusted. Whoever shows it escapes it.
//
// It leaves to others how a digest looks in Slack (blocks), how it is sent (delivery), where subscriptions and articles are
// kept (store), and who may subscribe (commands).
package digest
