package feed

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"time"
)

const (
	archivePace     = 15 * time.Second // between two pages of an archive, beside the pace of its host
	archiveMost     = 2_000            // pages
	archiveFailures = 8                // in a row end a walk
	pageParameter   = "paged"          // of WordPress
)

// Walk reads the older pages of a source, one after another and slowly, from where the walk stood to its end, and keeps
// their articles as archived: they can be looked up and linked, and are news to nobody. Each page is logged, and tell is called
// after it; it may be nil. The walk is kept after each page, so that it goes on after a restart; nothing of it is done where none was
// begun (Roster.Backfill) or it has ended. The error is the context's, or the store's.
func (p *Poller) Walk(ctx context.Context, s Source, tell func(Archive)) error {
	if p.Archives == nil {
		return errors.New("feed poller: no store for archives")
	}
	for {
		a, ok, err := p.Archives.Archive(ctx, s.ID)
		if err != nil {
			return fmt.Errorf("archive of feed %s: %w", s.ID, err)
		}
		if !ok || !a.Ended.IsZero() {
			return nil
		}
		if !sleep(ctx, min(a.Next.Sub(p.Now()), maxWait), nil) {
			return ctx.Err()
		}
		if a, err = p.turnPage(ctx, s, a); err != nil {
			return fmt.Errorf("archive of feed %s, page %d: %w", s.ID, a.Page+1, err)
		}
		if !a.Ended.IsZero() {
			p.notify(ctx, archiveNotice(s, a)) // first: of a walk that has ended nobody asks again
		}
		if err := p.Archives.PutArchive(ctx, a); err != nil {
			return fmt.Errorf("archive of feed %s: keeping how far it has come: %w", s.ID, err)
		}
		p.tellArchive(s, a)
		if tell != nil {
			tell(a)
		}
	}
}

// walkOn walks for as long as ctx lasts, and tries again where the store failed.
func (p *Poller) walkOn(ctx context.Context, s Source) {
	for {
		err := p.Walk(ctx, s, nil)
		if err == nil || ctx.Err() != nil {
			return
		}
		p.Log.Error("an archive cannot be kept", "feed", s.ID, "retry", pause, "err", err)
		if !sleep(ctx, pause, nil) {
			return
		}
	}
}

func (p *Poller) tellArchive(s Source, a Archive) {
	p.Log.Info("archive page", "feed", s.ID, "page", a.Page, "kept", a.Kept, "oldest", a.Oldest, "failures", a.Failures, "outcome", a.Outcome)
}

// turnPage reads the next page and returns the walk after it. The error is the store's or the context's; whatever the site
// does is part of the walk.
func (p *Poller) turnPage(ctx context.Context, s Source, a Archive) (Archive, error) {
	leave, state, err := p.enter(ctx, s)
	if err != nil {
		return a, err
	}
	defer leave()
	address, err := pageOf(cmp.Or(state.URL, s.URL), a.Page+1)
	if err != nil {
		return p.endWalk(a, "The feed's address cannot be parsed."), nil
	}
	r, err := p.Fetcher.Fetch(ctx, Request{URL: address})
	if ctx.Err() != nil {
		return a, ctx.Err()
	}
	var doc Document
	if err == nil {
		doc, err = Parse(s, r)
	}
	if err != nil {
		return p.stumble(a, err), nil
	}
	return p.keepPage(ctx, a, doc)
}

// pageOf is the address of a page of an archive, as WordPress has it.
func pageOf(address string, page int) (string, error) {
	u, err := url.Parse(address)
	if err != nil {
		return "", err
	}
	q := u.Query()
	q.Set(pageParameter, strconv.Itoa(page))
	u.RawQuery = q.Encode()
	return u.String(), nil
}

// stumble notes that a page could not be read: a site that has no such page is at its end, any other is asked again later.
func (p *Poller) stumble(a Archive, cause error) Archive {
	var e *Error
	if !errors.As(cause, &e) {
		e = fail(KindNetwork, cause)
	}
	noPage := e.Status == 404 || e.Status == 410 || e.Status == 400 || e.Kind == KindNotAFeed
	switch a.Failures++; {
	case noPage && a.Page <= 1:
		return p.endWalk(a, "The site gives no older pages of this feed.")
	case noPage:
		return p.endWalk(a, fmt.Sprintf("It reached the end after page %d.", a.Page))
	case e.Kind == KindRateLimited && e.RetryAfter > 0:
		a.Failures--
	case a.Failures >= archiveFailures:
		return p.endWalk(a, fmt.Sprintf("It was given up after %d failures at page %d: %s Asked for again, it goes on from there.", a.Failures, a.Page+1, e.UserText()))
	}
	a.Outcome = e.UserText()
	a.Next = p.Now().Add(max(archivePace, e.RetryAfter, backoff(time.Minute, a.Failures, p.Jitter())))
	return a
}

func (p *Poller) endWalk(a Archive, outcome string) Archive {
	a.Ended, a.Outcome = p.Now().UTC(), outcome
	return a
}

// keepPage keeps the articles of a page that were not known, and decides whether there is more to read.
func (p *Poller) keepPage(ctx context.Context, a Archive, doc Document) (Archive, error) {
	mark, oldest := signs(doc)
	if len(doc.Articles) == 0 || mark == a.Mark { // some sites answer any page beyond the last with the same one
		return p.endWalk(a, fmt.Sprintf("It reached the end after page %d: the site gives nothing older.", a.Page)), nil
	}
	next := a
	next.Page, next.Mark, next.Next = a.Page+1, mark, p.Now().Add(archivePace)
	if !a.Oldest.IsZero() && oldest.After(a.Oldest) { // read before: while nobody walked, newer articles pushed the older on
		if next.Failures++; next.Failures >= archiveFailures {
			return p.endWalk(next, fmt.Sprintf("It stopped at page %d: the site gives nothing older.", next.Page)), nil
		}
		return next, nil
	}
	for _, article := range doc.Articles {
		fresh, err := p.keepOld(ctx, article, a.Until)
		if err != nil {
			return a, err
		}
		if fresh {
			next.Kept++
		}
	}
	next.Failures, next.Outcome = 0, ""
	if !oldest.IsZero() {
		next.Oldest = oldest
	}
	switch {
	case !oldest.IsZero() && oldest.Before(a.Until):
		return p.endWalk(next, fmt.Sprintf("It reached %s at page %d.", a.Until.Format("2 January 2006"), next.Page)), nil
	case next.Page >= archiveMost:
		return p.endWalk(next, fmt.Sprintf("It stopped after %d pages.", next.Page)), nil
	}
	return next, nil
}

// signs are what a page is known by, and the date of its oldest article.
func signs(doc Document) (mark string, oldest time.Time) {
	var guids []string
	for _, a := range doc.Articles {
		guids = append(guids, a.GUID)
		if at := a.Published; !at.IsZero() && (oldest.IsZero() || at.Before(oldest)) {
			oldest = at
		}
	}
	return keyOf(guids...), oldest
}

// keepOld keeps an article of an archive, unless some version of it is kept, it is older than what is wanted, or it has no
// date that is past: nobody could tell that one from news.
func (p *Poller) keepOld(ctx context.Context, a Article, until time.Time) (fresh bool, err error) {
	now := p.Now().UTC()
	if a.Published.IsZero() || a.Published.Before(until) || a.Published.After(now) {
		return false, nil
	}
	_, known, err := p.Keeper.Article(ctx, a.Feed, a.GUID)
	if err != nil || known {
		return false, err
	}
	a.FirstSeen, a.Archived = now, true
	return true, p.Keeper.PutArticle(ctx, a)
}
