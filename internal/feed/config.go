package feed

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"golang.org/x/text/language"
)

// ParseSources reads the feeds that a team configures. name stands before each fault, as in "feeds.yaml:7: …"; every
// fault is told at once, each on a line, and with any fault no source is returned.
func ParseSources(name string, data []byte) ([]Source, error) {
	file, err := parser.ParseBytes(data, 0)
	if err != nil {
		var syntax yaml.Error
		if errors.As(err, &syntax) && syntax.GetToken() != nil {
			return nil, fmt.Errorf("%s:%d: %s", name, syntax.GetToken().Position.Line, syntax.GetMessage())
		}
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	c := &sourcesReader{name: name, ids: map[string]int{}, urls: map[string]int{}}
	var sources []Source
	for _, doc := range file.Docs {
		if doc.Body == nil {
			continue
		}
		c.mapping(doc.Body, "the file", func(key string, value ast.Node) bool {
			if key == "feeds" {
				sources = append(sources, c.sources(value)...)
			}
			return key == "feeds"
		})
	}
	if len(sources) == 0 && len(c.errs) == 0 {
		c.errs = append(c.errs, fmt.Errorf("%s: no feeds; begin with a list under \"feeds:\"", name))
	}
	if len(c.errs) > 0 {
		return nil, errors.Join(c.errs...)
	}
	return sources, nil
}

// sourcesReader walks over the YAML and gathers faults with their lines.
type sourcesReader struct {
	name string
	ids  map[string]int // line of each id
	urls map[string]int // line of each URL
	errs []error
}

func (c *sourcesReader) fault(at ast.Node, format string, args ...any) {
	c.errs = append(c.errs, fmt.Errorf("%s:%d: %s", c.name, lineOf(at), fmt.Sprintf(format, args...)))
}

func lineOf(n ast.Node) int {
	if n == nil || n.GetToken() == nil || n.GetToken().Position == nil {
		return 0
	}
	return n.GetToken().Position.Line
}

// mapping calls take for each key; take reports whether it knows the key.
func (c *sourcesReader) mapping(n ast.Node, what string, take func(key string, value ast.Node) bool) {
	var values []*ast.MappingValueNode
	switch m := n.(type) {
	case *ast.MappingNode:
		values = m.Values
	case *ast.MappingValueNode:
		values = []*ast.MappingValueNode{m}
	default:
		c.fault(n, "%s must be keys with values", what)
		return
	}
	for _, v := range values {
		key := v.Key.GetToken().Value
		if !take(key, v.Value) {
			c.fault(v.Key, "%s: unknown key %q", what, key)
		}
	}
}

func (c *sourcesReader) sources(n ast.Node) []Source {
	list, ok := n.(*ast.SequenceNode)
	if !ok {
		c.fault(n, "feeds must be a list")
		return nil
	}
	var out []Source
	for i, item := range list.Values {
		out = append(out, c.source(i, item))
	}
	return out
}

func (c *sourcesReader) source(i int, n ast.Node) Source {
	s := Source{Every: defaultEvery, Lang: defaultLang}
	at := map[string]ast.Node{}
	what := fmt.Sprintf("feeds[%d]", i)
	c.mapping(n, what, func(key string, value ast.Node) bool {
		at[key] = value
		into, ok := map[string]any{"id": &s.ID, "name": &s.Name, "url": &s.URL, "every": &s.Every, "lang": &s.Lang}[key]
		if !ok {
			return false
		}
		if err := yaml.NodeToValue(value, into); err != nil {
			c.fault(value, "%s: %s: %q is not %s", what, key, value.GetToken().Value,
				map[bool]string{true: "a time like 30m or 1h", false: "a text"}[key == "every"])
			delete(at, key)
		}
		return true
	})
	c.check(fmt.Sprintf("%s (%s)", what, s.ID), s, n, at)
	return s
}

func (c *sourcesReader) check(what string, s Source, n ast.Node, at map[string]ast.Node) {
	for _, key := range []string{"id", "name", "url"} {
		if at[key] == nil && !c.faulty(n, key, what) {
			c.fault(n, "%s: %s is missing", what, key)
		}
	}
	if at["id"] != nil {
		c.once(c.ids, what, "id", s.ID, at["id"])
		if !isKebab(s.ID) {
			c.fault(at["id"], "%s: id: want lower-case words joined by hyphens, at most 64 characters", what)
		}
	}
	if at["name"] != nil && plainText(s.Name) == "" {
		c.fault(at["name"], "%s: name is empty", what)
	}
	if at["url"] != nil {
		c.once(c.urls, what, "url", s.URL, at["url"])
		if u, err := url.Parse(s.URL); err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" {
			c.fault(at["url"], "%s: url: want an address that begins with http:// or https://", what)
		}
	}
	if at["every"] != nil && s.Every < minEvery {
		c.fault(at["every"], "%s: every: %s is below %s", what, short(s.Every), short(minEvery))
	}
	if _, err := language.Parse(s.Lang); err != nil {
		c.fault(at["lang"], "%s: lang: %q is not a language tag like en-GB", what, s.Lang)
	}
}

// faulty reports whether a key is there, though its value was faulty and has been told.
func (c *sourcesReader) faulty(n ast.Node, key, what string) bool {
	found := false
	quiet := &sourcesReader{name: c.name}
	quiet.mapping(n, what, func(k string, _ ast.Node) bool { found = found || k == key; return true })
	return found || len(quiet.errs) > 0
}

func (c *sourcesReader) once(seen map[string]int, what, key, value string, at ast.Node) {
	if line, ok := seen[value]; ok && value != "" {
		c.fault(at, "%s: %s is the same as in line %d", what, key, line)
	}
	seen[value] = lineOf(at)
}

func isKebab(id string) bool {
	if len(id) > 64 {
		return false
	}
	for word := range strings.SplitSeq(id, "-") {
		if word == "" || strings.Trim(word, "abcdefghijklmnopqrstuvwxyz0123456789") != "" {
			return false
		}
	}
	return true
}

func short(d time.Duration) string {
	s := d.String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	return strings.TrimSuffix(s, "h0m") + map[bool]string{true: "h"}[strings.HasSuffix(s, "h0m")]
}
