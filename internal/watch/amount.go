package watch

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// sum is an amount that a sentence names.
type sum struct {
	value     float64
	money     bool
	percent   bool
	qualifier string   // "up to", "over"
	nth       bool     // the third area, which makes three
	unit      []string // the words that follow a count: areas, groups of councils
	from, to  int      // tokens
	role      role
}

// role is what a sentence does with an amount.
type role string

// The roles.
const (
	plain role = ""
	fresh role = "new"   // to £62m, now £62m
	stale role = "old"   // from £40m, instead of 20
	delta role = "delta" // another £3m, by £3m
)

var moneyForm = regexp.MustCompile(`^£(\d+(?:,\d{3})*(?:\.\d+)?)(bn|m|k|million|billion)?(?:-plus)?$`)

var (
	countForm = regexp.MustCompile(`^\d{1,3}(?:,\d{3})*(?:\.\d+)?(%|m|bn|k)?$`)
	scales    = map[string]float64{"": 1, "%": 1, "k": 1e3, "thousand": 1e3, "m": 1e6, "million": 1e6, "bn": 1e9, "billion": 1e9}
	units     = map[string]float64{
		"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13,
		"fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50,
		"sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
	}
	ordinals = map[string]float64{"third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13}
	firmness = []string{"up to", "at least", "at most", "more than", "less than", "just over", "just under", "over", "under", "about", "around", "almost", "nearly", "roughly"}
)

// sums finds the amounts of a sentence, from left to right; dates takes the tokens that are dates.
func sums(toks []token, dates []dated) []sum {
	var out []sum
	for i := 0; i < len(toks); {
		if slices.ContainsFunc(dates, func(d dated) bool { return i >= d.from && i < d.to }) {
			i++
			continue
		}
		if n := ordinals[toks[i].low]; n > 0 && i+1 < len(toks) && (places[toks[i+1].low] || i+2 < len(toks) && places[toks[i+2].low]) {
			out = append(out, sum{value: n, from: i, to: i + 1, unit: unitAfter(toks[i+1:]), role: fresh, nth: true})
			i++
			continue
		}
		if low := toks[i].low; !strings.HasPrefix(low, "£") && (low[0] < '0' || low[0] > '9') && low != "a" && low != "half" && units[strings.Split(low, "-")[0]] == 0 {
			i++
			continue
		}
		s, n := sumAt(toks[i:])
		if n == 0 {
			i++
			continue
		}
		s.from, s.to = i, i+n
		if s.qualifier = qualifierBefore(toks[:i]); s.qualifier == "up to" && i > 2 && raisesUp(toks[i-3].low) {
			s.qualifier = "" // topped up to
		}
		if !s.money {
			s.unit = unitAfter(toks[i+n:])
		}
		s.role = roleOf(toks, s)
		out = append(out, s)
		i += n
	}
	return out
}

// sumAt reads the amount at the beginning of toks, and how many tokens it takes.
func sumAt(toks []token) (sum, int) {
	low := func(i int) string {
		if i < len(toks) {
			return toks[i].low
		}
		return ""
	}
	if m := moneyForm.FindStringSubmatch(low(0)); m != nil {
		v, n := figure(m[1])*scales[m[2]], 1
		if by, ok := scales[low(1)]; ok && m[2] == "" && low(1) != "" && low(1) != "%" {
			v, n = v*by, 2
		}
		return sum{value: v, money: true}, n
	}
	if low(0) == "£" {
		if v, n := spelled(low, 1); n > 0 {
			return sum{value: v, money: true}, 1 + n
		}
	}
	if countForm.MatchString(low(0)) {
		m := countForm.FindStringSubmatch(low(0))
		s, n := sum{value: figure(strings.TrimRight(low(0), "%mbnk")) * scales[m[1]], percent: m[1] == "%"}, 1
		switch by, ok := scales[low(1)]; {
		case low(1) == "per" && low(2) == "cent":
			s.percent, n = true, 3
		case low(1) == "percent":
			s.percent, n = true, 2
		case ok && low(1) != "%" && low(1) != "":
			s.value, n = s.value*by, 2
		}
		if low(n) == "pounds" {
			s.money, n = true, n+1
		}
		return s, n
	}
	v, n := spelled(low, 0)
	if n == 0 || n == 1 && low(0) == "one" {
		return sum{}, 0
	}
	s := sum{value: v}
	if low(n) == "pounds" {
		s.money, n = true, n+1
	}
	return s, n
}

// spelled reads a number in words: seven hundred and fifty, one and a half million, half a million.
func spelled(low func(int) string, at int) (float64, int) {
	i := at
	if low(i) == "half" && (low(i+1) == "a" || low(i+1) == "an") && scales[low(i+2)] > 1 {
		return scales[low(i+2)] / 2, 3
	}
	if low(i) == "a" && (low(i+1) == "hundred" || low(i+1) == "dozen" || scales[low(i+1)] > 1 && len(low(i+1)) > 2) {
		return map[string]float64{"hundred": 100, "dozen": 12}[low(i+1)] + scales[low(i+1)], 2
	}
	var total, part float64
	read := false
	for ; ; i++ {
		w := low(i)
		tens, ones, hyphen := strings.Cut(w, "-")
		switch v, ok := units[w]; {
		case ok:
			part += v
		case hyphen && units[tens] >= 20 && units[ones] > 0 && units[ones] < 10:
			part += units[tens] + units[ones]
		case w == "hundred" && read:
			part *= 100
		case w == "dozen" && read:
			part *= 12
		case (w == "thousand" || w == "million" || w == "billion") && read:
			total, part = total+part*scales[w], 0
		case w == "and" && read && low(i+1) == "a" && low(i+2) == "half":
			part += 0.5
			i += 2
		case w == "and" && read && low(i-1) == "hundred" && units[strings.Split(low(i+1), "-")[0]] > 0:
		default:
			if !read {
				return 0, 0
			}
			return total + part, i - at
		}
		read = true
	}
}

func figure(s string) float64 {
	v, err := strconv.ParseFloat(strings.ReplaceAll(s, ",", ""), 64)
	if err != nil {
		return 0
	}
	return v
}

func qualifierBefore(toks []token) string {
	before := lowOf(toks[max(0, len(toks)-2):])
	for _, q := range firmness {
		if strings.HasSuffix(before, " "+q+" ") {
			return q
		}
	}
	return ""
}

// raisesUp reports whether a word is a verb that "up" belongs to: topped up, goes up.
func raisesUp(w string) bool {
	for _, f := range verbForms[w] {
		if strings.HasPrefix(f.particle, "up") {
			return true
		}
	}
	return slices.Contains([]string{"going", "built", "bumped", "moved", "made", "put", "taken", "pushed", "scaled", "upped", "brought", "added"}, w)
}

// unitAfter returns up to eight words of what is counted.
func unitAfter(toks []token) []string {
	var out []string
	for _, t := range toks[:min(8, len(toks))] {
		if t.punct {
			break
		}
		out = append(out, t.low)
	}
	return out
}

var (
	deltaBefore = []string{
		" another ", " further ", " a further ", " extra ", " an extra ", " additional ", " an additional ", " by ", " lost ", " lose ", " loses ", " losing ", " adds ", " add ", " added ",
		" increase of ", " rise of ", " cut of ", " reduction of ", " boost of ", " uplift of ", " top-up of ", " extra of ", " drop of ", " fall of ",
	}
	staleBefore = []string{
		" from ", " from the ", " instead of ", " instead of the ", " rather than ", " rather than the ", " not ", " not the ", " than ", " than the ", " of the ",
		" down from ", " up from ", " compared with ", " was ", " were ", " stood at ", " originally ", " first ", " set aside for ",
		" currently ", " previously ", " initially ", " against ", " against the ", " compared to ", " compared with the ", " as opposed to ", " versus ", " on top of ", " on top of the ", " not the ", " instead of up to ", " where ",
	}
	freshBefore = []string{" to ", " leaving ", " to only ", " to just ", " now ", " only ", " total to ", " becomes ", " become ", " at ", " be "}
	deltaAfter  = []string{" more ", " out ", " extra ", " boost ", " fewer ", " less ", " increase ", " rise ", " uplift ", " cut ", " reduction ", " top-up ", " additional "}
)

// givenBefore are words before an amount that say only that it was to be.
var givenBefore = wordSet("planned original promised expected initial intended previous")

// roleOf tells from the words around an amount what the sentence does with it.
func roleOf(toks []token, s sum) role {
	start := s.from
	if s.qualifier != "" {
		start -= len(strings.Fields(s.qualifier))
	}
	for start > 1 && givenBefore[toks[start-1].low] {
		start-- // from the planned 10
	}
	before := lowOf(toks[max(0, start-3):start])
	after := lowOf(toks[s.to:min(len(toks), s.to+1)])
	switch {
	case hasSuffixAny(before, deltaBefore...), slices.Contains(deltaAfter, after):
		return delta
	case hasSuffixAny(before, staleBefore...):
		return stale
	case hasSuffixAny(before, freshBefore...):
		return fresh
	}
	return plain
}
