package redis_test

import (
	"strings"
	"testing"

	goredis "github.com/redis/go-redis/v9"

	"pledgewatch/internal/store/redis"
)

func TestAddresses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ in, want string }{
		"one server":          {"redis://user:hush@h:6380/3", "Redis at h:6380, database 3"},
		"over TLS":            {"rediss://:hush@h:6380", "Redis at h:6380, database 0"},
		"a socket":            {"unix:///run/redis.sock?db=1", "Redis at /run/redis.sock, database 1"},
		"Sentinels":           {"redis+sentinel://u:hush@h1:26379/0?master_name=m&addr=h2:26379", "Redis m, watched by Sentinels at h1:26379, h2:26379"},
		"Sentinels over TLS":  {"rediss+sentinel://u:hush@h1:26379?master_name=m", "Redis m, watched by Sentinels at h1:26379"},
		"a cluster":           {"redis+cluster://u:hush@h1:6379?addr=h2:6379&addr=h3:6379", "Redis Cluster at h1:6379, h2:6379, h3:6379"},
		"a cluster over TLS":  {"rediss+cluster://u:hush@h1:6379", "Redis Cluster at h1:6379"},
		"with copies":         {"redis+sentinel://u:hush@h1:26379/0?master_name=m&copies=1", "Redis m, watched by Sentinels at h1:26379"},
		"with its parameters": {"redis://h?dial_timeout=3s&pool_size=7", "Redis at h:6379, database 0"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a, err := redis.ParseAddress(c.in)
			if err != nil {
				t.Fatal(err)
			}
			if a.String() != c.want {
				t.Errorf("got %q, want %q", a, c.want)
			}
			client := a.Client()
			t.Cleanup(func() { _ = client.Close() })
			_, isCluster := client.(*goredis.ClusterClient)
			if isCluster != strings.Contains(c.in, "cluster") {
				t.Errorf("a client of type %T", client)
			}
			if one, ok := client.(*goredis.Client); ok {
				o := one.Options()
				if !o.ContextTimeoutEnabled {
					t.Error("calls may outlast their context")
				}
				if (o.TLSConfig != nil) != strings.HasPrefix(c.in, "rediss") {
					t.Errorf("TLS: %v", o.TLSConfig)
				}
			}
		})
	}
}

func TestAnAddressThatCannotBeUsedIsNotRepeated(t *testing.T) {
	t.Parallel()
	for _, in := range []string{
		"", "hush", "redis://u:hush hush@h:1", "redis://u:hu%sh@h", "https://hush@h", "redis://h:1/hush", "redis+sentinel://u:hush@h:1",
		"redis+flock://u:hush@h", "redis://u:hush@h?pool_size=hush", "unix+cluster:///hush", "redis://:hush@h:hush/0", "rediss+cluster://u:hush@h?x=hush", "redis://h?copies=hush", "redis://h?copies=6",
	} {
		_, err := redis.ParseAddress(in)
		if err == nil {
			t.Errorf("%q was taken for an address", in)
		} else if strings.Contains(err.Error(), "hush") {
			t.Errorf("the error repeats what may be secret: %v", err)
		} else if !strings.Contains(err.Error(), "REDIS_URL") {
			t.Errorf("the error does not say what to correct: %v", err)
		}
	}
	if _, err := redis.ParseAddress("redis://h?colour=red"); err == nil || !strings.Contains(err.Error(), "colour") {
		t.Errorf("the unknown parameter is not named: %v", err)
	}
}
