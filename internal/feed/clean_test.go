package feed

import (
	"net/url"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
)

func testSite() site {
	return siteOf(&url.URL{Scheme: "https", Host: "news.example.org"}, "https://www.example.org/")
}

func TestParagraphs(t *testing.T) {
	tests := map[string]struct {
		html string
		want []string
	}{
		"each block counts, in order":              {"<h2>A</h2><p>B</p><ul><li>C</li></ul><h3>D</h3><figcaption>E</figcaption>", []string{"A", "B", "C", "D", "E"}},
		"empty blocks do not count":                {"<p></p><p> &nbsp;\n</p><p><img src=x></p><li></li><p>A</p>", []string{"A"}},
		"other headings and boxes do not":          {"<h1>x</h1><h4>y</h4><div>z</div><p>A long enough one</p>", []string{"A long enough one"}},
		"a paragraph in an item counts once":       {"<ul><li><p>A</p></li></ul>", []string{"A"}},
		"two paragraphs in an item are two":        {"<ul><li><p>A</p><p>B</p></li></ul>", []string{"A", "B"}},
		"an inner list follows its item":           {"<ul><li>A<ul><li>B</li><li>C</li></ul></li><li>D</li></ul>", []string{"A", "B", "C", "D"}},
		"an item goes on after its inner list":     {"<ul><li>A<ul><li>B</li></ul>C</li></ul>", []string{"A C", "B"}},
		"unclosed elements close themselves":       {"<p>A<p>B<ul><li>C<li>D", []string{"A", "B", "C", "D"}},
		"a quotation counts by its paragraphs":     {"<blockquote><p>A</p><p>B</p></blockquote>", []string{"A", "B"}},
		"inline elements do not part words":        {"<p>un<b>bro</b>k<a href=/>en</a></p>", []string{"unbroken"}},
		"line breaks and boxes part words":         {"<li>one<br>two<div>three</div>four</li>", []string{"one two three four"}},
		"white space is one blank":                 {"<p>\n a\t\t b &nbsp; c\u2003d </p>", []string{"a b c d"}},
		"entities are decoded once":                {"<p>A &amp;amp; B &lt;p&gt;</p>", []string{"A &amp; B <p>"}},
		"scripts and frames are not text":          {"<p>A<script>x</script><style>y</style></p><iframe>z</iframe><noscript><p>n</p></noscript><svg><text>s</text></svg>", []string{"A"}},
		"a text without blocks is one paragraph":   {"Just a line with <i>stress</i>.", []string{"Just a line with stress."}},
		"empty lines part a text without blocks":   {"one<br>still one<br><br>two<br> <br/>three", []string{"one still one", "two", "three"}},
		"loose text that outweighs blocks counts":  {"A long text of many words, and no mark-up at all.<br><br>And another.<ul><li>x</li></ul>The end.", []string{"A long text of many words, and no mark-up at all.", "And another.", "x", "The end."}},
		"other scripts are cut by characters":      {"<p>这是一段 文字</p><p>שלום &amp; سلام</p><p>👩‍👧 family</p>", []string{"这是一段 文字", "שלום & سلام", "👩‍👧 family"}},
		"marks that turn text around are gone":     {"<p>safe\u202eflip\u202c \u2066x\u2069\u200b\ufeff</p>", []string{"safeflip x"}},
		"comments are not text":                    {"<!-- no --><p>A<!-- no --></p>", []string{"A"}},
		"a table counts by its paragraphs":         {"<table><tr><td>a</td><td><p>Longer than a</p></td></tr></table>", []string{"Longer than a"}},
		"an attribute that breaks out is not text": {`<p title="</p><p>x">A</p>`, []string{"A"}},
		"nothing gives nothing":                    {" <p></p> ", nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := clean(tt.html, testSite(), foreignTo("zh-Hans"))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got.paragraphs); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestHiddenText(t *testing.T) {
	tests := map[string]struct {
		attributes string
		hidden     bool
	}{
		"display none":                  {`style="color:red; DISPLAY : none"`, true},
		"important":                     {`style="display:none!important"`, true},
		"invisible":                     {`style="visibility:hidden"`, true},
		"transparent":                   {`style="opacity:0.0"`, true},
		"no size":                       {`style="font-size:0"`, true},
		"a pixel high":                  {`style="font-size:1px"`, true},
		"off the page to the left":      {`style="position:absolute;left:-10000px"`, true},
		"indented off the page":         {`style="text-indent:-9999em"`, true},
		"clipped to nothing":            {`style="overflow:hidden;height:0"`, true},
		"by attribute":                  {`hidden`, true},
		"half transparent is seen":      {`style="opacity:0.5"`, false},
		"one em is seen":                {`style="font-size:1em"`, false},
		"a hanging indent is seen":      {`style="text-indent:-20px"`, false},
		"moved a little is seen":        {`style="position:relative;left:-10000px"`, false},
		"rubbish is seen":               {`style=":;;none:display;opacity:x"`, false},
		"a class says nothing here":     {`class="hidden"`, false},
		"a height without clip is seen": {`style="height:0"`, false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := clean("<p>Seen.</p><p "+tt.attributes+">Words.</p>", testSite(), foreignTo("en"))
			if err != nil {
				t.Fatal(err)
			}
			if hidden := len(got.paragraphs) == 1; hidden != tt.hidden || hidden != (len(got.integrity) == 1) {
				t.Errorf("got %q with %v", got.paragraphs, got.integrity)
			}
		})
	}
}

func TestLinks(t *testing.T) {
	base, _ := url.Parse("https://News.example.org/feed/?page=2")
	tests := map[string]struct{ in, want string }{
		"relative":                      {"../a", "https://news.example.org/a"},
		"tracking goes, the rest stays": {"/a?b=1&utm_source=x&c=%2F&mc_eid=3&gclid=4&fbclid=5", "https://news.example.org/a?b=1&c=%2F"},
		"what others call it":           {"/a?msclkid=1&_hsenc=2&at_medium=3&wt.mc_id=4&cmpid=5&data=6&nsfw=7", "https://news.example.org/a?data=6&nsfw=7"},
		"only tracking":                 {"/a?UTM_source=x", "https://news.example.org/a"},
		"a password goes":               {"http://u:p@x.org/", "http://x.org/"},
		"spaces around":                 {" \n/a ", "https://news.example.org/a"},
		"script":                        {"JavaScript:alert(1)", ""},
		"data":                          {"data:text/html,x", ""},
		"mail":                          {"mailto:a@b.org", ""},
		"rubbish":                       {"http://[::1", ""},
		"no host":                       {"http:///a", ""},
	}
	for name, tt := range tests {
		if got := canonicalLink(base, tt.in); got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}

func FuzzClean(f *testing.F) {
	for _, seed := range []string{"<p>A<li>B", "<a href=//x>", strings.Repeat("<div>", 600), "<p style='display:none'>x", "<table><p>&#x202e;</table>"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, content string) {
		got, err := clean(content, testSite(), foreignTo("en"))
		if err != nil {
			return
		}
		for _, p := range got.paragraphs {
			if p == "" || p != plainText(p) || strings.ContainsFunc(p, func(r rune) bool { return unicode.IsControl(r) || r == 0x202e }) {
				t.Errorf("not plain text: %q", p)
			}
		}
		if len(got.integrity) > maxIntegrity {
			t.Errorf("%d findings", len(got.integrity))
		}
	})
}

func FuzzTitle(f *testing.F) {
	f.Add("Under <5s <script>x</script>", true)
	f.Fuzz(func(t *testing.T, s string, isHTML bool) {
		if got := titleText(s, isHTML); got != plainText(got) {
			t.Errorf("%q", got)
		}
		if got := Cut(s, 20); len([]rune(got)) > 20 && got != s {
			t.Errorf("%q is longer than 20 characters", got)
		}
	})
}
