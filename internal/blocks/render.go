package blocks

import (
	"fmt"
	"strings"

	"github.com/slack-go/slack"
)

// Slack's limits, in characters or pieces.
const (
	maxMessage  = 50    // blocks of a message
	maxView     = 100   // blocks of a modal or the home tab
	maxAll      = 11000 // text of all blocks of a message together: Slack names no number and refuses somewhat more
	maxText     = 3000  // of a section or a context element
	maxHeader   = 150
	maxFields   = 10
	maxField    = 2000
	maxContext  = 10
	maxActions  = 5 // Slack takes 25; more than five in a row are not read
	maxButton   = 75
	maxValue    = 2000
	maxActionID = 255
	maxTitle    = 24 // of a modal
	maxURL      = 2000
	eachText    = 10 // what a piece of text counts on top of its length
)

// Blocks is the view as a message.
func (v View) Blocks() []slack.Block { return v.render(maxMessage) }

// Modal is the view as a window of its own.
func (v View) Modal() *slack.ModalViewRequest {
	title := Cut(Clean(v.Title), maxTitle)
	if title == "" || strings.HasSuffix(title, "…") {
		title = "Pledgewatch"
	}
	return &slack.ModalViewRequest{
		Type: slack.VTModal, Title: plainText(title, maxTitle), Close: plainText("Close", maxTitle),
		Blocks: slack.Blocks{BlockSet: v.render(maxView)},
	}
}

// HomeTab is the view as the bot's home tab.
func (v View) HomeTab() slack.HomeTabViewRequest {
	return slack.HomeTabViewRequest{Type: slack.VTHomeTab, Blocks: slack.Blocks{BlockSet: v.render(maxView)}}
}

// renderer turns parts into blocks and keeps count of them.
type renderer struct {
	buttons int // made so far: numbers the action_ids
	tables  int // that there is still room for: a message takes one, another surface none
}

// piece is one block and how much text it holds.
type piece struct {
	block slack.Block
	size  int
}

// render makes at most most blocks. The foot always has its place; where the parts do not fit above it, the last line says
// how many pieces are missing.
func (v View) render(most int) []slack.Block {
	r := &renderer{}
	if most == maxMessage {
		r.tables = 1
	}
	var body, foot []piece
	if t := Cut(Clean(v.Title), maxHeader); t != "" {
		body = append(body, piece{&slack.HeaderBlock{Type: slack.MBTHeader, Text: plainText(t, maxHeader)}, width(t) + eachText})
	}
	for _, p := range v.Parts {
		body = append(body, r.pieces(p)...)
	}
	for _, p := range v.Foot {
		foot = append(foot, r.pieces(p)...)
	}
	foot = fitting(foot, most/2, maxAll/3)
	var used int
	for _, p := range foot {
		used += p.size
	}
	shown := fitting(body, most-len(foot), maxAll-used)
	if missing := len(body) - len(shown); missing > 0 {
		shown = fitting(body, most-len(foot)-1, maxAll-used-100)
		missing = len(body) - len(shown)
		shown = append(shown, r.note(Note{L(T(fmt.Sprintf("… and %d more that do not fit here.", missing)))})...)
	}
	var out []slack.Block
	for _, p := range append(shown, foot...) {
		out = append(out, p.block)
	}
	if len(out) == 0 {
		out = append(out, r.note(Note{L(T("Nothing to show."))})[0].block)
	}
	return out
}

// fitting returns the first pieces that are at most most and hold at most size of text.
func fitting(ps []piece, most, size int) []piece {
	for i, p := range ps {
		if size -= p.size; i >= most || size < 0 {
			return ps[:i:i]
		}
	}
	return ps[:len(ps):len(ps)]
}

func (r *renderer) pieces(p Part) []piece {
	switch p := p.(type) {
	case Text:
		return r.text(p)
	case Head:
		return r.text(Para(Bold(string(p))))
	case Table:
		return r.table(p)
	case Fields:
		return r.fields(p)
	case Note:
		return r.note(p)
	case Buttons:
		return r.actions(p)
	case Rule:
		return []piece{{slack.NewDividerBlock(), 0}}
	}
	return nil
}

