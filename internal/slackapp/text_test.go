package slackapp

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestTypedIsWhatThePersonTyped(t *testing.T) {
	tests := map[string]struct{ in, bot, want string }{
		"a mention in front goes":             {"<@UBOT> kinship", "UBOT", "kinship"},
		"a mention with a name goes":          {"<@UBOT|pledgewatch> kinship", "UBOT", "kinship"},
		"a mention behind goes":               {"kinship <@UBOT>", "UBOT", "kinship"},
		"other people stay":                   {"<@U2> <@U3|ann> on kinship", "UBOT", "@U2 ann on kinship"},
		"an unknown bot is the first":         {"<@UX> and <@U2>", "", "and @U2"},
		"entities are decoded once":           {"a &amp;lt; b &lt;i&gt; &amp; c", "", "a &lt; b <i> & c"},
		"a link becomes its text":             {"see <https://gov.uk/a?b=c&amp;d|the plan>", "", "see the plan"},
		"a bare link becomes its address":     {"see <https://gov.uk/a?b=c&amp;d>", "", "see https://gov.uk/a?b=c&d"},
		"an address of mail":                  {"<mailto:a@b.uk|a@b.uk> <mailto:a@b.uk>", "", "a@b.uk a@b.uk"},
		"a channel keeps its identifier":      {"subscribe <#C1|care-reform> <#C2>", "", "subscribe #C1 #C2"},
		"a special mention is words":          {"<!here> <!date^1^{date}|today>", "", "!here today"},
		"what was typed in brackets stays":    {"&lt;https://x|y&gt;", "", "<https://x|y>"},
		"brackets that are no link stay":      {"a < b > c", "", "a < b > c"},
		"other scripts stay":                  {"<@UBOT> 儿童社会护理 ‘крыша’ é", "UBOT", "儿童社会护理 ‘крыша’ é"},
		"a mention alone is an empty message": {" <@UBOT> ", "UBOT", ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if got := typed(test.in, test.bot); got != test.want {
				t.Errorf("typed(%q) = %q, want %q", test.in, got, test.want)
			}
		})
	}
}

func FuzzTyped(f *testing.F) {
	f.Add("<@UBOT> <https://x|y> &amp;lt;", "UBOT")
	f.Add("<@<@UBOT>>", "UBOT")
	f.Fuzz(func(t *testing.T, text, bot string) {
		got := typed(text, bot)
		if utf8.ValidString(text) && !utf8.ValidString(got) {
			t.Errorf("%q became invalid: %q", text, got)
		}
		if len(got) > len(text) {
			t.Errorf("%q grew to %q", text, got)
		}
		if bot == "UBOT" && strings.Contains(safe(got), "<") {
			t.Errorf("%q is not safe", got)
		}
	})
}
