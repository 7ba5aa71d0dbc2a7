// Package knowledge is what the bot knows and how it answers from it.
//
// A Corpus is loaded whole or not at all, is checked while it is loaded and never changes afterwards; a reload makes a
// new one. Answers are assembled from its entries, word for word the same for the same question, corpus and day;
// nothing is generated. What the corpus does not hold is said to be missing.
//
// The package stands on the ground: it imports no other room, reads no clock and does no I/O but that of the
// file system it is given.
package knowledge
