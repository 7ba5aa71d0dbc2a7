package sandbox_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/slack-go/slack"

	"pledgewatch/internal/sandbox/browsertest"
)

type step = chromedp.Action[chromedp.Void]

// until waits for a condition on the page.
func until(js string) step {
	return chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		_, err := chromedp.Poll[bool]("Boolean("+js+")")(ctx, tab)
		return err
	})
}

// do runs steps and says which one failed.
func do(b context.Context, t *testing.T, what string, steps ...step) {
	t.Helper()
	if err := chromedp.Do(b, steps...); err != nil {
		html, _ := chromedp.Run(b, chromedp.Evaluate[string](`document.activeElement.outerHTML.slice(0, 300) + "\n" + document.querySelector("#messages")?.innerText + "\n" + document.querySelector("#toast")?.innerText`))
		t.Fatalf("%s: %v\n%s", what, err, html)
	}
}

func value[T any](b context.Context, t *testing.T, js string) T {
	t.Helper()
	v, err := chromedp.Run(b, chromedp.Evaluate[T](js))
	if err != nil {
		t.Fatalf("%s: %v", js, err)
	}
	return v
}

func visitPage(t *testing.T, r *room, size browsertest.Size) context.Context {
	t.Helper()
	b := browsertest.New(t, size)
	do(b, t, "open the page", chromedp.Navigate(r.url+"/?c="+reform), chromedp.WaitReady(chromedp.CSS(`[data-live="yes"]`)))
	return b
}

// serving lets the app answer /ask with a button, the button with a modal, and the modal with a message.
func serving(t *testing.T, a *app, r *room) {
	t.Helper()
	a.say("/slack/commands", withButton)
	a.on("/slack/interactions", func(_ http.ResponseWriter, req *http.Request, body []byte) {
		q, _ := url.ParseQuery(string(body))
		var c slack.InteractionCallback
		if err := json.Unmarshal([]byte(q.Get("payload")), &c); err != nil {
			t.Error(err)
			return
		}
		switch c.Type {
		case slack.InteractionTypeBlockActions:
			if c.ActionCallback.BlockActions[0].ActionID != "share" {
				return
			}
			var m slack.ModalViewRequest
			_ = json.Unmarshal([]byte(form), &m)
			if _, err := r.api.OpenViewContext(req.Context(), c.TriggerID, m); err != nil {
				t.Error(err)
			}
		case slack.InteractionTypeViewSubmission:
			text := "You want to know: " + c.View.State.Values["q"]["text"].Value
			if _, _, err := r.api.PostMessageContext(req.Context(), reform, slack.MsgOptionText(text, false)); err != nil {
				t.Error(err)
			}
		}
	})
}

// Changes may be too many to send one by one: the page is then drawn anew, also while somebody types.
func TestAPageDrawnAnewMissesNoKey(t *testing.T) {
	a := newApp(t)
	r := open(t, at(a))
	b := visitPage(t, r, browsertest.Desktop)
	drawnAnew := chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		_, err := chromedp.Evaluate[bool](`document.querySelector("#shell").dataset.old = "yes"; dispatchEvent(new PopStateEvent("popstate"))`)(ctx, tab)
		if err != nil {
			return err
		}
		_, err = chromedp.Poll[bool](`document.querySelector("#shell").dataset.old !== "yes"`)(ctx, tab)
		return err
	})
	do(b, t, "begin", chromedp.Focus(chromedp.CSS("#composer-text")), chromedp.KeyEvent("when  it start?"))
	for range len(" it start?") {
		do(b, t, "go back", chromedp.KeyEvent(kb.ArrowLeft))
	}
	do(b, t, "go on where the caret stood", drawnAnew, chromedp.KeyEvent("does"), drawnAnew, chromedp.KeyEvent(kb.Enter),
		until(`document.querySelector("#messages").innerText.includes("when does it start?")`))
}

