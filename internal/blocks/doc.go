// Package blocks is what people see: one View a kind of answer, shown as Slack's Block Kit or as plain text.
//
// A View is made of raw text; nothing in it is markup. Turning it into blocks cleans, escapes and cuts every piece, so
// that whatever comes from the corpus, the press or a person can neither mention anyone, nor format, nor link anywhere
// but to http and https, nor exceed Slack's limits. A list that does not fit is paged, never cut short in silence.
//
// The package decides nothing: what is shown is chosen by the rooms that call it, and what a button does is written in
// its Value by whoever made the button.
package blocks
