package blocks_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"pledgewatch/internal/alert"
	"pledgewatch/internal/blocks"
	"pledgewatch/internal/blocks/blockstest"
	"pledgewatch/internal/digest"
	"pledgewatch/internal/knowledge"
	"pledgewatch/internal/watch"
)

// alerts makes one alert of each sort. text, where there is any, stands wherever somebody else's words do.
func alerts(text string) map[string]alert.Alert {
	or := func(s string) string {
		if text != "" {
			return text
		}
		return s
	}
	article := &alert.Article{
		Title: or("The boat is late & dear, says the board"), Link: or("https://example.org/news/1?a=b&c=d"), Publisher: or("The Weekly"),
		Published: time.Date(2024, 10, 31, 18, 0, 0, 0, time.UTC),
	}
	ferry := alert.Event{
		Kind: digest.AlertChanges, Step: alert.Reported, Change: "k1", Entry: "new-ferry", EntryKind: knowledge.Pledge, Title: or("A new ferry for the north"),
		Topics: []string{"ferries"}, Before: alert.Standing{Status: "announced", Date: "2024", Amount: "up to 2 boats"}, Article: article,
		Sentence: or("The second boat will not come before April 2026, the board said on Thursday."),
	}
	moves := []alert.Move{{Field: watch.Status, From: "announced", To: or("delayed")}, {Field: watch.Date, From: "2024", To: or("2026-04/..")}}
	with := func(step alert.Step, change func(*alert.Item)) alert.Item {
		it := alert.Item{Event: ferry, Moves: moves, Quotes: []string{ferry.Sentence}}
		it.Step = step
		change(&it)
		return it
	}
	decided := func(it *alert.Item) { it.By, it.ByTeam = "U1CURATOR", "T1" }
	reported := with(alert.Reported, func(*alert.Item) {})
	follow := with(alert.Confirmed, func(it *alert.Item) {
		decided(it)
		it.FollowUp, it.Quotes = true, nil
		it.Moves = []alert.Move{{Field: watch.Date, From: "2024", To: "2026-05/..", Proposed: or("2026-04/..")}}
	})
	edit := with(alert.Edited, func(it *alert.Item) { it.Quotes, it.Note = nil, or("The board put it off.") })
	due := alert.Item{Event: alert.Event{
		Kind: digest.AlertDeadlines, Step: alert.Due, Entry: "bridge-opens", EntryKind: knowledge.Milestone, Title: or("The bridge opens"), Topics: []string{"bridges"},
		Field: watch.Date, To: "2024-21", Stage: watch.DueInWeek, Last: time.Date(2024, 5, 31, 0, 0, 0, 0, time.UTC), Before: alert.Standing{Status: "planned", Date: "2024-21"},
	}}
	overdue := due
	overdue.Entry, overdue.EntryKind, overdue.Event.Title, overdue.Stage, overdue.To = "new-ferry", knowledge.Pledge, ferry.Title, watch.Overdue, "2024-05-31"
	published := alert.Item{Event: alert.Event{Kind: digest.AlertArticles, Step: alert.Published, Topics: []string{"ferries", "bridges"}, Article: article}}
	message := func(thread string, groups ...alert.Group) alert.Alert {
		return alert.Alert{Key: "k", Team: "T1", Channel: "C1", Thread: thread, Groups: groups, Topics: []string{"ferries", "bridges", "gone"}}
	}
	of := func(its ...alert.Item) alert.Group { return alert.Group{Items: its} }
	press := func(its ...alert.Item) alert.Group { return alert.Group{Article: article, Items: its} }
	much := message("", press(reported, reported, with(alert.Confirmed, decided)), of(edit), of(due), press(published))
	much.More = 7
	return map[string]alert.Alert{
		"alert-reported":  message("", press(reported)),
		"alert-confirmed": message("", press(with(alert.Confirmed, decided))),
		"alert-followed":  message("root", of(follow)),
		"alert-dismissed": message("root", of(with(alert.Dismissed, func(it *alert.Item) {
			it.FollowUp, it.By, it.ByTeam, it.Why = true, "U1CURATOR", "T2", or("It is an old story <told> again.")
		}))),
		"alert-edited":   message("", of(edit)),
		"alert-added":    message("", of(with(alert.Added, func(it *alert.Item) { it.Moves, it.Quotes, it.Note = nil, nil, or("It was promised for 2024.") }))),
		"alert-removed":  message("", of(with(alert.Removed, func(it *alert.Item) { it.Moves, it.Quotes, it.Article = nil, nil, nil }))),
		"alert-due":      message("", of(due)),
		"alert-overdue":  message("root", of(overdue)),
		"alert-article":  message("", press(published)),
		"alert-many":     much,
		"alert-in-reply": message("root", press(reported, with(alert.Confirmed, decided))),
	}
}

func TestEachAlertLooksAsItDid(t *testing.T) {
	c := corpus(t)
	for name, a := range alerts("") {
		t.Run(name, func(t *testing.T) {
			text, raw, err := blocks.AlertMessage(c, a, run)
			if err != nil {
				t.Fatal(err)
			}
			var pretty any
			if err := json.Unmarshal(raw, &pretty); err != nil {
				t.Fatal(err)
			}
			indented, err := json.MarshalIndent(pretty, "", " ")
			if err != nil {
				t.Fatal(err)
			}
			v := blocks.Alert(c, a, run)
			got := "// " + text + "\n\n" + string(indented) + "\n\n" + v.Plain() + "\n"
			file := filepath.Join("testdata", name+".golden")
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("look at it, and renew it with -update where it is right:\n%s", diff)
			}
			check(t, v, "U1CURATOR")
		})
	}
}

func TestWhateverAnAlertTellsFitsAndIsHarmless(t *testing.T) {
	c := corpus(t)
	look := func(fail func(string, ...any), s string, times int) {
		for name, a := range alerts(s) {
			for range times {
				a.Groups = append(a.Groups, a.Groups[0])
			}
			text, raw, err := blocks.AlertMessage(c, a, run)
			if err != nil {
				fail("%s: %v", name, err)
			}
			ch := &blockstest.Checker{Mentions: []string{"U1CURATOR"}}
			ch.Blocks(raw, blockstest.Message)
			ch.Text("text", text, false)
			if text == "" || len(ch.Faults) > 0 {
				fail("%s: %s", name, strings.Join(ch.Faults, "\n"))
			}
		}
	}
	look(t.Errorf, strings.Join(hostile, " "), 40)
	for _, s := range hostile {
		look(t.Errorf, s, 1)
	}
	rapid.Check(t, func(rt *rapid.T) {
		look(rt.Fatalf, text(1000).Draw(rt, "text"), rapid.IntRange(0, 8).Draw(rt, "times"))
	})
}
