package feed

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// Report says what one poll of a feed came to.
type Report struct {
	NotModified bool      // the server said 304
	Items       int       // articles in the document
	New         int       // of them handed on as new
	Revised     int       // of them handed on as revised
	Tampered    int       // of them with something cut out
	Channel     string    // title of the document
	MovedTo     string    // where the feed moved to for good in this poll, or empty
	Problems    []string  // items that could not be read, or only in part
	Next        time.Time // when the feed is due again

	planted string // the first thing cut out of an article that was new or revised
}

// PollOnce polls a source now, due or not: it fetches, parses, cleans, inspects, compares, hands on and keeps. The order
// makes that nothing is lost and nothing is doubled, wherever it is cut short:
//
//  1. Nothing is handed on before the whole document is parsed.
//  2. Articles are handed on oldest first, each to the Handler and only then to the Keeper. A crash between the two
//     offers the article again, with the same Article.Key, under which the Handler finds what it has done already.
//  3. The feed's state is written last. Its validators are those of this answer only where every article was taken on;
//     else the old ones are dropped, so that the document comes again and is not mistaken for one that is done with.
//
// The error is the context's, an *Error for a fault of the feed (its state then says so), or what Handler and Keeper
// returned, joined. An article that the Handler refuses does not hold up the others.
func (p *Poller) PollOnce(ctx context.Context, s Source) (Report, error) {
	leave, state, err := p.enter(ctx, s)
	if err != nil {
		return Report{}, err
	}
	defer leave()
	r, err := p.Fetcher.Fetch(ctx, Request{URL: cmp.Or(state.URL, s.URL), ETag: state.ETag, LastModified: state.LastModified})
	if ctx.Err() != nil {
		return Report{}, fmt.Errorf("feed %s: poll given up: %w", s.ID, ctx.Err())
	}
	var doc Document
	if err == nil && !r.NotModified {
		doc, err = Parse(s, r)
	}
	if err != nil {
		return p.failed(ctx, s, state, err)
	}
	return p.succeeded(ctx, s, state, r, doc)
}

// state returns what is remembered of a source as it is configured now.
func (p *Poller) state(ctx context.Context, s Source) (State, error) {
	state, ok, err := p.Keeper.FeedState(ctx, s.ID)
	if err != nil {
		return State{}, fmt.Errorf("feed %s: reading its state: %w", s.ID, err)
	}
	if !ok || state.Configured != "" && state.Configured != s.URL {
		state = State{}
	}
	state.Source, state.Configured = s.ID, s.URL
	return state, nil
}

// failed notes a failure. Being told to slow down is none. An address learnt from a redirect that fails is forgotten,
// so that the configured one gets its chance again.
func (p *Poller) failed(ctx context.Context, s Source, state State, cause error) (Report, error) {
	var e *Error
	if !errors.As(cause, &e) {
		e = fail(KindNetwork, cause)
		cause = e
	}
	state.LastAttempt, state.LastError = p.Now(), e.UserText()
	switch {
	case e.Kind == KindRateLimited && e.RetryAfter > 0:
	case e.Kind == KindGone && state.URL == "":
		state.Gone = true
		state.Failures++
		p.notify(ctx, goneNotice(s))
	default:
		state.Failures++
		if state.URL != "" && (state.Failures >= 3 || e.Kind == KindGone || e.Kind == KindHTTPStatus || e.Kind == KindNotAFeed) {
			state.URL, state.ETag, state.LastModified = "", "", ""
		}
	}
	wait := e.RetryAfter
	if state.Failures > 0 {
		wait = max(wait, backoff(interval(s), state.Failures, p.Jitter()))
	}
	state.Next = nextPoll(p.Now(), interval(s), wait)
	if state.Failures >= manyFailures {
		p.notify(ctx, failingNotice(s, state))
	}
	return Report{Next: state.Next}, errors.Join(fmt.Errorf("feed %s: %w", s.ID, cause), p.put(ctx, state))
}

