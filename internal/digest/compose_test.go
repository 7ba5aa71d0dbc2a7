package digest_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pledgewatch/internal/digest"
	"pledgewatch/internal/feed"
	"pledgewatch/internal/knowledge"
)

// Monday 12 May to Sunday 18 May 2031 is week 20.
func news(t *testing.T) []feed.Article {
	article := func(guid, published, title, description string, paragraphs ...string) feed.Article {
		return feed.Article{
			Feed: "lantern", GUID: guid, Title: title, Link: "https://lantern.example/" + guid, Description: description,
			Published: at(t, published), FirstSeen: at(t, published).Add(20 * time.Minute), Paragraphs: paragraphs, Hash: guid,
		}
	}
	dredging := article("dredging", "2031-05-14T10:00:00Z", "Saltmouth dredging put off until 2033",
		"The Saltmouth channel will not be dredged before April 2033, the Ministry of Shores said. Boatmen fear for the summer trade, and so do the innkeepers who…",
		"The Ministry of Shores has put off the dredging of the silted Saltmouth channel, on which the herring fleet depends.", "Boatmen are angry.")
	return []feed.Article{
		article("cake", "2031-05-13T08:00:00Z", "Baker of Ormsby wins prize", "A cake in the shape of a lighthouse took the cup."),
		dredging,
		article("school", "2031-05-16T15:30:00Z", "Ormsby pilots’ school names its opening day", "",
			"The pilots’ school at Ormsby will take in its first pilots in June. The opening is on a Tuesday."),
		article("before", "2031-05-11T22:59:59Z", "Saltmouth dredging rumours", "It was Sunday still."),
		article("after", "2031-05-18T23:00:00Z", "Ormsby quay lamps lit at last", "It was Monday already."),
	}
}

func subscription(topics ...string) digest.Subscription {
	return digest.Subscription{Team: "T1", Channel: "C1", Topics: topics, Schedule: digest.DefaultSchedule, Zone: digest.DefaultZone}
}