// text packs lines into as few sections as hold them; the button stands beside the first.
func (r *renderer) text(t Text) []piece {
	var out []piece
	var held []string
	size := 0
	flush := func() {
		if len(held) == 0 {
			return
		}
		s := &slack.SectionBlock{Type: slack.MBTSection, Text: mrkdwn(strings.Join(held, "\n"))}
		p := piece{s, size + eachText}
		if len(out) == 0 && t.Button != nil {
			if b, n := r.button(*t.Button); b != nil {
				s.Accessory, p.size = slack.NewAccessory(b), p.size+n
			}
		}
		out, held, size = append(out, p), nil, 0
	}
	for i, l := range t.Lines {
		var text string
		if len(t.made) > i {
			text = t.made[i]
		} else {
			text = l.mrkdwn(maxText)
		}
		n := takes(text)
		if n == 0 {
			continue
		}
		if size+n > maxText {
			flush()
		}
		held, size = append(held, text), size+n
	}
	flush()
	return out
}

// takes is how much of a section a line of it takes up, the end of the line included; 0 where it is left out.
func takes(line string) int {
	if line == "" {
		return 0
	}
	return width16(line) + 1
}

func (r *renderer) fields(fs Fields) []piece {
	var out []piece
	var held []*slack.TextBlockObject
	size := 0
	for i, f := range fs {
		name, value := Clean(f.Name), Clean(f.Value)
		if name != "" && value != "" {
			text := L(Bold(name)).mrkdwn(maxField/4) + "\n" + L(T(value)).mrkdwn(maxField/2)
			held, size = append(held, mrkdwn(text)), size+width16(text)+eachText
		}
		if len(held) == maxFields || i == len(fs)-1 && len(held) > 0 {
			out = append(out, piece{&slack.SectionBlock{Type: slack.MBTSection, Fields: held}, size})
			held, size = nil, 0
		}
	}
	return out
}

func (r *renderer) note(n Note) []piece {
	var out []piece
	var held []slack.MixedElement
	size := 0
	flush := func() {
		if len(held) > 0 {
			out = append(out, piece{slack.NewContextBlock("", held...), size})
			held, size = nil, 0
		}
	}
	for _, l := range n {
		text := l.mrkdwn(maxText)
		if text == "" {
			continue
		}
		held, size = append(held, mrkdwn(text)), size+width16(text)+eachText
		if len(held) == maxContext {
			flush()
		}
	}
	flush()
	return out
}

func (r *renderer) actions(bs Buttons) []piece {
	var out []piece
	var held []slack.BlockElement
	size := 0
	for i, b := range bs {
		if e, n := r.button(b); e != nil {
			held, size = append(held, e), size+n
		}
		if len(held) == maxActions || i == len(bs)-1 && len(held) > 0 {
			out = append(out, piece{slack.NewActionBlock("", held...), size})
			held, size = nil, 0
		}
	}
	return out
}

// button makes one, or nil where it could not work: it says nothing, its value is too long, its address is no web address.
func (r *renderer) button(b Button) (*slack.ButtonBlockElement, int) {
	text := Cut(Clean(b.Text), maxButton)
	if text == "" || b.Action == "" || width(b.Value) > maxValue {
		return nil, 0
	}
	r.buttons++
	e := &slack.ButtonBlockElement{
		Type: slack.METButton, Text: plainText(text, maxButton), Value: b.Value,
		ActionID: fmt.Sprintf("%s:%d", Cut(Clean(b.Action), maxActionID-8), r.buttons),
	}
	if b.URL != "" {
		if e.URL = webAddress(b.URL); e.URL == "" {
			return nil, 0
		}
	}
	if b.Main {
		e.Style = slack.StylePrimary
	}
	return e, width(text) + eachText
}

func mrkdwn(text string) *slack.TextBlockObject {
	return slack.NewTextBlockObject(slack.MarkdownType, text, false, true)
}

func plainText(text string, most int) *slack.TextBlockObject {
	return slack.NewTextBlockObject(slack.PlainTextType, Escape(Cut(text, most)), false, false)
}
