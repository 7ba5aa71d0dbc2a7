package watch

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"pledgewatch/internal/knowledge"
)

const (
	lately    = 14 * 24 * time.Hour // after a decision, the same news is no new proposal
	newsFor   = 14 * 24 * time.Hour // older articles are no news: what they propose is held
	tellSince = 72 * time.Hour      // decisions older than this were told
	lookEvery = 30 * time.Second    // for what another bot on the same store has decided
)

// DeskOptions are what a Desk works with. All but Audiences and Changed are needed.
type DeskOptions struct {
	Brain     func() *knowledge.Brain     // the corpus as it is now
	Reviews   Reviews                     // what is kept
	Audiences []Audience                  // who is told of changes
	Changed   func(context.Context) error // the confirmed changes are others than before: answers are to heed them
	Now       func() time.Time
	Log       *slog.Logger
}

// Desk is where proposed changes are kept, shown to curators and decided. It may be used by many at once.
type Desk struct {
	o    DeskOptions
	wake chan struct{}

	mu   sync.Mutex
	laid string // what Overlay gave last
}

// NewDesk makes a Desk. Nobody is told of anything until Run.
func NewDesk(o DeskOptions) (*Desk, error) {
	if o.Brain == nil || o.Reviews == nil || o.Now == nil || o.Log == nil {
		return nil, errors.New("watch: Brain, Reviews, Now and Log are required")
	}
	return &Desk{o: o, wake: make(chan struct{}, 1)}, nil
}

// Read holds an article against the corpus and keeps what it proposes. Reading an article again, or a revision of it, proposes
// nothing twice.
func (d *Desk) Read(ctx context.Context, a Article, from Origin) error {
	brain, now := d.o.Brain(), d.o.Now()
	if a.Published.IsZero() {
		a.Published = now
	}
	from.Published = a.Published.UTC()
	found := Detect(brain, a)
	if len(found) == 0 {
		return nil
	}
	taught, err := d.o.Reviews.Decisions(ctx, MostTaught)
	if err != nil {
		return fmt.Errorf("what curators decided before: %w", err)
	}
	known, err := d.o.Reviews.Changes(ctx, now.Add(-lately))
	if err != nil {
		return fmt.Errorf("what was proposed before: %w", err)
	}
	for _, p := range found {
		if said(brain.Corpus, p) {
			continue
		}
		c := sameAs(brain.Corpus, known, changeOf(p, from, now))
		c.Needed = Needed(taught, c.Article.Feed, c.Kind)
		if c.Confidence >= c.Needed && isNews(brain.Corpus, p, from, now) {
			c.Standing, c.Shown = StandingReported, true
		}
		kept, added, err := d.o.Reviews.Propose(ctx, c, now.Add(-lately))
		if err != nil {
			return fmt.Errorf("keep the change of %s that %s proposes: %w", c.Entry, from.Link, err)
		}
		if added {
			d.o.Log.Info("change proposed", "entry", kept.Entry, "field", kept.Field, "kind", kept.Kind, "from", kept.From, "to", kept.To,
				"confidence", kept.Confidence, "needed", kept.Needed, "standing", kept.Standing, "article", from.Link)
		}
	}
	d.poke()
	return nil
}

// sameAs returns c, or, where it is what a known change of a kindred entry tells, that one as c's article tells it: of several
// entries that record one fact an article is taken to change one, and which may differ once that one has changed.
func sameAs(corpus *knowledge.Corpus, known []Change, c Change) Change {
	e, _ := corpus.Entry(c.Entry)
	for _, k := range known {
		o, ok := corpus.Entry(k.Entry)
		if !ok || k.Entry == c.Entry || k.Field != c.Field || k.Kind != c.Kind || normal(k.Proposed) != normal(c.Proposed) || k.From != c.From {
			continue
		}
		kin := slices.ContainsFunc(e.Topics, func(t string) bool { return slices.Contains(o.Topics, t) })
		if kin && (c.Field != Status || k.Article.same(c.Article)) {
			c.Key, c.Entry, c.Title, c.Proposed = k.Key, k.Entry, k.Title, k.Proposed
			return c
		}
	}
	return c
}

// said reports whether the corpus gives the proposed value already, as of now: it learnt it from elsewhere.
func said(c *knowledge.Corpus, p Proposal) bool {
	return normal(Value(c, p.Entry, p.Field)) == normal(p.To)
}

// Value is what a field of an entry stands at, as the corpus writes it; empty where it holds none.
func Value(c *knowledge.Corpus, e *knowledge.Entry, f Field) string {
	l, ok := c.Listed(e, time.Time{})
	if !ok {
		return ""
	}
	switch f {
	case Date:
		return l.Date.String()
	case Amount:
		return l.State.Amount.String()
	default:
		return l.State.Status
	}
}

// isNews reports whether a proposal may be told of as reported: the article is new, and the corpus knows nothing later of the
// entry.
func isNews(c *knowledge.Corpus, p Proposal, from Origin, now time.Time) bool {
	then, _ := c.StateAt(p.Entry, knowledge.DayOf(from.Published))
	latest, _ := c.StateAt(p.Entry, time.Time{})
	return !from.Archived && now.Sub(from.Published) < newsFor && then.Line == latest.Line
}

