package sandbox_test

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
)

func asError[T error](err error, target *T) bool { return errors.As(err, target) }

func text(s string) string { return fmt.Sprintf(`{"type":"plain_text","text":%q}`, s) }

func repeat(n int, format string) string {
	var out []string
	for i := range n {
		out = append(out, strings.ReplaceAll(format, "#", fmt.Sprint(i)))
	}
	return strings.Join(out, ",")
}

func actions(elements string) string { return `[{"type":"actions","elements":[` + elements + `]}]` }

func selectOf(options string) string {
	return actions(`{"type":"static_select","action_id":"s","options":[` + options + `]}`)
}

func TestBlocksAreCheckedAsSlackDoes(t *testing.T) {
	r := open(t)
	option := `{"text":{"type":"plain_text","text":"o"},"value":"v#"}`
	tests := map[string]struct{ blocks, want string }{
		"fifty blocks pass":                 {"[" + repeat(50, `{"type":"divider"}`) + "]", ""},
		"fifty-one do not":                  {"[" + repeat(51, `{"type":"divider"}`) + "]", "no more than 50 items allowed [json-pointer:/blocks]"},
		"a section of 3,000 characters":     {sections(1, 3000), ""},
		"a section of 3,001":                {sections(1, 3001), "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"},
		"an empty text":                     {`[{"type":"section","text":{"type":"mrkdwn","text":""}}]`, "must be more than 0 characters [json-pointer:/blocks/0/text/text]"},
		"a section without words":           {`[{"type":"section"}]`, "missing required field: text [json-pointer:/blocks/0]"},
		"a header of 150":                   {`[{"type":"header","text":` + text(long(150)) + `}]`, ""},
		"a header of 151":                   {`[{"type":"header","text":` + text(long(151)) + `}]`, "must be less than 151 characters [json-pointer:/blocks/0/text/text]"},
		"a header in mrkdwn":                {`[{"type":"header","text":{"type":"mrkdwn","text":"x"}}]`, "value must be one of: plain_text [json-pointer:/blocks/0/text/type]"},
		"ten fields":                        {`[{"type":"section","fields":[` + repeat(10, text("f")) + `]}]`, ""},
		"eleven fields":                     {`[{"type":"section","fields":[` + repeat(11, text("f")) + `]}]`, "no more than 10 items allowed [json-pointer:/blocks/0/fields]"},
		"a field of 2,001":                  {`[{"type":"section","fields":[` + text(long(2001)) + `]}]`, "must be less than 2001 characters [json-pointer:/blocks/0/fields/0/text]"},
		"eleven context elements":           {`[{"type":"context","elements":[` + repeat(11, text("c")) + `]}]`, "no more than 10 items allowed [json-pointer:/blocks/0/elements]"},
		"a context without elements":        {`[{"type":"context","elements":[]}]`, "no fewer than 1 items allowed [json-pointer:/blocks/0/elements]"},
		"twenty-six actions":                {actions(repeat(26, `{"type":"button","action_id":"a#","text":{"type":"plain_text","text":"b"}}`)), "no more than 25 items allowed [json-pointer:/blocks/0/elements]"},
		"a button of 76 characters":         {actions(`{"type":"button","text":` + text(long(76)) + `}`), "must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]"},
		"a button's value of 2,001":         {actions(`{"type":"button","text":` + text("b") + `,"value":"` + long(2001) + `"}`), "must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]"},
		"a button's link of 3,001":          {actions(`{"type":"button","text":` + text("b") + `,"url":"https://a.example/` + long(3000) + `"}`), "must be less than 3001 characters [json-pointer:/blocks/0/elements/0/url]"},
		"a button's link to a script":       {actions(`{"type":"button","text":` + text("b") + `,"url":"javascript:alert(1)"}`), "must be a valid URL [json-pointer:/blocks/0/elements/0/url]"},
		"a button in a style of its own":    {actions(`{"type":"button","text":` + text("b") + `,"style":"warning"}`), "value must be one of: primary, danger [json-pointer:/blocks/0/elements/0/style]"},
		"an action_id of 256":               {actions(`{"type":"button","text":` + text("b") + `,"action_id":"` + long(256) + `"}`), "must be less than 256 characters [json-pointer:/blocks/0/elements/0/action_id]"},
		"an action_id twice in a block":     {actions(`{"type":"button","text":` + text("b") + `,"action_id":"a"},{"type":"button","text":` + text("b") + `,"action_id":"a"}`), "`action_id` \"a\" already exists [json-pointer:/blocks/0/elements/1/action_id]"},
		"a block_id twice in a message":     {`[{"type":"divider","block_id":"d"},{"type":"divider","block_id":"d"}]`, "`block_id` \"d\" already exists [json-pointer:/blocks/1/block_id]"},
		"a picture without a description":   {`[{"type":"image","image_url":"https://a.example/a.png"}]`, "missing required field: alt_text [json-pointer:/blocks/0]"},
		"a hundred options":                 {selectOf(repeat(100, option)), ""},
		"a hundred and one":                 {selectOf(repeat(101, option)), "no more than 100 items allowed [json-pointer:/blocks/0/elements/0/options]"},
		"an option of 76 characters":        {selectOf(`{"text":` + text(long(76)) + `,"value":"v"}`), "must be less than 76 characters [json-pointer:/blocks/0/elements/0/options/0/text/text]"},
		"an option's value of 151":          {selectOf(`{"text":` + text("o") + `,"value":"` + long(151) + `"}`), "must be less than 151 characters [json-pointer:/blocks/0/elements/0/options/0/value]"},
		"a first choice that is no option":  {actions(`{"type":"static_select","options":[{"text":` + text("o") + `,"value":"a"}],"initial_option":{"text":` + text("o") + `,"value":"b"}}`), "must exactly match one of the options [json-pointer:/blocks/0/elements/0/initial_option]"},
		"six entries in an overflow menu":   {actions(`{"type":"overflow","options":[` + repeat(6, option) + `]}`), "no more than 5 items allowed [json-pointer:/blocks/0/elements/0/options]"},
		"a text input among actions":        {actions(`{"type":"plain_text_input"}`), "unsupported type: plain_text_input [json-pointer:/blocks/0/elements/0/type]"},
		"a confirmation without words":      {actions(`{"type":"button","text":` + text("b") + `,"confirm":{"title":` + text("t") + `,"confirm":` + text("y") + `,"deny":` + text("n") + `}}`), "missing required field: text [json-pointer:/blocks/0/elements/0/confirm]"},
		"a type that does not exist":        {`[{"type":"paragraph"}]`, "unsupported type: paragraph [json-pointer:/blocks/0/type]"},
		"no type":                           {`[{"text":"x"}]`, "missing required field: type [json-pointer:/blocks/0]"},
		"a property that does not exist":    {`[{"type":"divider","text":"x"}]`, "invalid additional property: text [json-pointer:/blocks/0]"},
		"emoji asked for in mrkdwn":         {`[{"type":"section","text":{"type":"mrkdwn","text":"x","emoji":true}}]`, "invalid additional property: emoji [json-pointer:/blocks/0/text]"},
		"markdown of 12,001":                {`[{"type":"markdown","text":"` + long(12_001) + `"}]`, "must be less than 12001 characters [json-pointer:/blocks/0/text]"},
		"two tables":                        {`[{"type":"table","rows":[[{"type":"raw_text","text":"a"}]]},{"type":"table","rows":[[{"type":"raw_text","text":"a"}]]}]`, "only_one_table_allowed [json-pointer:/blocks/1]"},
		"a hundred and one rows":            {`[{"type":"table","rows":[` + repeat(101, `[{"type":"raw_text","text":"a"}]`) + `]}]`, "no more than 100 items allowed [json-pointer:/blocks/0/rows]"},
		"rich text passes":                  {`[{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"x","style":{"bold":true}},{"type":"broadcast","range":"here"}]}]}]`, ""},
		"rich text of an unknown kind":      {`[{"type":"rich_text","elements":[{"type":"rich_text_song","elements":[]}]}]`, "unsupported type: rich_text_song [json-pointer:/blocks/0/elements/0/type]"},
		"text where an object should stand": {`[{"type":"section","text":"x"}]`, "must be a text object [json-pointer:/blocks/0/text]"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			r.clock.add(time.Minute)
			got := r.call(t, "chat.postMessage", r.Credentials().BotToken, url.Values{"channel": {reform}, "text": {"x"}, "blocks": {tt.blocks}})
			if tt.want == "" {
				if !got.OK {
					t.Errorf("refused: %+v", got)
				}
				return
			}
			if got.Error != "invalid_blocks" || !slices.Contains(got.Errors, tt.want) || !slices.Contains(got.Meta.Messages, "[ERROR] "+tt.want) {
				t.Errorf("got %s %q, want %q", got.Error, got.Errors, tt.want)
			}
		})
	}
}

