package knowledge

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"path"
	"reflect"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// page is what one corpus file holds.
type page struct {
	name   string
	sum    [sha256.Size]byte // of the file
	items  []item
	faults Faults
}

// item is a source, a topic, an entry or the lexicon, and where it stands.
type item struct {
	at     position
	value  any
	broken bool // it could not be read to its end
}

// lists are the parts of a corpus and what an item of each is, by the name of their file or, in a file that holds all of
// them, by their key.
var lists = map[string]func(position) any{
	"sources": func(position) any { return &Source{} },
	"topics":  func(position) any { return &Topic{} },
	"entries": func(at position) any { return &Entry{place: at} },
}

// readPage reads one corpus file.
func readPage(name string, raw []byte) page {
	p := page{name: name, sum: sha256.Sum256(raw)}
	var doc yaml.Node
	if err := yaml.Unmarshal(raw, &doc); err != nil {
		p.fault(position{file: name}, "", err)
		return p
	}
	if len(doc.Content) == 0 {
		return p
	}
	part, root := strings.TrimSuffix(path.Base(name), ".yaml"), doc.Content[0]
	if _, ok := lists[part]; !ok && part != lexiconPart {
		part = "entries"
	}
	if root.Kind == yaml.MappingNode && part == "entries" {
		for i := 0; i+1 < len(root.Content); i += 2 {
			p.part(root.Content[i].Value, root.Content[i], root.Content[i+1])
		}
		return p
	}
	p.part(part, root, root)
	return p
}

const lexiconPart = "lexicon"

// part reads one part of the corpus, named at key.
func (p *page) part(part string, key, n *yaml.Node) {
	if part == lexiconPart {
		p.item(n, func(position) any { return &Lexicon{} })
		return
	}
	of, ok := lists[part]
	switch {
	case !ok:
		p.fault(position{file: p.name, line: key.Line}, "", fmt.Errorf("no part %q in a corpus: want sources, topics, entries or lexicon", part))
	case n.Kind != yaml.SequenceNode:
		p.fault(position{file: p.name, line: n.Line}, "", errors.New("want a list: each item begins with \"- id:\""))
	default:
		for _, it := range n.Content {
			p.item(it, of)
		}
	}
}

// item reads one item strictly.
func (p *page) item(n *yaml.Node, empty func(position) any) {
	it := item{at: position{file: p.name, line: n.Line, fields: map[string]int{}}}
	id := ""
	if n.Kind == yaml.MappingNode {
		for i := 0; i+1 < len(n.Content); i += 2 {
			key, value := n.Content[i], n.Content[i+1]
			it.at.fields[key.Value] = key.Line
			for j, part := range value.Content {
				if part.Line != key.Line {
					it.at.fields[nth(key.Value, j)] = part.Line
				}
			}
			if n.Content[i].Value == "id" {
				id = n.Content[i+1].Value
			}
		}
	}
	it.value = empty(it.at)
	before := len(p.faults)
	p.unknown(it.at, id, n, reflect.TypeOf(it.value))
	if err := n.Decode(it.value); err != nil {
		at := it.at
		at.line = max(at.line, lineNamed(n, err.Error()))
		p.fault(at, id, err)
	}
	it.broken = len(p.faults) > before
	if e, ok := it.value.(*Entry); ok && it.broken {
		e.ID, e.place = id, it.at
	}
	p.items = append(p.items, it)
}

// nth names one item of a list in a field.
func nth(field string, i int) string { return field + "[" + strconv.Itoa(i) + "]" }

// unknown reports keys that a type does not know.
func (p *page) unknown(at position, id string, n *yaml.Node, t reflect.Type) {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	keys, isStruct := keysOf[t]
	if !isStruct {
		return
	}
	if n.Kind == yaml.SequenceNode {
		for _, part := range n.Content {
			p.unknown(at, id, part, t)
		}
		return
	}
	for i := 0; n.Kind == yaml.MappingNode && i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		field, ok := keys[key.Value]
		if !ok {
			at.line = key.Line
			p.fault(at, id, fmt.Errorf("unknown field %q", key.Value))
			continue
		}
		p.unknown(at, id, n.Content[i+1], field)
	}
}

// keysOf are the YAML keys of each struct of the corpus files, and their types.
var keysOf = func() map[reflect.Type]map[string]reflect.Type {
	out := map[reflect.Type]map[string]reflect.Type{}
	var look func(t reflect.Type)
	look = func(t reflect.Type) {
		for t.Kind() == reflect.Slice {
			t = t.Elem()
		}
		if _, seen := out[t]; seen || t.Kind() != reflect.Struct {
			return
		}
		out[t] = map[string]reflect.Type{}
		for i := range t.NumField() {
			if key, _, _ := strings.Cut(t.Field(i).Tag.Get("yaml"), ","); key != "" {
				out[t][key] = t.Field(i).Type
				look(t.Field(i).Type)
			}
		}
		if len(out[t]) == 0 { // a struct that reads its own text
			delete(out, t)
		}
	}
	for _, t := range []reflect.Type{reflect.TypeFor[Entry](), reflect.TypeFor[Source](), reflect.TypeFor[Topic](), reflect.TypeFor[Lexicon]()} {
		look(t)
	}
	return out
}()

var lineForm = regexp.MustCompile(`^(?:yaml: )?line (\d+): `)

// fault reports what the YAML library found, each thing at the line that it names.
func (p *page) fault(at position, id string, err error) {
	messages := []string{err.Error()}
	var several *yaml.TypeError
	if errors.As(err, &several) {
		messages = several.Errors
	}
	for _, m := range messages {
		f := Fault{File: at.file, Line: at.line, Entry: id, What: strings.ReplaceAll(strings.TrimPrefix(m, "yaml: "), "\n", " ")}
		if found := lineForm.FindStringSubmatch(m); found != nil {
			f.Line, _ = strconv.Atoi(found[1])
			f.What = strings.TrimPrefix(m, found[0])
		}
		p.faults = append(p.faults, f)
	}
}

// lineNamed is the line of the value that a message quotes: what our own types refuse carries no position.
func lineNamed(n *yaml.Node, message string) int {
	if n.Kind == yaml.ScalarNode && strings.Contains(message, strconv.Quote(n.Value)) {
		return n.Line
	}
	for _, part := range n.Content {
		if line := lineNamed(part, message); line > 0 {
			return line
		}
	}
	return 0
}
