package feed

import (
	"fmt"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

const (
	maxContent    = 1 << 20 // bytes of HTML in one item
	maxParagraphs = 2_000
)

var (
	// blocks are what a citation counts.
	blocks = map[atom.Atom]bool{atom.P: true, atom.H2: true, atom.H3: true, atom.Li: true, atom.Figcaption: true}

	// inline elements do not part the words on their two sides.
	inline = map[atom.Atom]bool{
		atom.A: true, atom.Abbr: true, atom.Acronym: true, atom.B: true, atom.Bdi: true, atom.Bdo: true, atom.Big: true,
		atom.Cite: true, atom.Code: true, atom.Data: true, atom.Del: true, atom.Dfn: true, atom.Em: true, atom.Font: true,
		atom.I: true, atom.Ins: true, atom.Kbd: true, atom.Label: true, atom.Mark: true, atom.Q: true, atom.S: true,
		atom.Samp: true, atom.Small: true, atom.Span: true, atom.Strike: true, atom.Strong: true, atom.Sub: true,
		atom.Sup: true, atom.Time: true, atom.Tt: true, atom.U: true, atom.Var: true, atom.Wbr: true,
	}

	// unread elements hold nothing that the publisher wrote for a reader of text.
	unread = map[atom.Atom]bool{
		atom.Script: true, atom.Style: true, atom.Iframe: true, atom.Noscript: true, atom.Template: true,
		atom.Object: true, atom.Embed: true, atom.Svg: true, atom.Math: true, atom.Head: true, atom.Title: true,
		atom.Button: true, atom.Select: true, atom.Option: true, atom.Textarea: true, atom.Input: true,
		atom.Audio: true, atom.Video: true, atom.Canvas: true,
	}
)

// cleaned is a piece of HTML as numbered paragraphs of plain text.
type cleaned struct {
	paragraphs []string
	integrity  []Integrity
}

// clean reads HTML into paragraphs: paragraph n is the n-th p, h2, h3, li or figcaption that has text of its own, in the
// order in which they begin; the text of a block inside another belongs to the inner one alone. Text outside all of
// them is not counted, unless it outweighs them: then the author did not mark up paragraphs, and each run of it between
// other elements or empty lines counts as one.
func clean(content string, s site, f foreigner) (cleaned, error) {
	if len(content) > maxContent {
		return cleaned{}, fmt.Errorf("its text is longer than %d MiB", maxContent>>20)
	}
	if !strings.Contains(content, "<") && strings.Contains(content, "&lt;/p&gt;") { // encoded twice by mistake
		content = html.UnescapeString(content)
	}
	body := &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body}
	nodes, err := html.ParseFragment(strings.NewReader(content), body)
	if err != nil {
		return cleaned{}, fmt.Errorf("its HTML cannot be read: %w", err)
	}
	c := collector{site: s, foreign: f}
	c.open(true)
	for _, n := range nodes {
		c.node(n)
	}
	return c.result()
}

// piece is the text of one block, or a loose run of text.
type piece struct {
	text  strings.Builder
	loose bool
	lines int // line breaks since the last word
}

// collector walks over HTML. Its recursion is as deep as the parser allows, which is 512 elements.
type collector struct {
	site      site
	foreign   foreigner
	pieces    []*piece
	current   *piece
	integrity []Integrity
}

func (c *collector) open(loose bool) {
	c.current = &piece{loose: loose}
	c.pieces = append(c.pieces, c.current)
}

// part separates what follows from what came before.
func (c *collector) part() {
	if c.current.loose && c.current.text.Len() > 0 {
		c.open(true)
		return
	}
	c.current.text.WriteByte(' ')
}

func (c *collector) node(n *html.Node) {
	switch n.Type {
	case html.TextNode:
		if strings.TrimSpace(n.Data) != "" {
			c.current.lines = 0
		}
		c.current.text.WriteString(n.Data)
	case html.ElementNode:
		c.element(n)
	default: // comments and document types say nothing to a reader
	}
}

func (c *collector) element(n *html.Node) {
	switch {
	case unread[n.DataAtom]:
		c.part()
	case isHidden(n):
		c.part()
		c.noteHidden(n)
	case n.DataAtom == atom.A && c.planted(n):
	case n.DataAtom == atom.Br:
		if c.current.lines++; c.current.lines > 1 {
			c.part()
		}
		c.current.text.WriteByte(' ')
	case blocks[n.DataAtom]:
		outer := c.current
		c.open(false)
		c.children(n)
		c.current = outer
		c.part()
	case inline[n.DataAtom]:
		c.children(n)
	default:
		c.part()
		c.children(n)
		c.part()
	}
}

func (c *collector) children(n *html.Node) {
	for child := range n.ChildNodes() {
		c.node(child)
	}
}

// result drops the pieces without text, and the loose ones unless they outweigh the blocks.
func (c *collector) result() (cleaned, error) {
	weight := map[bool]int{}
	texts := make([]string, len(c.pieces))
	for i, p := range c.pieces {
		texts[i] = plainText(p.text.String())
		weight[p.loose] += len(texts[i])
	}
	out := cleaned{integrity: c.integrity}
	for i, p := range c.pieces {
		if texts[i] == "" || p.loose && weight[true] <= weight[false] {
			continue
		}
		if len(out.paragraphs) == maxParagraphs {
			return out, fmt.Errorf("it has more than %d paragraphs; the rest is left out", maxParagraphs)
		}
		out.paragraphs = append(out.paragraphs, texts[i])
	}
	return out, nil
}

// planted notes and reports a link to another site that was not made for readers: one around nothing, or one around
// text in another script.
func (c *collector) planted(a *html.Node) bool {
	href := attribute(a, "href")
	if !c.site.leaves(href) {
		return false
	}
	text := plainText(textOf(a))
	if a.FirstChild != nil && !c.foreign.fills(text) {
		return false
	}
	c.note("off-domain-link", strings.TrimSpace(text+" "+plainText(href)))
	return true
}

// noteHidden notes the text of a hidden element, and where it links to.
func (c *collector) noteHidden(n *html.Node) {
	if text := plainText(textOf(n)); text != "" {
		c.note("hidden-text", text)
	}
	for a := range n.Descendants() {
		if href := attribute(a, "href"); a.DataAtom == atom.A && c.site.leaves(href) {
			c.note("off-domain-link", plainText(href))
		}
	}
}

func (c *collector) note(kind, removed string) {
	c.integrity = appendIntegrity(c.integrity, kind, removed)
}

// textOf returns all text in an element that a browser would draw if nothing were hidden.
func textOf(n *html.Node) string {
	var out strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode && !unread[d.Parent.DataAtom] {
			out.WriteString(d.Data)
			out.WriteByte(' ')
		}
	}
	return out.String()
}

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key && a.Namespace == "" {
			return a.Val
		}
	}
	return ""
}
