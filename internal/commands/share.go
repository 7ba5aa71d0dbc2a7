package commands

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"pledgewatch/internal/blocks"
	"pledgewatch/internal/delivery"
	"pledgewatch/internal/digest"
)

// Messages takes messages that are to be sent; a *delivery.Sender does.
type Messages interface {
	// Enqueue stores messages durably, all or none; a key that is known already is left as it is.
	Enqueue(ctx context.Context, msgs ...delivery.Message) error
}

// Share makes the button that hands a digest on to another channel: pressed, it comes to Action.
func Share(d digest.Digest) *blocks.Button {
	return &blocks.Button{Text: "Share", Action: actHandOn, Value: repeat{line: periodLine(d.Period)}.String()}
}

// periodLine keeps a period in a button.
func periodLine(p digest.Period) string {
	due := int64(0)
	if !p.Due.IsZero() {
		due = p.Due.Unix()
	}
	return fmt.Sprintf("%d %d %d %s", p.From.Unix(), p.To.Unix(), due, p.Zone)
}

// readPeriod reads what periodLine wrote; ok is false for anything else.
func readPeriod(line string) (digest.Period, bool) {
	var from, to, due int64
	var name string
	if n, err := fmt.Sscanf(line, "%d %d %d %s", &from, &to, &due, &name); err != nil || n != 4 {
		return digest.Period{}, false
	}
	zone, err := time.LoadLocation(name)
	const longest = 100 * 24 * 60 * 60
	if err != nil || from <= 0 || to <= from || to-from > longest {
		return digest.Period{}, false
	}
	p := digest.Between(time.Unix(from, 0), time.Unix(to, 0), zone)
	if due > 0 {
		p.Due = time.Unix(due, 0).UTC()
	}
	return p, true
}

// pressHandOn asks into which channel the digest goes.
func (h *Handler) pressHandOn(_ context.Context, a Action, r repeat) Response {
	if _, ok := readPeriod(r.line); !ok || h.o.Messages == nil || a.TriggerID == "" {
		return Response{}
	}
	form := blocks.ShareForm(r.line)
	return Response{Modal: &form}
}

// submitHandOn makes the digest of the channel that the form was opened in once more, and posts it in another.
func (h *Handler) submitHandOn(ctx context.Context, s Submission) Response {
	in := call{Request: s.Request, Reader: h.reader()}
	wrong := func(v blocks.View) Response {
		return Response{Errors: map[string]string{blocks.FieldChannel: oneLine(v)}}
	}
	to := s.Values[blocks.FieldChannel][blocks.FieldChannel].SelectedConversation
	p, ok := readPeriod(s.Metadata)
	if to == "" || !ok || h.o.Messages == nil {
		return Response{Errors: map[string]string{blocks.FieldChannel: "Please choose a channel."}}
	}
	if to == s.Channel {
		return Response{Errors: map[string]string{blocks.FieldChannel: "It stands in that channel already."}}
	}
	if refusal := h.refuses(ctx, in, to); refusal != nil {
		return wrong(*refusal)
	}
	sub, _, err := h.o.Subscriptions.Subscription(ctx, s.Team, s.Channel)
	if err != nil {
		return wrong(h.trouble(in, "a subscription could not be read", err, "Please try again in a minute."))
	}
	sub.Team, sub.Channel, sub.Zone = s.Team, to, cmp.Or(sub.Zone, p.Zone.String())
	d, err := h.o.Digests.Compose(ctx, sub, p)
	if err != nil {
		return wrong(h.trouble(in, "a digest could not be shared", err, "Please try again in a minute."))
	}
	pages, err := blocks.DigestMessages(d, runButton, nil, blocks.L(blocks.Person(s.User), blocks.T("shares the digest of"), blocks.Channel(s.Channel)))
	if err == nil {
		err = h.o.Messages.Enqueue(ctx, digest.Thread(delivery.Message{
			Key:  delivery.Key("shared digest", s.Team, s.Channel, to, s.Metadata),
			Team: s.Team, Channel: to, Kind: "shared",
		}, pages)...)
	}
	if err != nil {
		return wrong(h.trouble(in, "a digest could not be shared", err, "Please try again in a minute."))
	}
	return response(blocks.View{Aside: true, Parts: []blocks.Part{blocks.Para(blocks.T("The digest goes to"), blocks.Channel(to), blocks.T("now. It is posted there once, whoever shares it."))}})
}
