package feed

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// headline is a title and the slug of its page.
type headline struct{ title, slug string }

func headlines(channel string, in ...headline) string {
	var out strings.Builder
	fmt.Fprintf(&out, "<rss><channel><title>%s</title><link>https://news.example.org/</link>", channel)
	for i, h := range in {
		fmt.Fprintf(&out, "<item><title>%s</title><link>/%s</link><guid>%d</guid></item>", h.title, h.slug, i)
	}
	return out.String() + "</channel></rss>"
}

func TestTitles(t *testing.T) {
	tests := map[string]struct {
		lang    string
		channel string
		in      []headline
		want    []string // the channel's first
		kinds   string   // of the first item
	}{
		"an advert in front of all titles is cut": {
			channel: "极速赛车 News",
			in:      []headline{{"极速赛车 Kinship plan delayed", "kinship-plan-delayed"}, {"极速赛车 Hubs open", "hubs-open"}},
			want:    []string{"News", "Kinship plan delayed", "Hubs open"}, kinds: "injected-prefix",
		},
		"an advert behind all titles is cut": {
			channel: "News казино онлайн",
			in:      []headline{{"Kinship plan delayed казино онлайн", "kinship-plan-delayed"}, {"Hubs open казино онлайн", "hubs-open"}},
			want:    []string{"News", "Kinship plan delayed", "Hubs open"}, kinds: "injected-suffix",
		},
		"both at once": {
			channel: "News",
			in:      []headline{{"彩票网 Kinship plan delayed – كازينو", "kinship-plan-delayed"}, {"彩票网 Hubs open – كازينو", "hubs-open"}, {"彩票网 Pay rises – كازينو", "pay-rises"}},
			want:    []string{"News", "Kinship plan delayed", "Hubs open", "Pay rises"}, kinds: "injected-prefix injected-suffix",
		},
		"without a space before the title": {
			channel: "彩票网News",
			in:      []headline{{"彩票网Children’s homes", "childrens-homes"}, {"彩票网Children’s carers", "childrens-carers"}},
			want:    []string{"News", "Children’s homes", "Children’s carers"}, kinds: "injected-prefix",
		},
		"titles that begin alike keep their own words": {
			channel: "News",
			in:      []headline{{"彩票网 Children’s homes close", "childrens-homes-close"}, {"彩票网 Children’s homes open", "childrens-homes-open"}, {"彩票网 Children’s homes wait", "childrens-homes-wait"}},
			want:    []string{"News", "Children’s homes close", "Children’s homes open", "Children’s homes wait"}, kinds: "injected-prefix",
		},
		"an advert with a Latin name goes in two steps": {
			channel: "News",
			in:      []headline{{"彩票网 luckybet casino Kinship delayed", "kinship-delayed"}, {"彩票网 luckybet casino Hubs open", "hubs-open"}, {"彩票网 luckybet casino Pay rises", "pay-rises"}},
			want:    []string{"News", "Kinship delayed", "Hubs open", "Pay rises"}, kinds: "injected-prefix",
		},
		"a long one without a space before the title": {
			channel: "极速赛车最新开奖号码News",
			in:      []headline{{"极速赛车最新开奖号码Children’s homes", "childrens-homes"}, {"极速赛车最新开奖号码Children’s carers", "childrens-carers"}},
			want:    []string{"News", "Children’s homes", "Children’s carers"}, kinds: "injected-prefix",
		},
		"with its own script before the other": {
			channel: "VIP 彩票网 News",
			in:      []headline{{"VIP 彩票网 Homes close", "homes-close"}, {"VIP 彩票网 Carers wait", "carers-wait"}},
			want:    []string{"News", "Homes close", "Carers wait"}, kinds: "injected-prefix",
		},
		"a foreign prefix that addresses carry is the publisher's": {
			channel: "Παρέα News",
			in:      []headline{{"Παρέα visits", "παρέα-visits"}, {"Παρέα records", "παρέα-records"}, {"Παρέα court", "παρέα-court"}},
			want:    []string{"Παρέα News", "Παρέα visits", "Παρέα records", "Παρέα court"},
		},
		"the one title whose address carries it keeps it": {
			channel: "News",
			in:      []headline{{"彩票网 Homes close", "homes-close"}, {"彩票网 Carers wait", "carers-wait"}, {"彩票网 Pay rises", "pay-rises"}, {"彩票网 is a swindle", "彩票网-is-a-swindle"}},
			want:    []string{"News", "Homes close", "Carers wait", "Pay rises", "彩票网 is a swindle"}, kinds: "injected-prefix",
		},
		"words that begin alike are not cut in two": {
			channel: "News",
			in:      []headline{{"Play Lucky Slots: Kinship plan", "kinship-plan"}, {"Play Lucky Slots: Kindness matters", "kindness-matters"}, {"Play Lucky Slots: Kingston waits", "kingston-waits"}},
			want:    []string{"News", "Kinship plan", "Kindness matters", "Kingston waits"}, kinds: "injected-prefix",
		},
		"with a number and a name stuck to it": {
			channel: "彩票网88bet News",
			in:      []headline{{"彩票网88bet Children’s homes", "childrens-homes"}, {"彩票网88bet Children’s carers", "childrens-carers"}},
			want:    []string{"News", "Children’s homes", "Children’s carers"}, kinds: "injected-prefix",
		},
		"one title of many": {
			channel: "News",
			in:      []headline{{"极速赛车168 Kinship plan delayed", "kinship-plan-delayed"}, {"Hubs open", "hubs-open"}, {"Pay rises", "pay-rises"}},
			want:    []string{"News", "Kinship plan delayed", "Hubs open", "Pay rises"}, kinds: "foreign-script",
		},
		"one title of many, at its end, with another address": {
			channel: "News",
			in:      []headline{{"Kinship plan delayed 极速赛车最新开奖号码", "further-delay-to-kinship-plan"}, {"Hubs open", "hubs-open"}, {"Pay rises", "pay-rises"}},
			want:    []string{"News", "Kinship plan delayed", "Hubs open", "Pay rises"}, kinds: "foreign-script",
		},
		"in its own script, where addresses do not carry it": {
			channel: "News",
			in:      []headline{{"Play Lucky Slots: Kinship delayed", "kinship-delayed"}, {"Play Lucky Slots: Hubs open", "hubs-open"}, {"Play Lucky Slots: Pay rises", "pay-rises"}},
			want:    []string{"News", "Kinship delayed", "Hubs open", "Pay rises"}, kinds: "injected-prefix",
		},
		"a foreign name in the middle stays": {
			channel: "News",
			in:      []headline{{"What 北京 taught us", "what-taught-us"}, {"Hubs open", "hubs-open"}},
			want:    []string{"News", "What 北京 taught us", "Hubs open"},
		},
		"a foreign name in front stays": {
			channel: "News",
			in:      []headline{{"北京 conference hears of kinship care", "beijing-conference-hears-of-kinship-care"}, {"Hubs open", "hubs-open"}},
			want:    []string{"News", "北京 conference hears of kinship care", "Hubs open"},
		},
		"a foreign quotation in front stays": {
			channel: "News",
			in:      []headline{{"‘Добро пожаловать’: a hub for Ukrainian families", "a-hub-for-ukrainian-families"}, {"Hubs open", "hubs-open"}},
			want:    []string{"News", "‘Добро пожаловать’: a hub for Ukrainian families", "Hubs open"},
		},
		"a foreign word that the address carries stays": {
			channel: "News",
			in:      []headline{{"Παρέα project opens", "%CF%80%CE%B1%CF%81%CE%AD%CE%B1-project-opens"}, {"Hubs open", "hubs-open"}},
			want:    []string{"News", "Παρέα project opens", "Hubs open"},
		},
		"accents are no foreign script": {
			channel: "Nouvelles à lire",
			in:      []headline{{"Café Zoë: naïve Łódź plan", "cafe-plan"}, {"Café Zoë: another", "another"}},
			want:    []string{"Nouvelles à lire", "Café Zoë: naïve Łódź plan", "Café Zoë: another"},
		},
		"an honest prefix that addresses carry stays": {
			channel: "News",
			in:      []headline{{"Practice notes: visits", "practice-notes-visits"}, {"Practice notes: records", "practice-notes-records"}, {"Practice notes: court", "practice-notes-court"}},
			want:    []string{"News", "Practice notes: visits", "Practice notes: records", "Practice notes: court"},
		},
		"a short label stays": {
			channel: "News",
			in:      []headline{{"News: Kinship delayed", "kinship-delayed"}, {"News: Hubs open", "hubs-open"}, {"News: Pay rises", "pay-rises"}},
			want:    []string{"News", "News: Kinship delayed", "News: Hubs open", "News: Pay rises"},
		},
		"the site's name at the end stays": {
			channel: "Invented Care Weekly",
			in:      []headline{{"Kinship delayed - Invented Care Weekly", "kinship-delayed"}, {"Hubs open - Invented Care Weekly", "hubs-open"}, {"Pay rises - Invented Care Weekly", "pay-rises"}},
			want:    []string{"Invented Care Weekly", "Kinship delayed - Invented Care Weekly", "Hubs open - Invented Care Weekly", "Pay rises - Invented Care Weekly"},
		},
		"addresses that are numbers tell nothing": {
			channel: "News",
			in:      []headline{{"Social work live: visits", "1001"}, {"Social work live: records", "1002"}, {"Social work live: court", "1003"}},
			want:    []string{"News", "Social work live: visits", "Social work live: records", "Social work live: court"},
		},
		"a Chinese feed may be Chinese": {
			lang: "zh-Hant", channel: "兒童新聞",
			in:   []headline{{"兒童照顧 改革", "1"}, {"兒童照顧 延期", "2"}},
			want: []string{"兒童新聞", "兒童照顧 改革", "兒童照顧 延期"},
		},
		"a language that nobody knows makes nothing suspect": {
			lang: "x-klingon", channel: "彩票网 News",
			in:   []headline{{"彩票网 a", "a"}, {"彩票网 b", "b"}},
			want: []string{"彩票网 News", "彩票网 a", "彩票网 b"},
		},
		"titles that are all advert stay, there is nothing else to show": {
			channel: "News",
			in:      []headline{{"极速赛车最新开奖", "a-b"}, {"极速赛车最新开奖", "c-d"}},
			want:    []string{"News", "极速赛车最新开奖", "极速赛车最新开奖"},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			src := testSource
			src.Lang = tt.lang
			doc, err := Parse(src, Response{Body: []byte(headlines(tt.channel, tt.in...)), URL: src.URL})
			if err != nil {
				t.Fatal(err)
			}
			got := []string{doc.Title}
			for _, a := range doc.Articles {
				got = append(got, a.Title)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
			var kinds []string
			seen := map[string]bool{}
			for _, i := range doc.Articles[0].Integrity {
				if !seen[i.Kind] {
					kinds = append(kinds, i.Kind)
				}
				seen[i.Kind] = true
			}
			if strings.Join(kinds, " ") != tt.kinds {
				t.Errorf("findings %v, want %q", doc.Articles[0].Integrity, tt.kinds)
			}
		})
	}
}

