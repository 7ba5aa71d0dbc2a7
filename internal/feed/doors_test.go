package feed_test

import (
	"testing"

	"pledgewatch/internal/feed"
	"pledgewatch/internal/feed/feedtest"
)

func TestOnlyWhatTheSettingsNameGoesByTheirDoor(t *testing.T) {
	own, others := feedtest.Play(feedtest.NotModified()), feedtest.Play(feedtest.NotModified())
	d := feed.NewDoors([]string{"http://10.0.0.1/feed?b=1&a=2"}, own, others)
	for _, url := range []string{"http://10.0.0.1/feed?b=1&a=2", "http://10.0.0.1/feed?a=2&b=1&paged=7", "http://10.0.0.1/feed", "http://10.0.0.1/feed?b=1&a=3", "http://10.0.0.1/admin?b=1&a=2", "https://a.example.org/"} {
		if _, err := d.Fetch(t.Context(), feed.Request{URL: url}); err != nil {
			t.Error(err)
		}
	}
	if len(own.Calls()) != 2 || len(others.Calls()) != 4 {
		t.Errorf("%d by the settings' door, %d by the other", len(own.Calls()), len(others.Calls()))
	}
}
