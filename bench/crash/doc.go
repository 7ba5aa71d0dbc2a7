// Package crash kills the sending half of the bot at random moments, again and again, and looks whether a message was lost,
// doubled or out of order. It holds tests only; docs/scale.md says how to run the long ones.
package crash
