package feed

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"
)

// checkTime is how long a feed may take to answer somebody who waits for it.
const checkTime = 15 * time.Second

// Why something was not done to the list of feeds.
var (
	ErrUnknownFeed = errors.New("there is no such feed")
	ErrConfigured  = errors.New("the feed is in the bot's settings, and only there can it be taken out; it can be paused")
	ErrFollowed    = errors.New("the feed is followed already")
	ErrUntil       = errors.New("the date to read back to is in the future")
)

// Who decides something on a feed; empty for the command line.
type Who struct{ Team, User string }

// States is what is remembered of feeds between polls, as Keeper has it.
type States interface {
	FeedState(ctx context.Context, source string) (s State, ok bool, err error)
	PutFeedState(ctx context.Context, s State) error
}

// RosterOptions is what a Roster needs; all but Changed is. To check addresses, a Fetcher is enough.
type RosterOptions struct {
	Configured []Source
	Feeds      Feeds
	States     States
	Activity   Activity
	Archives   Archives
	Fetcher    Fetcher // tries feeds before they are followed: it must refuse addresses inside the network; see Doors
	Now        func() time.Time
	Changed    func() // called after each change; Poller.Wake takes it up
}

// Roster is the list of feeds that are followed: those of the settings, and those that curators added. It may be used by
// many at once.
type Roster struct{ o RosterOptions }

// NewRoster returns a roster.
func NewRoster(o RosterOptions) *Roster {
	if o.Changed == nil {
		o.Changed = func() {}
	}
	return &Roster{o: o}
}

// List returns all feeds: those of the settings in their order, then the added ones by id.
func (r *Roster) List(ctx context.Context) ([]Followed, error) {
	var kept []Followed
	if r.o.Feeds != nil {
		var err error
		if kept, err = r.o.Feeds.Feeds(ctx); err != nil {
			return nil, fmt.Errorf("list of feeds: %w", err)
		}
	}
	byID := map[string]Followed{}
	for _, f := range kept {
		byID[f.ID] = f
	}
	var out []Followed
	for _, s := range r.o.Configured {
		f := byID[s.ID]
		f.Source, f.Configured = s, true
		out = append(out, f)
		delete(byID, s.ID)
	}
	for _, f := range kept {
		if _, ok := byID[f.ID]; ok && !f.Configured { // a feed that left the settings is followed no more
			out = append(out, f)
		}
	}
	return out, nil
}

// Active returns the sources to poll; it serves as Options.Follow.
func (r *Roster) Active(ctx context.Context) ([]Source, error) {
	list, err := r.List(ctx)
	if err != nil {
		return nil, err
	}
	var out []Source
	for _, f := range list {
		if !f.Paused {
			out = append(out, f.Source)
		}
	}
	return out, nil
}

// Feed returns the feed of an id, a name or an address. Where there is none the error wraps ErrUnknownFeed.
func (r *Roster) Feed(ctx context.Context, said string) (Followed, error) {
	list, err := r.List(ctx)
	if err != nil {
		return Followed{}, err
	}
	said = strings.Trim(strings.TrimSpace(said), `"“”`)
	is := func(f Followed) bool {
		return strings.EqualFold(f.ID, said) || strings.EqualFold(f.Name, said) || sameAddress(f.URL, said)
	}
	if i := slices.IndexFunc(list, is); i >= 0 {
		return list[i], nil
	}
	return Followed{}, fmt.Errorf("feed %q: %w", Cut(said, 100), ErrUnknownFeed)
}

// Preview is what a feed holds, before it is followed.
type Preview struct {
	Source  Source    // as it is or would be followed: its address is where the feed moved to for good
	Address string    // as it may be shown
	Title   string    // of the feed
	Items   int       // in it
	Newest  []Article // three at most, the newest first
	Cut     int       // articles that held something that is not the publisher's
	Faults  []string  // items that could not be read
}

// Check fetches a feed and reads it, and keeps nothing. It takes an address, and of a feed that is followed its id or name
// as well. An address without "https://" gets it. The error is an *Error where it is the feed's.
func (r *Roster) Check(ctx context.Context, said string) (Preview, error) {
	followed, err := r.Feed(ctx, said)
	s := followed.Source
	if errors.Is(err, ErrUnknownFeed) {
		s, err = sourceOf(said)
	}
	if err != nil {
		return Preview{}, err
	}
	limited, cancel := context.WithTimeout(ctx, checkTime) // somebody waits
	defer cancel()
	got, err := r.o.Fetcher.Fetch(limited, Request{URL: s.URL})
	if err != nil && limited.Err() != nil && ctx.Err() == nil {
		err = fail(KindTimeout, err)
	}
	if err != nil {
		return Preview{}, err
	}
	doc, err := Parse(s, got)
	if err != nil {
		return Preview{}, err
	}
	s.URL = cmp.Or(got.MovedTo, s.URL)
	if u, err := url.Parse(s.URL); err == nil && followed.ID == "" {
		s.ID, s.Name = IDOf(u), Cut(cmp.Or(doc.Title, u.Host), 100)
	}
	p := Preview{Source: s, Address: Followed{Source: s}.Address(), Title: doc.Title, Items: len(doc.Articles), Faults: doc.Problems}
	for _, a := range doc.Articles {
		if len(a.Integrity) > 0 {
			p.Cut++
		}
	}
	newest := slices.Clone(doc.Articles)
	slices.SortStableFunc(newest, func(a, b Article) int { return b.Published.Compare(a.Published) })
	p.Newest = newest[:min(3, len(newest))]
	return p, nil
}

