package digest

import (
	"slices"

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
	main.Items, rest.Items = d.Items, nil
	if len(d.Items) > mainItems {
		main.byTopic, rest.byTopic, main.elsewhere = true, true, map[string]int{}
		main.Items = nil
		chosen := choose(d.Items)
		for i, it := range d.Items {
			if chosen[i] {
				main.Items = append(main.Items, it)
				continue
			}
			rest.Items = append(rest.Items, it)
			main.elsewhere[it.Topic.ID]++
		}
	}
	main.Also, rest.Also = part(d.Also, mainAlso)
	main.Changed, rest.Changed = part(d.Changed, mainChanged)
	return main, rest, len(rest.Items)+len(rest.Also)+len(rest.Changed) > 0
}

// choose picks the weightiest article of each topic, and then the weightiest of all, by their places.
func choose(items []Item) map[int]bool {
	chosen, told := map[int]bool{}, map[string]bool{}
	for _, anew := range []bool{true, false} {
		for i, it := range items {
			if len(chosen) < mainItems && !chosen[i] && (!anew || !told[it.Topic.ID]) {
				chosen[i], told[it.Topic.ID] = true, true
			}
		}
	}
	return chosen
}

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
	return list(parts)
}
