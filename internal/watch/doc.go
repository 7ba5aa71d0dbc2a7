// Package watch holds an article against the corpus and proposes what it changes: a status, a date, an amount.
//
// It reads sentence by sentence and clause by clause: who does what to which programme, said by whom, how firmly. What is
// denied, wished for, feared, conditional, asked, long past or quoted from somebody without the power to decide is no news;
// nor is what the corpus already says. Each proposal carries the sentence that it rests on and why it was made, in words.
// The rules are tables (lexicon.go) and a grammar of clauses; there is no model and nothing is learnt.
//
// Everything here is a pure function of its arguments: no clock, no I/O. Reviewing proposals and telling channels of them is
// left to others.
package watch
