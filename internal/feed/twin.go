package feed

import (
	"cmp"
	"hash/fnv"
	"maps"
	"net/url"
	"path"
	"slices"
	"strings"
	"time"
	"unicode"
)

// When two articles are the same one.
const (
	shingle     = 4  // words that are compared as one: a changed word changes four of them
	sketchSize  = 96 // shingles of a text that are looked at, chosen by their hashes
	leadWords   = 60 // of a text that may be all that another feed gives
	mostWords   = 4000
	shortText   = 15  // words: a shorter text says nothing but its title
	fullText    = 40  // words: texts from here on are compared as wholes
	likeText    = 0.6 // share of shingles that twins have in common
	likeLead    = 0.5
	likeTitle   = 0.8 // share of words that titles have in common
	likeAtAll   = 0.3 // of title or text, under one address: some feeds give all items the address of their list
	likeFigures = 0.5 // of figures: reports made from one form differ in little else
	ownTitle    = 6   // words of a title that stands for itself where there is no text
	titlesApart = 2 * 24 * time.Hour
	twinsApart  = 14 * 24 * time.Hour // the same words much later are another article, unless the address is the same
)

// Print is what is compared of two articles. Make one with PrintOf.
type Print struct {
	feed      string
	addresses []string // in the form of Canonical
	title     []string // words, without the name of the site
	figures   []string // of the title
	numbers   []string // of the text
	words     int      // of the text
	sketch    []uint64 // of the text, ascending
	lead      []uint64 // of its beginning, ascending
	published time.Time
}

// PrintOf takes an article's print.
func PrintOf(a Article) Print {
	text := wordsOf(strings.Join(a.Paragraphs, " "))
	text = text[:min(len(text), mostWords)]
	p := Print{feed: a.Feed, title: titleWords(a.Title), words: len(text), published: a.Published}
	for _, link := range []string{a.Link, a.GUID} {
		if c := Canonical(link); strings.ContainsAny(c, "/?") && !slices.Contains(p.addresses, c) { // a front page is no article's
			p.addresses = append(p.addresses, c)
		}
	}
	p.figures, p.numbers = figures(p.title), figures(text)
	p.sketch = sketch(text)
	p.lead = sketch(text[:min(len(text), leadWords)])
	return p
}

// Twin reports whether two prints are of the same article: under one address, or, as two feeds carry it, with nearly the same
// text, or one of them with its beginning only. The same story told in other words is another article.
func (p Print) Twin(q Print) bool {
	titles := overlap(p.title, q.title)
	if slices.ContainsFunc(p.addresses, func(a string) bool { return slices.Contains(q.addresses, a) }) {
		return p.feed != q.feed && min(p.words, q.words) < shortText || max(titles, resemblance(p.sketch, q.sketch), within(p, q)) >= likeAtAll
	}
	if p.feed == q.feed { // which tells its own articles apart
		return false
	}
	apart := p.published.Sub(q.published).Abs()
	if !p.published.IsZero() && !q.published.IsZero() && apart > twinsApart {
		return false
	}
	if len(p.figures) > 0 && len(q.figures) > 0 && !slices.Equal(p.figures, q.figures) {
		return false
	}
	switch {
	case min(p.words, q.words) < shortText:
		return slices.Equal(p.title, q.title) && len(p.title) >= ownTitle && apart <= titlesApart
	case !sameFigures(p.numbers, q.numbers):
		return false
	case min(p.words, q.words) >= fullText && resemblance(p.sketch, q.sketch) >= likeText:
		return true
	}
	return titles >= likeTitle && within(p, q) >= likeLead
}

// sameFigures reports whether the text with fewer figures has them from the other, as far as figures tell texts apart.
func sameFigures(a, b []string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	both := 0
	for _, n := range a {
		if slices.Contains(b, n) {
			both++
		}
	}
	return len(a) < 3 || float64(both) >= likeFigures*float64(len(a))
}

// within is how much of the beginning of the shorter text the longer one begins with.
func within(p, q Print) float64 {
	if p.words > q.words {
		p, q = q, p
	}
	if len(p.lead) == 0 {
		return 0
	}
	n := 0
	for _, h := range p.lead {
		if _, ok := slices.BinarySearch(q.lead, h); ok {
			n++
		}
	}
	return float64(n) / float64(len(p.lead))
}

