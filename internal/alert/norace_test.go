//go:build !race

package alert_test

// stride is how many steps lie between two that crash.
const stride = 1
