package digest

import (
	"slices"
	"strings"

	"pledgewatch/internal/feed"
	"pledgewatch/internal/knowledge"
)

// Group is the articles of one topic.
type Group struct {
	Topic knowledge.Topic // the zero Topic where there are few articles, which are told one after another
	Items []Item
	More  int // how many further ones of the topic are in the thread
}

// Groups returns the articles that bear on entries by topic: the topic with the weightiest first, each topic's weightiest
// first. Where there are few they are one group of no topic.
func (d Digest) Groups() []Group {
	if len(d.Items) == 0 {
		return nil
	}
	if len(d.Items) <= mainItems && !d.byTopic {
		return []Group{{Items: d.Items}}
	}
	var out []Group
	for _, it := range d.Items {
		i := slices.IndexFunc(out, func(g Group) bool { return g.Topic.ID == it.Topic.ID })
		if i < 0 {
			i, out = len(out), append(out, Group{Topic: it.Topic, More: d.elsewhere[it.Topic.ID]})
		}
		out[i].Items = append(out[i].Items, it)
	}
	return out
}

// Split parts what is read in two minutes from the rest, which belongs into the thread below it; ok is false where there is
// no rest. Of many articles the weightiest of each topic is told first.
func (d Digest) Split() (main, rest Digest, ok bool) {
	main, rest = d, d
	main.Changed, rest.Changed = part(d.Changed, mainChanged)
	left := mainWords - main.fixedWords()
	chosen := d.choose(&left)
	if len(chosen) < len(d.Items) {
		main.byTopic, rest.byTopic, main.elsewhere = true, true, map[string]int{}
		main.Items, rest.Items = nil, nil
		for i, it := range d.Items {
			if chosen[i] {
				main.Items = append(main.Items, it)
				continue
			}
			rest.Items = append(rest.Items, it)
			main.elsewhere[it.Topic.ID]++
		}
	} else {
		rest.Items = nil
	}
	also := 0
	for also < min(mainAlso, len(d.Also)) && (left > 0 || also < leastAlso) {
		left -= words(d.Also[also].Article.Title) + sourceWords
		also++
	}
	main.Also, rest.Also = part(d.Also, also)
	return main, rest, len(rest.Items)+len(rest.Also)+len(rest.Changed) > 0
}

// choose picks the weightiest article of each topic, and then the weightiest of all, by their places, as far as the words left
// go, which it takes them from.
func (d Digest) choose(left *int) map[int]bool {
	chosen, told := map[int]bool{}, map[string]bool{}
	for _, anew := range []bool{true, false} {
		for i, it := range d.Items {
			if len(chosen) >= mainItems || chosen[i] || anew && told[it.Topic.ID] {
				continue
			}
			cost := it.words(d.Short)
			if len(chosen) >= leastItems && cost > *left {
				return chosen
			}
			*left -= cost
			chosen[i], told[it.Topic.ID] = true, true
		}
	}
	return chosen
}

// words is how many words an article takes, a heading included.
func (it Item) words(short bool) int {
	n := words(it.Topic.Head()) + min(words(it.Article.Title), words(feed.Cut(oneLine(it.Article.Title), titleRunes))) + 2*sourceWords + words(it.BearsOn())
	if !short {
		n += words(it.Summary)
	}
	return n
}

// fixedWords is how many words a digest takes besides its articles.
func (d Digest) fixedWords() int {
	n := words(d.Title()) + words(d.Lead()) + words(d.Lateness())
	for _, x := range d.Changed {
		n += words(x.Entry.Title) + words(x.What) + words(x.Standing()) + 1
	}
	var b strings.Builder
	d.writeDates(&b)
	return n + words(b.String()) + 3*sourceWords
}

func words(s string) int { return len(strings.Fields(s)) }

func part[T any](list []T, n int) (first, others []T) {
	n = min(n, len(list))
	return list[:n:n], list[n:]
}

// InThread says what the thread holds: "4 more articles and 2 more changes".
func (d Digest) InThread() string {
	var parts []string
	if n := len(d.Items) + len(d.Also); n > 0 {
		parts = append(parts, count(n, "more article", "more articles"))
	}
	if n := len(d.Changed); n > 0 {
		parts = append(parts, count(n, "more change", "more changes"))
	}
	return knowledge.And(parts)
}
