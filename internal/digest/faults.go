package digest

import "strings"

// Part is a part of a wish.
type Part string

// The parts that can be at fault.
const (
	OfTopics   Part = "topics"
	OfSchedule Part = "schedule"
	OfAlerts   Part = "alerts"
	OfQuiet    Part = "quiet hours"
)

// Fault is what is wrong with a part of a wish, in words for the person who asked.
type Fault struct {
	Part Part
	Text string
}

// Faults are all that is wrong with a wish.
type Faults []Fault

// Error says all of it.
func (f Faults) Error() string {
	texts := make([]string, len(f))
	for i, x := range f {
		texts[i] = x.Text
	}
	return strings.Join(texts, "; ")
}

// Of returns what is wrong with a part; empty: nothing.
func (f Faults) Of(p Part) string {
	for _, x := range f {
		if x.Part == p {
			return x.Text
		}
	}
	return ""
}

func (f Faults) add(p Part, err error) Faults {
	if err == nil {
		return f
	}
	return append(f, Fault{p, err.Error()})
}
