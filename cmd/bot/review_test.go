package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"pledgewatch/internal/sandbox"
	"pledgewatch/internal/slackapp"
	"pledgewatch/internal/store/sqlite"
)

const onFramework = "/reform when will the ECF become an entitlement"

// frameworkNews is a feed of one article, on a change that two entries of the corpus record.
func frameworkNews(published time.Time) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		_, _ = fmt.Fprintf(w, `<rss version="2.0"><channel><title>The Lantern</title><link>https://lantern.example/</link><item>
			<title>Early career framework delayed: new social workers to wait until September 2097</title><guid>ecf-1</guid>
			<link>https://lantern.example/ecf</link><pubDate>%s</pubDate><description>&lt;p&gt;The early career framework (ECF) for children’s
			social workers has been delayed and will not become an entitlement until September 2097, according to a ministerial letter.&lt;/p&gt;
			&lt;p&gt;The entitlement had been due in September 2026.&lt;/p&gt;</description></item></channel></rss>`, published.Format(time.RFC1123Z))
	}
}

// reviewed is a Slack and the data of the bots that connect to it, one after another.
type reviewed struct {
	*otherSlack
	api, data, feed, base string
}

func newReviewed(t *testing.T) *reviewed {
	t.Helper()
	ws, api := slackWith(t, slackapp.ManifestOptions{Commands: slashCommands(), Curators: []string{sandbox.You}}, "")
	press := httptest.NewServer(frameworkNews(time.Now().Add(-time.Hour)))
	t.Cleanup(press.Close)
	return &reviewed{&otherSlack{t: t, ws: ws}, api, t.TempDir(), press.URL, ""}
}

// start connects a bot for as long as t takes; every feed is due.
func (r *reviewed) start(t *testing.T) {
	t.Helper()
	keep(t, r.data, func(s *sqlite.Store) error { return pollAgain(t.Context(), s) })
	c := r.ws.Credentials()
	base, said := start(t, "--data", r.data, "--feed", r.feed, "--slack-api-url", r.api, "--slack-bot-token", c.BotToken, "--slack-signing-secret", c.SigningSecret,
		"--slack-app-token", c.AppToken, "--curators", sandbox.You, "--review-channel", r.ws.ChannelID("care-reform"))
	r.base, r.otherSlack = base, &otherSlack{t: t, ws: r.ws, said: said}
	r.eventually("a poll", func() bool { return strings.Contains(said.text(), "feed polled") })
	r.eventually("a connection", func() bool { return r.ws.Connections() > 0 })
}

// proposals counts what the review channel was shown.
func (r *reviewed) proposals() (n int) {
	for _, m := range r.ws.Messages(r.ws.ChannelID("care-reform")) {
		if m.Ephemeral == "" && strings.Contains(m.Text, "Change to review") {
			n++
		}
	}
	return n
}

func (r *reviewed) submit(values map[string]string) sandbox.Outcome {
	r.t.Helper()
	v := sandbox.Values{}
	for field, value := range values {
		v[field] = map[string][]string{field: {value}}
	}
	var out sandbox.Outcome
	r.eventually("a form", func() (sent bool) { // it opens a while after the button was pressed
		var err error
		out, err = r.ws.Submit(r.t.Context(), v)
		return err == nil
	})
	return out
}

