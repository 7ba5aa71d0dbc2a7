package feed

import (
	"slices"
	"strings"
	"unicode"
)

const (
	minShared    = 2    // foreign letters that make a text shared by most titles suspect
	minForeign   = 4    // foreign letters that make a text suspect that stands alone
	minAlone     = 8    // as many need no further sign that the page's address does not carry them
	maxIntegrity = 50   // findings kept an article
	maxRemoved   = 2000 // characters kept a finding
)

// inspect finds text that somebody other than the publisher put into a document, cuts it out and notes it. It knows no
// advertisement by its words. The signs are that most titles begin or end alike, the channel's included; that the
// addresses of the pages, which were made from the titles before, do not carry it; that it is in another script than
// the feed's language. A foreign name or quotation inside a title has none of these signs and stays.
func inspect(doc *Document, src Source, s site, f foreigner) {
	t := &titles{doc: doc, foreign: f, names: squash(src.Name) + " " + squash(strings.Join(s.domains, " "))}
	var cut []affix
	for range 3 { // advertisements can be stacked
		before := len(cut)
		for _, end := range []end{front, back} {
			if x, ok := t.shared(end); ok && t.cut(x) {
				cut = append(cut, x)
			}
		}
		if len(cut) == before {
			break
		}
	}
	for i := range doc.Articles {
		cutAlone(&doc.Articles[i], f)
	}
	dropForeignParagraphs(doc, f)
	cutFromTexts(doc, cut, f)
	checkLinks(doc, s)
}

// note adds a finding, once.
func (a *Article) note(kind, removed string) {
	a.Integrity = appendIntegrity(a.Integrity, kind, removed)
}

func appendIntegrity(in []Integrity, kind, removed string) []Integrity {
	found := Integrity{Kind: kind, Removed: Cut(removed, maxRemoved)}
	if slices.Contains(in, found) || len(in) >= maxIntegrity {
		return in
	}
	return append(in, found)
}

// cutAlone cuts a run of another script at either end of a title that no other title shares, where the page's address
// was made from the rest of the title without it.
func cutAlone(a *Article, f foreigner) {
	for _, at := range []end{front, back} {
		run := foreignRun(a.Title, at, f)
		rest, ok := at.cut(a.Title, run)
		slug := slugWords(a.Link)
		if !ok || len(slug) == 0 || carries(slug, run) {
			continue
		}
		letters, _ := f.count(run)
		words := wordsOf(rest)
		edge := slug[0]
		if at == back {
			edge = slug[len(slug)-1]
		}
		if max(share(slug, words), share(words, slug)) >= 0.5 && (letters >= minAlone || letters >= minForeign && slices.Contains(words, edge)) {
			a.Title = rest
			a.note("foreign-script", run)
		}
	}
}

// foreignRun returns the run of another script that a text begins or ends with, with the digits that stick to it. It is
// empty where a quotation mark or a bracket opens it: then it is quoted, not planted.
func foreignRun(s string, at end, f foreigner) string {
	runes := at.turn([]rune(s))
	last := -1
	for i, r := range runes {
		if last < 0 && strings.ContainsRune(`'"‘’“”«»()[]`, r) {
			return ""
		}
		if f.is(r) {
			last = i
		} else if unicode.IsLetter(r) {
			break
		}
	}
	if last < 0 {
		return ""
	}
	stop := last + 1
	for stop < len(runes) && unicode.IsDigit(runes[stop]) {
		stop++
	}
	return strings.TrimSpace(string(at.turn(runes[:stop])))
}

