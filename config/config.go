// Package config holds what a team edits, as shipped with the program: the corpus, the feeds and an example
// configuration. A team that wants its own names a directory or a file instead.
package config

import (
	"embed"
	"io/fs"
)

//go:embed corpus/*.yaml
var files embed.FS

// Corpus returns the shipped corpus: sources.yaml, topics.yaml and a file a topic.
func Corpus() fs.FS {
	sub, err := fs.Sub(files, "corpus")
	if err != nil {
		panic(err) // the path is a constant: it fails for all or for none
	}
	return sub
}