func TestThePageByKeyboardAlone(t *testing.T) {
	a := newApp(t)
	r := open(t, at(a))
	serving(t, a, r)
	b := visitPage(t, r, browsertest.Desktop)
	box := chromedp.CSS("#composer-text")

	do(b, t, "complete a command", chromedp.Focus(box), chromedp.KeyEvent("/as"),
		until(`document.querySelector("#composer-text").getAttribute("aria-expanded") === "true"`))
	if got := value[string](b, t, `[...document.querySelectorAll("#completion [role=option]:not([hidden])")].map(o => o.innerText.replace(/\s+/g, " ")).join("|")`); got != "/ask question Ask a question|/askew how Answer something odd" {
		t.Errorf("the list says %q", got)
	}
	do(b, t, "walk the list", chromedp.KeyEvent(kb.ArrowDown))
	if got := value[string](b, t, `document.getElementById(document.querySelector("#composer-text").getAttribute("aria-activedescendant")).dataset.command`); got != "/askew" {
		t.Errorf("the arrow chose %q", got)
	}
	do(b, t, "take the first and send", chromedp.KeyEvent(kb.ArrowUp), chromedp.KeyEvent(kb.Tab), until(`document.querySelector("#composer-text").value === "/ask "`),
		chromedp.KeyEvent("when"), chromedp.KeyEvent(kb.Enter), chromedp.WaitVisible(chromedp.CSS(`.ephemeral button[data-action-id="share"]`)))
	if got := value[string](b, t, `document.querySelector(".ephemeral").innerText`); !strings.Contains(got, "Only visible to you") {
		t.Errorf("the answer is not marked: %q", got)
	}

	// From the message box backwards: the checkbox, the menu, the button.
	back := func() step { return chromedp.KeyEvent(kb.Tab, chromedp.KeyModifiers(kb.ModifierShift)) }
	for range 8 {
		do(b, t, "tab back", back())
		if value[string](b, t, `document.activeElement.dataset.actionId ?? ""`) == "share" {
			break
		}
	}
	do(b, t, "press the button", chromedp.KeyEvent(kb.Enter), chromedp.WaitVisible(chromedp.CSS("#modal[open]")), until(`document.activeElement.matches("#modal textarea")`))
	for range 12 {
		do(b, t, "tab through the modal", chromedp.KeyEvent(kb.Tab))
		if !value[bool](b, t, `document.activeElement === document.body || document.querySelector("#modal").contains(document.activeElement)`) {
			t.Fatal("the focus left the modal")
		}
	}
	do(b, t, "Esc closes it", chromedp.KeyEvent(kb.Escape), until(`!document.querySelector("#modal")`))
	do(b, t, "open it again", chromedp.Focus(chromedp.CSS(`.ephemeral button[data-action-id="share"]`)), chromedp.KeyEvent(kb.Enter), until(`document.activeElement.matches("#modal textarea")`))
	do(b, t, "submit it empty", chromedp.Focus(chromedp.CSS("[data-submit]")), chromedp.KeyEvent(kb.Enter), chromedp.WaitVisible(chromedp.CSS("#modal .wrong .error")))
	if !value[bool](b, t, `document.activeElement.matches("#modal .wrong textarea") && document.getElementById(document.activeElement.getAttribute("aria-describedby")).innerText.includes("required")`) {
		t.Error("the focus is not on what is wrong, or it does not say what")
	}
	do(b, t, "submit it", chromedp.KeyEvent("kinship"), chromedp.Focus(chromedp.CSS("[data-submit]")), chromedp.KeyEvent(kb.Enter),
		until(`!document.querySelector("#modal")`), until(`document.querySelector("#messages").innerText.includes("You want to know: kinship")`))
}

