package main

import (
	"encoding/json"
	"fmt"
	"os"
	"time"

	"pledgewatch/config"
	"pledgewatch/internal/knowledge"
	"pledgewatch/internal/knowledge/golden"
)

func main() {
	day, _ := time.Parse(time.DateOnly, "2026-11-21")
	c, err := knowledge.Load(config.Corpus())
	if err != nil {
		panic(err)
	}
	b, _ := knowledge.NewBrain(c)
	for _, f := range os.Args[1:] {
		in, _ := os.Open(f)
		qs, err := golden.Read(in)
		if err != nil {
			panic(err)
		}
		for _, q := range qs {
			a, _ := b.Ask(q.Q, day)
			if len(a.Ranking) == 0 {
				continue
			}
			hit := 0
			for i, r := range a.Ranking {
				if q.Type != "unanswerable" && q.Judge(b.Quote(a, r)).Correct {
					hit = i + 1
					break
				}
			}
			r := a.Ranking[0]
			out, _ := json.Marshal(map[string]any{"id": q.ID, "q": q.Q, "type": q.Type, "first": hit, "signs": r.Signs, "intent": a.Question.Intent, "entry": r.Entry.ID, "missing": r.Missing, "score": r.Score})
			fmt.Println(string(out))
		}
	}
}
