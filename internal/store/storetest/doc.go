// Package storetest is the one suite that every store passes: what the rooms' interfaces promise, as tests.
package storetest
