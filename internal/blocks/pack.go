package blocks

// pack spreads parts over as few views as hold them, each a message of its own. A part that is too long for a message by
// itself has one, and is cut there.
func pack(parts []Part) []View {
	var out []View
	n, size := 0, 0
	for _, p := range apart(parts) {
		blocks, text := measure(p)
		if len(out) == 0 || n+blocks > maxMessage || size+text > maxAll {
			out, n, size = append(out, View{}), 0, 0
		}
		last := &out[len(out)-1]
		last.Parts = append(last.Parts, p)
		n, size = n+blocks, size+text
	}
	return out
}

// fit takes the last parts out of a view that does not hold them all, and returns them.
func (v View) fit() (View, []Part) {
	n, size := measure(Para(Bold(v.Title)))
	for _, p := range v.Foot {
		blocks, text := measure(p)
		n, size = n+blocks, size+text
	}
	v.Parts = apart(v.Parts)
	for i, p := range v.Parts {
		blocks, text := measure(p)
		if n, size = n+blocks, size+text; n > maxMessage || size > maxAll {
			over := v.Parts[i:]
			v.Parts = v.Parts[:i:i]
			return v, over
		}
	}
	return v, nil
}

// apart takes long texts apart between lines, so that each piece is one block.
func apart(parts []Part) []Part {
	var out []Part
	for _, p := range parts {
		t, ok := p.(Text)
		if !ok {
			out = append(out, p)
			continue
		}
		piece, size := Text{Button: t.Button}, 0
		for _, l := range t.Lines {
			text := l.mrkdwn(maxText)
			n := takes(text)
			if n > 0 && size > 0 && size+n > maxText {
				out, piece, size = append(out, piece), Text{}, 0
			}
			piece.Lines, piece.made, size = append(piece.Lines, l), append(piece.made, text), size+n
		}
		out = append(out, piece)
	}
	return out
}

// measure is how many blocks a part becomes and how much text is in them.
func measure(p Part) (blocks, text int) {
	r := &renderer{tables: 1}
	for _, x := range r.pieces(p) {
		blocks, text = blocks+1, text+x.size
	}
	return blocks, text
}
