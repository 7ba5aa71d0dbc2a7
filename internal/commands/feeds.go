package commands

import (
	"context"
	"errors"
	"strings"
	"time"

	"pledgewatch/internal/blocks"
	"pledgewatch/internal/feed"
	"pledgewatch/internal/knowledge/edtf"
)

// Feeds is what the commands do with the list of feeds; a *feed.Roster does.
type Feeds interface {
	// Health returns how each feed is doing.
	Health(ctx context.Context) ([]feed.Health, error)
	// Check reads a feed and keeps nothing; said is an address, or the id or name of a feed that is followed.
	Check(ctx context.Context, said string) (feed.Preview, error)
	// Add checks a feed and follows it; an empty name is its own title.
	Add(ctx context.Context, address, name string, by feed.Who) (feed.Followed, feed.Preview, error)
	// Pause stops polling a feed, Resume begins again; said is its id, name or address.
	Pause(ctx context.Context, said string, by feed.Who) (feed.Followed, error)
	Resume(ctx context.Context, said string, by feed.Who) (feed.Followed, error)
	// Remove follows a feed no more; its articles stay.
	Remove(ctx context.Context, said string) (feed.Followed, error)
	// Backfill has the older pages of a feed read, back to a date or, where it is zero, to the end.
	Backfill(ctx context.Context, said string, until time.Time) (feed.Followed, feed.Archive, error)
}

// feedsCommand is on the feeds.
func feedsCommand() Command {
	return Command{
		Name: "feeds", Aliases: []string{"feed"}, run: (*Handler).feeds,
		Usage: "/reform feeds [add|check ADDRESS [NAME]] [pause|resume|remove|backfill FEED [until DATE]]",
		About: "Lists the feeds and how each is doing; curators add, check, pause, resume, remove and backfill them.",
		Examples: []string{
			"/reform feeds", "/reform feeds check www.example.org/feed", "/reform feeds add https://www.example.org/feed Example News",
			"/reform feeds pause www-example-org-feed", "/reform feeds backfill www-example-org-feed until 2023-01-01",
		},
	}
}

// verbs are what curators do with feeds.
var verbs = map[string]func(*Handler, context.Context, call, string) blocks.View{
	"add": (*Handler).feedAdd, "check": (*Handler).feedCheck, "pause": (*Handler).feedPause, "resume": (*Handler).feedResume,
	"remove": (*Handler).feedRemove, "backfill": (*Handler).feedBackfill,
}

func (h *Handler) feeds(ctx context.Context, in call) blocks.View {
	if h.o.Feeds == nil {
		return blocks.Notice(nil, nil, "No feeds are read here.")
	}
	verb, rest := firstWord(in.args)
	do, ok := verbs[strings.ToLower(verb)]
	switch {
	case verb == "" || strings.EqualFold(verb, "list"):
		list, err := h.o.Feeds.Health(ctx)
		if err != nil {
			return h.trouble(in, "the feeds could not be read", err, "")
		}
		l := blocks.Feeds(list, zone(), in.run)
		l.Day = in.Day
		return in.page(l)
	case !ok:
		return h.feedUsage(in, "“"+verb+"” is nothing that can be done with feeds.")
	}
	if refusal, may := h.curatorsOnly(ctx, in.Request); !may {
		return refusal
	}
	if rest == "" {
		return h.feedUsage(in, "Which feed?")
	}
	return do(h, ctx, in, rest)
}

func (h *Handler) feedUsage(in call, lead string) blocks.View {
	return blocks.Notice(in.run, [][2]string{{"All feeds", "feeds"}, {"How it is done", "help feeds"}}, lead,
		"Name a feed by its id, as the list shows it, and a new one by its address.")
}

func (in call) who() feed.Who { return feed.Who{Team: in.Team, User: in.User} }

func (h *Handler) feedCheck(ctx context.Context, in call, said string) blocks.View {
	p, err := h.o.Feeds.Check(ctx, said)
	if err != nil {
		return h.feedFault(in, said, err)
	}
	list, err := h.o.Feeds.Health(ctx)
	if err != nil {
		return h.trouble(in, "the feeds could not be read", err, "")
	}
	add := "feeds add " + said
	for _, f := range list {
		if f.ID == p.Source.ID {
			add = ""
		}
	}
	return blocks.FeedPreview(p, add, in.run)
}

func (h *Handler) feedAdd(ctx context.Context, in call, rest string) blocks.View {
	address, name := firstWord(rest)
	f, p, err := h.o.Feeds.Add(ctx, address, name, in.who())
	if errors.Is(err, feed.ErrFollowed) {
		lead := "Nothing was changed: that feed is followed already."
		if f.Paused {
			lead = "Nothing was changed: that feed is there already, and paused."
		}
		return blocks.Notice(in.run, [][2]string{{"All feeds", "feeds"}}, lead, f.Name+" ("+f.ID+")")
	}
	if err != nil {
		return h.feedFault(in, address, err)
	}
	h.log.Info("a curator added a feed", "feed", f.ID, "team", in.Team, "user", in.User)
	return blocks.FeedAdded(f, p, Main+" feeds remove "+f.ID)
}

