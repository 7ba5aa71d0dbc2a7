package blocks

import (
	"github.com/slack-go/slack"

	"pledgewatch/internal/knowledge"
	"pledgewatch/internal/knowledge/edtf"
	"pledgewatch/internal/watch"
)

// The fields of the forms on a change; each holds one element with the same action_id.
const (
	FieldValue = "value"
	FieldOn    = "on"
	FieldNote  = "note"
	FieldWhy   = "why"
)

// The forms on a change, by their callback_id.
const (
	FormEdit     = "review-edit"
	FormDismiss  = "review-dismiss"
	FormWithdraw = "review-withdraw"
)

// EditForm is the form by which a curator betters a change and confirms it. metadata is handed back with it.
func EditForm(e *knowledge.Entry, ch watch.Change, metadata string) slack.ModalViewRequest {
	on := edtf.Day(knowledge.DayOf(ch.Article.Published))
	var value slack.BlockElement
	hint := "A date: 2027-09-01, 2027-09, 2027, from a month on 2027-04/.., spring 2027 is 2027-21."
	if ch.Field == watch.Status {
		var all []*slack.OptionBlockObject
		for _, s := range knowledge.States(e.Kind) {
			all = append(all, option(s, Status(s)))
		}
		menu := slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, nil, FieldValue, all...)
		if now := chosen(all, []string{ch.To}); len(now) > 0 {
			menu.InitialOption = now[0]
		}
		value, hint = menu, ""
	} else {
		value = textInput(FieldValue, ch.To, watch.MostValue, false)
		if ch.Field == watch.Amount {
			hint = "An amount: £45m, over £250m, up to 12 areas."
		}
	}
	return slack.ModalViewRequest{
		Type: slack.VTModal, CallbackID: FormEdit, PrivateMetadata: metadata, Title: plainText("Edit and confirm", maxTitle),
		Submit: plainText("Confirm", maxTitle), Close: plainText("Cancel", maxTitle),
		Blocks: slack.Blocks{BlockSet: []slack.Block{
			section(L(Bold(Cut(Clean(ch.Title), mostTitle)))), section(quoted(ch.Sentence)),
			input(FieldValue, fieldWords(e.Kind, ch.Field), hint, value, false),
			input(FieldOn, "Holds from", "A date: 2026-11-20, 2026-11. The day of the article, if nothing else is known.", textInput(FieldOn, on.String(), 40, false), false),
			input(FieldNote, "What is kept of it", "A sentence in your own words that can stand alone.", textInput(FieldNote, ch.Sentenced(), watch.MostNote, true), false),
		}},
	}
}

// WhyForm is the form by which a curator dismisses a change, or takes a confirmation back, and says why.
func WhyForm(ch watch.Change, form, metadata string) slack.ModalViewRequest {
	title, submit, say := "Dismiss a change", "Dismiss", "It stays in the log, and so does the reason."
	if form == FormWithdraw {
		title, submit, say = "Take it back", "Take back", "Answers will be as they were before. The log keeps both decisions."
	}
	return slack.ModalViewRequest{
		Type: slack.VTModal, CallbackID: form, PrivateMetadata: metadata, Title: plainText(title, maxTitle),
		Submit: plainText(submit, maxTitle), Close: plainText("Cancel", maxTitle),
		Blocks: slack.Blocks{BlockSet: []slack.Block{
			section(L(Bold(Cut(Clean(ch.Title), mostTitle)))), section(quoted(ch.Sentence)),
			input(FieldWhy, "Why?", say, textInput(FieldWhy, "", watch.MostWhy, true), false),
		}},
	}
}

func section(l Line) slack.Block { return slack.NewSectionBlock(mrkdwn(l.String()), nil, nil) }

func textInput(id, initial string, most int, long bool) *slack.PlainTextInputBlockElement {
	e := slack.NewPlainTextInputBlockElement(nil, id)
	e.InitialValue, e.MaxLength, e.Multiline = Cut(Clean(initial), most), most, long
	return e
}
