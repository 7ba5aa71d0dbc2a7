package main

import (
	"context"
	"errors"
	"os"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"pledgewatch/internal/sandbox/browsertest"
)

// choose sets a field of the form as a person does.
func (v *visitor) choose(what, js string) {
	v.t.Helper()
	v.sees(what, `(() => { `+js+`; return true })()`)
}

// clickButton clicks the button of a part of the page that has a text.
func clickButton(in, text string) func(context.Context, *chromedp.Target) error {
	return func(ctx context.Context, tab *chromedp.Target) error {
		_, err := chromedp.Evaluate[bool](`(() => { [...document.querySelectorAll("`+in+` button")].find(b => b.innerText.trim() === "`+text+`").click(); return true })()`)(ctx, tab)
		return err
	}
}

// opensForm does something until a form opens: on a machine that is busy the page may be drawn anew meanwhile, and a form that is
// asked for opens within three seconds or not at all, as in Slack.
func (v *visitor) opensForm(what string, step chromedp.Action[chromedp.Void]) {
	v.t.Helper()
	v.do(what, chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		for {
			_, missed := step(ctx, tab)
			within, cancel := context.WithTimeout(ctx, 5*time.Second)
			_, err := chromedp.Poll[bool](`Boolean(document.querySelector("#modal[open]"))`)(within, tab)
			cancel()
			if err == nil || ctx.Err() != nil {
				return errors.Join(err, ctx.Err())
			}
			if missed != nil {
				v.t.Logf("%s: %v: once more", what, missed)
			}
		}
	}))
}

const change = `e.dispatchEvent(new Event("input", {bubbles: true})); e.dispatchEvent(new Event("change", {bubbles: true}))`

// A channel is subscribed by form: what is wrong is said at its field, and what was set up is said in the channel.
func TestSubscribingByForm(t *testing.T) {
	v := visit(t, browsertest.Desktop)
	v.open("C0GENERAL01")
	v.opensForm("ask for the form", chromedp.SendKeys(chromedp.CSS("#composer-text"), "/reform subscribe "+kb.Enter))
	v.sees("the form", `document.querySelector("#modal-title").innerText === "Subscribe a channel"`)
	v.sees("the channel where it was asked for", `document.querySelector('#modal [data-action-id="channel"]').value === "C0GENERAL01"`)
	v.shoots("form")
	v.choose("a topic", `const e = document.querySelector('#modal select[data-action-id="topics"]'); [...e.options].find(o => o.value === "kinship-care").selected = true; `+change)
	v.choose("fortnightly", `const e = document.querySelector('#modal select[data-action-id="days"]'); e.value = "fortnightly tuesday"; `+change)
	v.choose("ten o'clock", `const e = document.querySelector('#modal [data-action-id="time"]'); e.value = "10:00"; `+change)
	v.choose("deadlines", `const e = document.querySelector('#modal input[value="deadlines"]'); e.checked = true; `+change)
	v.choose("half of quiet hours", `const e = document.querySelector('#modal [data-action-id="quiet_from"]'); e.value = "18:00"; `+change)
	v.do("save it", chromedp.Click(chromedp.CSS("#modal [data-submit]")))
	v.sees("what is wrong, where it is", `document.querySelector("#modal .wrong .error")?.innerText.includes("a beginning and an end")`)
	v.shoots("form-wrong")
	v.choose("the other half", `const e = document.querySelector('#modal [data-action-id="quiet_to"]'); e.value = "08:00"; `+change)
	v.do("save it again", chromedp.Click(chromedp.CSS("#modal [data-submit]")))
	v.sees("the form closes", `!document.querySelector("#modal")`)
	for _, want := range []string{"Subscribed", "Kinship care", "Every second Tuesday at 10:00", "Deadlines: at once, but not from 18:00 to 08:00", "Next digest"} {
		v.sees(want, last(".ephemeral")+`?.innerText.includes("`+want+`")`)
	}
	v.shoots("form-done")

	v.open("C0GENERAL01")
	v.types("/reform subscribe weekly blursday 25:99", "The time was not understood")
	v.types("/reform subscriptions", "Every second Tuesday")
	v.open(appDirect + "&tab=home")
	v.sees("its button at home", `[...document.querySelectorAll("#home button")].some(b => b.innerText.trim() === "Subscribe a channel")`)
	v.opensForm("open the form at home", chromedp.Func(clickButton("#home", "Subscribe a channel")))
}

// The digest on a phone's width, and what stands in its thread.
func TestTheDigestOnAPhone(t *testing.T) {
	size := browsertest.Phone
	if os.Getenv("PLEDGEWATCH_SHOTS") != "" { // all of it in one picture
		size.Height = 2600
	}
	v := visit(t, size)
	v.open(careReform)
	v.sees("the digest of the week", last("")+`?.innerText.includes("Digest of")`)
	v.sees("nothing stands out", `document.documentElement.scrollWidth <= window.innerWidth`)
	v.shoots("digest-phone")
	v.sees("that there is more in the thread", `document.querySelector("#messages a.replies") && document.querySelector("#messages").innerText.includes("In the thread: ")`)
	v.do("open the thread", chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		_, err := chromedp.Evaluate[bool](`(() => { document.querySelector("#messages a.replies").click(); return true })()`)(ctx, tab)
		return err
	}))
	v.sees("what is in it", `document.querySelectorAll("#replies [data-message]").length > 1`)
	v.shoots("digest-thread-phone")
}
