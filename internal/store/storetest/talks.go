package storetest

import (
	"testing"
	"time"
)

var talkTests = map[string]func(*testing.T, Fixture){
	"a conversation is about what it was about last": func(t *testing.T, s Fixture) {
		for _, talk := range awkward {
			missing[string](t)(s.Recall(t.Context(), "t"+talk))
			must(t, s.Remember(t.Context(), "t"+talk, "first", time.Hour))
			must(t, s.Remember(t.Context(), "t"+talk, "last"+talk, time.Hour))
			same(t, "entry", found[string](t)(s.Recall(t.Context(), "t"+talk)), "last"+talk)
		}
	},
	"what a conversation was about is forgotten when its time is over": func(t *testing.T, s Fixture) {
		must(t, s.Remember(t.Context(), "short", "a", time.Minute))
		must(t, s.Remember(t.Context(), "long", "b", time.Hour))
		s.Pass(2 * time.Minute)
		missing[string](t)(s.Recall(t.Context(), "short"))
		same(t, "entry", found[string](t)(s.Recall(t.Context(), "long")), "b")
		must(t, s.Remember(t.Context(), "short", "c", time.Minute))
		same(t, "entry", found[string](t)(s.Recall(t.Context(), "short")), "c")
	},
}
