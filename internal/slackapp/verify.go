package slackapp

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/slack-go/slack"
)

const (
	maxBody = 1 << 20 // bytes; Slack's own requests stay far below

	// A signature is good for five minutes around its timestamp, so no longer than this since it was first seen.
	signatureLife  = 10 * time.Minute
	signaturesKept = 1 << 16
)

// verified hands next a request whose body Slack has signed, with the body in place. Nothing of the body is looked at
// before that.
func (a *App) verified(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if !a.o.SigningSecret.Set() {
			say(w, http.StatusNotFound, "HTTP requests from Slack are not served: SLACK_SIGNING_SECRET is not set.")
			return
		}
		verifier, err := slack.NewSecretsVerifier(r.Header, a.o.SigningSecret.Reveal())
		if err != nil { // headers missing or malformed, or the timestamp too far away
			a.refuse(w, r, err)
			return
		}
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
		if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
			say(w, http.StatusRequestEntityTooLarge, "The body is larger than 1 MiB.")
			return
		}
		if err != nil {
			say(w, http.StatusBadRequest, "The body could not be read.")
			return
		}
		_, _ = verifier.Write(body) // a hash.Hash: it cannot fail
		if err := verifier.Ensure(); err != nil {
			a.refuse(w, r, err)
			return
		}
		// Hexadecimal digits have two cases: without folding them, a signature could be used again in another spelling.
		if !a.seen.first(strings.ToLower(r.Header.Get("X-Slack-Signature")), a.now()) {
			a.refuse(w, r, errReplayed)
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		next(w, r)
	}
}

var errReplayed = errors.New("this signature was used before")

func (a *App) refuse(w http.ResponseWriter, r *http.Request, why error) {
	reason := "malformed headers" // the error would repeat what a stranger sent
	for _, known := range []error{errReplayed, slack.ErrMissingHeaders, slack.ErrExpiredTimestamp, slack.ErrInvalidSignature} {
		if errors.Is(why, known) {
			reason = known.Error()
		}
	}
	a.log.Warn("refused an unverified request", "path", r.URL.Path, "reason", reason)
	say(w, http.StatusUnauthorized, "The request is not signed by Slack, or it is too old.")
}

// say answers with one line of plain text.
func say(w http.ResponseWriter, status int, line string) {
	http.Error(w, line, status) // in spite of its name it serves any status, as text that no browser takes for a page
}

// signatures remembers those that were seen, a bounded number of them, as long as they could be used again.
type signatures struct {
	most int

	mu    sync.Mutex
	at    map[string]struct{}
	order []used // the oldest first
}

type used struct {
	signature string
	at        time.Time
}

func newSignatures(most int) *signatures {
	return &signatures{most: most, at: map[string]struct{}{}}
}

// first reports whether a signature is seen for the first time, and remembers it.
func (s *signatures) first(signature string, now time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for len(s.order) > 0 && (len(s.order) >= s.most || now.Sub(s.order[0].at) > signatureLife) {
		delete(s.at, s.order[0].signature)
		s.order = s.order[1:] // append copies what is left when the room behind it is used up
	}
	if _, ok := s.at[signature]; ok {
		return false
	}
	s.at[signature] = struct{}{}
	s.order = append(s.order, used{signature, now})
	return true
}
