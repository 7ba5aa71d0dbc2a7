package redis

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	goredis "github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"
)

// How long the client waits where the address does not say.
const (
	dialTimeout = 2 * time.Second
	callTimeout = 5 * time.Second
	mostCopies  = 5
)

// Address is where a Redis is, as REDIS_URL says it:
//
//	redis://user:password@host:6379/0            one server
//	rediss://…                                   the same over TLS
//	unix:///path/to/redis.sock                   a socket on this machine
//	redis+sentinel://user:password@host:26379/0?master_name=mymaster&addr=host2:26379
//	redis+cluster://user:password@host:6379?addr=host2:6379&addr=host3:6379
//
// rediss+sentinel and rediss+cluster go over TLS. The parameters are those of go-redis, and copies=1, which makes a write wait until
// as many replicas have it, so that no failover to one of them loses it.
type Address struct {
	one      *goredis.Options
	sentinel *goredis.FailoverOptions
	cluster  *goredis.ClusterOptions
	copies   int // replicas that must have a write before it counts
}

// ParseAddress reads an address. The error repeats nothing of it but its scheme and the names of its parameters: the rest may
// hold secrets.
func ParseAddress(address string) (Address, error) {
	u, err := url.Parse(address)
	if err != nil {
		return Address{}, errors.New("REDIS_URL is not a URL: write redis://host:6379/0, with what is special in a password percent-encoded")
	}
	base, kind, _ := strings.Cut(strings.ToLower(u.Scheme), "+")
	u.Scheme = base
	var a Address
	if a.copies, err = takeCopies(u); err != nil {
		return Address{}, err
	}
	switch {
	case base != "redis" && base != "rediss" && base != "unix", kind != "" && base == "unix":
		return Address{}, fmt.Errorf("REDIS_URL begins with %q: it must be redis, rediss, unix, redis+sentinel, rediss+sentinel, redis+cluster or rediss+cluster", u.Scheme)
	case kind == "":
		a.one, err = goredis.ParseURL(u.String())
	case kind == "sentinel":
		if u.Query().Get("master_name") == "" {
			return Address{}, errors.New("REDIS_URL names Sentinels and not what they watch: add ?master_name=…")
		}
		a.sentinel, err = goredis.ParseFailoverURL(u.String())
	case kind == "cluster":
		a.cluster, err = goredis.ParseClusterURL(u.String())
	default:
		return Address{}, fmt.Errorf("REDIS_URL: a Redis is none of %.20q: it is sentinel or cluster", kind)
	}
	if err != nil {
		return Address{}, fmt.Errorf("REDIS_URL cannot be used: %s: write redis://user:password@host:6379/0, and only parameters of go-redis", bare(err))
	}
	a.settle()
	return a, nil
}

// takeCopies takes out of an address how many replicas must have a write.
func takeCopies(u *url.URL) (int, error) {
	q := u.Query()
	text := q.Get("copies")
	if text == "" {
		return 0, nil
	}
	q.Del("copies")
	u.RawQuery = q.Encode()
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 || n > mostCopies {
		return 0, fmt.Errorf("REDIS_URL: copies is how many replicas must have a write before it counts: a number from 0 to %d", mostCopies)
	}
	return n, nil
}

// bare is what is wrong with an address, where that can be said without a part of it.
func bare(err error) string {
	if said, names, ok := strings.Cut(err.Error(), "unexpected option: "); ok && said == "redis: " {
		return fmt.Sprintf("unknown parameter %.60q", names)
	}
	return "its host, database number or a parameter is wrong"
}

// settle sets what must be so, and what the address left open.
func (a Address) settle() {
	quiet := &maintnotifications.Config{Mode: maintnotifications.ModeDisabled}
	switch {
	case a.one != nil:
		o := a.one
		o.ContextTimeoutEnabled, o.MaintNotificationsConfig = true, quiet
		o.DialTimeout, o.ReadTimeout, o.WriteTimeout = timeouts(o.DialTimeout, o.ReadTimeout, o.WriteTimeout)
		atLeastTLS12(o.TLSConfig)
	case a.sentinel != nil:
		o := a.sentinel
		o.ContextTimeoutEnabled = true
		o.DialTimeout, o.ReadTimeout, o.WriteTimeout = timeouts(o.DialTimeout, o.ReadTimeout, o.WriteTimeout)
		atLeastTLS12(o.TLSConfig)
	case a.cluster != nil:
		o := a.cluster
		o.ContextTimeoutEnabled, o.MaintNotificationsConfig = true, quiet
		o.DialTimeout, o.ReadTimeout, o.WriteTimeout = timeouts(o.DialTimeout, o.ReadTimeout, o.WriteTimeout)
		atLeastTLS12(o.TLSConfig)
	}
}

func timeouts(dial, read, write time.Duration) (_, _, _ time.Duration) {
	or := func(set, otherwise time.Duration) time.Duration {
		if set == 0 {
			return otherwise
		}
		return set
	}
	return or(dial, dialTimeout), or(read, callTimeout), or(write, callTimeout)
}

func atLeastTLS12(c *tls.Config) {
	if c != nil {
		c.MinVersion = tls.VersionTLS12
	}
}

// Client makes a client. It connects when it is used.
func (a Address) Client() goredis.UniversalClient {
	switch {
	case a.sentinel != nil:
		return a.copied(goredis.NewFailoverClient(a.sentinel))
	case a.cluster != nil:
		o := *a.cluster
		o.NewClient = func(node *goredis.Options) *goredis.Client { return a.copied(goredis.NewClient(node)) }
		return goredis.NewClusterClient(&o)
	default:
		return a.copied(goredis.NewClient(a.one))
	}
}

// copied makes the client of a node wait for its replicas, if it is to.
func (a Address) copied(c *goredis.Client) *goredis.Client {
	if a.copies > 0 {
		c.AddHook(copied{c, a.copies})
	}
	return c
}

// String names the address without its secrets.
func (a Address) String() string {
	switch {
	case a.sentinel != nil:
		return fmt.Sprintf("Redis %s, watched by Sentinels at %s", a.sentinel.MasterName, strings.Join(a.sentinel.SentinelAddrs, ", "))
	case a.cluster != nil:
		return "Redis Cluster at " + strings.Join(a.cluster.Addrs, ", ")
	case a.one != nil:
		return fmt.Sprintf("Redis at %s, database %d", a.one.Addr, a.one.DB)
	default:
		return "no Redis"
	}
}
