//go:build race

package chart_test

import "flag"

// Under the race detector a check takes many times as long, while nothing in a check runs beside anything else: a few do,
// and a run without the detector makes them all. The flag itself still has the last word.
func init() {
	if err := flag.Set("rapid.checks", "8"); err != nil {
		panic(err)
	}
}
