package sandbox

import (
	"encoding/json"
	"net/url"
	"strings"
)

// blockView is a block ready for the templates.
type blockView struct {
	Kind     string
	Spans    []span
	Fields   [][]span
	Beside   *elementView
	Elements []elementView
	Image    imageView
	Input    elementView
	Label    string
	Hint     string
	Error    string
	Optional bool
	DOM      string
	Rows     [][]cellView
}

type cellView struct {
	Spans []span
	Align string
	Head  bool
}

type imageView struct {
	Src, Alt, Title, URL string
}

// scene is what the drawing of blocks depends on. Its methods are called with w.mu held.
type scene struct {
	w      *Workspace
	parser parser
	state  Values
	errors map[string]string
	dom    string // unique among what is on the page
	reader string
}

func (w *Workspace) scene(dom, reader string) scene {
	now := w.now()
	return scene{w: w, dom: dom, reader: reader, parser: parser{
		names: w.nameOf, date: func(body string) string { return drawDate(body, now) },
	}}
}

// nameOf is the name behind the identifier of a user, a channel or a group.
func (w *Workspace) nameOf(id string) string {
	if u := w.user(id); u != nil {
		return u.real
	}
	if c := w.channel(id); c != nil && c.Name != "" {
		return c.Name
	}
	if id == editorsGroup {
		return "editors"
	}
	return id
}

type tree map[string]any

func (t tree) str(key string) string { s, _ := t[key].(string); return s }

func (t tree) sub(key string) tree { m, _ := t[key].(map[string]any); return m }

func (t tree) list(key string) []any { l, _ := t[key].([]any); return l }

// text draws a text object.
func (s scene) text(t tree) []span {
	if t.str("type") == mrkdwn {
		return s.parser.blocks(t.str("text"))
	}
	var out []span
	for i, line := range strings.Split(t.str("text"), "\n") {
		if i > 0 {
			out = append(out, span{Kind: "br"})
		}
		out = append(out, s.parser.inlineEmoji(line)...)
	}
	return out
}

func (s scene) blocks(raw json.RawMessage) []blockView {
	var list []map[string]any
	if len(raw) == 0 || json.Unmarshal(raw, &list) != nil {
		return nil
	}
	out := make([]blockView, 0, len(list))
	for _, b := range list {
		out = append(out, s.block(b))
	}
	return out
}

func (s scene) block(b tree) blockView {
	v := blockView{Kind: b.str("type"), DOM: domID(s.dom, b.str("block_id"))}
	switch v.Kind {
	case "section":
		v.Spans = s.text(b.sub("text"))
		for _, f := range b.list("fields") {
			m, _ := f.(map[string]any)
			v.Fields = append(v.Fields, s.text(m))
		}
		if a := b.sub("accessory"); a != nil {
			e := s.element(b, a, nil)
			v.Beside = &e
		}
	case "header":
		v.Spans = s.text(b.sub("text"))
	case "image":
		v.Image = s.image(b)
	case "context", "actions":
		for _, e := range b.list("elements") {
			m, _ := e.(map[string]any)
			v.Elements = append(v.Elements, s.element(b, m, nil))
		}
	case "input":
		v.Label, v.Hint = b.sub("label").str("text"), b.sub("hint").str("text")
		v.Optional, v.Error = b["optional"] == true, s.errors[b.str("block_id")]
		v.Input = s.element(b, b.sub("element"), b)
		v.Input.Label, v.Input.Described = v.Label, v.Hint != "" || v.Error != ""
	case "rich_text":
		v.Spans = s.parser.rich(b.list("elements"))
	case "markdown":
		v.Spans = s.parser.blocks(fromMarkdown(b.str("text")))
	case "table":
		v.Rows = s.rows(b)
	}
	return v
}

func (s scene) rows(b tree) [][]cellView {
	var out [][]cellView
	settings := b.list("column_settings")
	for i, r := range b.list("rows") {
		cells, _ := r.([]any)
		row := make([]cellView, 0, len(cells))
		for j, c := range cells {
			m, _ := c.(map[string]any)
			cell := cellView{Head: i == 0, Align: "left"}
			if j < len(settings) {
				if set, _ := settings[j].(map[string]any); tree(set).str("align") != "" {
					cell.Align = tree(set).str("align")
				}
			}
			if tree(m).str("type") == "rich_text" {
				cell.Spans = s.parser.rich(tree(m).list("elements"))
			} else {
				cell.Spans = []span{{Kind: "text", Text: tree(m).str("text")}}
			}
			row = append(row, cell)
		}
		out = append(out, row)
	}
	return out
}

// image draws a picture that the page may ask for: an uploaded file, or one from the app or this host. Any
// other is shown by its description and a link, since the page asks nothing of other hosts.
func (s scene) image(b tree) imageView {
	v := imageView{Alt: b.str("alt_text"), Title: b.sub("title").str("text"), URL: b.str("image_url")}
	if f := b.sub("slack_file"); f != nil {
		id := f.str("id")
		if u := f.str("url"); u != "" {
			id = u[strings.LastIndexByte(u, '/')+1:]
		}
		if s.w.files[id] != nil {
			v.Src = "/sandbox/files/" + id
		}
		return v
	}
	for _, own := range []string{s.w.base, s.w.opts.AppURL} {
		if o, u := origin(own), origin(v.URL); o != "" && o == u {
			v.Src = v.URL
		}
	}
	return v
}

// origin is the scheme and host of a URL, or nothing.
func origin(raw string) string {
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" {
		return ""
	}
	return u.Scheme + "://" + u.Host
}

// domID makes an identifier for the page out of parts that may hold anything.
func domID(parts ...string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' {
			return r
		}
		return '_'
	}, strings.Join(parts, "-"))
}
