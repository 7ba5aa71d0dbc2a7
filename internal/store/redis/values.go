package redis

import (
	"context"
	"encoding/json"
	"errors"
	"strconv"
	"time"

	goredis "github.com/redis/go-redis/v9"
)

// stamp is a time as it is kept: milliseconds since 1970. The zero time is a number like any other, and the least.
func stamp(t time.Time) string { return strconv.FormatInt(t.UnixMilli(), 10) }

// unstamp reads a time; what is not there, or no number, is the zero time.
func unstamp(ms string) time.Time {
	n, err := strconv.ParseInt(ms, 10, 64)
	if err != nil {
		return time.Time{}
	}
	return unstampMilli(n)
}

func unstampMilli(ms int64) time.Time { return time.UnixMilli(ms).UTC() }

// round gives times as they are kept.
func round(times ...*time.Time) {
	for _, t := range times {
		*t = time.UnixMilli(t.UnixMilli()).UTC()
	}
}

// decode reads a JSON value that was found, or says that there was none.
func decode[T any](ctx context.Context, what, raw string, err error) (v T, ok bool, _ error) {
	if errors.Is(err, goredis.Nil) {
		return v, false, nil
	}
	if err == nil {
		err = json.Unmarshal([]byte(raw), &v)
	}
	return v, err == nil, wrap(ctx, what, err)
}