func (p *Poller) succeeded(ctx context.Context, s Source, state State, r Response, doc Document) (Report, error) {
	report := Report{NotModified: r.NotModified, Channel: doc.Title, Items: len(doc.Articles), MovedTo: r.MovedTo, Problems: doc.Problems}
	err := p.handOn(ctx, doc.Articles, &report)
	if ctx.Err() != nil {
		return report, fmt.Errorf("feed %s: poll given up: %w", s.ID, ctx.Err())
	}
	now := p.Now()
	state.LastAttempt, state.LastSuccess, state.LastError, state.Failures, state.Gone = now, now, "", 0, false
	if r.MovedTo != "" && r.MovedTo != state.URL {
		p.notify(ctx, movedNotice(s, r.MovedTo))
	}
	if state.URL = cmp.Or(r.MovedTo, state.URL); state.URL == s.URL {
		state.URL = ""
	}
	if !r.NotModified {
		state.ETag, state.LastModified, state.TTL = r.ETag, r.LastModified, doc.TTL
	}
	if err != nil {
		state.ETag, state.LastModified = "", ""
		err = fmt.Errorf("feed %s: articles offered again at the next poll: %w", s.ID, err)
	}
	state.Next = nextPoll(now, interval(s), r.MaxAge, state.TTL)
	report.Next = state.Next
	if report.planted != "" {
		p.notify(ctx, tamperedNotice(s, report))
	}
	p.watchSilence(ctx, s)
	return report, errors.Join(err, p.put(ctx, state))
}

// handOn gives each new or revised article to the Handler and then to the Keeper, oldest first.
func (p *Poller) handOn(ctx context.Context, articles []Article, report *Report) error {
	ordered := slices.Clone(articles)
	slices.Reverse(ordered) // feeds begin with the newest
	slices.SortStableFunc(ordered, func(a, b Article) int { return a.Published.Compare(b.Published) })
	var errs []error
	for _, a := range ordered {
		if ctx.Err() != nil {
			return errors.Join(append(errs, ctx.Err())...)
		}
		if len(a.Integrity) > 0 {
			report.Tampered++
		}
		verdict, err := p.one(ctx, a)
		switch {
		case err != nil:
			errs = append(errs, fmt.Errorf("article %q: %w", Cut(a.GUID, 100), err))
		case verdict == New:
			report.New++
		case verdict == Revised:
			report.Revised++
		}
		if len(a.Integrity) > 0 && err == nil && verdict != Known {
			report.planted = cmp.Or(report.planted, a.Integrity[0].Removed)
		}
	}
	return errors.Join(errs...)
}

func (p *Poller) one(ctx context.Context, a Article) (Verdict, error) {
	kept, ok, err := p.Keeper.Article(ctx, a.Feed, a.GUID)
	if err != nil {
		return "", fmt.Errorf("reading its kept version: %w", err)
	}
	if ok && kept.Hash == a.Hash {
		return Known, nil
	}
	verdict := New
	a.FirstSeen = p.Now().UTC()
	if a.Published.After(a.FirstSeen.Add(maxWait)) {
		a.Published = time.Time{} // nobody knows tomorrow's news
	}
	if ok {
		verdict, a.FirstSeen, a.Revision, a.Archived = Revised, kept.FirstSeen, kept.Revision+1, kept.Archived
		if a.Published.IsZero() {
			a.Published = kept.Published
		}
	}
	if a.Published.IsZero() {
		a.Published = a.FirstSeen
	}
	if err := p.Handler.Handle(ctx, a, verdict); err != nil {
		return "", fmt.Errorf("handing it on: %w", err)
	}
	if err := p.Keeper.PutArticle(ctx, a); err != nil {
		return "", fmt.Errorf("keeping it: %w", err)
	}
	if verdict == Revised {
		p.logEdits(kept, a)
	}
	return verdict, nil
}

// logEdits says which figures and dates a publisher has changed.
func (p *Poller) logEdits(older, newer Article) {
	for _, e := range Edits(older, newer) {
		p.Log.Info("article edited", "feed", newer.Feed, "article", newer.Link, "paragraph", e.Paragraph, "from", e.From, "to", e.To)
	}
}

func (p *Poller) put(ctx context.Context, state State) error {
	if err := p.Keeper.PutFeedState(ctx, state); err != nil {
		return fmt.Errorf("feed %s: keeping its state: %w", state.Source, err)
	}
	return nil
}
