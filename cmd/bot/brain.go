package main

import (
	"cmp"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"

	"pledgewatch/internal/knowledge"
)

const (
	worthKeeping = 5000 // entries, from which on the index of a corpus is kept on disk: that of a smaller one is made at once
	mostKept     = 4    // indexes: that of the files and that with what curators confirmed, and those before
)

// brainOf indexes a corpus, or reads the index that the bot has kept of it; made tells which.
func (g *Globals) brainOf(c *knowledge.Corpus) (b *knowledge.Brain, made bool) {
	if len(c.Entries()) >= worthKeeping {
		if b, err := g.readBrain(c); err == nil { // where there is none, or it is damaged, it is made
			return b, false
		}
	}
	return knowledge.NewBrain(c), true
}

func (g *Globals) readBrain(c *knowledge.Corpus) (*knowledge.Brain, error) {
	path, err := g.indexPath(c)
	if err != nil {
		return nil, err
	}
	index, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return knowledge.ReadBrain(c, index)
}

// keepingBrain is brainOf for the bot, which keeps the index of a large corpus for its next start.
func (g *Globals) keepingBrain(c *knowledge.Corpus, log *slog.Logger) *knowledge.Brain {
	b, made := g.brainOf(c)
	if !made || len(c.Entries()) < worthKeeping {
		return b
	}
	if err := g.keepIndex(b); err != nil {
		log.Warn("the index is not kept: the next start makes it again", "err", err)
	}
	return b
}

// keepIndex writes an index where brainOf looks for it, and removes the oldest where there are many.
func (g *Globals) keepIndex(b *knowledge.Brain) error {
	path, err := g.indexPath(b.Corpus)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(g.Data, 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(g.Data, filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	err = errors.Join(b.WriteIndex(f), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return g.forgetIndexes()
}

// forgetIndexes removes all but the newest indexes.
func (g *Globals) forgetIndexes() error {
	paths, err := filepath.Glob(filepath.Join(g.Data, "index-*"))
	if err != nil {
		return err
	}
	written := map[string]int64{}
	for _, p := range paths {
		if info, err := os.Stat(p); err == nil {
			written[p] = info.ModTime().UnixNano()
		}
	}
	slices.SortFunc(paths, func(a, b string) int { return cmp.Compare(written[b], written[a]) })
	var errs []error
	for _, p := range paths[min(mostKept, len(paths)):] {
		if err := os.Remove(p); !errors.Is(err, fs.ErrNotExist) { // another bot may have been quicker
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// indexPath is where the index of a corpus is kept. It is named for this very program as well: another may cut and stem words
// otherwise.
func (g *Globals) indexPath(c *knowledge.Corpus) (string, error) {
	own, err := os.Executable()
	if err != nil {
		return "", fmt.Errorf("find the program's own file: %w", err)
	}
	program, err := os.Open(own)
	if err != nil {
		return "", err
	}
	sum := sha256.New()
	_, err = io.Copy(sum, program)
	if err = errors.Join(err, program.Close()); err != nil {
		return "", err
	}
	_, _ = io.WriteString(sum, c.Fingerprint())
	return filepath.Join(g.Data, fmt.Sprintf("index-%x", sum.Sum(nil)[:12])), nil
}
