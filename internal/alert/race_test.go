//go:build race

package alert_test

import "flag"

// stride is how many steps lie between two that crash: under the race detector the store takes many times as long, while
// nothing here runs beside anything else but in the test of two bots.
const stride = 13

func init() {
	if err := flag.Set("rapid.checks", "8"); err != nil {
		panic(err)
	}
}
