package feed

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

const (
	maxDepth = 64      // of nested elements; gofeed recurses, and deep nesting ends the process
	maxNodes = 200_000 // elements and attributes, each of which costs gofeed far more memory than bytes
	maxItems = 2_000
)

// structure is what a walk over a document's tokens learns before gofeed sees a byte of it.
type structure struct {
	root   string // rss, rdf, feed or json
	titles []bool // for each item, whether its title is a piece of HTML rather than plain text
}

var errHTML = errors.New("a web page, not a feed")

// checkDepth walks over the whole document without keeping it: it must be a feed, end where it should, and stay within
// the limits of nesting, elements and items.
func checkDepth(text []byte) (structure, error) {
	switch trimmed := bytes.TrimSpace(text); {
	case len(trimmed) == 0:
		return structure{}, fail(KindNotAFeed, errors.New("the answer is empty"))
	case trimmed[0] == '{':
		return structure{root: "json"}, checkJSON(trimmed)
	case trimmed[0] != '<':
		return structure{}, fail(KindNotAFeed, errors.New("neither XML nor JSON"))
	}
	w := walker{text: text, dec: xml.NewDecoder(bytes.NewReader(text))}
	w.dec.Strict = false // as gofeed reads it
	w.dec.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	if err := w.walk(); err != nil {
		return structure{}, err
	}
	if w.root == "" {
		return structure{}, fail(KindNotAFeed, errors.New("XML without an element"))
	}
	return w.structure, nil
}

// walker follows the tokens of an XML document.
type walker struct {
	structure
	text  []byte
	dec   *xml.Decoder
	open  []string // lower-case local names of the open elements
	nodes int
}

func (w *walker) walk() error {
	for {
		before := w.dec.InputOffset()
		token, err := w.dec.RawToken()
		switch {
		case errors.Is(err, io.EOF) && len(w.open) == 0:
			return nil
		case errors.Is(err, io.EOF):
			return fail(KindTruncated, fmt.Errorf("the document ends inside <%s>", w.open[len(w.open)-1]))
		case err != nil:
			return w.syntaxError(err)
		}
		if err := w.take(token, before); err != nil {
			return err
		}
	}
}

func (w *walker) take(token xml.Token, before int64) error {
	switch t := token.(type) {
	case xml.StartElement:
		return w.start(t)
	case xml.EndElement:
		w.end(strings.ToLower(t.Name.Local))
	case xml.CharData:
		if w.inTitle() && bytes.HasPrefix(w.text[before:], []byte("<![CDATA[")) && w.root != "feed" {
			w.titles[len(w.titles)-1] = true
		}
	}
	return nil
}

// end closes elements up to the one named, as gofeed's decoder does with a feed that forgot some.
func (w *walker) end(name string) {
	for i := len(w.open) - 1; i >= 0; i-- {
		if w.open[i] == name {
			w.open = w.open[:i]
			return
		}
	}
}

func (w *walker) start(t xml.StartElement) error {
	name := strings.ToLower(t.Name.Local)
	switch {
	case w.root != "" || len(w.open) > 0:
	case name == "rss" || name == "rdf" || name == "feed":
		w.root = name
	case name == "html":
		return fail(KindNotAFeed, errHTML)
	default:
		return fail(KindNotAFeed, fmt.Errorf("XML that begins with <%.40s>, where a feed has rss, feed or RDF", name))
	}
	w.open = append(w.open, name)
	w.nodes += 1 + len(t.Attr)
	if (name == "item" || name == "entry") && len(w.open) <= 3 {
		w.titles = append(w.titles, false)
	}
	if w.inTitle() {
		for _, a := range t.Attr {
			if a.Name.Local == "type" && strings.Contains(strings.ToLower(a.Value), "html") {
				w.titles[len(w.titles)-1] = true
			}
		}
	}
	switch {
	case len(w.open) > maxDepth:
		return fail(KindTooDeep, fmt.Errorf("elements nested deeper than %d", maxDepth))
	case w.nodes > maxNodes:
		return fail(KindTooLarge, fmt.Errorf("more than %d elements and attributes", maxNodes))
	case len(w.titles) > maxItems:
		return fail(KindTooLarge, fmt.Errorf("more than %d items", maxItems))
	}
	return nil
}

func (w *walker) inTitle() bool {
	n := len(w.open)
	return n >= 2 && n <= 4 && w.open[n-1] == "title" && (w.open[n-2] == "item" || w.open[n-2] == "entry") && len(w.titles) > 0
}

func (w *walker) syntaxError(err error) error {
	if syntax, ok := errors.AsType[*xml.SyntaxError](err); ok {
		if strings.HasPrefix(syntax.Msg, "unexpected EOF") {
			return fail(KindTruncated, fmt.Errorf("the document breaks off at line %d", syntax.Line))
		}
		if w.root == "" {
			return fail(KindNotAFeed, errors.New("neither XML nor JSON that a feed is written in"))
		}
		return fail(KindMalformed, fmt.Errorf("line %d: %s", syntax.Line, syntax.Msg))
	}
	return fail(KindMalformed, err)
}

// checkJSON does for a JSON feed what walker does for XML.
func checkJSON(text []byte) error {
	dec := json.NewDecoder(bytes.NewReader(text))
	for depth, nodes := 0, 0; ; nodes++ {
		token, err := dec.Token()
		switch {
		case errors.Is(err, io.EOF) && depth == 0:
			return checkJSONHead(text)
		case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
			return fail(KindTruncated, errors.New("the JSON document breaks off"))
		case err != nil:
			return fail(KindMalformed, fmt.Errorf("JSON: %w", err))
		case nodes > maxNodes:
			return fail(KindTooLarge, fmt.Errorf("more than %d values", maxNodes))
		}
		switch token {
		case json.Delim('{'), json.Delim('['):
			depth++
		case json.Delim('}'), json.Delim(']'):
			depth--
		}
		if depth > maxDepth {
			return fail(KindTooDeep, fmt.Errorf("values nested deeper than %d", maxDepth))
		}
	}
}

func checkJSONHead(text []byte) error {
	var head struct {
		Version string     `json:"version"`
		Items   []struct{} `json:"items"`
	}
	if err := json.Unmarshal(text, &head); err != nil || !strings.Contains(head.Version, "jsonfeed.org") {
		return fail(KindNotAFeed, errors.New("JSON, but not a JSON Feed: no version of jsonfeed.org"))
	}
	if len(head.Items) > maxItems {
		return fail(KindTooLarge, fmt.Errorf("more than %d items", maxItems))
	}
	return nil
}
