package sandbox

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// rich turns the elements of rich text into spans.
func (p parser) rich(elements []any) []span {
	var out []span
	for _, v := range elements {
		e, _ := v.(map[string]any)
		kids, _ := e["elements"].([]any)
		switch e["type"] {
		case "rich_text_section":
			out = append(out, p.richInline(kids)...)
		case "rich_text_quote":
			out = append(out, span{Kind: "quote", Kids: p.richInline(kids)})
		case "rich_text_preformatted":
			out = append(out, span{Kind: "pre", Text: flat(p.richInline(kids))})
		case "rich_text_list":
			list := span{Kind: "ul"}
			if e["style"] == "ordered" {
				list.Kind = "ol"
			}
			for _, item := range kids {
				m, _ := item.(map[string]any)
				in, _ := m["elements"].([]any)
				list.Kids = append(list.Kids, span{Kind: "li", Kids: p.richInline(in)})
			}
			out = append(out, list)
		}
	}
	return out
}

func (p parser) richInline(elements []any) []span {
	var out []span
	for _, v := range elements {
		e, _ := v.(map[string]any)
		s := func(key string) string { t, _ := e[key].(string); return t }
		var got []span
		switch e["type"] {
		case "text":
			for i, line := range strings.Split(s("text"), "\n") {
				if i > 0 {
					got = append(got, span{Kind: "br"})
				}
				got = append(got, span{Kind: "text", Text: line})
			}
		case "link":
			label := s("text")
			if label == "" {
				label = s("url")
			}
			got = []span{{Kind: "link", URL: s("url"), Kids: []span{{Kind: "text", Text: label}}}}
		case "emoji":
			drawn := emoji[s("name")]
			if drawn == "" {
				drawn = ":" + s("name") + ":"
			}
			got = []span{{Kind: "emoji", Text: drawn, URL: s("name")}}
		case "user":
			got = []span{{Kind: "mention", Text: "@" + p.names(s("user_id"))}}
		case "usergroup":
			got = []span{{Kind: "mention", Text: "@" + p.names(s("usergroup_id"))}}
		case "broadcast":
			got = []span{{Kind: "mention", Text: "@" + s("range"), URL: "all"}}
		case "channel":
			got = []span{{Kind: "channel", Text: "#" + p.names(s("channel_id")), URL: "/?c=" + s("channel_id")}}
		case "date":
			stamp, _ := e["timestamp"].(float64)
			got = []span{{Kind: "date", Text: p.date(fmt.Sprintf("%d^%s|%s", int64(stamp), s("format"), s("fallback")))}}
		case "color":
			got = []span{{Kind: "code", Text: s("value")}}
		}
		out = append(out, styled(got, e["style"])...)
	}
	return out
}

func styled(in []span, style any) []span {
	m, _ := style.(map[string]any)
	for _, k := range []struct{ name, kind string }{{"code", "c"}, {"strike", "s"}, {"italic", "i"}, {"bold", "b"}} {
		if m[k.name] == true {
			in = []span{{Kind: k.kind, Kids: in}}
		}
	}
	return in
}

// flat is the bare text of spans, as a screen reader or a test reads them.
func flat(in []span) string {
	var b strings.Builder
	for _, s := range in {
		b.WriteString(s.Text)
		b.WriteString(flat(s.Kids))
		switch s.Kind {
		case "br", "li", "quote", "pre":
			b.WriteString("\n")
		}
	}
	return b.String()
}

var dateToken = regexp.MustCompile(`\{[a-z_]+\}`)

// drawDate draws a date control: seconds^format^link|fallback.
func drawDate(body string, now time.Time) string {
	head, fallback, _ := strings.Cut(body, "|")
	parts := strings.SplitN(head, "^", 3)
	sec, err := strconv.ParseInt(parts[0], 10, 64)
	if err != nil || len(parts) < 2 {
		return fallback
	}
	t := time.Unix(sec, 0).In(now.Location())
	pretty := func(layout string) string {
		y, m, d := now.Date()
		switch days := int(time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC).Sub(time.Date(y, m, d, 0, 0, 0, 0, time.UTC)).Hours() / 24); days {
		case 0:
			return "today"
		case -1:
			return "yesterday"
		case 1:
			return "tomorrow"
		}
		return t.Format(layout)
	}
	return dateToken.ReplaceAllStringFunc(parts[1], func(token string) string {
		switch token {
		case "{date_num}":
			return t.Format("2006-01-02")
		case "{date}":
			return t.Format("2 January 2006")
		case "{date_long}":
			return t.Format("Monday, 2 January 2006")
		case "{date_short}":
			return t.Format("2 Jan 2006")
		case "{date_pretty}":
			return pretty("2 January 2006")
		case "{date_long_pretty}":
			return pretty("Monday, 2 January 2006")
		case "{date_short_pretty}":
			return pretty("2 Jan 2006")
		case "{time}":
			return t.Format("15:04")
		case "{time_secs}":
			return t.Format("15:04:05")
		}
		return token
	})
}

var (
	mdLink    = regexp.MustCompile(`\[([^\]\n]+)\]\((https?://[^)\s]+)\)`)
	mdBold    = regexp.MustCompile(`\*\*([^*\n]+)\*\*`)
	mdItalic  = regexp.MustCompile(`(^|[^*\w])\*([^*\s][^*\n]*)\*`)
	mdHeading = regexp.MustCompile(`(?m)^#{1,6}\s+(.+)$`)
	mdBullet  = regexp.MustCompile(`(?m)^\s*[-*+]\s+`)
)

// fromMarkdown turns the text of a markdown block into mrkdwn.
func fromMarkdown(s string) string {
	s = escape(s)
	s = mdBullet.ReplaceAllString(s, "• ")
	s = mdItalic.ReplaceAllString(s, "${1}_${2}_")
	s = mdBold.ReplaceAllString(s, "*$1*")
	s = mdHeading.ReplaceAllString(s, "*$1*")
	return mdLink.ReplaceAllString(s, "<$2|$1>")
}
