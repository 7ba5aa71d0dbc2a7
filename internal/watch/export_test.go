package watch

import "context"

// Look does once what Run does over and over; told is what it remembers between two times.
func (d *Desk) Look(ctx context.Context, told map[string]Standing) { d.look(ctx, told) }