// An article reports a change: the review channel is shown it, a curator confirms, answers give the new state at once, and as of
// the day before the old one. A restart repeats nothing.
func TestAChangeIsReviewed(t *testing.T) {
	r := newReviewed(t)
	here := r.ws.ChannelID("care-reform")
	earlier := time.Now().AddDate(0, 0, -2).Format("2 January 2006")
	t.Run("the article comes", func(t *testing.T) {
		r.start(t)
		m := r.reads(here, true, "Change to review", "September 2026 → September 2097", "has been delayed and will not", "paragraph 1", "Confidence", "<https://lantern.example/ecf|")
		r.say(here, onFramework, "September 2026", "Reported, not confirmed", "September 2097")
		r.guestsMayNot(t, m)
		if figures := metricsOf(t, r.base); !strings.Contains(figures, `pledgewatch_changes_pending{standing="reported"} 1`) {
			t.Error("the figures do not count what waits")
		}
		r.say(here, "/reform review", "Changes to review", "September 2097")
		r.press(m, "confirm")
		r.eventually("who decided stands in the channel", func() bool {
			for _, now := range r.ws.Messages(here) {
				if now.TS == m.TS {
					return strings.Contains(string(now.Blocks), "Confirmed:") && strings.Contains(string(now.Blocks), sandbox.You) && !strings.Contains(string(now.Blocks), `"confirm:`)
				}
			}
			return false
		})
		answer := r.say(here, onFramework, "September 2097", "The date is now September 2097, lantern.example reported on", "lantern.example/ecf")
		if strings.Contains(answer.Text, "Reported, not confirmed") {
			t.Errorf("what was confirmed is reported: %s", answer.Text)
		}
		before := r.say(here, onFramework+" as of "+earlier, "planned, September 2026", "As of "+earlier)
		if all := before.Text + string(before.Blocks); strings.Contains(all, "2097") {
			t.Errorf("as of %s: %s", earlier, all)
		}
		r.reads(here, true, "Change to review", "Early career framework for children's social workers", "which it is related to")
	})
	t.Run("restart: nothing repeats, and the rest is decided", func(t *testing.T) {
		r.start(t)
		r.say(here, onFramework, "September 2097", "lantern.example/ecf")
		kin := r.reads(here, true, "Change to review", "which it is related to")
		r.press(kin, "edit")
		if out := r.submit(map[string]string{"value": "next spring"}); out.Modal == nil || out.Modal.Errors["value"] == "" {
			t.Errorf("a form with a value that is none: %+v", out.Modal)
		}
		r.submit(map[string]string{"value": "2097-04/..", "note": "It waits until April 2097."})
		r.say(here, "/reform pledge early-career-framework", "from April 2097", "It waits until April 2097.")
		r.eventually("the proposals are replaced", func() bool { return r.proposals() == 0 })
		log := r.say(here, "/reform review log", "Who decided what", "confirmed", "from April 2097")
		r.press(log, "withdraw")
		r.submit(map[string]string{"why": "the letter was a forgery"})
		r.say(here, "/reform review log", "took back", "the letter was a forgery")
		r.say(here, "/reform review thresholds", "What is reported at once", "delayed")
		r.say(here, "/reform review", "Nothing waits for review")
	})
	r.exported(t)
	if faults := r.ws.Faults(); len(faults) > 0 {
		t.Errorf("Slack found fault: %q", faults)
	}
}

// guestsMayNot has a guest press the button, and a member who is no curator ask for the list.
func (r *reviewed) guestsMayNot(t *testing.T, m sandbox.Message) {
	t.Helper()
	for _, name := range []string{"jo.whitfield", "callum.reid"} {
		if _, err := r.ws.As(name).Click(t.Context(), sandbox.Press{Channel: m.Channel, TS: m.TS, Action: actionIn(m, "confirm")}); err != nil {
			t.Fatal(err)
		}
		r.reads(m.Channel, false, "Only curators may do that")
		if _, err := r.ws.As(name).Say(t.Context(), m.Channel, "/reform review"); err != nil {
			t.Fatal(err)
		}
	}
	r.eventually("four refusals", func() bool {
		n := 0
		for _, m := range r.ws.Messages(m.Channel) {
			if strings.Contains(m.Text, "Only curators may do that") {
				n++
			}
		}
		return n == 4
	})
}

func actionIn(m sandbox.Message, action string) string {
	_, rest, _ := strings.Cut(string(m.Blocks), `"action_id":"`+action)
	number, _, _ := strings.Cut(rest, `"`)
	return action + number
}

// exported has the command line tell of the review.
func (r *reviewed) exported(t *testing.T) {
	t.Helper()
	for want, args := range map[string][]string{
		"when: 2097-09":                  {"corpus", "export", "--overlay"},
		"id: le-":                        {"corpus", "export", "--overlay"},
		sandbox.You + " of T0SANDBOX01":  {"review", "log"},
		`"verdict":"withdraw"`:           {"review", "log", "--json"},
		"Nothing waits for review":       {"review", "list"},
		"The smaller the share of such ": {"review", "thresholds"},
	} {
		var out strings.Builder
		if code := run(t.Context(), append(args, "--data", r.data), streams{strings.NewReader(""), &out, &out}); code != exitDone || !strings.Contains(out.String(), want) {
			t.Errorf("%q, %d: no %q in\n%s", args, code, want, out.String())
		}
	}
}