func TestModalsAreCheckedAsSlackDoes(t *testing.T) {
	r := open(t)
	modal := func(rest string) string { return `{"type":"modal","title":` + text("t") + `,` + rest + `}` }
	input := `{"type":"input","label":` + text("l") + `,"element":{"type":"plain_text_input","action_id":"a"}}`
	for name, tt := range map[string]struct{ view, want string }{
		"a title of 25":             {`{"type":"modal","title":` + text(long(25)) + `,"blocks":[]}`, "must be less than 25 characters [json-pointer:/view/title/text]"},
		"a button of 25":            {modal(`"submit":` + text(long(25)) + `,"blocks":[]`), "must be less than 25 characters [json-pointer:/view/submit/text]"},
		"an input without a submit": {modal(`"blocks":[` + input + `]`), "missing required field: submit [json-pointer:/view]"},
		"a hundred and one blocks":  {modal(`"blocks":[` + repeat(101, `{"type":"divider"}`) + `]`), "no more than 100 items allowed [json-pointer:/view/blocks]"},
		"metadata of 3,001":         {modal(`"blocks":[],"private_metadata":"` + long(3001) + `"`), "must be less than 3001 characters [json-pointer:/view/private_metadata]"},
		"a table":                   {modal(`"blocks":[{"type":"table","rows":[[{"type":"raw_text","text":"a"}]]}]`), "unsupported type: table [json-pointer:/view/blocks/0/type]"},
		"another type":              {`{"type":"home","blocks":[]}`, "value must be one of: modal [json-pointer:/view/type]"},
	} {
		got := r.call(t, "views.open", r.Credentials().BotToken, url.Values{"trigger_id": {"1.2.3"}, "view": {tt.view}})
		if got.Error != "invalid_arguments" || !slices.Contains(got.Errors, tt.want) {
			t.Errorf("%s: got %s %q, want %q", name, got.Error, got.Errors, tt.want)
		}
	}
}

