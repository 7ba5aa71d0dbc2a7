package digest

import (
	"regexp"
	"slices"
	"strings"
)

var almostTime = regexp.MustCompile(`(?i)^\d{1,2}(?:[:.]\d*|[ap]m)`)

// loose are the words that belong to a schedule only where they stand beside one that cannot belong elsewhere.
var loose = []string{"day", "week", "month", "other"}

// TakeSchedule takes from a line the words that are about a schedule, well-formed or not, and returns what else it says.
func TakeSchedule(line string) (schedule string, rest []string) {
	words := wordsOf(line)
	if i := slices.IndexFunc(words, func(w string) bool { return strings.EqualFold(w, "cron") }); i >= 0 {
		end := min(i+6, len(words))
		for end < len(words) && (isZone(words[end]) || isPick(words[end])) {
			end++
		}
		return strings.Join(words[i:end], " "), commaless(slices.Concat(words[:i], words[end:]))
	}
	words = commaless(words)
	of := make([]bool, len(words))
	for i, w := range words {
		of[i] = only(w)
	}
	for changed := true; changed; {
		changed = false
		for i, w := range words {
			beside := i > 0 && of[i-1] || i+1 < len(words) && of[i+1]
			if _, _, ok := mean(w); !of[i] && beside && ok {
				of[i], changed = true, true
			}
		}
	}
	var taken []string
	for i, w := range words {
		if of[i] {
			taken = append(taken, w)
			continue
		}
		rest = append(rest, w)
	}
	return strings.Join(taken, " "), rest
}

// only reports whether a word can only be part of a schedule.
func only(w string) bool {
	m, value, ok := mean(w)
	switch {
	case !ok:
		return almostTime.MatchString(w)
	case m == anOrdinal:
		return !slices.Contains(ordinals, value)
	case m == aFrequency:
		return !slices.Contains(loose, strings.ToLower(w))
	}
	return m != noise && m != aDate || strings.EqualFold(w, "default")
}

func isZone(w string) bool {
	m, _, ok := mean(w)
	return ok && m == aZone
}

func isPick(w string) bool {
	_, ok := readPick(w)
	return ok
}

// commaless takes words apart that commas join.
func commaless(words []string) []string {
	return strings.Fields(strings.ReplaceAll(strings.Join(words, " "), ",", " "))
}
