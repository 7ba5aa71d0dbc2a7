package blocks

import (
	"html/template"
	"strings"
)

// HTML is the view as a page of its own that any e-mail program shows: no script, no style sheet, nothing loaded from
// elsewhere; buttons are left out. An error is a fault in the template.
func (v View) HTML() (string, error) {
	p := page{Title: Clean(v.Title), Parts: htmlParts(v.Parts), Foot: htmlParts(v.Foot)}
	var b strings.Builder
	if err := pageTemplate.Execute(&b, p); err != nil {
		return "", err
	}
	return b.String(), nil
}

// page is what the template shows.
type page struct {
	Title       string
	Parts, Foot []htmlPart
}

// htmlPart is a part as the template shows it: a heading, paragraphs and lists, a table, or a rule.
type htmlPart struct {
	Head  string
	Runs  []htmlRun
	Table *Table
	Rule  bool
	Small bool
}

// htmlRun is lines that belong together: a list, or a paragraph.
type htmlRun struct {
	List  bool
	Lines [][]htmlSpan
}

type htmlSpan struct {
	Gap, Text, URL     string
	Bold, Italic, Code bool
}

func htmlParts(parts []Part) []htmlPart {
	var out []htmlPart
	for _, p := range parts {
		switch p := p.(type) {
		case Head:
			out = append(out, htmlPart{Head: Clean(string(p))})
		case Text:
			out = append(out, htmlPart{Runs: htmlRuns(p.Lines)})
		case Note:
			out = append(out, htmlPart{Runs: htmlRuns(p), Small: true})
		case Fields:
			var lines []Line
			for _, f := range p {
				lines = append(lines, L(Bold(f.Name+":"), T(f.Value)))
			}
			out = append(out, htmlPart{Runs: htmlRuns(lines)})
		case Table:
			t := p.clean()
			out = append(out, htmlPart{Table: &t})
		case Rule:
			out = append(out, htmlPart{Rule: true})
		}
	}
	return out
}

// htmlRuns makes lists of lines that begin with a bullet, and paragraphs of the others.
func htmlRuns(lines []Line) []htmlRun {
	var out []htmlRun
	for _, l := range lines {
		spans := htmlSpans(l)
		if len(spans) == 0 {
			continue
		}
		list := spans[0].Text == "•"
		if list && len(spans) > 1 {
			spans = spans[1:]
			spans[0].Gap = ""
		}
		if n := len(out); n == 0 || out[n-1].List != list {
			out = append(out, htmlRun{List: list})
		}
		last := &out[len(out)-1]
		last.Lines = append(last.Lines, spans)
	}
	return out
}

func htmlSpans(l Line) []htmlSpan {
	var out []htmlSpan
	var prev Span
	for _, s := range l {
		if s.text == "" {
			continue
		}
		out = append(out, htmlSpan{
			Gap: gap(prev, s), Text: s.text, URL: s.url, Bold: s.style == bold, Italic: s.style == italic, Code: s.style == code,
		})
		prev = s
	}
	return out
}

var pageTemplate = template.Must(template.New("page").Parse(`<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{.Title}}</title>
</head>
<body style="margin:0;padding:0;background-color:#ffffff">
<div style="max-width:600px;margin:0 auto;padding:16px;font-family:Arial,Helvetica,sans-serif;font-size:16px;line-height:1.45;color:#1d1c1d">
{{- if .Title}}
<h1 style="font-size:22px;line-height:1.25;margin:0 0 12px 0">{{.Title}}</h1>
{{- end}}
{{- range .Parts}}{{template "part" .}}{{end}}
{{- if .Foot}}
<hr style="border:0;border-top:1px solid #cccccc;margin:20px 0">
{{- range .Foot}}{{template "part" .}}{{end}}
{{- end}}
</div>
</body>
</html>
{{define "part" -}}
{{if .Rule}}
<hr style="border:0;border-top:1px solid #cccccc;margin:20px 0">
{{- else if .Head}}
<h2 style="font-size:18px;margin:20px 0 8px 0">{{.Head}}</h2>
{{- else if .Table}}
<table style="border-collapse:collapse;margin:0 0 14px 0;font-size:14px">
<tr>{{range .Table.Cols}}<th style="text-align:left;padding:4px 8px;border-bottom:2px solid #cccccc">{{.Name}}</th>{{end}}</tr>
{{- range .Table.Rows}}
<tr>{{range .}}<td style="padding:4px 8px;border-bottom:1px solid #dddddd;vertical-align:top">{{.}}</td>{{end}}</tr>
{{- end}}
</table>
{{- else}}{{$small := .Small}}{{range .Runs}}
{{- if .List}}
<ul style="margin:0 0 14px 0;padding-left:20px{{if $small}};font-size:13px;color:#555555{{end}}">
{{- range .Lines}}
<li style="margin:0 0 4px 0">{{template "line" .}}</li>
{{- end}}
</ul>
{{- else}}
<p style="margin:0 0 14px 0{{if $small}};font-size:13px;color:#555555{{end}}">{{range $i, $l := .Lines}}{{if $i}}<br>
{{end}}{{template "line" $l}}{{end}}</p>
{{- end}}
{{- end}}
{{- end}}
{{- end}}
{{define "line" -}}
{{range .}}{{.Gap}}{{if .URL}}<a href="{{.URL}}" style="color:#1264a3">{{.Text}}</a>{{else if .Bold}}<strong>{{.Text}}</strong>{{else if .Italic}}<em>{{.Text}}</em>{{else if .Code}}<code>{{.Text}}</code>{{else}}{{.Text}}{{end}}{{end}}
{{- end}}
`))