func TestTexts(t *testing.T) {
	item := func(guid, html string) string {
		return "<item><title>Title " + guid + "</title><link>/title-" + guid + "</link><guid>" + guid + "</guid><description><![CDATA[" + html + "]]></description></item>"
	}
	tests := map[string]struct {
		first, second string
		want          []string // paragraphs of the first
	}{
		"a foreign paragraph at the end is cut":        {"<p>Own words.</p><p>点击进入最新网址</p>", "<p>x</p>", []string{"Own words."}},
		"a foreign paragraph at the start is cut":      {"<p>点击进入最新网址</p><p>Own words.</p>", "<p>x</p>", []string{"Own words."}},
		"a foreign paragraph in the middle stays":      {"<p>Own words.</p><p>我们都非常高兴能够来到这里, he said</p><p>More.</p>", "<p>x</p>", []string{"Own words.", "我们都非常高兴能够来到这里, he said", "More."}},
		"unless another article has it too":            {"<p>Own words.</p><p>点击进入最新网址</p><p>More.</p>", "<p>x</p><p>点击进入最新网址</p><p>y</p>", []string{"Own words.", "More."}},
		"a run that several articles begin with":       {"<p>彩票开户网 Own words.</p>", "<p>彩票开户网 Words of another.</p>", []string{"Own words."}},
		"a name that one article begins with stays":    {"<p>Ελευθερία said so.</p>", "<p>x</p>", []string{"Ελευθερία said so."}},
		"an article in another language is left alone": {"<p>点击进入最新网址</p><p>点击进入</p>", "<p>x</p>", []string{"点击进入最新网址", "点击进入"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			doc := parse(t, "<rss><channel><title>T</title>"+item("1", tt.first)+item("2", tt.second)+"</channel></rss>", "")
			if diff := cmp.Diff(tt.want, doc.Articles[0].Paragraphs); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}
