package sandbox_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/slack-go/slack"

	"pledgewatch/internal/sandbox"
	"pledgewatch/internal/sandbox/browsertest"
)

const showcase = `[
 {"type":"header","text":{"type":"plain_text","text":"Children’s social care: the week to 1 November 2024","emoji":true}},
 {"type":"section","text":{"type":"mrkdwn","text":"*Kinship allowance trial* moved from _announced_ to *testing* in ~12~ 10 areas. :chart_with_upwards_trend:\n> “The first areas start in the autumn.”\n• <https://example.org/a|Community Care, 31 October 2024>\n• <#C0GENERAL01> and <@U0AMINAOK01>"},
  "accessory":{"type":"button","action_id":"open","text":{"type":"plain_text","text":"Details"},"value":"k1"}},
 {"type":"section","fields":[{"type":"mrkdwn","text":"*Status*\nTesting"},{"type":"mrkdwn","text":"*Due*\nApril 2026"},{"type":"mrkdwn","text":"*Amount*\n£44m"},{"type":"mrkdwn","text":"*By*\nDepartment for Education"}]},
 {"type":"divider"},
 {"type":"table","rows":[[{"type":"raw_text","text":"Pledge"},{"type":"raw_text","text":"Status"}],[{"type":"raw_text","text":"Family hubs"},{"type":"raw_text","text":"In progress"}]]},
 {"type":"actions","elements":[
  {"type":"button","action_id":"share","style":"primary","text":{"type":"plain_text","text":"Share in channel"},"value":"s"},
  {"type":"button","action_id":"drop","style":"danger","text":{"type":"plain_text","text":"Reject"},"confirm":{"title":{"type":"plain_text","text":"Reject this change?"},"text":{"type":"plain_text","text":"It stays as it was."},"confirm":{"type":"plain_text","text":"Reject"},"deny":{"type":"plain_text","text":"Keep"}}},
  {"type":"static_select","action_id":"topic","placeholder":{"type":"plain_text","text":"Topic"},"options":[{"text":{"type":"plain_text","text":"Kinship care"},"value":"kin"},{"text":{"type":"plain_text","text":"Family help"},"value":"help"}]},
  {"type":"overflow","action_id":"more","options":[{"text":{"type":"plain_text","text":"Mute"},"value":"mute"},{"text":{"type":"plain_text","text":"Copy"},"value":"copy"}]}]},
 {"type":"context","elements":[{"type":"mrkdwn","text":"Source: <https://example.org|Community Care>, paragraph 19 · *reported*"}]}]`

const form = `{"type":"modal","title":{"type":"plain_text","text":"Subscribe"},"submit":{"type":"plain_text","text":"Save"},"close":{"type":"plain_text","text":"Cancel"},"callback_id":"sub","blocks":[
 {"type":"input","block_id":"q","label":{"type":"plain_text","text":"What do you want to know?"},"hint":{"type":"plain_text","text":"One topic a line."},"element":{"type":"plain_text_input","action_id":"text","multiline":true}},
 {"type":"input","block_id":"day","optional":true,"label":{"type":"plain_text","text":"From"},"element":{"type":"datepicker","action_id":"date"}},
 {"type":"input","block_id":"kinds","label":{"type":"plain_text","text":"Send me"},"element":{"type":"checkboxes","action_id":"boxes","initial_options":[{"text":{"type":"plain_text","text":"The weekly digest"},"value":"digest"}],"options":[{"text":{"type":"plain_text","text":"The weekly digest"},"value":"digest"},{"text":{"type":"mrkdwn","text":"*Alerts* when a date moves"},"value":"alerts","description":{"type":"plain_text","text":"At most five a day"}}]}},
 {"type":"input","block_id":"where","label":{"type":"plain_text","text":"Channel"},"element":{"type":"conversations_select","action_id":"channel","initial_conversation":"C0CAREREF01"}}]}`

// TestShots takes pictures of the page for people to look at, into the folder that SANDBOX_SHOTS names.
func TestShots(t *testing.T) {
	dir := os.Getenv("SANDBOX_SHOTS")
	if dir == "" {
		t.Skip("SANDBOX_SHOTS names no folder for pictures")
	}
	a := newApp(t)
	r := open(t, at(a), func(o *sandbox.Options) { o.Notice = "Reading the feed as it was on 8 December 2024" })
	var blocks slack.Blocks
	if err := blocks.UnmarshalJSON([]byte(showcase)); err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	_, _ = r.As("amina.okafor").Say(ctx, reform, "Morning all. @beacon is in here now, try `/ask`")
	_, _ = r.As("amina.okafor").Say(ctx, reform, "It also posts the digest on Mondays")
	_, ts, err := r.api.PostMessage(reform, slack.MsgOptionBlocks(blocks.BlockSet...), slack.MsgOptionText("digest", false))
	if err != nil {
		t.Fatal(err)
	}
	_, _ = r.As("priya.nair").Reply(ctx, reform, ts, "Very useful, thank you")
	a.say("/slack/commands", `{"response_type":"ephemeral","text":"x","blocks":[{"type":"section","text":{"type":"mrkdwn","text":"The *early career framework* becomes an entitlement from September 2026."}},{"type":"actions","elements":[{"type":"button","action_id":"s","text":{"type":"plain_text","text":"Share in channel"}}]}]}`)
	_, _ = r.Say(ctx, reform, "/ask when does the ECF start")
	home := slack.PublishViewContextRequest{UserID: r.Credentials().UserID}
	home.View = slack.HomeTabViewRequest{Type: "home", Blocks: blocks}
	home.View.Blocks.BlockSet = append(append([]slack.Block{}, blocks.BlockSet[:4]...), blocks.BlockSet[5:]...)
	if _, err := r.api.PublishViewContext(ctx, home); err != nil {
		t.Fatal(err)
	}
	for name, size := range map[string]browsertest.Size{"desktop": browsertest.Desktop, "phone": browsertest.Phone} {
		for _, scheme := range []string{"light", "dark"} {
			b := browsertest.New(t, size)
			scene := func(file, url string, more ...chromedp.Action[chromedp.Void]) {
				steps := append([]chromedp.Action[chromedp.Void]{
					chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
						_, err := cdp.Call(ctx, tab, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
							Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
						})
						return err
					}),
					chromedp.Navigate(r.url + url), chromedp.WaitVisible(chromedp.CSS(`[data-live="yes"]`)),
				}, more...)
				if err := chromedp.Do(b, append(steps, chromedp.Sleep(300*time.Millisecond))...); err != nil {
					t.Fatal(file, err)
				}
				png, err := chromedp.Run(b, chromedp.CaptureScreenshot())
				if err != nil {
					t.Fatal(file, err)
				}
				if err := os.WriteFile(filepath.Join(dir, name+"-"+scheme+"-"+file+".png"), png, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			scene("channel", "/?c="+reform)
			scene("complete", "/?c="+general, chromedp.SendKeys(chromedp.CSS("#composer-text"), "/a"))
			scene("thread", "/?c="+reform+"&thread="+ts)
			scene("home", "/?c="+direct)
			openForm(t, a, r)
			if _, err := r.Say(ctx, general, "/form"); err != nil {
				t.Fatal(err)
			}
			scene("modal", "/?c="+general)
			r.As("").Dismiss()
		}
	}
}

// openForm lets the app answer /form with a modal.
func openForm(t *testing.T, a *app, r *room) {
	t.Helper()
	answerForm(t, a, r, form)
}
