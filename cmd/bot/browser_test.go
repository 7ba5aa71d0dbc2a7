package main

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"pledgewatch/internal/sandbox/browsertest"
)

// visitor is a person before the sandbox's page.
type visitor struct {
	t    *testing.T
	page context.Context //nolint:containedctx // the browser is one
	base string
}

// visit starts the bot as a newcomer does and opens its page in a browser.
func visit(t *testing.T, size browsertest.Size) *visitor {
	t.Helper()
	v := &visitor{t: t, page: browsertest.New(t, size)}
	v.base, _ = start(t, "--data", t.TempDir())
	return v
}

func (v *visitor) do(what string, steps ...chromedp.Action[chromedp.Void]) {
	v.t.Helper()
	if err := chromedp.Do(v.page, steps...); err != nil {
		text, _ := chromedp.Run(v.page, chromedp.Evaluate[string](`["#toast", "#composer-text", "main"].map(s => document.querySelector(s)).map(e => e?.value ?? e?.innerText ?? "").join("\n")`))
		v.t.Fatalf("%s: %v\n%s", what, err, text)
	}
}

// open goes to a channel or a tab.
func (v *visitor) open(where string) {
	v.t.Helper()
	v.do("open "+where, chromedp.Navigate(v.base+"/?c="+where), chromedp.WaitReady(chromedp.CSS(`[data-live="yes"]`)))
}

// sees waits until something is so on the page.
func (v *visitor) sees(what, js string) {
	v.t.Helper()
	v.do(what, chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		_, err := chromedp.Poll[bool]("Boolean("+js+")")(ctx, tab)
		return err
	}))
}

// last is the newest message that fits a selector.
func last(selector string) string {
	return `[...document.querySelectorAll('#messages [data-message]` + selector + `')].at(-1)`
}

// types sends a line and waits until the newest message seen by the person alone holds all of want.
func (v *visitor) types(line string, want ...string) {
	v.t.Helper()
	v.do("type "+line, chromedp.SendKeys(chromedp.CSS("#composer-text"), line+" "+kb.Enter))
	for _, w := range want {
		v.sees(line+" is answered with "+w, last(".ephemeral")+`?.innerText.includes("`+w+`")`)
	}
}

// presses clicks the button of the newest answer whose text begins with words.
func (v *visitor) presses(words string) {
	v.t.Helper()
	button := `[...` + last(".ephemeral") + `.querySelectorAll("button")].find(b => b.innerText.trim().startsWith("` + words + `"))`
	v.sees("a button "+words, button)
	v.do("press "+words, chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		_, err := chromedp.Evaluate[bool](`(() => { `+button+`.click(); return true })()`)(ctx, tab)
		return err
	}))
}

// shoots takes a picture for people to look at, into the folder that PLEDGEWATCH_SHOTS names, if it does.
func (v *visitor) shoots(name string) {
	v.t.Helper()
	if dir := os.Getenv("PLEDGEWATCH_SHOTS"); dir != "" {
		v.shootTo(filepath.Join(dir, name+".png"))
	}
}

func (v *visitor) shootTo(file string) {
	v.t.Helper()
	v.do("come to rest", chromedp.Sleep(500*time.Millisecond))
	png, err := chromedp.Run(v.page, chromedp.CaptureScreenshot())
	if err != nil {
		v.t.Fatal(err)
	}
	if err := os.WriteFile(file, png, 0o600); err != nil {
		v.t.Fatal(err)
	}
}

const (
	careReform = "C0CAREREF01"
	appDirect  = "D0APPDIRECT"
)