func (h *Handler) feedPause(ctx context.Context, in call, said string) blocks.View {
	f, err := h.o.Feeds.Pause(ctx, said, in.who())
	if err != nil {
		return h.feedFault(in, said, err)
	}
	h.log.Info("a curator paused a feed", "feed", f.ID, "team", in.Team, "user", in.User)
	return blocks.FeedChanged("Paused:", f, "Nothing is read of it until somebody resumes it.", Main+" feeds resume "+f.ID)
}

func (h *Handler) feedResume(ctx context.Context, in call, said string) blocks.View {
	f, err := h.o.Feeds.Resume(ctx, said, in.who())
	if err != nil {
		return h.feedFault(in, said, err)
	}
	h.log.Info("a curator resumed a feed", "feed", f.ID, "team", in.Team, "user", in.User)
	return blocks.FeedChanged("Resumed:", f, "It is read again when it is due.", Main+" feeds pause "+f.ID)
}

func (h *Handler) feedRemove(ctx context.Context, in call, said string) blocks.View {
	f, err := h.o.Feeds.Remove(ctx, said)
	if err != nil {
		return h.feedFault(in, said, err)
	}
	h.log.Info("a curator removed a feed", "feed", f.ID, "team", in.Team, "user", in.User)
	undo := Main + " feeds add " + f.URL
	if f.URL != f.Address() { // its address holds a secret
		undo = ""
	}
	return blocks.FeedChanged("Removed:", f, "It is read no more. What was read of it stays.", undo)
}

func (h *Handler) feedBackfill(ctx context.Context, in call, rest string) blocks.View {
	said, date, dated := cutUntil(rest)
	var until time.Time
	if dated {
		var ok bool
		if until, ok = dayOf(date); !ok {
			return blocks.Notice(in.run, [][2]string{{"How it is done", "help feeds"}}, "Nothing was begun: “"+date+"” is no date.",
				"Say until when as 2023-01-31, 2023-01, 2023, or January 2023.")
		}
	}
	f, a, err := h.o.Feeds.Backfill(ctx, said, until)
	if err != nil {
		return h.feedFault(in, said, err)
	}
	if !a.Ended.IsZero() {
		return blocks.Notice(in.run, [][2]string{{"All feeds", "feeds"}}, "Nothing was begun: the archive was read that far.", a.Outcome)
	}
	h.log.Info("a curator asked for an archive", "feed", f.ID, "until", until, "team", in.Team, "user", in.User)
	then := "Its older pages are read one by one, a few a minute, back to the end of its archive."
	if dated {
		then = "Its older pages are read one by one, a few a minute, back to " + until.Format("2 January 2006") + "."
	}
	if a.Page > 1 {
		then += " It goes on where it stood."
	}
	return blocks.FeedChanged("Begun:", f, then+" What they hold is kept and linked, and is no news: it comes in no alert and no digest. "+
		"“"+Main+" feeds” shows how far it is.", "")
}

// cutUntil parts "FEED until DATE".
func cutUntil(rest string) (said, date string, dated bool) {
	i := strings.LastIndex(strings.ToLower(rest), " until ")
	if i < 0 {
		return rest, "", false
	}
	return strings.TrimSpace(rest[:i]), strings.TrimSpace(rest[i+len(" until "):]), true
}

// dayOf is the first day of a date as people type it.
func dayOf(date string) (time.Time, bool) {
	for _, layout := range []string{"January 2006", "Jan 2006", "2 January 2006", "2 Jan 2006"} {
		if t, err := time.Parse(layout, date); err == nil {
			return t, true
		}
	}
	d, err := edtf.Parse(date)
	return d.First(), err == nil && !d.First().IsZero()
}

// feedFault says why something was not done to a feed.
func (h *Handler) feedFault(in call, said string, err error) blocks.View {
	var e *feed.Error
	offers := [][2]string{{"All feeds", "feeds"}}
	switch {
	case errors.As(err, &e):
		return blocks.Notice(nil, nil, "That feed cannot be read.", e.UserText(), "Nothing was changed.")
	case errors.Is(err, feed.ErrUnknownFeed):
		return blocks.Notice(in.run, offers, "There is no feed “"+blocks.Cut(said, 100)+"”.", "Name it by its id, as the list shows it.")
	case errors.Is(err, feed.ErrConfigured):
		return blocks.Notice(in.run, append(offers, [2]string{"Pause it", "feeds pause " + said}), "Nothing was changed: that feed is in the bot's settings.",
			"Only whoever runs the bot can take it out (PLEDGEWATCH_FEEDS). You can pause it.")
	case errors.Is(err, feed.ErrUntil):
		return blocks.Notice(nil, nil, "Nothing was begun: that date is still to come.")
	}
	return h.trouble(in, "a feed could not be changed", err, "See with /reform feeds whether it was done; if not, please try again in a minute.")
}