// Pending returns the changes that wait for a decision, the oldest found first.
func (d *Desk) Pending(ctx context.Context) ([]Change, error) {
	all, err := d.o.Reviews.Changes(ctx, d.o.Now().AddDate(1, 0, 0)) // nothing was decided in the future
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(all, func(c Change) bool { return !c.Standing.Pending() }), nil
}

// Reported returns the pending changes of some entries that are shown as reported, the oldest found first, as far as the corpus
// does not say so already.
func (d *Desk) Reported(ctx context.Context, entries ...string) ([]Change, error) {
	pending, err := d.Pending(ctx)
	c := d.o.Brain().Corpus
	return slices.DeleteFunc(pending, func(p Change) bool {
		e, ok := c.Entry(p.Entry)
		return p.Standing != StandingReported || !slices.Contains(entries, p.Entry) || !ok || normal(Value(c, e, p.Field)) == normal(p.To)
	}), err
}

// Change returns a change; ok is false where there is none under the key.
func (d *Desk) Change(ctx context.Context, key string) (Change, bool, error) {
	return d.o.Reviews.Change(ctx, key)
}

// Log returns up to limit decisions, the latest first.
func (d *Desk) Log(ctx context.Context, limit int) ([]Decision, error) {
	return d.o.Reviews.Decisions(ctx, limit)
}

// Thresholds returns what the decisions so far have taught of each feed and kind, ordered by both.
func (d *Desk) Thresholds(ctx context.Context) ([]Threshold, error) {
	ds, err := d.o.Reviews.Decisions(ctx, MostTaught)
	if err != nil {
		return nil, err
	}
	return Thresholds(ds), nil
}

// Overlay returns the lines of history that curators confirmed, for a corpus that has the entries of c.
func (d *Desk) Overlay(ctx context.Context, c *knowledge.Corpus) ([]knowledge.Overlay, error) {
	confirmed, err := d.o.Reviews.Confirmed(ctx)
	if err != nil {
		return nil, fmt.Errorf("what curators confirmed: %w", err)
	}
	lines, wrong := Overlay(c, confirmed)
	for _, err := range wrong {
		d.o.Log.Error("a confirmed change is not in the answers", "err", err)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.laid = versions(confirmed)
	return lines, nil
}

// stale reports whether others have been confirmed since Overlay was asked.
func (d *Desk) stale(ctx context.Context) bool {
	confirmed, err := d.o.Reviews.Confirmed(ctx)
	if err != nil {
		return false
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.laid != versions(confirmed)
}

// versions tells sets of decisions apart.
func versions(cs []Change) string {
	var parts []string
	for _, c := range cs {
		parts = append(parts, c.Key+c.At.UTC().String())
	}
	return keyOf(parts...)
}

// poke makes Run look now.
func (d *Desk) poke() {
	select {
	case d.wake <- struct{}{}:
	default: // it will look anyway
	}
}

// Run tells the audiences of changes, lets lapse what nobody decides on, and has answers heed what others confirmed, until ctx
// ends.
func (d *Desk) Run(ctx context.Context) error {
	told := map[string]Standing{}
	look := time.NewTicker(lookEvery)
	defer look.Stop()
	for {
		d.look(ctx, told)
		select {
		case <-ctx.Done():
			return nil
		case <-d.wake:
		case <-look.C:
		}
	}
}

// look does what Run does each time.
func (d *Desk) look(ctx context.Context, told map[string]Standing) {
	if d.stale(ctx) {
		d.change(ctx)
	}
	d.tell(ctx, told)
}

// change has answers heed what was confirmed. Where that fails, Run tries again.
func (d *Desk) change(ctx context.Context) {
	if d.o.Changed == nil {
		return
	}
	if err := d.o.Changed(ctx); err != nil && ctx.Err() == nil {
		d.o.Log.Error("answers do not heed what was confirmed yet", "next", lookEvery, "err", err)
	}
}

// tell tells each audience of each change whose standing it does not know yet.
func (d *Desk) tell(ctx context.Context, told map[string]Standing) {
	changes, err := d.o.Reviews.Changes(ctx, d.o.Now().Add(-tellSince))
	if err != nil {
		if ctx.Err() == nil {
			d.o.Log.Error("proposed changes cannot be read", "next", lookEvery, "err", err)
		}
		return
	}
	slices.SortStableFunc(changes, Oldest)
	changes = d.lapse(ctx, changes)
	known := map[string]bool{}
	for i, a := range d.o.Audiences {
		for _, c := range changes {
			id := fmt.Sprint(i, " ", c.Key)
			known[id] = true
			if told[id] == c.Standing || ctx.Err() != nil {
				continue
			}
			if err := a.Tell(ctx, c); err != nil {
				d.o.Log.Error("not told of a change yet", "entry", c.Entry, "standing", c.Standing, "next", lookEvery, "err", err)
				continue
			}
			told[id] = c.Standing
		}
	}
	for id := range told {
		if !known[id] {
			delete(told, id)
		}
	}
}
