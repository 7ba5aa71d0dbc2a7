package blocks

// HelpItem is one command as the help shows it.
type HelpItem struct {
	Usage    string
	About    string   // a sentence
	Examples []string // as they are typed, with the slash
}

// Help lists all commands.
func Help(items []HelpItem, run Run) View {
	v := View{Title: "Pledgewatch: what you can ask", Parts: []Part{
		Para(T("I follow the reform of children's social care in England: what was promised, by whom, for when and for how much. Every answer carries its sources; what the corpus does not hold, I say so.")),
	}}
	for _, it := range items {
		lines := []Line{L(Code(it.Usage), T("— "+it.About))}
		v.Parts = append(v.Parts, Text{Lines: lines})
	}
	v.Foot = append(v.Foot, run.row([2]string{"Pledges", "pledges"}, [2]string{"Timeline", "timeline"}, [2]string{"Latest articles", "latest"})...)
	v.Foot = append(v.Foot, Note{L(T("More on one command:"), Code("/reform help pledges"))})
	return v
}

// HelpOn shows one command with its examples, each with a button that runs it where exampleLine says how.
func HelpOn(it HelpItem, exampleLine func(example string) string, run Run) View {
	v := View{Title: it.Usage, Parts: []Part{Para(T(it.About)), Para(Bold("Examples"))}}
	for _, e := range it.Examples {
		t := Para(Code(e))
		if line := exampleLine(e); line != "" {
			t.Button = run.button("Run", line)
		}
		v.Parts = append(v.Parts, t)
	}
	return v
}

// Notice is one or more lines on what went wrong or what to do, the first in bold; buttons run what they say.
func Notice(run Run, offers [][2]string, lead string, lines ...string) View {
	v := View{Aside: true, Parts: []Part{Para(Bold(lead))}}
	for _, l := range lines {
		v.Parts = append(v.Parts, Para(T(l)))
	}
	v.Foot = run.row(offers...)
	return v
}
