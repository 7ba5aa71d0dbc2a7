// Package golden scores answers against questions whose right answers people wrote down.
package golden

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"pledgewatch/internal/knowledge"
)

// Question is a question and what a right answer to it holds: every pattern of All, one of Any, none of Not, and a
// cite of one of Sources. A question of the type "unanswerable" is right when it is declined.
type Question struct {
	ID      string   `json:"id"`
	Q       string   `json:"q"`
	Type    string   `json:"type,omitempty"`
	All     []string `json:"all,omitempty"`
	Any     []string `json:"any,omitempty"`
	Not     []string `json:"not,omitempty"`
	Sources []string `json:"sources,omitempty"`

	all, anyOf, not []*regexp.Regexp
}

// Day is the day that the questions in testdata are asked on.
func Day() time.Time { return time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC) }

// ReadFiles reads the questions of some files, one after the other. The error names the file.
func ReadFiles(names ...string) ([]Question, error) {
	var all []Question
	for _, name := range names {
		raw, err := os.ReadFile(filepath.Clean(name))
		if err != nil {
			return nil, err
		}
		qs, err := Read(bytes.NewReader(raw))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		all = append(all, qs...)
	}
	return all, nil
}

// Read reads one JSON object a line; empty lines are skipped. The error names the line.
func Read(r io.Reader) ([]Question, error) {
	var out []Question
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 1<<20)
	for n := 1; lines.Scan(); n++ {
		if len(bytes.TrimSpace(lines.Bytes())) == 0 {
			continue
		}
		var q Question
		dec := json.NewDecoder(bytes.NewReader(lines.Bytes()))
		dec.DisallowUnknownFields()
		if err := dec.Decode(&q); err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		if err := q.compile(); err != nil {
			return nil, fmt.Errorf("line %d: %s: %w", n, q.ID, err)
		}
		out = append(out, q)
	}
	return out, lines.Err()
}

func (q *Question) compile() error {
	for from, to := range map[*[]string]*[]*regexp.Regexp{&q.All: &q.all, &q.Any: &q.anyOf, &q.Not: &q.not} {
		for _, text := range *from {
			re, err := regexp.Compile(text)
			if err != nil {
				return err
			}
			*to = append(*to, re)
		}
	}
	return nil
}

// Verdict is how one question went.
type Verdict struct {
	ID      string `json:"id"`
	Q       string `json:"q"`
	Correct bool   `json:"correct"`
	Why     string `json:"why,omitempty"` // what was wrong
	Answer  string `json:"answer"`
}

// Score is how all of them went.
type Score struct {
	Answerable        int       `json:"answerable"`
	AnsweredRight     int       `json:"answered_right"`
	Declined          int       `json:"declined"` // of the answerable
	Unanswerable      int       `json:"unanswerable"`
	WronglyAnswered   int       `json:"wrongly_answered"` // of the unanswerable
	CorrectShare      float64   `json:"correct"`
	Failures          []Verdict `json:"failures"`
	AnswerableShare   float64   `json:"answerable_correct"`
	UnanswerableShare float64   `json:"unanswerable_answered"`
}

// Correct is the share of all questions that went right, 0 to 1.
func (s Score) Correct() float64 { return s.CorrectShare }

// Evaluate asks every question.
func Evaluate(qs []Question, ask func(string) knowledge.Answer) Score {
	s := Score{Failures: []Verdict{}}
	for _, q := range qs {
		a := ask(q.Q)
		v := q.Judge(a)
		switch {
		case q.Type == "unanswerable":
			s.Unanswerable++
			if !v.Correct {
				s.WronglyAnswered++
			}
		default:
			s.Answerable++
			if v.Correct {
				s.AnsweredRight++
			}
			if !a.Answered {
				s.Declined++
			}
		}
		if !v.Correct {
			s.Failures = append(s.Failures, v)
		}
	}
	s.AnswerableShare = share(s.AnsweredRight, s.Answerable)
	s.UnanswerableShare = share(s.WronglyAnswered, s.Unanswerable)
	s.CorrectShare = share(s.AnsweredRight+s.Unanswerable-s.WronglyAnswered, s.Answerable+s.Unanswerable)
	return s
}

func share(n, of int) float64 {
	if of == 0 {
		return 0
	}
	return float64(n) / float64(of)
}

// Judge tells whether an answer is right.
func (q Question) Judge(a knowledge.Answer) Verdict {
	v := Verdict{ID: q.ID, Q: q.Q, Answer: a.Text()}
	if q.Type == "unanswerable" {
		v.Correct = !a.Answered
		if a.Answered {
			v.Why = "answered, though the corpus does not hold it"
		}
		return v
	}
	v.Why = q.fault(a, v.Answer)
	v.Correct = v.Why == ""
	return v
}

func (q Question) fault(a knowledge.Answer, text string) string {
	if !a.Answered {
		return "declined"
	}
	for _, re := range q.all {
		if !re.MatchString(text) {
			return fmt.Sprintf("lacks %s", re)
		}
	}
	hit := func(re *regexp.Regexp) bool { return re.MatchString(text) }
	if len(q.anyOf) > 0 && !slices.ContainsFunc(q.anyOf, hit) {
		return fmt.Sprintf("has none of %s", strings.Join(q.Any, " | "))
	}
	if i := slices.IndexFunc(q.not, hit); i >= 0 {
		return fmt.Sprintf("holds %s", q.not[i])
	}
	if len(q.Sources) > 0 && !slices.ContainsFunc(a.Sources, func(s knowledge.Source) bool { return slices.Contains(q.Sources, s.ID) }) {
		return fmt.Sprintf("cites none of %s", strings.Join(q.Sources, ", "))
	}
	return ""
}

// String is the score as a person reads it: the failures, then the shares.
func (s Score) String() string {
	var b strings.Builder
	for _, v := range s.Failures {
		fmt.Fprintf(&b, "%s  %s\n    %s\n    %s\n", v.ID, v.Q, v.Why, v.Answer)
	}
	fmt.Fprintf(&b, "answerable: %d of %d right (%.1f%%), %d declined\n", s.AnsweredRight, s.Answerable, 100*s.AnswerableShare, s.Declined)
	fmt.Fprintf(&b, "unanswerable: %d of %d answered all the same (%.1f%%)\n", s.WronglyAnswered, s.Unanswerable, 100*s.UnanswerableShare)
	fmt.Fprintf(&b, "correct: %.1f%%\n", 100*s.CorrectShare)
	return b.String()
}
