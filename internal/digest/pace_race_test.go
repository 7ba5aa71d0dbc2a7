//go:build race

package digest_test

// raced is whether the race detector is on, under which each minute takes thirty times as long.
const raced = true
