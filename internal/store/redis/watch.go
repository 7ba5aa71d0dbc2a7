package redis

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"

	goredis "github.com/redis/go-redis/v9"
)

const (
	lookEvery = 10 * time.Second
	lookFor   = 5 * time.Second
)

// Quiet silences what the client would print by itself: what fails is returned to whoever asked, and Watch says the rest. It is
// for main, before anything is opened.
func Quiet() { goredis.SetLogger(silence{}) }

type silence struct{}

// Printf prints nothing.
func (silence) Printf(context.Context, string, ...any) {}

// Watch logs when Redis goes and when it is back, and each time it is there what is unsafe about it, until ctx ends. It returns
// nil.
func (s *Store) Watch(ctx context.Context, log *slog.Logger) error {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for well, first := false, true; ; first = false {
		err := s.look(ctx)
		switch {
		case ctx.Err() != nil:
			return nil
		case err != nil && (well || first):
			log.Error("Redis does not answer: commands are answered from the corpus, all else waits", "store", s.where, "next", "asked again every "+lookEvery.String(), "err", err)
		case err == nil && !well:
			log.Info("Redis answers", "store", s.where)
			s.caution(ctx, log)
		}
		well = err == nil
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

func (s *Store) look(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, lookFor)
	defer cancel()
	return s.Ping(ctx)
}

func (s *Store) caution(ctx context.Context, log *slog.Logger) {
	ctx, cancel := context.WithTimeout(ctx, lookFor)
	defer cancel()
	cautions, err := s.Cautions(ctx)
	if err != nil {
		log.Warn("Redis does not say how safely it keeps things", "err", err)
	}
	for _, c := range cautions {
		log.Warn("Redis may lose what it was told", "store", s.where, "why", c.Why, "mend", c.Mend)
	}
}

// Caution is a setting of Redis by which it may lose what it was told.
type Caution struct{ Why, Mend string }

// Cautions asks Redis, each node of a cluster, how safely it keeps things. None: as safely as it can.
func (s *Store) Cautions(ctx context.Context) ([]Caution, error) {
	cluster, ok := s.db.(*goredis.ClusterClient)
	if !ok {
		settings, err := settingsOf(ctx, s.db)
		return cautions(settings), wrap(ctx, "ask Redis for its settings", err)
	}
	var mu sync.Mutex
	seen, out := map[Caution]bool{}, []Caution(nil)
	err := cluster.ForEachMaster(ctx, func(ctx context.Context, c *goredis.Client) error {
		settings, err := settingsOf(ctx, c)
		mu.Lock()
		defer mu.Unlock()
		for _, c := range cautions(settings) {
			if !seen[c] {
				seen[c] = true
				out = append(out, c)
			}
		}
		return err
	})
	return out, wrap(ctx, "ask Redis for its settings", err)
}

// settingsOf reads a node's settings. Where CONFIG is forbidden, as on many a hosted Redis, INFO tells some of them.
func settingsOf(ctx context.Context, c goredis.Cmdable) (map[string]string, error) {
	out := map[string]string{}
	for _, name := range []string{"save", "appendonly", "appendfsync", "maxmemory-policy"} {
		values, err := c.ConfigGet(ctx, name).Result()
		if err != nil {
			return fromInfo(ctx, c)
		}
		out[name] = values[name]
	}
	return out, nil
}

func fromInfo(ctx context.Context, c goredis.Cmdable) (map[string]string, error) {
	out := map[string]string{"save": "unknown", "appendfsync": "unknown", "appendonly": "no"}
	for _, section := range []string{"persistence", "memory"} {
		text, err := c.Info(ctx, section).Result()
		if err != nil {
			return nil, err
		}
		for line := range strings.Lines(text) {
			name, value, _ := strings.Cut(strings.TrimSpace(line), ":")
			switch {
			case name == "aof_enabled" && value == "1":
				out["appendonly"] = "yes"
			case name == "maxmemory_policy":
				out["maxmemory-policy"] = value
			}
		}
	}
	return out, nil
}

func cautions(settings map[string]string) (out []Caution) {
	if len(settings) == 0 {
		return nil
	}
	switch aof, save := settings["appendonly"] == "yes", settings["save"]; {
	case !aof && save == "":
		out = append(out, Caution{"it keeps nothing on disk: a restart loses everything", "set appendonly yes"})
	case !aof && save == "unknown":
		out = append(out, Caution{"it has no append-only file, and does not tell whether it keeps anything on disk", "set appendonly yes"})
	case !aof:
		out = append(out, Caution{"it only writes snapshots: a crash loses minutes, and messages sent in them may be sent again", "set appendonly yes"})
	case settings["appendfsync"] == "everysec":
		out = append(out, Caution{"its append-only file may be a second or two behind: messages sent in them before a crash may be sent again", "set appendfsync always"})
	case settings["appendfsync"] == "no":
		out = append(out, Caution{"its append-only file may be half a minute behind: messages sent in that time before a crash may be sent again", "set appendfsync always"})
	}
	if p := settings["maxmemory-policy"]; p != "" && p != "noeviction" {
		out = append(out, Caution{fmt.Sprintf("it throws out what it was told when its memory is full (maxmemory-policy %s)", p), "set maxmemory-policy noeviction"})
	}
	return out
}
