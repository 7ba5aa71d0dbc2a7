package redis

import (
	"context"
	"errors"
	"fmt"
	"time"

	goredis "github.com/redis/go-redis/v9"
)

// ErrNotCopied is what a write returns that Redis has done and that not as many replicas as asked have confirmed in time. It may be
// lost with the master.
var ErrNotCopied = errors.New("too few replicas of Redis have it")

// copyTime is how long replicas may take to confirm. It is shorter than the time in which a failover is decided, so that who confirms is
// a replica of the node that was written to and not of the next master.
const copyTime = 900 * time.Millisecond

// copied is a hook of a node's client by which a write returns only when so many replicas of the node have it.
type copied struct {
	node     *goredis.Client
	replicas int
}

// DialHook leaves dialling as it is.
func (c copied) DialHook(next goredis.DialHook) goredis.DialHook { return next }

// ProcessHook makes a command that writes wait for the replicas.
func (c copied) ProcessHook(next goredis.ProcessHook) goredis.ProcessHook {
	return func(ctx context.Context, cmd goredis.Cmder) error {
		err := next(ctx, cmd)
		if (err == nil || errors.Is(err, goredis.Nil)) && writes[cmd.Name()] {
			if gone := c.confirm(ctx); gone != nil {
				return gone
			}
		}
		return err
	}
}

// ProcessPipelineHook makes commands of which one writes wait for them.
func (c copied) ProcessPipelineHook(next goredis.ProcessPipelineHook) goredis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []goredis.Cmder) error {
		err := next(ctx, cmds)
		for _, cmd := range cmds {
			if (err == nil || errors.Is(err, goredis.Nil)) && writes[cmd.Name()] {
				if gone := c.confirm(ctx); gone != nil {
					return gone
				}
				break
			}
		}
		return err
	}
}

// writes are the commands that the store and the jobs write with. Read only.
var writes = map[string]bool{
	"eval": true, "evalsha": true, "exec": true, "set": true, "del": true, "hset": true, "hdel": true, "sadd": true, "srem": true, "zadd": true, "zrem": true, "pexpire": true,
}

// confirm waits until replicas have what was written so far. The PING makes WAIT wait for all of that, whoever wrote it.
func (c copied) confirm(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, copyTime+copyTime/10)
	defer cancel()
	pipe := c.node.Pipeline()
	pipe.Ping(ctx)
	have := pipe.Do(ctx, "wait", c.replicas, copyTime.Milliseconds())
	if _, err := pipe.Exec(ctx); err != nil {
		return fmt.Errorf("%w: %w", ErrNotCopied, err)
	}
	if n, err := have.Int(); err != nil || n < c.replicas {
		return fmt.Errorf("%w: %d, want %d", ErrNotCopied, n, c.replicas)
	}
	return nil
}
