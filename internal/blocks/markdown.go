package blocks

import (
	"regexp"
	"strings"
)

// Markdown is the view as a document; buttons are left out.
func (v View) Markdown() string {
	var b strings.Builder
	if t := Clean(v.Title); t != "" {
		b.WriteString("# " + mdText(t) + "\n\n")
	}
	for i, list := range [][]Part{v.Parts, v.Foot} {
		for j, p := range list {
			s := mdPart(p)
			if s == "" {
				continue
			}
			if i == 1 && j == 0 {
				b.WriteString("---\n\n")
			}
			b.WriteString(s + "\n\n")
		}
	}
	return strings.TrimSpace(b.String()) + "\n"
}

func mdPart(p Part) string {
	switch p := p.(type) {
	case Head:
		if head := Clean(string(p)); head != "" {
			return "## " + mdText(head)
		}
	case Text:
		return mdLines(p.Lines)
	case Note:
		return mdLines(p)
	case Fields:
		var lines []string
		for _, f := range p {
			lines = append(lines, "- **"+mdText(Clean(f.Name))+"**: "+mdText(Clean(f.Value)))
		}
		return strings.Join(lines, "\n")
	case Table:
		return p.markdown()
	case Rule:
		return "---"
	}
	return ""
}

// mdLines writes lines one below the other. Those that begin with a bullet are a list.
func mdLines(ls []Line) string {
	var b strings.Builder
	bullets := false
	for _, l := range ls {
		s := l.markdown()
		if s == "" {
			continue
		}
		item, isItem := strings.CutPrefix(s, "• ")
		switch {
		case b.Len() == 0:
		case isItem != bullets:
			b.WriteString("\n\n")
		case isItem:
			b.WriteString("\n")
		default:
			b.WriteString("  \n") // two spaces break the line
		}
		if bullets = isItem; isItem {
			s = "- " + item
		}
		b.WriteString(s)
	}
	return b.String()
}

func (l Line) markdown() string {
	var b strings.Builder
	var prev Span
	for _, s := range l {
		if s.text == "" {
			continue
		}
		text := mdText(s.text)
		switch {
		case s.url != "":
			text = "[" + text + "](<" + s.url + ">)"
		case s.style == bold:
			text = "**" + text + "**"
		case s.style == italic:
			text = "*" + text + "*"
		case s.style == code:
			text = "`" + strings.ReplaceAll(s.text, "`", "'") + "`"
		}
		b.WriteString(gap(prev, s) + text)
		prev = s
	}
	return b.String()
}

var (
	mdSpecial = strings.NewReplacer(
		`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", `\<`, ">", `\>`, "|", `\|`, "~", `\~`, "&", "&amp;",
	)
	mdStart = regexp.MustCompile(`^(\s*)([#+-]|\d+[.)])( |$)`)
)

// mdText takes the meaning from what would format it in Markdown.
func mdText(s string) string {
	s = mdSpecial.Replace(s)
	return mdStart.ReplaceAllStringFunc(s, func(m string) string {
		if i := strings.IndexAny(m, ".)"); i >= 0 {
			return m[:i] + `\` + m[i:]
		}
		return `\` + m
	})
}

func (t Table) markdown() string {
	t = t.clean()
	if len(t.Cols) == 0 || len(t.Rows) == 0 {
		return ""
	}
	var b strings.Builder
	row := func(cells []string) { b.WriteString("| " + strings.Join(cells, " | ") + " |\n") }
	names, rule := make([]string, len(t.Cols)), make([]string, len(t.Cols))
	for i, c := range t.Cols {
		names[i], rule[i] = mdText(Clean(c.Name)), "---"
		if c.Right {
			rule[i] = "---:"
		}
	}
	row(names)
	row(rule)
	for _, r := range t.Rows {
		cells := make([]string, len(r))
		for i, c := range r {
			cells[i] = mdText(c)
		}
		row(cells)
	}
	return strings.TrimRight(b.String(), "\n")
}
