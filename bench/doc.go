// Package bench measures what people wait for, over the whole program as it is built: a slash command's HTTP round trip, an
// answer, and what an article bears on. It holds benchmarks only; docs/operations.md says how to run them.
package bench
