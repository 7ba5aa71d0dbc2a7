package feed

import (
	"context"
	"net/url"
)

// Doors is a Fetcher that reaches addresses inside the network only where the settings name them. An address that somebody
// typed goes out by another door, which refuses them; so does what a feed of the settings moved to.
type Doors struct {
	named       map[string]bool
	own, others Fetcher
}

// NewDoors returns a Fetcher that asks own for the addresses named, and for the older pages of what is there, and others for
// the rest.
func NewDoors(named []string, own, others Fetcher) *Doors {
	d := &Doors{named: map[string]bool{}, own: own, others: others}
	for _, address := range named {
		d.named[frontOf(address)] = true
	}
	return d
}

// Fetch implements Fetcher.
func (d *Doors) Fetch(ctx context.Context, r Request) (Response, error) {
	if d.named[frontOf(r.URL)] {
		return d.own.Fetch(ctx, r)
	}
	return d.others.Fetch(ctx, r)
}

// frontOf is the address of a feed of which an address may be a page.
func frontOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	q := u.Query()
	q.Del(pageParameter)
	u.RawQuery = q.Encode()
	return u.String()
}
