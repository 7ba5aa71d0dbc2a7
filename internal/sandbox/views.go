package sandbox

import (
	"hash/fnv"
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"
)

// pageView is all that the page shows.
type pageView struct {
	Team, Notice, Token, AppName string
	Version                      uint64
	Channels                     []linkView
	App                          linkView
	People                       []personView
	You                          personView
	Personas                     []personView
	Current                      *channelView
	Thread                       *threadView
	Home                         *homeView
	Tab                          string
	HomeTab, MessagesTab         bool
	Modal                        *modalView
	Commands                     []slack.ManifestSlashCommand
}

type linkView struct {
	ID, Name, Initials string
	Here               bool
	Private            bool
}

type personView struct {
	ID, Name, Initials, Note string
	Hue                      int
	App                      bool
}

type channelView struct {
	ID, Title, Name, Topic string
	IM, Archived, CanWrite bool
	Members                int
	Messages               []messageView
}

type threadView struct {
	TS, Title string
	Messages  []messageView
}

type messageView struct {
	Channel, TS, Thread, DOM string
	Author                   personView
	Clock, ISO, Full, Day    string
	Spans                    []span
	Blocks                   []blockView
	Files                    []fileView
	Reactions                []reactionView
	Ephemeral, Edited        bool
	System, Compact          bool
	Replies                  int
	LastReply                string
}

type reactionView struct {
	Reaction
	Drawn string
}

type fileView struct {
	FileRef
	Picture bool
}

type homeView struct {
	View   string
	Name   string
	Blocks []blockView
	Empty  bool
}

type modalView struct {
	ID, Title, Submit, Close, Error string
	Blocks                          []blockView
	Back                            bool
}

func (u *user) view() personView {
	var initials string
	for f := range strings.FieldsSeq(u.real) {
		if len([]rune(initials)) < 2 {
			initials += strings.ToUpper(string([]rune(f)[:1]))
		}
	}
	h := fnv.New32a()
	_, _ = h.Write([]byte(u.id))
	v := personView{ID: u.id, Name: u.real, Initials: initials, Hue: int(h.Sum32() % 8), App: u.bot}
	switch {
	case u.guest:
		v.Note = "guest"
	case u.admin:
		v.Note = "admin"
	}
	return v
}

// inChannel says whether a message is shown in its channel, not only in its thread.
func inChannel(m *Message) bool {
	return m.ThreadTS == "" || m.ThreadTS == m.TS || m.Broadcast
}

// before is the message shown in the channel before m.
func (w *Workspace) before(m *Message, who string) *Message {
	list := w.messages[m.Channel]
	i, _ := slices.BinarySearchFunc(list, m.TS, byTS)
	for i--; i >= 0; i-- {
		if inChannel(list[i]) && (list[i].Ephemeral == "" || list[i].Ephemeral == who) {
			return list[i]
		}
	}
	return nil
}

func (w *Workspace) messageView(m *Message, who string, before *Message) messageView {
	at := tsTime(m.TS).In(w.now().Location())
	sc := w.scene("m-"+m.TS, who)
	v := messageView{
		Channel: m.Channel, TS: m.TS, Thread: m.ThreadTS, DOM: domID("m", m.TS), Author: personView{Name: m.User, Initials: "?"},
		Clock: at.Format("15:04"), ISO: at.Format(time.RFC3339), Full: at.Format("Monday, 2 January 2006, 15:04"),
		Ephemeral: m.Ephemeral != "", Edited: m.Edited != "" && m.BotID == "", System: m.Subtype != "",
		Blocks: sc.blocks(m.Blocks),
	}
	if u := w.user(m.User); u != nil {
		v.Author = u.view()
	}
	if before == nil || tsTime(before.TS).In(at.Location()).YearDay() != at.YearDay() || at.Sub(tsTime(before.TS)) > 24*time.Hour {
		v.Day = at.Format("Monday, 2 January")
		if n := w.now(); n.YearDay() == at.YearDay() && n.Year() == at.Year() {
			v.Day = "Today"
		}
	} else if before.User == m.User && at.Sub(tsTime(before.TS)) < 5*time.Minute {
		v.Compact = before.Subtype == m.Subtype && (before.Ephemeral != "") == v.Ephemeral
	}
	if len(v.Blocks) == 0 || (len(m.Files) > 0 && m.Text != "") {
		v.Spans = sc.parser.blocks(m.Text)
	}
	for _, r := range m.Reactions {
		v.Reactions = append(v.Reactions, reactionView{r, emoji[r.Name]})
	}
	for _, f := range m.Files {
		v.Files = append(v.Files, fileView{f, f.picture()})
	}
	if replies := w.replies(m.Channel, m.TS, who); len(replies) > 0 {
		v.Replies = len(replies)
		v.LastReply = tsTime(replies[len(replies)-1].TS).In(at.Location()).Format("15:04")
	}
	return v
}

