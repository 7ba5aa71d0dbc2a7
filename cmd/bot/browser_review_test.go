package main

import (
	"testing"

	"github.com/chromedp/chromedp"

	"pledgewatch/internal/sandbox/browsertest"
)

// A newcomer reviews what the sample articles report: the list, the form, the answer before and after.
func TestReviewingInTheBrowser(t *testing.T) {
	v := visit(t, browsertest.Size{Width: 1280, Height: 1100})
	v.open(careReform)
	v.sees("the digest: the sample articles were read", `document.querySelector("#messages").innerText.includes("Digest of")`)
	v.types(onFramework, "September 2026", "Reported, not confirmed", "September 2027")
	v.shoots("review-reported")
	v.types("/reform review", "Changes to review", "September 2026 → September 2027", "shown as reported, not confirmed")
	v.shoots("review-list")
	v.presses("Edit…")
	v.sees("the form", `document.querySelector("#modal-title")?.innerText === "Edit and confirm"`)
	v.choose("another value", `const e = document.querySelector('#modal [data-action-id="value"]'); e.value = "next spring"; `+change)
	v.do("confirm it", chromedp.Click(chromedp.CSS("#modal [data-submit]")))
	v.sees("what is wrong, where it is", `document.querySelector("#modal .wrong .error")?.innerText.includes("next spring")`)
	v.shoots("review-form-wrong")
	v.choose("the value as it was", `const e = document.querySelector('#modal [data-action-id="value"]'); e.value = "2027-09"; `+change)
	v.do("confirm it again", chromedp.Click(chromedp.CSS("#modal [data-submit]")))
	v.sees("the form closes", `!document.querySelector("#modal")`)
	v.sees("what was confirmed", last(".ephemeral")+`?.innerText.includes("Confirmed:")`)
	v.open(careReform)
	v.types(onFramework, "September 2027", "reported on", "Earlier: planned, September 2026")
	v.shoots("review-answer")
	v.types(onFramework+" as of 1 May 2026", "planned, September 2026", "As of 1 May 2026")
	v.shoots("review-answer-before")
	v.types("/reform review log", "Who decided what", "confirmed", "Take it back")
	v.shoots("review-log")
}
