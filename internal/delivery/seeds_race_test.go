//go:build race

package delivery_test

// seeds is few here: under the race detector a seed takes seconds.
const seeds = 2
