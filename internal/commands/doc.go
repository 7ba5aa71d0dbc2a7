// Package commands is what each slash command, button and form does: a request in, a response out. It knows nothing of
// how Slack delivers either.
//
// A Command is a value: name, usage, examples and what it does. Whatever is typed is cleaned and bounded before anything
// reads it. What is no command is a question, answered from the corpus or declined; a first word that is only almost a
// command is offered as the command that it was likely meant to be. A button's value is a command line again: pressing it
// runs that line anew, so that nothing that is shown was kept in Slack's hands in between.
//
// A Reader is the part that needs the corpus alone; the command line of the program prints the same views as Slack shows.
package commands
