package blocks_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"pledgewatch/internal/blocks"
)

// What an e-mail program shows as it is meant: nothing else may stand in a page.
var mailTags = map[string][]string{
	"html": {"lang"}, "head": nil, "meta": {"charset", "name", "content"}, "title": nil, "body": {"style"}, "div": {"style"},
	"h1": {"style"}, "h2": {"style"}, "p": {"style"}, "br": nil, "ul": {"style"}, "li": {"style"}, "a": {"href", "style"}, "strong": nil,
	"em": nil, "code": nil, "hr": {"style"}, "table": {"style"}, "tbody": nil, "tr": nil, "th": {"style"}, "td": {"style"},
}

// safeMail lists what is wrong with a page.
func safeMail(t *testing.T, name, page string) {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	for n := range root.Descendants() {
		if n.Type == html.CommentNode {
			t.Errorf("%s: a comment: %q", name, n.Data)
		}
		if n.Type != html.ElementNode {
			continue
		}
		allowed, ok := mailTags[n.Data]
		if !ok {
			t.Errorf("%s: <%s> does not belong into a mail", name, n.Data)
		}
		for _, a := range n.Attr {
			if !slices.Contains(allowed, a.Key) {
				t.Errorf("%s: <%s %s=%q>", name, n.Data, a.Key, a.Val)
			}
			if a.Key == "href" && !strings.HasPrefix(a.Val, "https://") && !strings.HasPrefix(a.Val, "http://") {
				t.Errorf("%s: leads to %q", name, a.Val)
			}
			if a.Key == "style" && (strings.Contains(a.Val, "url(") || strings.Contains(a.Val, "ZgotmplZ")) {
				t.Errorf("%s: style %q", name, a.Val)
			}
		}
	}
}

func TestEachViewIsFitForMail(t *testing.T) {
	for _, text := range append([]string{""}, hostile...) {
		for name, v := range views(t, text) {
			page, err := v.HTML()
			if err != nil {
				t.Fatal(err)
			}
			safeMail(t, name, page)
		}
	}
}

func TestTheDigestAsAMailLooksAsItDid(t *testing.T) {
	page, err := blocks.WholeDigest(sampleDigest(listed(t, corpus(t), "new-ferry"), "The boat is late & wet")).HTML()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join("testdata", "digest.html")
	if *update {
		if err := os.WriteFile(file, []byte(page), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), page); diff != "" {
		t.Errorf("look at it, and renew it with -update where it is right:\n%s", diff)
	}
}
