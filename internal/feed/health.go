package feed

import (
	"context"
	"fmt"
	"net/url"
	"strings"
)

// Health is how a followed feed is doing.
type Health struct {
	Followed
	State   State
	Habit   Habit
	Archive Archive // of no source: none was asked for
}

// Trouble says in a sentence what is wrong with a feed; it is empty where all is well.
func (h Health) Trouble() string {
	switch {
	case h.Paused:
		return ""
	case h.State.Gone:
		return "Its server says that it is gone for good."
	case h.State.Failures == 1:
		return "Its last poll failed: " + h.State.LastError
	case h.State.Failures > 0:
		return fmt.Sprintf("Its last %d polls failed: %s", h.State.Failures, h.State.LastError)
	case h.Habit.Silent:
		return "Silent since " + h.Habit.Newest.UTC().Format("2 January 2006") + ": " + h.Habit.Words()
	}
	return ""
}

// Health returns how each feed is doing, in the order of List.
func (r *Roster) Health(ctx context.Context) ([]Health, error) {
	list, err := r.List(ctx)
	if err != nil {
		return nil, err
	}
	archives, err := r.o.Archives.Archives(ctx)
	if err != nil {
		return nil, fmt.Errorf("archives of feeds: %w", err)
	}
	walks := map[string]Archive{}
	for _, a := range archives {
		walks[a.Source] = a
	}
	now := r.o.Now()
	var out []Health
	for _, f := range list {
		h := Health{Followed: f, Archive: walks[f.ID]}
		if h.State, _, err = r.o.States.FeedState(ctx, f.ID); err != nil {
			return nil, fmt.Errorf("feed %s: reading its state: %w", f.ID, err)
		}
		seen, err := r.o.Activity.FeedActivity(ctx, f.ID, now.Add(-habitSpan), habitMost)
		if err != nil {
			return nil, fmt.Errorf("feed %s: reading its activity: %w", f.ID, err)
		}
		h.Habit = HabitOf(seen, now)
		out = append(out, h)
	}
	return out, nil
}

// IDOf makes an id of a feed's address that stays the same as long as the address does, and does not give its query away.
func IDOf(u *url.URL) string {
	words := strings.FieldsFunc(strings.ToLower(u.Host+u.Path), func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9')
	})
	if u.RawQuery != "" {
		words = append(words, keyOf(u.RawQuery)[:8])
	}
	id := strings.Join(words, "-")
	if len(id) > 64 {
		id = strings.TrimRight(id[:55], "-") + "-" + keyOf(id)[:8]
	}
	return id
}

// sourceOf makes a source of an address as people type it.
func sourceOf(address string) (Source, error) {
	address = strings.TrimSpace(address)
	if !strings.Contains(address, "://") {
		address = "https://" + address
	}
	u, err := checkAddress(address)
	if err != nil {
		return Source{}, err
	}
	u.Host, u.Fragment = strings.ToLower(u.Host), ""
	return Source{ID: IDOf(u), Name: u.Host, URL: u.String(), Every: defaultEvery, Lang: defaultLang}, nil
}

// sameAddress reports whether two addresses lead to one feed, whichever of http and https and with or without a last
// slash.
func sameAddress(a, b string) bool {
	plain := func(s string) string {
		s = strings.TrimSpace(s)
		if _, rest, ok := strings.Cut(s, "://"); ok {
			s = rest
		}
		host, rest, _ := strings.Cut(s, "/")
		return strings.ToLower(strings.TrimPrefix(host, "www.")) + "/" + strings.TrimRight(rest, "/")
	}
	return plain(a) == plain(b)
}
