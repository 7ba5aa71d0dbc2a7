package commands

import "strings"

// Input is what is read of what a person typed.
func Input(text string) string { return input(text) }

// Names returns the name of the command that a request goes to.
func (h *Handler) Names(r Request) string {
	line := input(r.Text)
	if c, ok := h.named(r.Command); ok && c.Slash {
		line = strings.TrimSpace(c.Name + " " + line)
	}
	c, _ := h.parse(line)
	return c.Name
}
