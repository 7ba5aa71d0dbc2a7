package delivery

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"strings"
	"sync"
	"time"

	"github.com/slack-go/slack"
)

// PictureScheme begins the url of a slack_file that names a picture of the bot's own: it is drawn when its message is sent,
// so that the outbox need not keep it.
const PictureScheme = "pledgewatch:"

const (
	maxDrawn    = 256             // pictures remembered
	pictureLife = 12 * time.Hour  // for which an uploaded picture is shown again
	pictureWait = 2 * time.Minute // after an upload, Slack may not know the picture yet
	mostAltText = 2000            // characters
)

// Drawn is a picture.
type Drawn struct {
	Name string // of the file
	Alt  string // the same in words
	PNG  []byte
}

// Pictures draws what messages name by a url that begins with PictureScheme. An error means that it can never be drawn.
type Pictures interface {
	Draw(ctx context.Context, team, url string) (Drawn, error)
}

// drawings uploads pictures, each once a workspace.
type drawings struct {
	mu  sync.Mutex
	of  map[string]drawing // by workspace and url
	now func() time.Time
	by  Pictures
}

type drawing struct {
	file, alt string
	at        time.Time
}

// Show has p draw the pictures that messages name. It must be called before anything is posted; without it messages go out
// without their pictures.
func (p *Slack) Show(by Pictures, now func() time.Time) {
	p.drawings = &drawings{of: map[string]drawing{}, now: now, by: by}
}

// illustrated puts the pictures of a message in their places. Where one cannot be had the message does without: its text says
// the same. fresh reports that one was uploaded just now.
func (p *Slack) illustrated(ctx context.Context, client *slack.Client, m Message) (blocks json.RawMessage, fresh bool, err error) {
	if !bytes.Contains(m.Blocks, []byte(PictureScheme)) {
		return m.Blocks, false, nil
	}
	var each []map[string]json.RawMessage
	if err := json.Unmarshal(m.Blocks, &each); err != nil {
		return m.Blocks, false, nil //nolint:nilerr // the caller reads them again, and says so
	}
	kept := each[:0]
	for _, b := range each {
		var file struct{ URL string }
		if json.Unmarshal(b["slack_file"], &file) != nil || !strings.HasPrefix(file.URL, PictureScheme) {
			kept = append(kept, b)
			continue
		}
		d, err := p.picture(ctx, client, m.Team, file.URL)
		if e := asError(err); err != nil && (e.Kind == RateLimited || e.Kind == Transient) {
			return nil, false, e
		}
		if err != nil {
			continue
		}
		fresh = fresh || p.drawings.now().Sub(d.at) < pictureWait
		if b["slack_file"], err = json.Marshal(map[string]string{"id": d.file}); err == nil && d.alt != "" {
			b["alt_text"], err = json.Marshal(d.alt)
		}
		if err != nil {
			return nil, false, err
		}
		kept = append(kept, b)
	}
	if len(kept) == 0 {
		return nil, false, nil
	}
	blocks, err = json.Marshal(kept)
	return blocks, fresh, err
}

var errNoPictures = errors.New("nobody draws pictures here")

// picture uploads a picture, unless the workspace has it already. It is shared nowhere until a message shows it.
func (p *Slack) picture(ctx context.Context, client *slack.Client, team, url string) (drawing, error) {
	if p.drawings == nil {
		return drawing{}, &Error{Kind: Permanent, Reason: "no_pictures", Err: errNoPictures}
	}
	if d, ok := p.drawings.known(team + " " + url); ok {
		return d, nil
	}
	pic, err := p.drawings.by.Draw(ctx, team, url)
	if err != nil {
		return drawing{}, &Error{Kind: Permanent, Reason: "no_picture", Err: err}
	}
	for _, method := range []string{"files.getUploadURLExternal", "files.completeUploadExternal"} {
		if err := p.tiers.Wait(ctx, team, method); err != nil {
			return drawing{}, err
		}
	}
	traced, seen := watchRequest(ctx)
	file, err := client.UploadFileContext(traced, slack.UploadFileParameters{
		Reader: bytes.NewReader(pic.PNG), FileSize: len(pic.PNG), Filename: pic.Name, Title: pic.Name, AltTxt: pic.Alt,
	})
	if err != nil {
		e := classify(err, seen)
		if e.Kind == InDoubt { // a file that nobody is shown: to upload it twice harms nobody
			e.Kind = Transient
		}
		return drawing{}, e
	}
	d := drawing{file: file.ID, alt: pic.Alt, at: p.drawings.now()}
	if r := []rune(d.alt); len(r) > mostAltText {
		d.alt = string(r[:mostAltText-1]) + "…"
	}
	p.drawings.keep(team+" "+url, d)
	return d, nil
}

func (ds *drawings) known(id string) (drawing, bool) {
	ds.mu.Lock()
	defer ds.mu.Unlock()
	d, ok := ds.of[id]
	return d, ok && ds.now().Sub(d.at) < pictureLife
}

func (ds *drawings) keep(id string, d drawing) {
	ds.mu.Lock()
	defer ds.mu.Unlock()
	if len(ds.of) >= maxDrawn {
		clear(ds.of)
	}
	ds.of[id] = d
}