func TestThePageIsLive(t *testing.T) {
	r := open(t)
	b := visitPage(t, r, browsertest.Desktop)
	_, ts, err := r.api.PostMessage(reform, slack.MsgOptionText("first words", false))
	if err != nil {
		t.Fatal(err)
	}
	has := func(s string) step {
		return until(`document.querySelector("#messages").innerText.includes("` + s + `")`)
	}
	do(b, t, "a new message", has("first words"))
	_, _, _, err = r.api.UpdateMessage(reform, ts, slack.MsgOptionText("second thoughts", false))
	if err != nil {
		t.Fatal(err)
	}
	do(b, t, "a changed message", has("second thoughts"), until(`!document.querySelector("#messages").innerText.includes("first words")`))
	if _, _, err := r.api.PostMessage(general, slack.MsgOptionText("elsewhere", false)); err != nil {
		t.Fatal(err)
	}
	do(b, t, "a mark in the sidebar", until(`document.querySelector('.sidebar [data-channel="`+general+`"]').classList.contains("unread")`))
	do(b, t, "a thread", chromedp.Click(chromedp.CSS(`[data-ts="`+ts+`"] .tool`)), chromedp.WaitVisible(chromedp.CSS("#thread textarea")),
		chromedp.SendKeys(chromedp.CSS("#thread textarea"), "a reply"+kb.Enter), until(`document.querySelector("#replies").innerText.includes("a reply")`), has("1 reply"))
	if _, _, err := r.api.DeleteMessage(reform, ts); err != nil {
		t.Fatal(err)
	}
	do(b, t, "a deleted message", until(`!document.querySelector('#messages [data-ts="`+ts+`"]')`))
	if !value[bool](b, t, `performance.getEntriesByType("resource").every(e => e.name.startsWith(location.origin))`) {
		t.Error("the page asked another host for something")
	}
}

func TestMenusAndConfirmation(t *testing.T) {
	a := newApp(t)
	r := open(t, at(a))
	var blocks slack.Blocks
	if err := blocks.UnmarshalJSON([]byte(showcase)); err != nil {
		t.Fatal(err)
	}
	if _, _, err := r.api.PostMessage(reform, slack.MsgOptionBlocks(blocks.BlockSet...), slack.MsgOptionText("x", false)); err != nil {
		t.Fatal(err)
	}
	b := visitPage(t, r, browsertest.Desktop)
	pressed := func(what string, n int) {
		t.Helper()
		eventually(t, what, func() bool { return len(a.requests("/slack/interactions")) == n })
	}
	do(b, t, "choose from the menu", chromedp.Focus(chromedp.CSS(`[data-action-id="topic"]`)), chromedp.KeyEvent("F"))
	pressed("the menu", 1)
	if c, _ := interaction(t, a); c.ActionCallback.BlockActions[0].SelectedOption.Value != "help" {
		t.Errorf("%+v", c.ActionCallback.BlockActions[0])
	}
	do(b, t, "choose from the overflow menu", chromedp.Focus(chromedp.CSS(`[data-action-id="more"] summary`)), chromedp.KeyEvent(kb.Enter), chromedp.KeyEvent(kb.ArrowDown), chromedp.KeyEvent(kb.ArrowDown), chromedp.KeyEvent(kb.Enter))
	pressed("the overflow menu", 2)
	if c, _ := interaction(t, a); c.ActionCallback.BlockActions[0].SelectedOption.Value != "copy" {
		t.Errorf("%+v", c.ActionCallback.BlockActions[0])
	}
	do(b, t, "think better of it", chromedp.Click(chromedp.CSS(`[data-action-id="drop"]`)), chromedp.WaitVisible(chromedp.CSS("dialog.confirm[open]")), chromedp.KeyEvent(kb.Escape), until(`!document.querySelector("dialog.confirm[open]")`))
	do(b, t, "mean it", chromedp.Click(chromedp.CSS(`[data-action-id="drop"]`)), chromedp.WaitVisible(chromedp.CSS("dialog.confirm[open]")), chromedp.Click(chromedp.CSS(`dialog.confirm[open] [data-answer="yes"]`)))
	pressed("the confirmed button", 3)
	if c, _ := interaction(t, a); c.ActionCallback.BlockActions[0].ActionID != "drop" {
		t.Errorf("%+v", c.ActionCallback.BlockActions[0])
	}
}

func TestThePageOnAPhone(t *testing.T) {
	r := open(t)
	b := visitPage(t, r, browsertest.Phone)
	if got := value[float64](b, t, `document.documentElement.scrollWidth`); got > float64(browsertest.Phone.Width) {
		t.Errorf("the page is %v wide", got)
	}
	do(b, t, "another channel", chromedp.Click(chromedp.CSS("#menu-open")), until(`document.querySelector(".sidebar.open").getBoundingClientRect().left === 0`),
		chromedp.Click(chromedp.CSS(`.sidebar [data-channel="`+general+`"]`)), until(`document.querySelector("#main").dataset.channel === "`+general+`"`))
}
