package watch

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"pledgewatch/config"
	"pledgewatch/internal/knowledge"
)

func TestDebug(t *testing.T) {
	c, _ := knowledge.Load(config.Corpus())
	b, _ := knowledge.NewBrain(c)
	raw, _ := os.ReadFile("/tmp/dbg.txt")
	for _, block := range strings.Split(string(raw), "\n===\n") {
		lines := strings.Split(strings.TrimSpace(block), "\n")
		if len(lines) < 3 {
			continue
		}
		day, _ := time.Parse(time.DateOnly, lines[0])
		a := Article{Title: lines[1], Paragraphs: lines[2:], Published: day}
		d := detector{brain: b, day: a.Published, res: resolver{day: a.Published}, bodies: bodiesOf(b.Corpus)}
		d.read(a)
		fmt.Println("##", a.Title, "foreign", d.foreign(), "opinion", d.opinion())
		for i, s := range d.sentences {
			fmt.Println(" -", s.raw)
			for _, dt := range s.dates {
				fmt.Println("     date", dt.date, dt.open)
			}
			for _, x := range s.sums {
				fmt.Printf("     sum %+v\n", x)
			}
			for _, e := range d.events(i, s) {
				p, ok := d.decide(e)
				fmt.Printf("     EVENT %s/%s %s theme=%q agent=%q w=%.2f %s -> %v %s %s %s %.2f\n", e.verb.lemma, e.verb.particle, e.kind, e.theme, e.agent, e.weight, e.how, ok, p.Kind, p.Field, p.To, p.Confidence)
				if p.Entry != nil {
					fmt.Println("          ", p.Entry.ID)
				} else {
					said, an := d.scope(e)
					for n, m := range d.brain.Mentions(said, changeable) {
						if n < 4 {
							fmt.Printf("          m %s share %.2f grip %.1f first %.1f core %.2f fit %.2f anaph %v\n", m.Entry.ID, m.Share, m.Grip, m.First, m.Core, m.Fit, an)
						}
					}
				}
			}
		}
	}
}
