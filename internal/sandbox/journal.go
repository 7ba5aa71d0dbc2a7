package sandbox

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
)

// entry is one line of the journal: exactly one field is set.
type entry struct {
	Channel *channel  `json:"channel,omitempty"`
	Message *Message  `json:"message,omitempty"`
	Delete  *deletion `json:"delete,omitempty"`
	File    *file     `json:"file,omitempty"`
	Home    *View     `json:"home,omitempty"`
}

type deletion struct {
	Channel string `json:"channel"`
	TS      string `json:"ts"`
}

// journal appends changes to a file, one JSON object a line. A nil journal keeps nothing.
type journal struct {
	f   *os.File
	log *slog.Logger
}

func (j *journal) write(e entry) {
	if j == nil {
		return
	}
	line, err := json.Marshal(e)
	if err == nil {
		_, err = j.f.Write(append(line, '\n'))
	}
	if err != nil {
		j.log.Error("a change of the workspace was not written down", "err", err)
	}
}

// openJournal reads the journal at path, writes it anew without what was overwritten since, and keeps it open
// for appending. The new file replaces the old one only when it is complete.
func (w *Workspace) openJournal(path string) error {
	if path == "" {
		return nil
	}
	raw, err := os.ReadFile(path) // #nosec G304 -- the operator names the file
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("read the workspace: %w", err)
	}
	if err := w.replay(raw); err != nil {
		return fmt.Errorf("read the workspace %s: %w", path, err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("keep the workspace: %w", err)
	}
	fresh := path + ".new"
	f, err := os.OpenFile(fresh, os.O_CREATE|os.O_TRUNC|os.O_WRONLY|os.O_APPEND, 0o600) // #nosec G304 -- the operator names the file
	if err != nil {
		return fmt.Errorf("keep the workspace: %w", err)
	}
	w.journal = &journal{f: f, log: w.log}
	w.snapshot()
	if err := errors.Join(f.Sync(), os.Rename(fresh, path)); err != nil {
		return errors.Join(fmt.Errorf("keep the workspace: %w", err), f.Close())
	}
	return nil
}

// replay applies the lines of a journal. A last line without its newline was cut off by a crash and is left
// out; any other line that cannot be read is a fault of the file.
func (w *Workspace) replay(raw []byte) error {
	lines := bufio.NewScanner(bytes.NewReader(raw))
	lines.Buffer(nil, 64<<20)
	for n := 1; lines.Scan(); n++ {
		var e entry
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
			if last := bytes.LastIndexByte(raw, '\n') + 1; last < len(raw) && bytes.Equal(raw[last:], lines.Bytes()) {
				w.log.Warn("the last line of the workspace's file is cut off and was left out", "line", n)
				return nil
			}
			return fmt.Errorf("line %d: %w (mend or move the file)", n, err)
		}
		w.apply(e)
	}
	return lines.Err()
}

func (w *Workspace) apply(e entry) {
	switch {
	case e.Channel != nil:
		if c := w.channel(e.Channel.ID); c != nil {
			*c = *e.Channel
		} else {
			w.channels = append(w.channels, e.Channel)
		}
	case e.Message != nil:
		w.put(e.Message)
		w.lastTS = max(w.lastTS, tsTime(e.Message.TS).UnixMicro())
	case e.Delete != nil:
		if m := w.message(e.Delete.Channel, e.Delete.TS, ""); m != nil {
			w.remove(m)
		}
	case e.File != nil:
		w.files[e.File.ID] = e.File
	case e.Home != nil:
		w.views[e.Home.ID] = e.Home
	}
}

// snapshot writes the whole state to the journal.
func (w *Workspace) snapshot() {
	shown := map[string]bool{}
	for _, c := range w.channels {
		w.journal.write(entry{Channel: c})
		for _, m := range w.messages[c.ID] {
			w.journal.write(entry{Message: m})
			for _, f := range m.Files {
				shown[f.ID] = true
			}
		}
	}
	for id, f := range w.files {
		if shown[id] {
			w.journal.write(entry{File: f})
		}
	}
	for _, v := range w.views {
		if v.Type == "home" {
			w.journal.write(entry{Home: v})
		}
	}
}

// Close closes the workspace's file. Call it when Run has returned and nothing is served any more.
func (w *Workspace) Close() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.journal == nil {
		return nil
	}
	j := w.journal
	w.journal = nil
	if err := errors.Join(j.f.Sync(), j.f.Close()); err != nil {
		return fmt.Errorf("sandbox: close the workspace's file: %w", err)
	}
	return nil
}
