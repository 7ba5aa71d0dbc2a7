package commands

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"pledgewatch/internal/blocks"
	"pledgewatch/internal/knowledge"
	"pledgewatch/internal/watch"
)

// Reviews is where proposed changes are kept and decided; a *watch.Desk does.
type Reviews interface {
	Reports
	Rulings
	// Pending returns the changes that wait for a decision, the oldest found first.
	Pending(ctx context.Context) ([]watch.Change, error)
	// Log returns up to limit decisions, the latest first.
	Log(ctx context.Context, limit int) ([]watch.Decision, error)
	// Thresholds returns what decisions so far have taught of each feed and kind.
	Thresholds(ctx context.Context) ([]watch.Threshold, error)
}

// Reports is what articles report and nobody has confirmed.
type Reports interface {
	// Reported returns the pending changes of some entries that are shown as reported.
	Reported(ctx context.Context, entries ...string) ([]watch.Change, error)
}

// Rulings is how a curator decides.
type Rulings interface {
	// Change returns a change; ok is false where there is none under the key.
	Change(ctx context.Context, key string) (c watch.Change, ok bool, err error)
	// Confirm, Dismiss and Withdraw decide a change; their errors are watch.ErrNoChange, watch.ErrDecided with the change as it
	// stands, or a *watch.Fault.
	Confirm(ctx context.Context, key string, r watch.Ruling) (watch.Change, error)
	Dismiss(ctx context.Context, key string, r watch.Ruling) (watch.Change, error)
	Withdraw(ctx context.Context, key string, r watch.Ruling) (watch.Change, error)
}

// posted stands in the value of a button for the review channel; a number stands for a page of the list.
const posted = "post"

const mostLogged = 200

// reviewCommand is for curators.
func reviewCommand() Command {
	return Command{
		Name: "review", run: (*Handler).review,
		Usage:    "/reform review [log|thresholds]",
		About:    "For curators: changes that articles report, to confirm, edit or dismiss; who decided what; what is reported at once.",
		Examples: []string{"/reform review", "/reform review log", "/reform review thresholds"},
	}
}

// review shows curators what waits for them. What is no word of this command is a question: "review of practice leaders".
func (h *Handler) review(ctx context.Context, in call) blocks.View {
	show, ok := map[string]func(*Handler, context.Context, call) blocks.View{
		"": (*Handler).reviewPending, "list": (*Handler).reviewPending, "log": (*Handler).reviewLog, "thresholds": (*Handler).reviewThresholds,
	}[strings.ToLower(in.args)]
	if !ok {
		return h.whole(ctx, in)
	}
	if refusal, may := h.reviewers(ctx, in.Request); !may {
		return refusal
	}
	return show(h, ctx, in)
}

// reviewers refuses whoever may not review; ok is false then.
func (h *Handler) reviewers(ctx context.Context, r Request) (refusal blocks.View, ok bool) {
	if h.o.Reviews == nil {
		return blocks.Notice(nil, nil, "Nothing is reviewed here."), false
	}
	return h.curatorsOnly(ctx, r)
}

func (h *Handler) reviewPending(ctx context.Context, in call) blocks.View {
	return h.pendingFrom(ctx, in.Request, max(0, in.repeat.offset-1))
}

// pendingFrom lists what waits, from one change on.
func (h *Handler) pendingFrom(ctx context.Context, r Request, offset int) blocks.View {
	pending, err := h.o.Reviews.Pending(ctx)
	if err != nil {
		return h.trouble(call{Request: r}, "proposed changes could not be read", err, "")
	}
	turn := func(text string, at int) blocks.Button {
		return blocks.Button{Text: text, Action: actPage, Value: repeat{offset: at + 1, line: "review"}.String()}
	}
	v := blocks.Review(h.o.Brain().Corpus, pending, offset, deciding(strconv.Itoa(offset)), turn)
	v.Foot = append(v.Foot, blocks.Buttons{runButton("Who decided what", "review log"), runButton("What is reported at once", "review thresholds")})
	return v
}

func (h *Handler) reviewLog(ctx context.Context, in call) blocks.View {
	ds, err := h.o.Reviews.Log(ctx, mostLogged)
	if err != nil {
		return h.trouble(in, "the audit log could not be read", err, "")
	}
	l := blocks.ReviewLog(ds, in.Team, deciding(posted))
	l.Day = in.Day
	v := in.page(l)
	v.Aside = true
	return v
}

func (h *Handler) reviewThresholds(ctx context.Context, in call) blocks.View {
	ts, err := h.o.Reviews.Thresholds(ctx)
	if err != nil {
		return h.trouble(in, "the audit log could not be read", err, "")
	}
	return blocks.Thresholds(ts, watch.ReportFrom)
}

// deciding makes the buttons of changes that are shown in a place.
func deciding(place string) blocks.Decide {
	return func(text, action string, c watch.Change) blocks.Button {
		return blocks.Button{Text: text, Action: action, Value: place + "|" + c.Key}
	}
}

// Deciding makes the buttons of changes that are posted to the review channel: pressed, they come to Action.
func Deciding() blocks.Decide { return deciding(posted) }

// pressConfirm confirms a change as it is proposed.
func (h *Handler) pressConfirm(ctx context.Context, a Action, _ repeat) Response {
	if refusal, may := h.reviewers(ctx, a.Request); !may {
		return response(refusal)
	}
	place, key, _ := strings.Cut(a.Value, "|")
	c, err := h.o.Reviews.Confirm(ctx, key, watch.Ruling{By: a.User, Team: a.Team})
	if fault, ok := errors.AsType[*watch.Fault](err); ok {
		return response(blocks.Notice(nil, nil, "It cannot be confirmed as it is.", fault.What, "Press “Edit…” to put that right."))
	}
	return h.decided(ctx, a, place, c, err)
}

