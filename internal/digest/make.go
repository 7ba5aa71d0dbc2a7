package digest

import "context"

// Make makes the digest of a channel if it is due, as Run does, and hands it on. It may be called by many at once, here and in
// other replicas: the digest is stored once.
func (s *Scheduler) Make(ctx context.Context, team, channel string) error {
	sub, ok, err := s.Subscriptions.Subscription(ctx, team, channel)
	if err != nil || !ok || sub.Paused != "" || sub.Next.After(s.Now()) {
		return err
	}
	return s.send(ctx, sub)
}
