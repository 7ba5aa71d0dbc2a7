package sandbox

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
)

// maxFile bounds one uploaded file, maxFiles all of them together.
const (
	maxFile  = 8 << 20
	maxFiles = 128 << 20
)

// file is an uploaded file.
type file struct {
	FileRef
	Bytes []byte `json:"bytes"`

	want int // the length that was announced
	done bool
}

func (w *Workspace) uploadURL(c *call) (map[string]any, error) {
	name := c.str("filename")
	length, err := strconv.Atoi(c.str("length"))
	switch {
	case name == "":
		return nil, refuse("invalid_arguments", "missing required field: filename [json-pointer:/filename]")
	case err != nil:
		return nil, refuse("invalid_arguments", "missing required field: length [json-pointer:/length]")
	case length < 1:
		return nil, refuse("invalid_arguments", "must be greater than 1 [json-pointer:/length]")
	case length > maxFile || w.filesSize()+length > maxFiles:
		return nil, refuse("file_upload_size_restricted")
	}
	f := &file{FileRef: FileRef{ID: "F0" + rand.Text()[:9], Name: name, Title: name, Alt: c.str("alt_txt")}, want: length}
	w.files[f.ID] = f
	return map[string]any{"file_id": f.ID, "upload_url": c.base + "/sandbox/upload/" + f.ID}, nil
}

func (w *Workspace) filesSize() int {
	n := 0
	for _, f := range w.files {
		n += max(f.want, f.Size)
	}
	return n
}

// serveUpload takes the bytes of an announced file, as a form with one file or as the bare body.
func (w *Workspace) serveUpload(rw http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(rw, r.Body, maxFile+64<<10)
	body := io.Reader(r.Body)
	if strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/") {
		part, _, err := r.FormFile("file")
		if err != nil {
			http.Error(rw, "no file in the form", http.StatusBadRequest)
			return
		}
		defer func() { _ = part.Close() }()
		body = part
	}
	raw, err := io.ReadAll(body)
	w.mu.Lock()
	defer w.mu.Unlock()
	f := w.files[r.PathValue("id")]
	if err == nil && (f == nil || f.done) {
		err = errors.New("no such upload")
	}
	if err == nil && len(raw) != f.want {
		err = errors.New("the file has another length than was announced")
	}
	if err != nil {
		http.Error(rw, err.Error(), http.StatusBadRequest)
		return
	}
	next := *f
	next.Bytes, next.Size, next.Type, next.done = raw, len(raw), http.DetectContentType(raw), true
	w.files[f.ID] = &next
	_, _ = io.WriteString(rw, "OK - "+strconv.Itoa(len(raw)))
}

func (w *Workspace) completeUpload(c *call) (map[string]any, error) {
	var named []struct{ ID, Title string }
	if json.Unmarshal([]byte(c.str("files")), &named) != nil || len(named) == 0 {
		return nil, refuse("invalid_arguments", "missing required field: files [json-pointer:/files]")
	}
	m := &Message{User: botUser, BotID: botID, Text: c.str("initial_comment")}
	for _, n := range named {
		f := w.files[n.ID]
		if f == nil || !f.done {
			return nil, refuse("file_not_found")
		}
		if n.Title != "" {
			f.Title = n.Title
		}
		m.Files = append(m.Files, f.FileRef)
	}
	ref := c.str("channel_id")
	if ref == "" {
		ref = c.str("channels")
	}
	if ref != "" {
		if err := w.shareFiles(c, ref, m); err != nil {
			return nil, err
		}
	}
	out := []map[string]any{}
	for _, f := range m.Files {
		out = append(out, map[string]any{"id": f.ID, "title": f.Title, "name": f.Name, "mimetype": f.Type})
	}
	return map[string]any{"files": out}, nil
}

// shareFiles posts a message with uploaded files.
func (w *Workspace) shareFiles(c *call, ref string, m *Message) error {
	ch := w.channel(ref)
	switch {
	case ch == nil || ch.ID != ref:
		return refuse("channel_not_found")
	case !ch.has(botUser):
		return refuse("not_in_channel")
	case ch.Archived:
		return refuse("is_archived")
	}
	m.Channel, m.TS = ch.ID, w.nextTS()
	if t := c.str("thread_ts"); t != "" {
		m.ThreadTS = w.threadRoot(ch.ID, t)
	}
	blocks, err := checkBlocks([]byte(c.str("blocks")), onMessage)
	if err != nil {
		return err
	}
	m.Blocks = blocks
	for _, f := range m.Files {
		w.journal.write(entry{File: w.files[f.ID]})
	}
	w.put(m)
	return nil
}

// serveFile shows an uploaded file. Only pictures are shown; anything else is handed over as a download.
func (w *Workspace) serveFile(rw http.ResponseWriter, r *http.Request) {
	w.mu.Lock()
	f := w.files[r.PathValue("id")]
	w.mu.Unlock()
	if f == nil || len(f.Bytes) == 0 {
		http.NotFound(rw, r)
		return
	}
	rw.Header().Set("Content-Security-Policy", "default-src 'none'; sandbox")
	rw.Header().Set("Content-Type", "application/octet-stream")
	if f.picture() {
		rw.Header().Set("Content-Type", f.Type)
	} else {
		rw.Header().Set("Content-Disposition", "attachment")
	}
	_, _ = rw.Write(f.Bytes)
}

func (f FileRef) picture() bool {
	switch f.Type {
	case "image/png", "image/jpeg", "image/gif", "image/webp":
		return true
	}
	return false
}
