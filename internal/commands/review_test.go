package commands_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"pledgewatch/internal/blocks"
	"pledgewatch/internal/blocks/blockstest"
	"pledgewatch/internal/commands"
	"pledgewatch/internal/watch"
)

// tray is a desk in memory, on which a ruling does what the real one would, and remembers who asked for it.
type tray struct {
	changes []watch.Change
	rulings []string
	fault   *watch.Fault
	broken  bool
}

func (d *tray) fail() error {
	if d.broken {
		return errDisk
	}
	return nil
}

func (d *tray) Pending(context.Context) ([]watch.Change, error) {
	return slices.DeleteFunc(slices.Clone(d.changes), func(c watch.Change) bool { return !c.Standing.Pending() }), d.fail()
}

func (d *tray) Reported(_ context.Context, entries ...string) ([]watch.Change, error) {
	return slices.DeleteFunc(slices.Clone(d.changes), func(c watch.Change) bool {
		return c.Standing != watch.StandingReported || !slices.Contains(entries, c.Entry)
	}), d.fail()
}

func (d *tray) Log(context.Context, int) ([]watch.Decision, error) {
	var out []watch.Decision
	for _, c := range d.changes {
		if !c.Standing.Pending() {
			out = append(out, watch.Decision{Change: c.Key, By: c.By, Team: c.Team, At: c.At, Verdict: watch.Confirm, Why: c.Why, Entry: c.Entry, Title: c.Title, Field: c.Field, To: c.To, Article: c.Article})
		}
	}
	return out, d.fail()
}

func (d *tray) Thresholds(context.Context) ([]watch.Threshold, error) {
	return []watch.Threshold{{Feed: "weekly", Kind: watch.Delayed, Confirmed: 2, Dismissed: 3, Needed: 0.79}}, d.fail()
}

func (d *tray) Change(_ context.Context, key string) (watch.Change, bool, error) {
	i := slices.IndexFunc(d.changes, func(c watch.Change) bool { return c.Key == key })
	if i < 0 {
		return watch.Change{}, false, d.fail()
	}
	return d.changes[i], true, d.fail()
}

func (d *tray) rule(verdict, key string, r watch.Ruling, to watch.Standing) (watch.Change, error) {
	i := slices.IndexFunc(d.changes, func(c watch.Change) bool { return c.Key == key })
	switch {
	case d.broken:
		return watch.Change{}, errDisk
	case i < 0:
		return watch.Change{}, watch.ErrNoChange
	case d.changes[i].Standing.Pending() == (verdict == "withdraw"):
		return d.changes[i], watch.ErrDecided
	case d.fault != nil:
		return d.changes[i], d.fault
	}
	c := &d.changes[i]
	c.Standing, c.By, c.Team, c.At, c.Why, c.Note = to, r.By, r.Team, now, r.Why, r.Note
	d.rulings = append(d.rulings, fmt.Sprint(verdict, " ", key, " ", r))
	return *c, nil
}

func (d *tray) Confirm(_ context.Context, key string, r watch.Ruling) (watch.Change, error) {
	return d.rule("confirm", key, r, watch.StandingConfirmed)
}

func (d *tray) Dismiss(_ context.Context, key string, r watch.Ruling) (watch.Change, error) {
	return d.rule("dismiss", key, r, watch.StandingDismissed)
}

func (d *tray) Withdraw(_ context.Context, key string, r watch.Ruling) (watch.Change, error) {
	return d.rule("withdraw", key, r, watch.StandingDismissed)
}

// only is the one curator; asked of anybody else it says no, and of "U0" that it cannot tell.
type only string

func (o only) May(_ context.Context, team, user string) (bool, error) {
	if user == "U0" {
		return false, errDisk
	}
	return team == "T1" && user == string(o), nil
}

// put is a change of the northern ferry that an article of a week ago reports.
func put(key string) watch.Change {
	return watch.Change{
		Key: key, Entry: "new-ferry", Title: "A new ferry for the north", Field: watch.Date, Kind: watch.Delayed, From: "2025", To: "2027", Proposed: "2027",
		Sentence: "The new ferry will not sail before 2027.", Paragraph: 3, Confidence: 0.91, Reason: "“will not sail before” puts it off",
		Article:  watch.Origin{Feed: "weekly", GUID: key, Title: "Ferry late", Link: "https://weekly.example/" + key, Publisher: "The Weekly", Published: now.AddDate(0, 0, -7)},
		Standing: watch.StandingReported, Shown: true, Found: now,
	}
}

