// Command bot is Pledgewatch: a Slack bot that knows what was promised on children's social care in England.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/alecthomas/kong"

	"pledgewatch/internal/knowledge"
	"pledgewatch/internal/store/redis"
)

// Exit statuses of the command line.
const (
	exitDone   = 0
	exitFailed = 1 // a check failed
	exitUsage  = 2 // wrong usage or a broken configuration
)

// version is set by the build.
var version = "dev"

// errCheck is a check that failed after it has said why itself.
var errCheck = errors.New("check failed")

// clock tells the time; a test gives its own.
type clock func() time.Time

// streams is where a command reads and writes, so that tests can look.
type streams struct {
	in       io.Reader
	out, err io.Writer
}

func main() {
	redis.Quiet()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], streams{os.Stdin, os.Stdout, os.Stderr})
	stop()
	os.Exit(code)
}

// run is the whole program but for the process around it.
func run(ctx context.Context, args []string, s streams) int {
	var cli cli
	exited := -1
	parser, err := kong.New(&cli,
		kong.Name("bot"),
		kong.Description(description),
		kong.UsageOnError(),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.Writers(s.err, s.err),
		kong.Exit(func(code int) { exited = code }),
		kong.BindTo(ctx, (*context.Context)(nil)),
		kong.Bind(s, clock(time.Now)),
	)
	if err != nil {
		_, _ = fmt.Fprintln(s.err, "bot:", err)
		return exitUsage
	}
	call, err := parser.Parse(args)
	if exited >= 0 {
		return exited
	}
	if err != nil {
		_, _ = fmt.Fprintf(s.err, "bot: %v%s\n", err, meant(parser.Model.Children, args))
		return exitUsage
	}
	switch err := call.Run(&cli.Globals); {
	case err == nil:
		return exitDone
	case errors.Is(err, errCheck):
		return exitFailed
	default:
		_, _ = fmt.Fprintln(s.err, "bot:", err)
		return exitUsage
	}
}

// meant offers the command that the first word may be a misspelling of; the parser itself offers none beside a default command.
func meant(commands []*kong.Node, args []string) string {
	if len(args) == 0 {
		return ""
	}
	best, edits := "", -1
	for _, c := range commands {
		if n, ok := knowledge.Near(args[0], c.Name); ok && (edits < 0 || n < edits) {
			best, edits = c.Name, n
		}
	}
	if edits <= 0 {
		return ""
	}
	return fmt.Sprintf(", did you mean %q?", best)
}
