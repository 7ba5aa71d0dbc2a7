//go:build !race

package delivery_test

const seeds = 16
