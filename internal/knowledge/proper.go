package knowledge

import (
	"cmp"
	"regexp"
	"strings"
)

// leadIn is what people say before a question and that asks for nothing: a greeting, a courtesy, somebody who is asked to tell. What a
// list is asked for by ("give me all") is part of the question.
var leadIn = regexp.MustCompile(`(?i)^(?:(?:(?:hi|hiya|hello|hey|(?:good )?(?:morning|afternoon|evening))(?: (?:all|team|folks|everyone|there))?|sorry|please|pls|ok|okay|so|and|just|quick (?:one|question|q)|right[,:]? so)\b[\s,:;!.–-]*)*` +
	`(?:(?:can|could|would|will|does|do|did) (?:you|anyone|anybody|someone|somebody|we)(?: (?:please|pls|kindly|happen to|possibly|mind|all|here|just|quickly|even))* (?:tell|telling|remind|reminding|let|letting|know|knows|say|saying|remember|explain|explaining|confirm|confirming)(?: (?:me|us))?(?: again)?(?: know)?(?: if| whether)?` +
	`|(?:tell|remind) (?:me|us)(?: again)?|(?:anyone|anybody) (?:know|remember)|(?:i|we)(?:'d| would) (?:like|love|need) to know|(?:i|we)(?:'m| am|'re| are) (?:just )?(?:wondering|trying to (?:find out|work out|remember)))?[\s,:;–-]+`)

// leadOut is what people say after a question: thanks, and please.
var leadOut = regexp.MustCompile(`(?i)(?:[\s,;:!.–-]+(?:please|pls|(?:many )?thanks|thank you|thx|ta|cheers))+[\s!.]*$`)

// breaks are where a sentence or what leads in to it ends.
var breaks = regexp.MustCompile(`[.?!:;]\s+|\s[–-]+\s`)

const (
	mostWords  = 22 // from which on a question is taken to be told with its story
	fewestAsks = 3  // words that a question takes
)

// proper is the question itself, without what leads in to it and out of it; of a long message, the last part that ends in a question mark, or else the
// last that is long enough to ask something. Where nothing would be left, it is the text as it is.
func proper(text string) string {
	cut := strings.TrimSpace(text)
	if len(strings.Fields(cut)) > mostWords {
		cut = lastAsked(cut)
	}
	rest := strings.TrimSpace(strings.TrimPrefix(cut, leadIn.FindString(cut)))
	if rest = strings.TrimSpace(leadOut.ReplaceAllString(rest, "")); len(strings.Fields(rest)) >= fewestAsks {
		return rest
	}
	return cut
}

func lastAsked(text string) string {
	var asked, last string
	from := 0
	for _, at := range append(breaks.FindAllStringIndex(text, -1), []int{len(text), len(text)}) {
		part := strings.TrimSpace(text[from:at[0]])
		marked := strings.HasPrefix(text[at[0]:], "?") || at[0] == len(text) && strings.HasSuffix(part, "?")
		if from = at[1]; len(strings.Fields(part)) < fewestAsks || courtesy.MatchString(part) {
			continue
		}
		if last = part; marked {
			asked = part
		}
	}
	return cmp.Or(asked, last, text)
}