// What a newcomer does, from the first start on.
func TestANewcomersFirstVisit(t *testing.T) {
	v := visit(t, browsertest.Desktop)
	v.open(careReform)
	v.sees("the digest of the week", last("")+`?.innerText.includes("Digest of")`)
	// By its own title or, where the change that it reports was noticed first, under that: linked either way.
	v.sees("an article in the digest", last("")+`.querySelector('a[href*="early-career-framework-delayed"]') !== null`)
	v.sees("what the article bears on", last("")+`.innerText.includes("Start of the early career framework")`)
	v.shoots("digest")

	v.types("/reform when will the ECF become an entitlement", "September 2026")
	v.sees("its source", last(".ephemeral")+`.querySelector('a[href^="https://www.communitycare.co.uk/"]')`)
	v.shoots("answer")
	v.presses("Share in channel")
	v.sees("the answer for all", last(":not(.ephemeral)")+`.innerText.includes("Start of the early career framework as an entitlement: planned")`)

	v.types("/pledges", "Next")
	v.sees("the first page", last(".ephemeral")+`.innerText.includes("1 to 10 of")`)
	v.presses("Next")
	v.sees("the second page", last(".ephemeral")+`.innerText.includes("11 to 20 of")`)
	v.shoots("list")

	v.types("/reform subscribe kinship care weekly friday 10:00", "Friday")
	v.types("/reform subscribe #policy-briefings", "#policy-briefings", "invite me there")
	v.types("/reform subscriptions", "Friday", "Monday")
	v.types("/digest", "Digest")
	v.shoots("subscriptions")

	v.open(appDirect + "&tab=home")
	v.sees("the home tab", `document.querySelector("#home")?.innerText.includes("Pledgewatch") || document.querySelector("#home .block")`)
	v.shoots("home")
}

// What nobody planned for. Each is answered, and nothing that was typed acts on anybody.
func TestOddThingsPeopleType(t *testing.T) {
	v := visit(t, browsertest.Desktop)
	v.open("C0GENERAL01")
	odd := map[string]struct{ line, want string }{
		"misspelt":         {"/reform when does teh erly carrer framwork start", ""},
		"broken command":   {"/reform subscrbe kinship", "subscribe"},
		"mentions":         {"/reform <!channel> <@U0AMINAOK01> @here", ""},
		"right to left":    {"/reform \u202egnihton\u202c מה חדש ברפורמה؟", ""},
		"other script":     {"/reform 儿童社会护理 改革 什么时候", ""},
		"only punctuation": {"/reform ???!!", ""},
		"html":             {"/reform <img src=x onerror=alert(1)>", ""},
		"no such topic":    {"/pledges unicorns", ""},
		"no such time":     {"/reform subscribe weekly blursday 25:99", "was"},
		"nothing":          {"/reform", ""},
	}
	for name, o := range odd {
		before, err := chromedp.Run(v.page, chromedp.Evaluate[int](`document.querySelectorAll("#messages .ephemeral").length`))
		if err != nil {
			t.Fatal(err)
		}
		v.do(name, chromedp.SendKeys(chromedp.CSS("#composer-text"), o.line+" "+kb.Enter))
		v.sees(name+" is answered", `document.querySelectorAll("#messages .ephemeral").length > `+strconv.Itoa(before))
		text, err := chromedp.Run(v.page, chromedp.Evaluate[string](last(".ephemeral")+`.innerText`))
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(strings.ToLower(text), o.want) || strings.Contains(text, "failed") {
			t.Errorf("%s: %s", name, text)
		}
		t.Logf("%s\n%s\n%s", name, o.line, text)
		v.shoots("odd-" + strings.ReplaceAll(name, " ", "-"))
	}
	if n, err := chromedp.Run(v.page, chromedp.Evaluate[int](`document.querySelectorAll("#messages img").length`)); err != nil || n > 0 {
		t.Errorf("%d images, %v", n, err)
	}
}

// TestReadmePicture takes the picture at the head of the README where PLEDGEWATCH_README_PICTURE says into which file:
//
//	PLEDGEWATCH_README_PICTURE=$PWD/docs/images/sandbox.png go test -run ReadmePicture ./cmd/bot
func TestReadmePicture(t *testing.T) {
	file := os.Getenv("PLEDGEWATCH_README_PICTURE")
	if file == "" {
		t.Skip("PLEDGEWATCH_README_PICTURE names no file")
	}
	v := visit(t, browsertest.Size{Width: 1280, Height: 860})
	v.open(careReform)
	v.sees("the digest of the week", last("")+`?.innerText.includes("Digest of")`)
	v.types("/reform when will the early career framework become an entitlement?", "September 2026")
	v.shootTo(file)
}
