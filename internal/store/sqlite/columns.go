package sqlite

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// stamp is a time as a column holds it: milliseconds, UTC. The zero time is a number like any other, and the least.
type stamp time.Time

// Value is the column's value.
func (s stamp) Value() (driver.Value, error) { return time.Time(s).UnixMilli(), nil }

// Scan reads the column.
func (s *stamp) Scan(v any) error {
	ms, ok := v.(int64)
	if !ok {
		return fmt.Errorf("a time is kept as %T", v)
	}
	*s = stamp(time.UnixMilli(ms).UTC())
	return nil
}

// list is a slice as a column holds it: JSON.
type list[T any] []T

// Value is the column's value.
func (l list[T]) Value() (driver.Value, error) {
	b, err := json.Marshal([]T(l))
	return string(b), err
}

// Scan reads the column.
func (l *list[T]) Scan(v any) error {
	text, ok := v.(string)
	if !ok {
		return fmt.Errorf("a list is kept as %T", v)
	}
	return json.Unmarshal([]byte(text), (*[]T)(l))
}

// scan reads the columns of one row.
type scan func(dest ...any) error

// all reads every row of a query.
func all[T any](ctx context.Context, db *sql.DB, what string, one func(scan) (T, error), query string, args ...any) (out []T, err error) {
	rows, err := db.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, wrap(ctx, what, err)
	}
	defer func() { err = errors.Join(err, wrap(ctx, what, rows.Close())) }()
	for rows.Next() {
		v, err := one(rows.Scan)
		if err != nil {
			return nil, wrap(ctx, what, err)
		}
		out = append(out, v)
	}
	return out, wrap(ctx, what, rows.Err())
}

// first reads the only row of a query; ok is false where there is none.
func first[T any](ctx context.Context, db *sql.DB, what string, one func(scan) (T, error), query string, args ...any) (v T, ok bool, err error) {
	v, err = one(db.QueryRowContext(ctx, query, args...).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		var none T
		return none, false, nil
	}
	return v, err == nil, wrap(ctx, what, err)
}
