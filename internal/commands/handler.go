package commands

import (
	"cmp"
	"context"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"pledgewatch/internal/blocks"
	"pledgewatch/internal/digest"
	"pledgewatch/internal/knowledge"
)

// call is one run of a command.
type call struct {
	Request
	Reader
	args   string
	repeat repeat // what runs it again
	turn   func(text string, offset int) blocks.Button
}

// What buttons do. Every action_id comes from one of these.
const (
	actRun    = "run"    // runs a command line and shows the person what comes of it
	actPage   = "page"   // runs it from another offset, in place of the message
	actShare  = "share"  // runs it and shows everyone in the channel
	actHandOn = "handon" // asks into which other channel a digest goes
	actFile   = "file"   // makes its picture or document and puts that into the channel
)

// actions routes the press of every button.
var actions = map[string]func(*Handler, context.Context, Action, repeat) Response{
	actRun:    (*Handler).pressRun,
	actPage:   (*Handler).pressPage,
	actShare:  (*Handler).pressShare,
	actFile:   (*Handler).pressFile,
	actHandOn: (*Handler).pressHandOn,

	blocks.ActConfirm:  (*Handler).pressConfirm,
	blocks.ActEdit:     (*Handler).pressEdit,
	blocks.ActDismiss:  (*Handler).pressDismiss,
	blocks.ActWithdraw: (*Handler).pressWithdraw,
}

// Command answers a slash command, a mention or a direct message.
func (h *Handler) Command(ctx context.Context, r Request) Response {
	line := input(r.Text)
	if c, ok := h.named(r.Command); ok && c.Slash {
		line = strings.TrimSpace(c.Name + " " + line)
	}
	if slow := h.slow(r); slow != nil {
		return *slow
	}
	if form := h.open(ctx, r, line); form != nil {
		return *form
	}
	v, c := h.run(ctx, r, repeat{line: line}, true)
	// What events ask is answered where all can see it: there is nothing to share.
	if r.TriggerID != "" {
		v.Foot = append(v.Foot, h.publish(c, v, repeat{line: line})...)
	}
	return response(v)
}

// Action answers the press of a button. One that is not of this room, such as a link's, is answered with nothing.
func (h *Handler) Action(ctx context.Context, a Action) Response {
	press, ok := actions[blocks.ActionOf(a.ID)]
	if !ok {
		return Response{}
	}
	if slow := h.slow(a.Request); slow != nil {
		return *slow
	}
	return press(h, ctx, a, parseRepeat(a.Value))
}

// forms routes what is sent in each form, by its callback_id.
var forms = map[string]func(*Handler, context.Context, Submission) Response{
	"subscribe":    (*Handler).submitSubscription,
	"share-digest": (*Handler).submitHandOn,

	blocks.FormEdit:     (*Handler).submitRuling,
	blocks.FormDismiss:  (*Handler).submitRuling,
	blocks.FormWithdraw: (*Handler).submitRuling,
}

// Submit answers a form. One that is not of this room is let go.
func (h *Handler) Submit(ctx context.Context, s Submission) Response {
	submit, ok := forms[s.CallbackID]
	if !ok {
		return Response{}
	}
	return submit(h, ctx, s)
}

// open opens the form of a command where nothing follows its name; nil: there is none, or nothing to open it with.
func (h *Handler) open(ctx context.Context, r Request, line string) *Response {
	c, args := h.parse(line)
	if c.form == nil || args != "" || r.TriggerID == "" {
		return nil
	}
	in := call{Request: r, Reader: h.reader(), repeat: repeat{line: line}}
	form, err := c.form(h, ctx, in)
	if err != nil {
		resp := response(h.trouble(in, "a form could not be filled in", err, ""))
		return &resp
	}
	return &Response{Modal: &form}
}

func (h *Handler) pressRun(ctx context.Context, a Action, r repeat) Response {
	if form := h.open(ctx, a.Request, r.line); form != nil {
		return *form
	}
	v, c := h.run(ctx, a.Request, r, true)
	if a.ViewID != "" {
		return Response{Modal: v.Modal()}
	}
	v.Foot = append(v.Foot, h.publish(c, v, r)...)
	return response(v)
}

func (h *Handler) pressPage(ctx context.Context, a Action, r repeat) Response {
	resp := h.pressRun(ctx, a, r)
	resp.Replace = resp.Modal == nil
	return resp
}

// pressShare asks anew: what is posted is what the corpus says now, whatever the button's message says.
func (h *Handler) pressShare(ctx context.Context, a Action, r repeat) Response {
	if c, _ := h.parse(r.line); !c.Shared || a.ViewID != "" {
		return Response{}
	}
	v, _ := h.run(ctx, a.Request, r, false)
	v.Foot = append(v.Foot, blocks.Note{blocks.L(blocks.T("Shared by"), blocks.Person(a.User), blocks.T("with"), blocks.Code(Main+" "+r.line))})
	resp := response(v)
	resp.InChannel = true
	return resp
}