// reviewHouse is a house with a tray on which changes lie.
func reviewHouse(t testing.TB, changes ...watch.Change) (house, *tray) {
	t.Helper()
	h, d := newHouse(t, brain(t)), &tray{changes: changes}
	o := h.o
	o.Reviews, o.Curators = d, only("U1")
	handler, err := commands.New(o)
	if err != nil {
		t.Fatal(err)
	}
	h.Handler = handler
	return h, d
}

// pushed presses a button as somebody.
func (h house) pushed(user, action, value string) commands.Response {
	return h.Action(context.Background(), commands.Action{
		Request: commands.Request{Team: "T1", Channel: "C1", User: user, TriggerID: "x"}, ID: action + ":1", Value: value,
	})
}

// sent sends a form as somebody.
func (h house) sent(user, form, key string, typed map[string]string) commands.Response {
	values := map[string]map[string]slack.BlockAction{}
	for field, text := range typed {
		values[field] = map[string]slack.BlockAction{field: {Value: text}}
	}
	return h.Submit(context.Background(), commands.Submission{
		Request: commands.Request{Team: "T1", Channel: "C1", User: user, TriggerID: "x"}, CallbackID: form, Metadata: key, Values: values,
	})
}

func TestOnlyCuratorsReview(t *testing.T) {
	h, d := reviewHouse(t, put("k"))
	for _, user := range []string{"U2", "", "U0"} {
		for _, line := range []string{"review", "review log", "review thresholds", "review list"} {
			r := typed("/reform " + line)
			r.User = user
			if got := h.Command(t.Context(), r); strings.Contains(got.Text, "ferry") || strings.Contains(got.Text, "weekly") || got.Text == "" {
				t.Errorf("%s by %q: %s", line, user, got.Text)
			}
		}
		for _, action := range []string{blocks.ActConfirm, blocks.ActEdit, blocks.ActDismiss, blocks.ActWithdraw} {
			if got := h.pushed(user, action, "post|k"); got.Modal != nil || got.Replace || got.InChannel || got.Text == "" {
				t.Errorf("%s by %q: %+v", action, user, got)
			}
		}
		for _, form := range []string{blocks.FormEdit, blocks.FormDismiss, blocks.FormWithdraw} {
			if got := h.sent(user, form, "k", map[string]string{"why": "x", "value": "2028", "on": "2026", "note": "n"}); len(got.Errors) != 1 {
				t.Errorf("%s by %q: %+v", form, user, got)
			}
		}
	}
	if len(d.rulings) > 0 {
		t.Errorf("decided all the same: %q", d.rulings)
	}
	other := typed("/reform review")
	other.Team = "T2"
	if got := h.Command(t.Context(), other); strings.Contains(got.Text, "ferry") {
		t.Error("another workspace's member of the same id reviews")
	}
	bare := newHouse(t, brain(t))
	if got := bare.say("/reform review"); !strings.Contains(got.Text, "Nothing is reviewed here") {
		t.Error(got.Text)
	}
}

