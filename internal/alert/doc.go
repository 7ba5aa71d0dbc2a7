// Package alert tells the channels that asked when something moves: a change that the press reports or a curator confirmed
// or took back, an edit of the corpus, a deadline that nears or has passed, an article on a topic.
//
// What moved comes to a [Crier] as events. An event is held, durably, for each channel whose subscription asks for it, under a
// key that is never held twice. Ten minutes after the first, and not within the channel's quiet hours, all that is held for
// the channel becomes a batch, and the batch becomes messages: one in the channel, and one in each thread that it follows up.
//
// Promises:
//   - A channel is told each thing once, whatever is offered again, in whatever order, and wherever the work is cut short. A
//     batch is sealed before its messages are made, and its messages are in the outbox, under keys made from the batch,
//     before it is marked as told: a crash repeats work and neither loses nor doubles a message.
//   - What one article or one edit changed is one message, and so is all that comes within ten minutes. What belongs to an
//     earlier alert goes into its thread.
//   - What was told as reported and is confirmed or dismissed later is said in the same thread. What was dismissed before it
//     was told is never told.
//   - What moved before a channel asked for it is not told: no old deadlines at the first start, no edits from before it.
//   - What articles say is data here: it is neither escaped nor trusted. Whoever shows it escapes it.
//
// It leaves to others what changed (watch), how an alert looks (blocks), how it is sent (delivery), where it is kept (store),
// and who asks for what (digest, commands).
package alert
