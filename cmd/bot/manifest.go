package main

import (
	"pledgewatch/internal/commands"
	"pledgewatch/internal/slackapp"
)

type manifestCmd struct {
	URL string `name:"url" placeholder:"URL" help:"Address at which Slack reaches the bot over HTTP (default: Socket Mode, which needs none)."`
}

// Run prints the manifest.
func (m manifestCmd) Run(g *Globals, s streams) error {
	raw, err := slackapp.ManifestJSON(slackapp.Manifest(slackapp.ManifestOptions{Commands: slashCommands(), PublicURL: m.URL, Curators: g.Curators}))
	if err != nil {
		return err
	}
	_, err = s.out.Write(append(raw, '\n'))
	return err
}

// slashCommands are the commands as Slack is told of them.
func slashCommands() []slackapp.CommandInfo {
	var out []slackapp.CommandInfo
	for _, c := range commands.Slashes() {
		out = append(out, slackapp.CommandInfo(c))
	}
	return out
}