func TestACuratorDecides(t *testing.T) {
	for name, c := range map[string]struct {
		do   func(house) commands.Response
		want string // the ruling
		says []string
	}{
		"confirms in the review channel": {func(h house) commands.Response { return h.pushed("U1", "confirm", "post|a") }, "confirm a {U1 T1    }", []string{"Confirmed:", "@U1", "2025 → 2027"}},
		"confirms in the list":           {func(h house) commands.Response { return h.pushed("U1", "confirm", "0|a") }, "confirm a {U1 T1    }", []string{"Confirmed:", "Ferry late", "weekly.example/b"}},
		"edits": {func(h house) commands.Response {
			return h.sent("U1", "review-edit", "a", map[string]string{"value": "2028", "on": "2026-02", "note": "Later."})
		}, "confirm a {U1 T1 2028 2026-02 Later. }", []string{"Confirmed:", "Later."}},
		"dismisses": {func(h house) commands.Response {
			return h.sent("U1", "review-dismiss", "a", map[string]string{"why": "a rumour"})
		}, "dismiss a {U1 T1    a rumour}", []string{"Dismissed:", "Reason given: a rumour"}},
	} {
		t.Run(name, func(t *testing.T) {
			h, d := reviewHouse(t, put("a"), put("b"))
			got := c.do(h)
			sound(t, got, "U1")
			if len(d.rulings) != 1 || d.rulings[0] != c.want {
				t.Errorf("ruled %q", d.rulings)
			}
			for _, w := range c.says {
				if !strings.Contains(got.Text+raw(got.Blocks), w) {
					t.Errorf("no %q in %s\n%s", w, got.Text, raw(got.Blocks))
				}
			}
			again := h.pushed("U1", "confirm", "post|a")
			if len(d.rulings) != 1 || !again.Replace || !strings.Contains(again.Text, "By @U1") {
				t.Errorf("pressed again: %q %+v", d.rulings, again)
			}
			if form := h.pushed("U1", "edit", "post|a"); form.Modal != nil || !form.Replace {
				t.Errorf("a form on what was decided: %+v", form)
			}
		})
	}
}

func TestWhereADecisionIsShown(t *testing.T) {
	h, _ := reviewHouse(t, put("a"), put("b"))
	list := h.pushed("U1", "confirm", "0|a")
	if !list.Replace || list.InChannel {
		t.Errorf("a list is the curator's own: %+v", list)
	}
	if bs := raw(list.Blocks); strings.Contains(bs, "0|a") || !strings.Contains(bs, "0|b") {
		t.Errorf("the list still offers what was decided: %s", bs)
	}
	if in := h.pushed("U1", "confirm", "post|b"); !in.Replace || !in.InChannel {
		t.Errorf("the review channel's message is everybody's: %+v", in)
	}
	if gone := h.pushed("U1", "confirm", "post|zzz"); gone.Replace || !strings.Contains(gone.Text, "not kept here any more") {
		t.Errorf("%+v", gone)
	}
	back := h.pushed("U1", "withdraw", "post|a")
	checkForm(t, back)
	if r := h.sent("U1", back.Modal.CallbackID, back.Modal.PrivateMetadata, map[string]string{"why": "forged"}); !strings.Contains(r.Text, "Dismissed") {
		t.Errorf("%+v", r)
	}
}

func TestWhatCannotBeConfirmedIsExplained(t *testing.T) {
	h, d := reviewHouse(t, put("a"))
	d.fault = &watch.Fault{Field: "on", What: "the history goes on to 2026"}
	if r := h.pushed("U1", "confirm", "post|a"); r.Replace || !strings.Contains(r.Text, "the history goes on to 2026") || !strings.Contains(r.Text, "Edit") {
		t.Errorf("%+v", r)
	}
	if r := h.sent("U1", "review-edit", "a", map[string]string{"value": "2027"}); r.Errors["on"] != "The history goes on to 2026." {
		t.Errorf("%+v", r)
	}
	d.broken = true
	for _, r := range []commands.Response{h.pushed("U1", "confirm", "post|a"), h.pushed("U1", "edit", "post|a"), h.say("/reform review"), h.say("/reform review log"), h.say("/reform review thresholds")} {
		if r.Replace || strings.Contains(r.Text, "secret") || r.Text == "" {
			t.Errorf("%+v", r)
		}
	}
}

func TestFormsOnAChange(t *testing.T) {
	h, d := reviewHouse(t, put("a"))
	for _, action := range []string{blocks.ActEdit, blocks.ActDismiss} {
		r := h.pushed("U1", action, "post|a")
		checkForm(t, r)
		if r.Modal.PrivateMetadata != "a" {
			t.Errorf("%+v", r.Modal)
		}
	}
	d.changes[0].Field, d.changes[0].To = watch.Status, "delayed"
	status := h.pushed("U1", blocks.ActEdit, "post|a")
	checkForm(t, status)
	if text := formText(t, status); !strings.Contains(text, `"initial_option"`) || !strings.Contains(text, "in-progress") {
		t.Error(text)
	}
}

