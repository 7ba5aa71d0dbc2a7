package feed

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write what the tests see to the golden files")

var testSource = Source{ID: "test", URL: "https://news.example.org/feed/", Lang: "en-GB"}

func read(t testing.TB, name string) []byte {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func parse(t testing.TB, body, contentType string) Document {
	t.Helper()
	doc, err := Parse(testSource, Response{Body: []byte(body), ContentType: contentType, URL: testSource.URL})
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func TestGoldenDocuments(t *testing.T) {
	files, err := filepath.Glob("testdata/*.*ml")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range append(files, "testdata/jsonfeed.json") {
		t.Run(filepath.Base(file), func(t *testing.T) {
			got, err := json.MarshalIndent(parse(t, string(read(t, filepath.Base(file))), ""), "", "  ")
			if err != nil {
				t.Fatal(err)
			}
			golden := strings.TrimSuffix(file, filepath.Ext(file)) + ".golden.json"
			if *update {
				if err := os.WriteFile(golden, append(got, '\n'), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(strings.TrimSpace(string(want)), string(got)); diff != "" {
				t.Errorf("not as in %s (-want +got):\n%s", golden, diff)
			}
		})
	}
}

const tinyRSS = `<rss version="2.0"><channel><title>T</title><item><title>%s</title><link>https://news.example.org/a</link></item></channel></rss>`

func TestCharsets(t *testing.T) {
	const want = "“Children’s homes” – £5m café"
	utf8RSS := fmt.Sprintf(tinyRSS, want)
	cp1252 := strings.NewReplacer("“", "\x93", "”", "\x94", "’", "\x92", "–", "\x96", "£", "\xa3", "é", "\xe9").Replace(utf8RSS)
	wide := func(order func(u uint16) [2]byte, s string) string {
		var out strings.Builder
		for _, u := range utf16.Encode([]rune(s)) {
			b := order(u)
			out.Write(b[:])
		}
		return out.String()
	}
	little := func(u uint16) [2]byte { return [2]byte{byte(u), byte(u >> 8)} }
	big := func(u uint16) [2]byte { return [2]byte{byte(u >> 8), byte(u)} }
	tests := map[string]struct{ body, contentType string }{
		"UTF-8 without a label":                         {utf8RSS, ""},
		"UTF-8 with a byte order mark":                  {"\ufeff" + utf8RSS, "text/xml; charset=iso-8859-1"},
		"windows-1252, labelled so in the declaration":  {`<?xml version="1.0" encoding="windows-1252"?>` + cp1252, ""},
		"windows-1252, labelled so by the server":       {cp1252, "application/rss+xml; charset=windows-1252"},
		"windows-1252, labelled UTF-8":                  {`<?xml version="1.0" encoding="UTF-8"?>` + cp1252, "text/xml; charset=utf-8"},
		"UTF-8, labelled ISO-8859-1":                    {`<?xml version="1.0" encoding="ISO-8859-1"?>` + utf8RSS, ""},
		"the server's label before the document's":      {`<?xml version='1.0' encoding='koi8-r'?>` + cp1252, "text/xml; charset=windows-1252"},
		"UTF-16, little end first, with a mark":         {wide(little, "\ufeff<?xml version=\"1.0\" encoding=\"utf-16\"?>"+utf8RSS), ""},
		"UTF-16, big end first, with a mark":            {wide(big, "\ufeff"+utf8RSS), "text/xml"},
		"UTF-16 without a mark":                         {wide(little, utf8RSS), ""},
		"control characters that XML forbids are gone":  {strings.Replace(utf8RSS, "homes", "ho\x0bm\x00es", 1), ""},
		"white space before the declaration is no harm": {" \n<?xml version=\"1.0\"?>" + utf8RSS, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			doc := parse(t, tt.body, tt.contentType)
			if len(doc.Articles) != 1 || doc.Articles[0].Title != want {
				t.Errorf("got %+v, want the title %q", doc.Articles, want)
			}
		})
	}
}

func TestBadDocuments(t *testing.T) {
	whole := string(read(t, "paragraphs.xml"))
	deep := strings.Repeat("<x:a>", 100_000) + strings.Repeat("</x:a>", 100_000)
	tests := map[string]struct {
		body string
		want Kind
	}{
		"nothing at all":                     {"", KindNotAFeed},
		"a web page":                         {"<!DOCTYPE html><html><head><title>x</title><body><p>unclosed & bad", KindNotAFeed},
		"a web page in capitals":             {"<HTML><BODY>", KindNotAFeed},
		"plain text":                         {"Service unavailable", KindNotAFeed},
		"XML of another kind":                {"<sitemap></sitemap>", KindNotAFeed},
		"a warning before the feed":          {"<br /><b>Warning</b>" + whole, KindNotAFeed},
		"binary":                             {"\x89PNG\r\n\x1a\n\x00\x01", KindNotAFeed},
		"a declaration and no more":          {`<?xml version="1.0"?>`, KindNotAFeed},
		"JSON of another kind":               {`{"items": []}`, KindNotAFeed},
		"broken off between items":           {whole[:strings.LastIndex(whole, "<item>")], KindTruncated},
		"broken off inside a text":           {whole[:len(whole)/2], KindTruncated},
		"broken off inside a tag":            {whole[:strings.LastIndex(whole, "</channel>")+4], KindTruncated},
		"JSON broken off":                    {`{"version": "https://jsonfeed.org/version/1.1", "items": [{"id":`, KindTruncated},
		"a tag that is none":                 {"<rss><channel><title>a</title><1></1></channel></rss>", KindMalformed},
		"an encoding that does not exist":    {`<?xml version="1.0" encoding="x-klingon"?>` + whole, KindMalformed},
		"extensions nested without end":      {"<rss><channel>" + deep + "</channel></rss>", KindTooDeep},
		"JSON nested without end":            {`{"version": "https://jsonfeed.org/version/1.1", "items": ` + strings.Repeat("[", 100_000), KindTooDeep},
		"more items than a feed has":         {"<rss><channel>" + strings.Repeat("<item/>", maxItems+1) + "</channel></rss>", KindTooLarge},
		"more elements than a feed has":      {"<rss><channel>" + strings.Repeat("<x:a/>", maxNodes) + "</channel></rss>", KindTooLarge},
		"items of JSON more than a feed has": {`{"version": "https://jsonfeed.org/version/1.1", "items": [` + strings.Repeat("{},", maxItems) + "{}]}", KindTooLarge},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			doc, err := Parse(testSource, Response{Body: []byte(tt.body), URL: testSource.URL})
			if KindOf(err) != tt.want {
				t.Errorf("got %v, want %s", err, tt.want)
			}
			if len(doc.Articles) > 0 {
				t.Errorf("%d articles came out of it", len(doc.Articles))
			}
		})
	}
}

func TestOneBadItemLeavesTheOthersAlone(t *testing.T) {
	deep := strings.Repeat("<div>", 2000) + "lost"
	body := "<rss><channel><title>T</title><item><title>Bad</title><link>/a</link><description><![CDATA[" + deep + "]]></description></item>" +
		"<item><title>Good</title><link>/b</link><description>Fine</description></item></channel></rss>"
	doc := parse(t, body, "")
	if len(doc.Articles) != 2 || doc.Articles[0].Title != "Bad" || doc.Articles[1].Description != "Fine" || len(doc.Problems) != 1 {
		t.Errorf("got %d articles, problems %q", len(doc.Articles), doc.Problems)
	}
}

func TestManyProblemsAreCounted(t *testing.T) {
	doc := parse(t, "<rss><channel><title>T</title>"+strings.Repeat("<item/>", 500)+"</channel></rss>", "")
	if n := len(doc.Problems); n != maxProblems+1 || doc.Problems[n-1] != "and 480 more items" {
		t.Errorf("%d problems, the last %q", n, doc.Problems[n-1])
	}
}

func TestHashIsOfWhatReadersSee(t *testing.T) {
	one := string(read(t, "tampered-titles.xml"))
	clean := parse(t, strings.ReplaceAll(one, "彩票开户送88元 ", ""), "")
	for i, a := range parse(t, one, "").Articles {
		if a.Hash != clean.Articles[i].Hash && i > 0 { // the first text speaks of itself
			t.Errorf("%q: tampering alone made a revision", a.Title)
		}
	}
	other := parse(t, strings.Replace(one, "no rush.</p>", "some rush.</p>", 1), "")
	if a, b := other.Articles[1], clean.Articles[1]; a.Hash == b.Hash || a.Key() == b.Key() {
		t.Error("a changed paragraph is no revision")
	}
}

func FuzzParse(f *testing.F) {
	files, err := filepath.Glob("testdata/*.*")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		f.Add(read(f, filepath.Base(file)), "text/xml")
	}
	wild, err := filepath.Glob("testdata/wild/*.http")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range wild {
		_, body, _ := bytes.Cut(read(f, filepath.Join("wild", filepath.Base(file))), []byte("\r\n\r\n"))
		f.Add(body, "text/xml; charset=utf-8")
	}
	f.Add([]byte("\xff\xfe<\x00r\x00"), "text/xml; charset=utf-16")
	f.Fuzz(func(t *testing.T, body []byte, contentType string) {
		doc, err := Parse(testSource, Response{Body: body, ContentType: contentType, URL: testSource.URL})
		if err != nil {
			if KindOf(err) == "" {
				t.Errorf("an error without a kind: %v", err)
			}
			return
		}
		seen := map[string]bool{}
		for _, a := range doc.Articles {
			if a.GUID == "" || seen[a.GUID] || len(a.Hash) != 64 || a.Title != plainText(a.Title) || len(a.Paragraphs) > maxParagraphs {
				t.Errorf("not a sound article: %+v", a)
			}
			if a.Link != "" && !strings.HasPrefix(a.Link, "http://") && !strings.HasPrefix(a.Link, "https://") {
				t.Errorf("link %q", a.Link)
			}
			if bytes.ContainsAny([]byte(strings.Join(a.Paragraphs, "")), "\n\r\t\x00") {
				t.Errorf("white space is left in %q", a.Paragraphs)
			}
			seen[a.GUID] = true
		}
	})
}
