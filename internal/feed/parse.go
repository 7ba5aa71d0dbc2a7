package feed

import (
	"bytes"
	"errors"
	"fmt"
	"html"
	"net/url"
	"strings"
	"time"

	"github.com/mmcdole/gofeed"
	"github.com/mmcdole/gofeed/atom"
	"github.com/mmcdole/gofeed/json"
	"github.com/mmcdole/gofeed/rss"
)

const maxProblems = 20 // told one by one

// Document is a feed as parsed and cleaned.
type Document struct {
	Title     string        // of the channel, plain text
	Articles  []Article     // in the feed's own order, each GUID once; FirstSeen and Revision are not set
	Integrity []Integrity   // what was cut from Title
	TTL       time.Duration // how long the feed says it stays as it is (ttl, sy:updatePeriod), at most a day; 0 where it does not say
	Problems  []string      // one line for each item that could not be read, or only in part
}

// Parse turns the bytes of an answer into articles. It fails with an *Error where the document is not a whole feed;
// a fault in one item is a line of Problems and leaves the others alone.
func Parse(src Source, r Response) (Document, error) {
	text, err := toUTF8(r.Body, r.ContentType)
	if err != nil {
		return Document{}, err
	}
	found, err := checkDepth(text)
	if err != nil {
		return Document{}, err
	}
	parsed, ttl, err := readFeed(text, found)
	if err != nil {
		return Document{}, err
	}
	base, err := url.Parse(r.URL)
	if err != nil || base.Host == "" {
		base, err = url.Parse(src.URL)
	}
	if err != nil {
		return Document{}, fail(KindAddress, errors.New("the feed's address cannot be parsed as a URL"))
	}
	doc := Document{Title: plainText(parsed.Title), TTL: ttl}
	reader := itemReader{src: src, base: base, site: siteOf(base, parsed.Link), foreign: foreignTo(src.Lang)}
	if len(found.titles) == len(parsed.Items) {
		reader.htmlTitles = found.titles
	}
	faults := 0
	for n, item := range parsed.Items {
		a, err := reader.read(n, item)
		if err != nil {
			if faults++; faults <= maxProblems {
				doc.Problems = append(doc.Problems, fmt.Sprintf("item %d: %v", n+1, err))
			}
		}
		if a.GUID != "" {
			doc.Articles = append(doc.Articles, a)
		}
	}
	if faults > maxProblems {
		doc.Problems = append(doc.Problems, fmt.Sprintf("and %d more items", faults-maxProblems))
	}
	inspect(&doc, src, reader.site, reader.foreign)
	doc.Articles = uniqueGUIDs(doc.Articles)
	for i := range doc.Articles {
		doc.Articles[i].Hash = doc.Articles[i].hash()
	}
	dropBoilerplate(&doc)
	return doc, nil
}

// readFeed has gofeed read a document that checkDepth has let through.
func readFeed(text []byte, found structure) (out *gofeed.Feed, ttl time.Duration, err error) {
	defer func() { // the bytes are a stranger's, and the reader is not ours
		if r := recover(); r != nil {
			out, err = nil, fail(KindMalformed, fmt.Errorf("the document breaks its reader: %v", r))
		}
	}()
	in := bytes.NewReader(text)
	switch found.root {
	case "json":
		var f *json.Feed
		if f, err = (&json.Parser{}).Parse(in); err == nil {
			markUp(f)
			out, err = (&gofeed.DefaultJSONTranslator{}).Translate(f)
		}
	case "feed":
		var f *atom.Feed
		if f, err = (&atom.Parser{}).Parse(in); err == nil {
			out, err = (&gofeed.DefaultAtomTranslator{}).Translate(f)
		}
		if err == nil {
			keepCanonical(out.Items, f.Entries)
		}
	default:
		var f *rss.Feed
		if f, err = (&rss.Parser{}).Parse(in); err == nil {
			ttl = minutes(f.TTL)
			out, err = (&gofeed.DefaultRSSTranslator{DisableContentImageScan: true}).Translate(f)
		}
	}
	if err != nil {
		return nil, 0, fail(KindMalformed, err)
	}
	return out, max(ttl, updateEvery(out.Extensions["sy"])), nil
}

// markUp makes HTML of the plain texts of a JSON Feed, so that nothing in them is decoded that was never encoded.
func markUp(f *json.Feed) {
	for _, item := range f.Items {
		if item != nil && item.ContentHTML == "" {
			item.ContentHTML = strings.ReplaceAll(html.EscapeString(item.ContentText), "\n", "<br>")
		}
		if item != nil {
			item.Summary = html.EscapeString(item.Summary)
		}
	}
}

// uniqueGUIDs makes sure that each GUID stands for one article. A GUID that a careless feed gives to several links is
// replaced by the link; of two versions of one article the newer stays, or the first where dates do not tell.
func uniqueGUIDs(in []Article) []Article {
	links := map[string]string{}
	shared := map[string]bool{}
	for _, a := range in {
		if link, ok := links[a.GUID]; ok && link != a.Link {
			shared[a.GUID] = true
		}
		links[a.GUID] = a.Link
	}
	var out []Article
	at := map[string]int{}
	for _, a := range in {
		if shared[a.GUID] && a.Link != "" {
			a.GUID = a.Link
		}
		i, seen := at[a.GUID]
		switch {
		case !seen:
			at[a.GUID] = len(out)
			out = append(out, a)
		case latest(a).After(latest(out[i])):
			out[i] = a
		}
	}
	return out
}

func latest(a Article) time.Time {
	if a.Updated.After(a.Published) {
		return a.Updated
	}
	return a.Published
}
