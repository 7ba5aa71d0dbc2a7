package feed

import (
	"fmt"
	"strings"
	"testing"
)

func TestBoilerplate(t *testing.T) {
	many := func(n, alike int, footer ...string) (in []string) {
		for i := range n {
			body := fmt.Sprintf("Text %d|More %d", i, i)
			if i < alike {
				body += "|" + strings.Join(footer, "|")
			}
			in = append(in, fmt.Sprintf("A title of item %d#%s", i, body))
		}
		return in
	}
	tests := map[string]struct {
		in   []string // title#paragraphs
		want string   // paragraphs of the first
	}{
		"what all end in goes":                   {many(5, 5, "Sign up for our letter."), "Text 0|More 0"},
		"several lines of it go":                 {many(5, 5, "Share this:", "By mail", "On paper"), "Text 0|More 0"},
		"what three fifths end in goes":          {many(5, 3, "Sign up for our letter."), "Text 0|More 0"},
		"what fewer end in stays":                {many(10, 5, "The end."), "Text 0|More 0|The end."},
		"what two end in stays":                  {many(2, 2, "The end."), "Text 0|More 0|The end."},
		"the only paragraph stays":               {[]string{"A title#Same.", "B title#Same.", "C title#Same."}, "Same."},
		"a paragraph in the middle stays":        {[]string{"A title#Same.|a", "B title#Same.|b", "C title#Same.|c"}, "Same.|a"},
		"WordPress's credit goes, also alone":    {[]string{"A long title#Text|The post A long title appeared first on The Paper."}, "Text"},
		"a sentence that begins like it stays":   {[]string{"A long title#Text|The post of director is vacant at first on paper."}, "Text|The post of director is vacant at first on paper."},
		"a credit with each its own title goes":  {[]string{"Title one#a|From Title one", "Title two#b|From Title two", "Title six#c|From Title six"}, "a"},
		"a short title is not looked for within": {[]string{"in#a|Rain in May", "on#b|Rain on May", "by#c|Rain by May"}, "a|Rain in May"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			var doc Document
			for _, s := range tt.in {
				title, body, _ := strings.Cut(s, "#")
				doc.Articles = append(doc.Articles, Article{Title: title, Paragraphs: strings.Split(body, "|")})
			}
			dropBoilerplate(&doc)
			if got := strings.Join(doc.Articles[0].Paragraphs, "|"); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// What the other items of a feed end in comes and goes, and makes no revision of any.
func TestBoilerplateMakesNoRevision(t *testing.T) {
	item := func(n int, footer string) string {
		return fmt.Sprintf("<item><title>Item number %d</title><guid>%d</guid><description>&lt;p&gt;Text %d.&lt;/p&gt;&lt;p&gt;%s&lt;/p&gt;</description></item>", n, n, n, footer)
	}
	wrap := func(items ...string) string {
		return "<rss><channel><title>T</title>" + strings.Join(items, "") + "</channel></rss>"
	}
	alike := parse(t, wrap(item(1, "Bye."), item(2, "Bye."), item(3, "Bye.")), "").Articles[0]
	apart := parse(t, wrap(item(1, "Bye."), item(2, "So long."), item(3, "Cheers.")), "").Articles[0]
	if len(alike.Paragraphs) != 1 || len(apart.Paragraphs) != 2 || alike.Hash != apart.Hash {
		t.Errorf("%q %s, %q %s", alike.Paragraphs, alike.Hash, apart.Paragraphs, apart.Hash)
	}
}