func preview(t *testing.T, sub digest.Subscription, week string, c *digest.Composer) digest.Digest {
	t.Helper()
	w, err := digest.ParseWeek(week)
	if err != nil {
		t.Fatal(err)
	}
	d, err := c.Preview(t.Context(), sub, w)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestPreviewsReadWell(t *testing.T) {
	tests := map[string]struct {
		week   string
		topics []string
	}{
		"everything.txt":   {"2031-W20", nil},
		"one-topic.txt":    {"2031-W20", []string{"pilotage"}},
		"quiet.txt":        {"2031-W31", nil},
		"quiet-topic.txt":  {"2031-W31", []string{"ferries", "pilotage"}},
		"dates-only.txt":   {"2031-W22", nil},
		"begins-early.txt": {"2031-W10", nil},
	}
	c := composer(at(t, "2040-01-01T00:00:00Z"), news(t)...)
	for name, tt := range tests {
		golden(t, name, preview(t, subscription(tt.topics...), tt.week, c).Text())
	}
}

func TestTheDocumentKeepsItsContract(t *testing.T) {
	d := preview(t, subscription(), "2031-W20", composer(at(t, "2040-01-01T00:00:00Z"), news(t)...))
	doc := d.Document()
	for _, it := range doc.Items { // how strongly, and by which words, is knowledge's own affair
		for i, l := range it.BearsOn {
			if !l.Moved && (l.Score <= 0 || len(l.Why) == 0) {
				t.Errorf("%s is linked for no reason", l.Entry)
			}
			it.BearsOn[i].Score, it.BearsOn[i].Why = 1, []string{"words"}
		}
	}
	raw, err := json.MarshalIndent(doc, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "everything.json", string(raw)+"\n")
	empty, err := json.Marshal(preview(t, subscription("ferries"), "2031-W31", composer(at(t, "2040-01-01T00:00:00Z"))).Document())
	if err != nil || strings.Contains(string(empty), "null") {
		t.Errorf("%s, %v: want no null", empty, err)
	}
}

// Law: the digest of an old week holds nothing that its sources reported later, whenever it is composed.
func TestNothingLearntLaterIsTold(t *testing.T) {
	for _, sub := range []digest.Subscription{subscription(), subscription("pilotage")} {
		nothingLater(t, sub)
	}
}

func nothingLater(t *testing.T, sub digest.Subscription) {
	t.Helper()
	stories := []feed.Article{{
		Feed: "lantern", GUID: "all", Hash: "all", Published: at(t, "2031-03-05T10:00:00Z"),
		Title:      "Dredging of the silted Saltmouth channel for the herring fleet, Ormsby pilots' school opening",
		Paragraphs: []string{"Depth of the silted Saltmouth channel as herring boats sounded it", "Forty quay lamps for the dark northern mole of Ormsby harbour"},
	}}
	for week := digest.WeekOf(at(t, "2031-02-24T00:00:00Z"), london(t)); week.String() < "2031-W30"; {
		from, to := week.Bounds(london(t))
		stories[0].Published = from
		d := preview(t, sub, week.String(), composer(at(t, "2040-01-01T00:00:00Z"), stories...))
		for _, it := range slices.Concat(d.Items, d.Also) {
			for _, l := range it.Links {
				wantKnown(t, d, l.Entry, l.State)
			}
		}
		for _, x := range slices.Concat(d.Upcoming, d.Overdue) {
			wantKnown(t, d, x.Entry, x.State)
		}
		overdue := 0
		for _, l := range brain().Corpus.Pledges(knowledge.Filter{Overdue: true, Topics: d.Topics}, d.AsOf) {
			overdue++
			if !slices.ContainsFunc(d.Overdue, func(x digest.Dated) bool { return x.Entry == l.Entry }) {
				t.Errorf("%s: the list of overdue pledges has %s, the digest does not", d.Period.Week, l.Entry.ID)
			}
		}
		if overdue != d.Totals.Overdue {
			t.Errorf("%s: %d pledges are overdue, the digest counts %d", d.Period.Week, overdue, d.Totals.Overdue)
		}
		week = digest.WeekOf(to, london(t))
	}
}

func wantKnown(t *testing.T, d digest.Digest, e *knowledge.Entry, s knowledge.State) {
	t.Helper()
	cites := s.Cites
	if len(cites) == 0 {
		t.Fatalf("%s: %s rests on nothing", d.Period.Week, e.ID)
	}
	for _, ct := range cites {
		if src, _ := brain().Corpus.Source(ct.Source); src.Published.First().After(d.AsOf) {
			t.Errorf("%s: %s is told as %q from %s, published %s", d.Period.Week, e.ID, s.Status, src.ID, src.Published)
		}
	}
}

func TestScheduledDigestsTellEachArticleOnce(t *testing.T) {
	s, err := digest.NewSchedule(digest.DefaultSchedule, digest.DefaultZone)
	if err != nil {
		t.Fatal(err)
	}
	first := s.Next(at(t, "2031-05-01T00:00:00Z"))
	tests := map[string]struct {
		published, seen string
		in              int // which digest of five tells it; -1: none
	}{
		"read at once":                              {"2031-05-07T10:00:00Z", "2031-05-07T10:30:00Z", 1},
		"published just before nine, read after":    {"2031-05-12T07:59:00Z", "2031-05-12T08:40:00Z", 2},
		"being kept as the digest is made":          {"2031-05-12T07:30:00Z", "2031-05-12T07:59:59Z", 2},
		"read before, dated after nine":             {"2031-05-12T08:30:00Z", "2031-05-11T08:00:00Z", 2},
		"read five days late":                       {"2031-05-06T10:00:00Z", "2031-05-13T10:00:00Z", 2},
		"undated":                                   {"", "2031-05-07T10:30:00Z", 1},
		"an old archive, read when a feed is added": {"2029-01-01T10:00:00Z", "2031-05-13T10:00:00Z", -1},
	}
	for name, tt := range tests {
		a := feed.Article{Feed: "lantern", GUID: "x", Link: "https://lantern.example/x", Title: "News", FirstSeen: at(t, tt.seen)}
		if tt.published != "" {
			a.Published = at(t, tt.published)
		}
		twin := a // the same article in another feed, read later
		twin.Feed, twin.FirstSeen = "other", a.FirstSeen.Add(8*24*time.Hour)
		var in []int
		for i, due := 0, first; i < 5; i, due = i+1, s.Next(due) {
			d, err := composer(due, a, twin).Compose(t.Context(), subscription(), s.UpTo(due))
			if err != nil {
				t.Fatal(err)
			}
			for range len(d.Items) + len(d.Also) {
				in = append(in, i)
			}
		}
		want := []int{tt.in}
		if tt.in < 0 {
			want = nil
		}
		if tt.published == "" { // the twin is undated too, and its own copy may be told
			in = in[:1]
		}
		if !slices.Equal(in, want) {
			t.Errorf("%s: told in digests %v, want %v", name, in, want)
		}
	}
}

func TestHostileTitlesPassAsDataAndStayOnOneLine(t *testing.T) {
	title := "<!channel> *Saltmouth dredging* & <https://evil.example|click>\n\n2. Forged \x1b[31mitem\u202e"
	a := news(t)[1]
	a.Title, a.Hash = title, "hostile"
	a.Link = "https://lantern.example/a\nb"
	d := preview(t, subscription(), "2031-W20", composer(at(t, "2040-01-01T00:00:00Z"), a))
	if d.Items[0].Article.Title != title || d.Document().Items[0].Title != title {
		t.Error("the title must be handed on as it came: whoever shows it escapes it")
	}
	text := d.Text()
	if strings.Contains(text, "\n2. Forged") || strings.ContainsAny(text, "\x1b\u202e") || strings.Contains(text, "\nb") {
		t.Errorf("a title acts on the text around it:\n%s", text)
	}
}

func TestTheLongestDigestIsReadInTwoMinutes(t *testing.T) {
	long := strings.Repeat("The Ministry of Shores has put off the dredging of the silted Saltmouth channel and forty quay lamps for Ormsby. ", 20)
	var many []feed.Article
	for i := range 300 {
		a := news(t)[1]
		a.GUID = fmt.Sprint(i)
		a.Link, a.Hash, a.Description = "https://lantern.example/"+a.GUID, a.GUID, long
		a.Title = long
		many = append(many, a)
	}
	d := preview(t, subscription(), "2031-W20", composer(at(t, "2040-01-01T00:00:00Z"), many...))
	if n := len(strings.Fields(d.Text())); n > 500 {
		t.Errorf("%d words are too many to read in two minutes:\n%s", n, d.Text())
	}
	if rest := strings.Join(d.RestText(), "\n"); strings.Count(d.Text()+rest, "https://") != len(d.Items) || !strings.Contains(d.Text(), "In the thread: 55 more articles.") {
		t.Errorf("of %d articles %d are told", len(d.Items), strings.Count(d.Text()+rest, "https://"))
	}
	if got := len(d.Items) + len(d.Also) + d.Totals.Untold; got != d.Totals.Articles || d.Totals.Articles != 300 {
		t.Errorf("%d of %d articles are accounted for", got, d.Totals.Articles)
	}
}

func TestADigestOfTheFutureOrOfLostTopicsIsRefused(t *testing.T) {
	now := at(t, "2031-05-14T10:00:00Z")
	c := composer(now, news(t)...)
	if d, err := c.Preview(t.Context(), subscription(), digest.Week{Year: 2031, Number: 21}); err == nil {
		t.Errorf("next week has not begun: %q", d.Text())
	}
	if d, err := c.Preview(t.Context(), subscription("gone"), digest.Week{}); err == nil {
		t.Errorf("no topic is left, so everything would be told: %q", d.Text())
	}
	d, err := c.Preview(t.Context(), subscription(), digest.Week{})
	if err != nil {
		t.Fatal(err)
	}
	if got := d.AsOf.Format(time.DateOnly); got != "2031-05-14" || d.Period.Due.IsZero() {
		t.Errorf("without a week it is the next digest so far: as of %s, due %s", got, d.Period.Due)
	}
	broken := subscription()
	broken.Zone = "Nowhere/Else"
	if _, err := c.Preview(t.Context(), broken, digest.Week{}); err == nil || !strings.Contains(err.Error(), "C1") {
		t.Errorf("a broken subscription: %v", err)
	}
}

func TestAReloadedCorpusIsTheOneThatIsTold(t *testing.T) {
	now := brain()
	c := composer(at(t, "2040-01-01T00:00:00Z"), news(t)...)
	c.Brain = func() *knowledge.Brain { return now }
	preview(t, subscription(), "2031-W20", c)
	now = newBrain()
	for _, it := range preview(t, subscription(), "2031-W20", c).Items {
		for _, l := range it.Links {
			if e, _ := now.Corpus.Entry(l.Entry.ID); e != l.Entry {
				t.Errorf("%s is told from the corpus before the reload", l.Entry.ID)
			}
		}
	}
}

func TestANewlyMissedDateBreaksTheQuietOnce(t *testing.T) {
	s, err := digest.NewSchedule(digest.DefaultSchedule, digest.DefaultZone)
	if err != nil {
		t.Fatal(err)
	}
	var told []string
	for due := at(t, "2031-05-05T08:00:00Z"); due.Before(at(t, "2031-06-30T00:00:00Z")); due = s.Next(due) {
		d, err := composer(due).Compose(t.Context(), subscription("harbours"), s.UpTo(due))
		if err != nil {
			t.Fatal(err)
		}
		if slices.ContainsFunc(d.Overdue, func(x digest.Dated) bool { return x.Recent }) && !d.Quiet() {
			told = append(told, d.AsOf.Format(time.DateOnly))
		}
	}
	if want := []string{"2031-05-05", "2031-05-19"}; !slices.Equal(told, want) {
		t.Errorf("told on %v, want %v: the dates were the end of April and 16 May", told, want)
	}
}