// decided shows in the place where a button was pressed what became of a change.
func (h *Handler) decided(ctx context.Context, a Action, place string, c watch.Change, err error) Response {
	switch {
	case errors.Is(err, watch.ErrNoChange):
		return response(blocks.Notice(nil, nil, "That change is not kept here any more."))
	case err != nil && !errors.Is(err, watch.ErrDecided):
		return response(h.trouble(call{Request: a.Request}, "a change could not be decided", err, "See with /reform review whether it was decided; if not, please try again in a minute."))
	}
	v := blocks.Decided(h.o.Brain().Corpus, c, a.Team, deciding(posted))
	if offset, listed := strconv.Atoi(place); listed == nil {
		list := h.pendingFrom(ctx, a.Request, max(0, min(offset, mostRows)))
		v.Parts = append(slices.Clone(v.Parts), blocks.Rule{})
		list.Parts, list.Title = append(v.Parts, list.Parts...), ""
		v = list
	}
	resp := response(v)
	resp.Replace, resp.InChannel = true, place == posted
	return resp
}

// pressEdit opens the form to better a change, pressDismiss and pressWithdraw the one that asks why.
func (h *Handler) pressEdit(ctx context.Context, a Action, _ repeat) Response {
	return h.form(ctx, a, func(e *knowledge.Entry, c watch.Change) Response {
		form := blocks.EditForm(e, c, c.Key)
		return Response{Modal: &form}
	})
}

func (h *Handler) pressDismiss(ctx context.Context, a Action, _ repeat) Response {
	return h.form(ctx, a, func(_ *knowledge.Entry, c watch.Change) Response {
		form := blocks.WhyForm(c, blocks.FormDismiss, c.Key)
		return Response{Modal: &form}
	})
}

func (h *Handler) pressWithdraw(ctx context.Context, a Action, _ repeat) Response {
	return h.form(ctx, a, func(_ *knowledge.Entry, c watch.Change) Response {
		form := blocks.WhyForm(c, blocks.FormWithdraw, c.Key)
		return Response{Modal: &form}
	})
}

// form opens a form on a change, where there is still something to decide.
func (h *Handler) form(ctx context.Context, a Action, open func(*knowledge.Entry, watch.Change) Response) Response {
	if refusal, may := h.reviewers(ctx, a.Request); !may {
		return response(refusal)
	}
	place, key, _ := strings.Cut(a.Value, "|")
	c, ok, err := h.o.Reviews.Change(ctx, key)
	if err == nil && !ok {
		err = watch.ErrNoChange
	}
	withdraws := blocks.ActionOf(a.ID) == blocks.ActWithdraw
	if err == nil && (withdraws && c.Standing != watch.StandingConfirmed || !withdraws && !c.Standing.Pending()) {
		err = watch.ErrDecided
	}
	if err != nil {
		return h.decided(ctx, a, place, c, err)
	}
	e, ok := h.o.Brain().Corpus.Entry(c.Entry)
	if !ok && blocks.ActionOf(a.ID) == blocks.ActEdit {
		return response(blocks.Notice(nil, nil, "The corpus does not hold that entry any more: dismiss the change.", c.Entry))
	}
	return open(e, c)
}

// submitRuling decides what a form says. What is wrong is shown at the field that it is about.
func (h *Handler) submitRuling(ctx context.Context, s Submission) Response {
	typed := func(field string) string {
		v := s.Values[field][field]
		if v.SelectedOption.Value != "" {
			return v.SelectedOption.Value
		}
		return v.Value
	}
	at := blocks.FieldWhy
	if s.CallbackID == blocks.FormEdit {
		at = blocks.FieldValue
	}
	if refusal, may := h.reviewers(ctx, s.Request); !may {
		return Response{Errors: map[string]string{at: oneLine(refusal)}}
	}
	r := watch.Ruling{
		By: s.User, Team: s.Team, To: typed(blocks.FieldValue), On: typed(blocks.FieldOn), Note: typed(blocks.FieldNote), Why: typed(blocks.FieldWhy),
	}
	decide := map[string]func(context.Context, string, watch.Ruling) (watch.Change, error){
		blocks.FormEdit: h.o.Reviews.Confirm, blocks.FormDismiss: h.o.Reviews.Dismiss, blocks.FormWithdraw: h.o.Reviews.Withdraw,
	}[s.CallbackID]
	c, err := decide(ctx, s.Metadata, r)
	if fault, ok := errors.AsType[*watch.Fault](err); ok {
		return Response{Errors: map[string]string{fault.Field: sentenceOf(fault.What)}}
	}
	resp := h.decided(ctx, Action{Request: s.Request}, posted, c, err)
	resp.Replace, resp.InChannel = false, false
	if errors.Is(err, watch.ErrDecided) {
		resp.Text = fmt.Sprintf("It was decided before. %s", resp.Text)
	}
	return resp
}

// reported says what is reported of some entries by a day and not confirmed; nothing where that cannot be told.
func (h *Handler) reported(ctx context.Context, in call, day time.Time, entries ...string) []blocks.Part {
	if h.o.Reviews == nil || len(entries) == 0 {
		return nil
	}
	changes, err := h.o.Reviews.Reported(ctx, entries...)
	if err != nil {
		h.log.Error("an answer lacks what is reported", "team", in.Team, "err", err)
		return nil
	}
	changes = slices.DeleteFunc(changes, func(c watch.Change) bool { return knowledge.DayOf(c.Article.Published).After(day) })
	return blocks.Reported(in.Brain.Corpus, changes)
}