// cutFromTexts takes out of the other texts what was cut from titles, and runs of another script that several items
// begin or end with alike.
func cutFromTexts(doc *Document, cut []affix, f foreigner) {
	holders := map[affix]int{} // how many articles have a run
	for i := range doc.Articles {
		own := map[affix]bool{}
		for _, text := range doc.Articles[i].texts() {
			own[affix{front, foreignRun(*text, front, f)}] = true
			own[affix{back, foreignRun(*text, back, f)}] = true
		}
		for x := range own {
			holders[x]++
		}
	}
	for i := range doc.Articles {
		a := &doc.Articles[i]
		for _, text := range a.texts() {
			for _, at := range []end{front, back} {
				x := affix{at, foreignRun(*text, at, f)}
				if letters, _ := f.count(x.text); letters >= minForeign && holders[x] > 1 {
					cutKnown(a, text, x, f)
				}
			}
		}
		for _, text := range slices.Concat(a.texts(), pointers(a.Authors), pointers(a.Categories)) {
			for _, x := range cut {
				cutKnown(a, text, x, f)
			}
		}
		a.Paragraphs, a.Authors, a.Categories = nonEmpty(a.Paragraphs), nonEmpty(a.Authors), nonEmpty(a.Categories)
	}
}

func (a *Article) texts() []*string {
	return append([]*string{&a.Description}, pointers(a.Paragraphs)...)
}

func pointers(in []string) []*string {
	out := make([]*string, len(in))
	for i := range in {
		out[i] = &in[i]
	}
	return out
}

// cutKnown takes out of a text what was cut from titles: anywhere where it is in another script, since some pages quote
// their own title, else at the end where it stood there.
func cutKnown(a *Article, text *string, x affix, f foreigner) {
	foreign, own := f.count(x.text)
	if foreign > own && strings.Contains(*text, x.text) {
		*text = plainText(strings.ReplaceAll(*text, x.text, " "))
		a.note(x.at.kind(), x.text)
		return
	}
	if rest, ok := x.at.cut(*text, x.text); ok {
		*text = rest
		a.note(x.at.kind(), x.text)
	}
}

// dropForeignParagraphs takes out paragraphs in another script where an article begins or ends with them, or where
// another article has the same. One in the middle that no other has may be a quotation, and stays.
func dropForeignParagraphs(doc *Document, f foreigner) {
	seen := map[string]int{}
	for _, a := range doc.Articles {
		for p := range setOf(a.Paragraphs) {
			seen[p]++
		}
	}
	for i := range doc.Articles {
		a := &doc.Articles[i]
		if _, own := f.count(strings.Join(a.Paragraphs, "")); own == 0 {
			continue // an article in another language altogether
		}
		kept := a.Paragraphs[:0:0]
		drop := func(p string) bool { return f.fills(p) }
		first, last := 0, len(a.Paragraphs)
		for first < last && drop(a.Paragraphs[first]) {
			first++
		}
		for last > first && drop(a.Paragraphs[last-1]) {
			last--
		}
		for k, p := range a.Paragraphs {
			if k < first || k >= last || drop(p) && seen[p] > 1 {
				a.note("foreign-script", p)
				continue
			}
			kept = append(kept, p)
		}
		a.Paragraphs = kept
		if f.fills(a.Description) {
			a.note("foreign-script", a.Description)
			a.Description = ""
		}
	}
}

// checkLinks notices an item that leads to another site while all the others, three at least, lead to the feed's own.
func checkLinks(doc *Document, s site) {
	var away []int
	home := 0
	for i, a := range doc.Articles {
		switch {
		case a.Link == "":
		case s.leaves(a.Link):
			away = append(away, i)
		default:
			home++
		}
	}
	if home < 3 || len(away) != 1 {
		return
	}
	a := &doc.Articles[away[0]]
	a.note("off-domain-link", a.Link)
	a.Link = ""
	if link := canonicalLink(s.base, a.GUID); strings.Contains(a.GUID, "://") && !s.leaves(link) {
		a.Link = link
	}
}

func setOf(in []string) map[string]bool {
	out := map[string]bool{}
	for _, s := range in {
		out[s] = true
	}
	return out
}

func nonEmpty(in []string) []string {
	return slices.DeleteFunc(in, func(s string) bool { return s == "" })
}