// Add checks a feed and follows it from now on; an empty name is the feed's own title. Where the feed is followed already
// the error wraps ErrFollowed, and the Followed says which it is.
func (r *Roster) Add(ctx context.Context, address, name string, by Who) (Followed, Preview, error) {
	p, err := r.Check(ctx, address)
	if err != nil {
		return Followed{}, Preview{}, err
	}
	list, err := r.List(ctx)
	if err != nil {
		return Followed{}, p, err
	}
	for _, f := range list {
		if f.ID == p.Source.ID || sameAddress(f.URL, p.Source.URL) || sameAddress(f.URL, address) {
			return f, p, fmt.Errorf("feed %s: %w", f.ID, ErrFollowed)
		}
	}
	if name = Cut(plainText(name), 100); name != "" {
		p.Source.Name = name
	}
	if err := r.forgive(ctx, p.Source.ID); err != nil {
		return Followed{}, p, err
	}
	f := Followed{Source: p.Source, Team: by.Team, By: by.User, At: r.o.Now().UTC()}
	return f, p, r.put(ctx, f)
}

// Pause stops the polling of a feed until it is resumed.
func (r *Roster) Pause(ctx context.Context, said string, by Who) (Followed, error) {
	return r.set(ctx, said, true, by)
}

// Resume polls a feed again, one that was paused or one whose server said that it is gone.
func (r *Roster) Resume(ctx context.Context, said string, by Who) (Followed, error) {
	f, err := r.Feed(ctx, said)
	if err != nil {
		return f, err
	}
	if err := r.forgive(ctx, f.ID); err != nil {
		return f, err
	}
	return r.set(ctx, f.ID, false, by)
}

// forgive makes the next poll of a feed a fresh try, whatever its server said before.
func (r *Roster) forgive(ctx context.Context, id string) error {
	st, ok, err := r.o.States.FeedState(ctx, id)
	if err != nil {
		return fmt.Errorf("feed %s: reading its state: %w", id, err)
	}
	if !ok || !st.Gone && st.Failures == 0 {
		return nil
	}
	st.Gone, st.Failures, st.LastError, st.Next = false, 0, "", time.Time{}
	if err := r.o.States.PutFeedState(ctx, st); err != nil {
		return fmt.Errorf("feed %s: keeping its state: %w", id, err)
	}
	return nil
}

func (r *Roster) set(ctx context.Context, said string, paused bool, by Who) (Followed, error) {
	f, err := r.Feed(ctx, said)
	if err != nil {
		return f, err
	}
	f.Paused, f.Team, f.By, f.At = paused, by.Team, by.User, r.o.Now().UTC()
	return f, r.put(ctx, f)
}

func (r *Roster) put(ctx context.Context, f Followed) error {
	if err := r.o.Feeds.PutFeed(ctx, f); err != nil {
		return fmt.Errorf("feed %s: %w", f.ID, err)
	}
	r.o.Changed()
	return nil
}

// Remove follows a feed no more; its articles stay. For a feed of the settings the error wraps ErrConfigured.
func (r *Roster) Remove(ctx context.Context, said string) (Followed, error) {
	f, err := r.Feed(ctx, said)
	switch {
	case err != nil:
		return f, err
	case f.Configured:
		return f, fmt.Errorf("feed %s: %w", f.ID, ErrConfigured)
	}
	if _, err := r.o.Feeds.RemoveFeed(ctx, f.ID); err != nil {
		return f, fmt.Errorf("feed %s: %w", f.ID, err)
	}
	r.o.Changed()
	return f, nil
}

// Backfill has the older pages of a feed read, back to a date or, where it is zero, to the end; Poller.Run walks them. A
// walk that is under way gets the new date; one that ended before the end goes on from there; one that has reached the date
// already is left as it ended.
func (r *Roster) Backfill(ctx context.Context, said string, until time.Time) (Followed, Archive, error) {
	f, err := r.Feed(ctx, said)
	if err != nil {
		return f, Archive{}, err
	}
	now := r.o.Now().UTC()
	if until.After(now) {
		return f, Archive{}, fmt.Errorf("%s: %w", until.Format(time.DateOnly), ErrUntil)
	}
	a, ok, err := r.o.Archives.Archive(ctx, f.ID)
	if err != nil {
		return f, a, fmt.Errorf("archive of feed %s: %w", f.ID, err)
	}
	if ok && !a.Ended.IsZero() && !until.IsZero() && !a.Oldest.IsZero() && !a.Oldest.After(until) {
		return f, a, nil
	}
	goesOn := ok && (a.Ended.IsZero() || !a.Until.IsZero() || a.Failures >= archiveFailures)
	switch {
	case !goesOn:
		a = Archive{Source: f.ID, Page: 1, Begun: now}
	case !a.Ended.IsZero():
		a.Ended, a.Failures, a.Outcome, a.Mark, a.Begun = time.Time{}, 0, "", "", now
	}
	a.Until = until
	if err := r.o.Archives.PutArchive(ctx, a); err != nil {
		return f, a, fmt.Errorf("archive of feed %s: %w", f.ID, err)
	}
	r.o.Changed()
	return f, a, nil
}