// publish makes the buttons that show everyone in the channel what one person was shown.
func (h *Handler) publish(c Command, v blocks.View, r repeat) []blocks.Part {
	if !c.Shared || v.Aside {
		return nil
	}
	bs := blocks.Buttons{{Text: "Share in channel", Action: actShare, Value: r.String()}}
	if c.file != nil && h.o.Files != nil {
		text := "Show picture in channel"
		if c.Name == "brief" {
			text = "Post as a file in channel"
		}
		bs = append(bs, blocks.Button{Text: text, Action: actFile, Value: r.String()})
	}
	return []blocks.Part{bs}
}

func response(v blocks.View) Response { return Response{Text: v.Fallback(), Blocks: v.Blocks()} }

// runButton makes the button that runs a command line.
func runButton(text, line string) blocks.Button {
	return blocks.Button{Text: text, Action: actRun, Value: repeat{line: line}.String()}
}

// Run makes the buttons of views that are shown elsewhere, such as scheduled digests: pressed, they come to Action.
func Run() blocks.Run { return runButton }

// parse finds the command of a line and what follows it. A line that begins with no command is a question, or the help
// where it is empty.
func (h *Handler) parse(line string) (c Command, args string) {
	first, rest := firstWord(line)
	if c, ok := h.named(first); ok {
		return c, rest
	}
	if line == "" {
		c, _ = h.named("help")
		return c, ""
	}
	c, _ = h.named("ask")
	return c, line
}

// run answers a command line. pages adds the buttons that turn pages.
func (h *Handler) run(ctx context.Context, r Request, rep repeat, pages bool) (blocks.View, Command) {
	c, args := h.parse(rep.line)
	in := call{Request: r, Reader: h.reader(), args: args, repeat: rep}
	if pages {
		in.turn = func(text string, offset int) blocks.Button {
			return blocks.Button{Text: text, Action: actPage, Value: repeat{offset: offset, line: rep.line}.String()}
		}
	}
	if offer, ok := h.misspelt(in); c.Name == "ask" && ok {
		return offer, Command{}
	}
	return c.run(h, ctx, in), c
}

// misspelt offers the command that a line's first word almost is, unless the line reads like a question or the word is one
// that the corpus uses.
func (h *Handler) misspelt(in call) (blocks.View, bool) {
	first, rest := firstWord(in.repeat.line)
	if _, known := h.named(first); known {
		return blocks.View{}, false
	}
	c, ok := h.nearly(first)
	if !ok || asks(in.repeat.line) || in.Brain.Corpus.Uses(first) {
		return blocks.View{}, false
	}
	line := strings.TrimSpace(c.Name + " " + rest)
	return blocks.Notice(in.run, [][2]string{{"Run " + Main + " " + line, line}, {"Answer it as a question", "ask " + in.repeat.line}},
		"Did you mean "+Main+" "+line+"?", "There is no command “"+first+"”. "+c.About), true
}

func (h *Handler) reader() Reader {
	return Reader{Brain: h.o.Brain(), Day: knowledge.DayOf(h.o.Now()), run: runButton}
}

// Home is what a person sees on the bot's home tab.
func (h *Handler) Home(ctx context.Context, team, _ string) slack.HomeTabViewRequest {
	r := h.reader()
	c := r.Brain.Corpus
	home := blocks.Home{Corpus: c, Day: r.Day, Overdue: len(c.Pledges(knowledge.Filter{Overdue: true}, r.Day)), Examples: examples(c)}
	for _, l := range c.Timeline(knowledge.Filter{}, r.Day) {
		if l.Date.First().After(r.Day) && len(home.Upcoming) < 5 {
			home.Upcoming = append(home.Upcoming, l)
		}
	}
	var err error
	if home.Subs, err = h.o.Subscriptions.Subscriptions(ctx, team); err != nil {
		h.log.Error("home tab without subscriptions", "team", team, "err", err)
		home.Trouble = "The subscriptions cannot be shown just now."
	}
	return home.View(runButton).HomeTab()
}

// examples are questions that the corpus itself says it answers: of the first pledges, one a topic.
func examples(c *knowledge.Corpus) []string {
	const most = 3
	var out []string
	for _, t := range c.Topics() {
		for _, e := range c.InTopic(t.ID) {
			if e.Kind == knowledge.Pledge && len(e.Asks) > 0 && len(out) < most {
				out = append(out, e.Asks[0])
				break
			}
		}
	}
	return out
}

// trouble tells the person that something outside the bot failed, and the log what.
func (h *Handler) trouble(in call, what string, err error, advice string) blocks.View {
	h.log.Error("a command failed", "what", what, "team", in.Team, "channel", in.Channel, "err", err)
	return blocks.Notice(nil, nil, "That could not be done just now.", cmp.Or(advice, "It has been noted. Please try again in a minute."))
}

// zone is the zone that days are told in where a subscription names none.
func zone() *time.Location {
	loc, err := time.LoadLocation(digest.DefaultZone)
	if err != nil {
		return time.UTC
	}
	return loc
}
