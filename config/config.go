// Package config holds what a team edits, as shipped with the program: the corpus, the feeds and an example
// configuration. A team that wants its own names a directory or a file instead.
package config

import (
	"embed"
	"io/fs"
)

//go:embed corpus/*.yaml feeds/feeds.yaml feeds/sample.xml.tmpl
var files embed.FS

// FeedsFile is the name by which messages call the shipped list of feeds.
const FeedsFile = "feeds.yaml"

// Corpus returns the shipped corpus: sources.yaml, topics.yaml and a file a topic.
func Corpus() fs.FS {
	sub, err := fs.Sub(files, "corpus")
	if err != nil {
		panic(err) // the path is a constant: it fails for all or for none
	}
	return sub
}

// Feeds returns the shipped list of feeds.
func Feeds() []byte { return read("feeds/" + FeedsFile) }

// SampleFeed returns the template of the sample feed: invented articles to try the bot with.
func SampleFeed() []byte { return read("feeds/sample.xml.tmpl") }

func read(name string) []byte {
	raw, err := files.ReadFile(name)
	if err != nil {
		panic(err) // embedded: it fails for all or for none
	}
	return raw
}