func TestLiveMentionsAreFlagged(t *testing.T) {
	r := open(t)
	for name, tt := range map[string]struct {
		args url.Values
		want string
	}{
		"plain words":         {url.Values{"text": {"@channel &lt;!channel&gt;"}}, ""},
		"a group":             {url.Values{"text": {"<!channel> <!here|here>"}}, "channel here"},
		"a person":            {url.Values{"text": {"<@U0AMINAOK01|amina>"}}, "U0AMINAOK01"},
		"in a block":          {url.Values{"text": {"x"}, "blocks": {`[{"type":"section","text":{"type":"mrkdwn","text":"<!everyone>"}}]`}}, "everyone"},
		"in plain text, dead": {url.Values{"text": {"x"}, "blocks": {`[{"type":"section","text":{"type":"plain_text","text":"<!everyone>"}}]`}}, ""},
		"in a field":          {url.Values{"text": {"x"}, "blocks": {`[{"type":"section","fields":[{"type":"mrkdwn","text":"<!subteam^S0EDITORS01>"}]}]`}}, "S0EDITORS01"},
		"link_names":          {url.Values{"text": {"@here"}, "link_names": {"1"}}, "here"},
		"rich text":           {url.Values{"text": {"x"}, "blocks": {`[{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[{"type":"user","user_id":"U0AMINAOK01"}]}]}]`}}, "U0AMINAOK01"},
	} {
		r.clock.add(time.Minute)
		tt.args.Set("channel", reform)
		if got := r.call(t, "chat.postMessage", r.Credentials().BotToken, tt.args); !got.OK {
			t.Errorf("%s: %+v", name, got)
			continue
		}
		all := r.Messages(reform)
		if got := strings.Join(all[len(all)-1].Mentions, " "); got != tt.want {
			t.Errorf("%s: got %q, want %q", name, got, tt.want)
		}
	}
}