func (w *Workspace) channelViewOf(c *channel, who string) *channelView {
	v := &channelView{
		ID: c.ID, Title: w.title(c, who), Name: strings.TrimPrefix(w.title(c, who), "#"), Topic: c.Topic, IM: c.IM != "", Archived: c.Archived,
		Members:  len(c.Members),
		CanWrite: !c.Archived && (c.IM == "" || w.opts.Manifest.Features.AppHome.MessagesTabEnabled),
	}
	list := w.messages[c.ID]
	var before *Message
	for _, m := range list[max(0, len(list)-300):] {
		if inChannel(m) && (m.Ephemeral == "" || m.Ephemeral == who) {
			v.Messages = append(v.Messages, w.messageView(m, who, before))
			before = m
		}
	}
	return v
}

func (w *Workspace) threadViewOf(c *channel, ts, who string) *threadView {
	root := w.message(c.ID, ts, "")
	if root == nil {
		return nil
	}
	v := &threadView{TS: root.TS, Title: w.title(c, who), Messages: []messageView{w.messageView(root, who, root)}}
	for _, m := range w.replies(c.ID, root.TS, who) {
		v.Messages = append(v.Messages, w.messageView(m, who, root))
	}
	return v
}

func (w *Workspace) homeView(who string) *homeView {
	h := &homeView{Name: w.opts.Manifest.Display.Name, Empty: true}
	if v := w.views[homeID(who)]; v != nil {
		sc := w.scene("home", who)
		sc.state = v.state
		h.View, h.Blocks, h.Empty = v.ID, sc.blocks(v.Blocks), false
	}
	return h
}

func (w *Workspace) viewOf(v *View, who string) *modalView {
	sc := w.scene("modal", who)
	sc.state, sc.errors = v.state, v.Errors
	m := &modalView{ID: v.ID, Title: v.Title, Submit: v.Submit, Close: v.Close, Error: v.Errors[""], Blocks: sc.blocks(v.Blocks), Back: v.previous != ""}
	if m.Close == "" {
		m.Close = "Cancel"
		if m.Submit == "" {
			m.Close = "Close"
		}
	}
	return m
}

// pageView gathers the page for a person. The caller holds w.mu.
func (w *Workspace) pageView(who string, r pageRequest) pageView {
	f := w.opts.Manifest.Features
	v := pageView{
		Team: w.opts.TeamName, Notice: w.opts.Notice, Token: w.csrf, AppName: w.opts.Manifest.Display.Name, Version: w.seq,
		You: w.user(who).view(), Tab: r.tab, HomeTab: f.AppHome.HomeTabEnabled, MessagesTab: f.AppHome.MessagesTabEnabled,
		Commands: append(w.commands(), builtin...),
	}
	here := w.channel(r.channel)
	if here == nil || !here.has(who) {
		here = w.channel(careReformID)
	}
	for _, c := range w.channels {
		if c.IM == "" && c.has(who) && !c.Archived {
			v.Channels = append(v.Channels, linkView{ID: c.ID, Name: c.Name, Here: c == here, Private: c.Private})
		}
	}
	direct := w.direct(who)
	v.App = linkView{ID: direct.ID, Name: v.AppName, Initials: w.user(botUser).view().Initials, Here: here == direct}
	for _, u := range w.users {
		if u.bot {
			continue
		}
		v.Personas = append(v.Personas, u.view())
		if u.id != who {
			v.People = append(v.People, u.view())
		}
	}
	if here == direct && r.tab != "messages" && v.HomeTab {
		v.Tab, v.Home = "home", w.homeView(who)
	}
	v.Current = w.channelViewOf(here, who)
	if r.thread != "" {
		v.Thread = w.threadViewOf(here, r.thread, who)
	}
	if m := w.top(who); m != nil {
		v.Modal = w.viewOf(m, who)
	}
	return v
}
