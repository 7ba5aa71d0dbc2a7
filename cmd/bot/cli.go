package main

import (
	"fmt"
	"io/fs"
	"os"

	"pledgewatch/config"
	"pledgewatch/internal/knowledge"
)

const description = `Pledgewatch answers questions about the reform of children's social care in England from a corpus of
pledges, dates, money and views, each with its source; reads the trade press; and tells Slack channels what is new.`

// cli is the command line: one field a command.
type cli struct {
	Globals

	Ask    askCmd    `cmd:"" help:"Answer a question from the corpus."`
	Eval   evalCmd   `cmd:"" help:"Score golden questions."`
	Feed   feedCmd   `cmd:"" help:"Try a feed."`
	Corpus corpusCmd `cmd:"" help:"Check, count or export the corpus."`
}

// Globals are the settings that every command knows.
type Globals struct {
	CorpusDir string `name:"corpus" env:"PLEDGEWATCH_CORPUS" placeholder:"DIR" help:"Directory of the corpus files (default: the corpus shipped with the program)."`
}

// corpus loads the corpus that the settings name.
func (g *Globals) corpus() (*knowledge.Corpus, error) {
	return knowledge.Load(g.corpusFS())
}

// brain loads and indexes the corpus.
func (g *Globals) brain() (*knowledge.Brain, error) {
	c, err := g.corpus()
	if err != nil {
		return nil, err
	}
	return knowledge.NewBrain(c)
}

func (g *Globals) corpusFS() fs.FS {
	if g.CorpusDir != "" {
		return os.DirFS(g.CorpusDir)
	}
	return config.Corpus()
}

// say writes a line for the person to standard error.
func (s streams) say(format string, args ...any) {
	_, _ = fmt.Fprintf(s.err, format+"\n", args...)
}
