package main

import (
	"net/http/httptest"
	"testing"

	"pledgewatch/internal/sandbox/browsertest"
	"pledgewatch/internal/store/sqlite"
)

// An article's way as people see it: it arrives, the channel is alerted, a curator confirms, the answer changes, the answer as of
// the day before does not, and after a restart nothing is said again.
func TestAnArticlesWayInTheBrowser(t *testing.T) {
	news := &newsstand{feeds: map[string][]story{}}
	press := httptest.NewServer(news)
	t.Cleanup(press.Close)
	data := t.TempDir()
	come := func(t *testing.T) *visitor {
		t.Helper()
		v := &visitor{t: t, page: browsertest.New(t, browsertest.Size{Width: 1280, Height: 1100})}
		v.base, _ = start(t, "--data", data, "--feed", press.URL+"/feed", "--alert-window", "100ms")
		v.open(careReform)
		return v
	}
	again := func(t *testing.T) { keep(t, data, func(s *sqlite.Store) error { return pollAgain(t.Context(), s) }) }
	const alerts = `[...document.querySelectorAll("#messages [data-message]:not(.ephemeral)")].filter(m => m.innerText.includes("September 2027"))`
	t.Run("a channel asks for alerts", func(t *testing.T) {
		come(t).types("/reform subscribe daily 8am alerts", "Subscribed:")
	})
	news.put("/feed", story{
		"https://lantern.example/?p=9", "https://www.lantern.example/news/ecf/", "Early career framework delayed: new social workers to wait until September 2027",
		"The early career framework for children’s social workers has been delayed and will not become an entitlement until September 2027, the Department for Education has announced.",
	})
	again(t)
	t.Run("the article arrives", func(t *testing.T) {
		v := come(t)
		v.sees("the alert", alerts+`.length == 1`)
		v.shoots("way-1-alert")
		v.types("/reform review", "Changes to review", "September 2026 → September 2027")
		v.presses("Confirm")
		v.sees("what was confirmed", last(".ephemeral")+`?.innerText.includes("Confirmed:")`)
		v.shoots("way-2-confirmed")
		v.types(onFramework, "planned, September 2027")
		v.shoots("way-3-answer")
		v.types(onFramework+" as of 1 May 2026", "planned, September 2026", "As of 1 May 2026")
		v.shoots("way-4-day-before")
		v.sees("the follow-up, in the thread of the alert", `document.querySelector("#messages").innerText.includes("1 reply")`)
	})
	again(t)
	t.Run("restart: nothing is said again", func(t *testing.T) {
		v := come(t)
		v.types(onFramework, "planned, September 2027")
		v.sees("one alert, and one reply", alerts+`.length == 1 && document.querySelector("#messages").innerText.includes("1 reply")`)
		v.shoots("way-5-after-restart")
	})
}
