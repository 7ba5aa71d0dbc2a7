package redis

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	goredis "github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"
)

// How long the client waits where the address does not say.
const (
	dialTimeout = 2 * time.Second
	callTimeout = 5 * time.Second
)

// Address is where a Redis is, as REDIS_URL says it:
//
//	redis://user:password@host:6379/0            one server
//	rediss://…                                   the same over TLS
//	unix:///path/to/redis.sock                   a socket on this machine
//	redis+sentinel://user:password@host:26379/0?master_name=mymaster&addr=host2:26379
//	redis+cluster://user:password@host:6379?addr=host2:6379&addr=host3:6379
//
// rediss+sentinel and rediss+cluster go over TLS. The parameters are those of go-redis.
type Address struct {
	one      *goredis.Options
	sentinel *goredis.FailoverOptions
	cluster  *goredis.ClusterOptions
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
		return goredis.NewFailoverClient(a.sentinel)
	case a.cluster != nil:
		return goredis.NewClusterClient(a.cluster)
	default:
		return goredis.NewClient(a.one)
	}
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
