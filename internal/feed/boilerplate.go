package feed

import "strings"

const (
	fewestAlike = 3  // articles that end alike make a boilerplate, if they are three fifths of all
	mostFooters = 20 // paragraphs at the end of one article
)

// dropBoilerplate takes from the end of articles what their publisher writes under each: that a post appeared first
// somewhere, that there is a newsletter. It is no tampering and not reported. Only ends are taken, so that paragraphs keep
// their numbers; and articles are hashed before, so that what others of the feed end in makes no revision.
func dropBoilerplate(doc *Document) {
	for range mostFooters {
		alike := map[string]int{}
		for _, a := range doc.Articles {
			if footer := footerOf(a); footer != "" {
				alike[footer]++
			}
		}
		dropped := false
		for i := range doc.Articles {
			a := &doc.Articles[i]
			footer := footerOf(*a)
			if n := alike[footer]; footer != "" && (n >= fewestAlike && n*5 >= len(doc.Articles)*3 || isCredit(footer)) {
				a.Paragraphs = a.Paragraphs[:len(a.Paragraphs)-1]
				dropped = true
			}
		}
		if !dropped {
			break
		}
	}
	for i := range doc.Articles {
		dropCredit(&doc.Articles[i])
	}
}

const titleMark = "\x00"

// footerOf returns the last paragraph of an article that has others, with its own title made the same in all.
func footerOf(a Article) string {
	n := len(a.Paragraphs)
	if n < 2 {
		return ""
	}
	last := a.Paragraphs[n-1]
	if len([]rune(a.Title)) >= 8 {
		last = strings.ReplaceAll(last, a.Title, titleMark)
	}
	return last
}

// isCredit reports whether a footer is what WordPress writes under an article in a feed.
func isCredit(footer string) bool {
	return strings.HasPrefix(footer, "The post "+titleMark+" ") && strings.Contains(footer, " first on ")
}

// dropCredit takes the same from the summary.
func dropCredit(a *Article) {
	text, rest, ok := strings.Cut(a.Description, "The post "+a.Title+" ")
	if ok && a.Title != "" && strings.Contains(rest, "first on ") {
		a.Description = strings.TrimSpace(text)
	}
}
