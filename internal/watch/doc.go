// Package watch holds an article against the corpus and proposes what it changes: a status, a date, an amount.
//
// It reads sentence by sentence and clause by clause: who does what to which programme, said by whom, how firmly. What is
// denied, wished for, feared, conditional, asked, long past or quoted from somebody without the power to decide is no news;
// nor is what the corpus already says. Each proposal carries the sentence that it rests on and why it was made, in words.
// The rules are tables (lexicon.go) and a grammar of clauses; there is no model and nothing is learnt.
//
// Detect and Deadlines are pure functions of their arguments: no clock, no I/O.
//
// A Desk keeps what is proposed until a curator decides. It promises:
//   - The same news is one proposal, however often it is read, revised or brought by other feeds.
//   - A decision is made once, on what the curator saw, and is in the audit log with it; what is confirmed is in answers when the
//     decision returns, and can be taken back.
//   - What nobody decides on lapses after 90 days, with a line in the audit log.
//   - Whoever is to be told of a change is told of each standing that it is found in until they have heard, also across restarts.
//
// It leaves to others who is a curator (slackapp), how a proposal looks (blocks, commands), where it is kept (store), which
// channels are told (alert), and laying what was confirmed over the corpus files (knowledge).
package watch