// checkForm holds a form against Slack's limits.
func checkForm(t *testing.T, r commands.Response) {
	t.Helper()
	if r.Modal == nil {
		t.Fatalf("no form: %+v", r)
	}
	c := &blockstest.Checker{}
	c.Blocks([]byte(formText(t, r)), blockstest.View)
	for _, f := range c.Faults {
		t.Error(f)
	}
	for _, text := range []*slack.TextBlockObject{r.Modal.Title, r.Modal.Submit, r.Modal.Close} {
		if text == nil || len(text.Text) > 24 {
			t.Errorf("%+v", text)
		}
	}
}

func formText(t *testing.T, r commands.Response) string {
	t.Helper()
	text, err := json.Marshal(r.Modal.Blocks.BlockSet)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// Whatever articles, curators and feeds say, what is shown of it mentions nobody and fits.
func TestAReviewOfHostileTextIsHarmless(t *testing.T) {
	evil := strings.Repeat("<!channel> <@U9> *x* \u202e &lt; https://evil.example ", 200)
	var all []watch.Change
	for i := range 9 {
		c := put(fmt.Sprint("k", i))
		c.Title, c.Sentence, c.Reason, c.Why, c.Note, c.From, c.To, c.Entry = evil, evil, evil, evil, evil, evil, evil, "new-ferry"
		c.Article.Title, c.Article.Publisher, c.Article.Link = evil, evil, "javascript:alert(1)"
		for range 20 {
			c.More = append(c.More, c.Article)
		}
		all = append(all, c)
	}
	h, _ := reviewHouse(t, all...)
	for _, line := range []string{"/reform review", "/reform review log", "/reform new ferry", "/reform pledge new-ferry"} {
		sound(t, h.say(line), "U1")
	}
	checkForm(t, h.pushed("U1", blocks.ActEdit, "post|k1"))
	checkForm(t, h.pushed("U1", blocks.ActDismiss, "post|k1"))
	sound(t, h.pushed("U1", blocks.ActConfirm, "post|k1"), "U1")
	sound(t, h.say("/reform review log"), "U1")
	r, pages := h.say("/reform review"), 0
	for next := buttons(r.Blocks)["Next"]; next != nil && pages < 9; pages++ {
		r = h.pushed("U1", "page", next.Value)
		sound(t, r, "U1")
		next = buttons(r.Blocks)["Next"]
	}
	if pages != 1 {
		t.Errorf("%d pages more, want one", pages)
	}
}

func TestWhatIsReportedStandsBelowAnAnswer(t *testing.T) {
	c := put("a")
	other := put("b")
	other.Entry = "causeway-opens"
	held := put("c")
	held.Standing = watch.StandingHeld
	h, d := reviewHouse(t, c, other, held)
	for _, line := range []string{"/reform when is the new ferry for the north due", "/reform pledge new-ferry"} {
		r := h.say(line)
		sound(t, r)
		if strings.Count(r.Text, "Reported, not confirmed: Due date: 2025 → 2027") != 1 || !strings.Contains(raw(r.Blocks), "<https://weekly.example/a|The Weekly, 8 January 2025>") {
			t.Errorf("%s: %s", line, r.Text)
		}
		earlier := h.say(line + " as of " + now.AddDate(0, 0, -8).Format(time.DateOnly))
		if strings.Contains(earlier.Text, "Reported") {
			t.Errorf("as of the day before the article: %s", earlier.Text)
		}
	}
	d.broken = true
	if r := h.say("/reform pledge new-ferry"); strings.Contains(r.Text, "Reported") || !strings.Contains(r.Text, "ferry") {
		t.Errorf("%+v", r)
	}
}

func TestAQuestionThatBeginsWithReviewIsOne(t *testing.T) {
	h, _ := reviewHouse(t, put("a"))
	if r := h.say("/reform review of the causeway"); !strings.Contains(r.Text, "Review of the causeway") {
		t.Error(r.Text)
	}
	r := typed("/reform review of the causeway")
	r.User = "U2" // anybody may ask
	if got := h.Command(t.Context(), r); !strings.Contains(got.Text, "Review of the causeway") {
		t.Error(got.Text)
	}
}