// sketch hashes each run of words and keeps the least hashes: two texts that share many runs share many of those.
func sketch(words []string) []uint64 {
	if len(words) < shingle {
		return nil
	}
	hashes := make([]uint64, 0, len(words))
	for i := range len(words) - shingle + 1 {
		hashes = append(hashes, hashOf(words[i:i+shingle]...))
	}
	slices.Sort(hashes)
	hashes = slices.Compact(hashes)
	return slices.Clip(hashes[:min(len(hashes), sketchSize)])
}

// hashOf hashes words, evenly, as FNV alone does not: the least must be a fair choice.
func hashOf(words ...string) uint64 {
	f := fnv.New64a()
	for _, w := range words {
		_, _ = f.Write([]byte(w)) // never fails
		_, _ = f.Write([]byte{0})
	}
	h := f.Sum64()
	h ^= h >> 33
	h *= 0xff51afd7ed558ccd
	h ^= h >> 33
	h *= 0xc4ceb9fe1a85ec53
	return h ^ h>>33
}

// resemblance estimates the share of runs that two texts have in common, of all that either has.
func resemblance(a, b []uint64) float64 {
	if len(a) == 0 || len(b) == 0 {
		return 0
	}
	i, j, seen, both := 0, 0, 0, 0
	for seen < sketchSize && i < len(a) && j < len(b) {
		switch cmp.Compare(a[i], b[j]) {
		case 0:
			both++
			i++
			j++
		case -1:
			i++
		default:
			j++
		}
		seen++
	}
	if seen < sketchSize { // one of them is known whole: what is left of the other counts, too
		seen = min(sketchSize, seen+len(a)-i+len(b)-j)
	}
	return float64(both) / float64(seen)
}

// overlap is the share of words that two lists have in common, of all that either has.
func overlap(a, b []string) float64 {
	if len(a) == 0 || len(b) == 0 {
		return 0
	}
	in, all := map[string]bool{}, map[string]bool{}
	for _, w := range a {
		in[w], all[w] = true, true
	}
	both := map[string]bool{}
	for _, w := range b {
		all[w] = true
		if in[w] {
			both[w] = true
		}
	}
	return float64(len(both)) / float64(len(all))
}

// titleWords are the words of a title without the name of the site that many feeds put behind it.
func titleWords(title string) []string {
	const site, rest = 4, 3
	for _, bar := range []string{" | ", " - ", " – ", " — ", " :: "} {
		if i := strings.LastIndex(title, bar); i > 0 {
			if head := wordsOf(title[:i]); len(head) >= rest && len(wordsOf(title[i+len(bar):])) <= site {
				return head
			}
		}
	}
	return wordsOf(title)
}

// figures are the words with digits in them, each once, sorted.
func figures(words []string) []string {
	set := map[string]bool{}
	for _, w := range words {
		if strings.ContainsFunc(w, unicode.IsDigit) {
			set[w] = true
		}
	}
	return slices.Sorted(maps.Keys(set))
}

// Canonical gives a web address in the one form that all ways to write it share: no scheme, no www, no fragment, nothing
// that tells where a reader came from, no slash or index page at its end, parameters in order. It is for comparing, not for
// following; "" for what is no web address.
func Canonical(link string) string {
	u, err := url.Parse(strings.TrimSpace(link))
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" {
		return ""
	}
	host := strings.TrimSuffix(strings.ToLower(u.Hostname()), ".")
	for _, front := range []string{"www.", "m.", "amp."} {
		if rest, ok := strings.CutPrefix(host, front); ok && strings.Contains(rest, ".") {
			host = rest
		}
	}
	if port := u.Port(); port != "" && port != "80" && port != "443" {
		host += ":" + port
	}
	at := u.Path // decoded: %7E and ~ are one
	if at != "" {
		at = path.Clean(at)
	}
	for _, end := range []string{"/index.html", "/index.htm", "/index.php", "/amp"} {
		at = strings.TrimSuffix(at, end)
	}
	at = strings.TrimSuffix(at, "/")
	query := u.Query()
	maps.DeleteFunc(query, func(name string, _ []string) bool { return tracks(name) })
	if len(query) == 0 {
		return host + at
	}
	return host + at + "?" + query.Encode()
}

// tracks reports whether a parameter of an address says how a reader came there and nothing of the page: also those that
// sites may need to be followed, as here addresses are only compared.
func tracks(name string) bool {
	name = strings.ToLower(name)
	return isTracker(name) || slices.Contains([]string{"ref", "ref_src", "source", "rss", "amp", "ocid", "ito", "xtor", "_ga", "ftag", "outputtype"}, name)
}
