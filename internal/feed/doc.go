// Package feed reads news feeds: it fetches politely, parses, cleans, notices tampering, keeps, and hands on each new
// or revised article once.
package feed
