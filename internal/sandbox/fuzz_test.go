package sandbox

import (
	"errors"
	"io"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"
)

// allowed are the elements that blocks and text may become.
var allowed = strings.Fields(`strong em s code pre br blockquote ul ol li a span div h3 hr figure figcaption img p button dialog h2 details
	summary fieldset label input textarea select option optgroup table tbody tr th td small svg path rect circle`)

// wantSafe fails when what was drawn holds an element, a handler or an address that no text may bring about.
func wantSafe(t *testing.T, drawn string) {
	t.Helper()
	z := html.NewTokenizer(strings.NewReader(drawn))
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			if !errors.Is(z.Err(), io.EOF) {
				t.Error(z.Err())
			}
			return
		}
		tok := z.Token()
		if kind != html.StartTagToken && kind != html.SelfClosingTagToken {
			continue
		}
		if !slices.Contains(allowed, tok.Data) {
			t.Errorf("<%s> in %q", tok.Data, drawn)
		}
		for _, a := range tok.Attr {
			v := strings.ToLower(strings.TrimSpace(a.Val))
			if strings.HasPrefix(a.Key, "on") || a.Key == "style" || ((a.Key == "href" || a.Key == "src") && strings.HasPrefix(v, "javascript:")) {
				t.Errorf("%s=%q in %q", a.Key, a.Val, drawn)
			}
		}
	}
}

func fuzzed(f *testing.F) *Workspace {
	f.Helper()
	w, err := New(Options{Now: func() time.Time { return time.Unix(1_730_419_200, 0).UTC() }, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		f.Fatal(err)
	}
	return w
}

// FuzzMrkdwn draws any text: nothing in it may become markup, and nothing may take long.
func FuzzMrkdwn(f *testing.F) {
	for _, s := range []string{
		"*b* _i_ ~s~ `c` ```pre``` <https://a.example|x> <@U0AMINAOK01> <!here> :tada:", "> q\n>q\n• a\n• b\n\n", "<javascript:alert(1)|x>", "<!date^1730419200^{date_pretty} {time}|x>",
		"*_~*_~*_~", "&lt;b&gt; &amp;amp; <b>", "[x](https://a.example) **b** # h\n# h", "極速 *賽車* ‘é’", strings.Repeat("*a _b ", 300),
	} {
		f.Add(s)
	}
	w := fuzzed(f)
	sc := w.scene("f", youUser)
	f.Fuzz(func(t *testing.T, s string) {
		for _, in := range []string{s, fromMarkdown(s), escape(s)} {
			spans := sc.parser.blocks(in)
			wantSafe(t, w.pages.draw(w.log, "spans", spans))
		}
		if got := mentions(escape(s), nil); len(got) > 0 {
			t.Errorf("escaped text mentions %q", got)
		}
	})
}

// FuzzBlocks checks and draws any blocks: whatever passes the check can be drawn, and safely.
func FuzzBlocks(f *testing.F) {
	for _, s := range []string{
		`[{"type":"section","text":{"type":"mrkdwn","text":"<!date^1^{date}|x> *_~a~_*"},"accessory":{"type":"image","image_url":"https://a.example/a.png","alt_text":"a"}}]`,
		`[{"type":"input","label":{"type":"plain_text","text":"l"},"element":{"type":"plain_text_input"}}]`, `[null,1,"x",{"type":"table","rows":[[null]]}]`,
		`[{"type":"actions","elements":[{"type":"button","text":{"type":"plain_text","text":"b"},"url":"https://a.example","confirm":{"title":{"type":"plain_text","text":"t"},"text":{"type":"plain_text","text":"t"},"confirm":{"type":"plain_text","text":"t"},"deny":{"type":"plain_text","text":"t"}}}]}]`,
		`[{"type":"rich_text","elements":[{"type":"rich_text_list","style":"bullet","elements":[{"type":"rich_text_section","elements":[{"type":"link","url":"javascript:alert(1)"}]}]}]}]`,
		`[{"type":"image","slack_file":{"id":"F1"},"alt_text":"x"},{"type":"header","text":{"type":"plain_text","text":"h"}},{"type":"markdown","text":"**b**"}]`,
	} {
		f.Add(s)
	}
	w := fuzzed(f)
	f.Fuzz(func(t *testing.T, s string) {
		for _, at := range []surface{onMessage, onModal} {
			blocks, err := checkBlocks([]byte(s), at)
			if err != nil || blocks == nil {
				continue
			}
			drawn := w.pages.draw(w.log, "blocks", w.scene("f", youUser).blocks(blocks))
			if drawn == "" {
				t.Errorf("accepted but not drawn: %s", blocks)
			}
			wantSafe(t, drawn)
			again, err := checkBlocks(blocks, at)
			if err != nil || len(again) != len(blocks) {
				t.Errorf("what was accepted is refused the second time: %v\n%s", err, blocks)
			}
			_ = stateValues(blocks, nil)
		}
	})
}
