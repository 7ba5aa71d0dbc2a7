package sqlite

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"github.com/pressly/goose/v3"
	_ "modernc.org/sqlite" // the driver
)

// File is the name of the database in its directory.
const File = "pledgewatch.db"

const (
	lockFile = "pledgewatch.lock"
	readers  = 4
)

//go:embed migrations/*.sql
var migrations embed.FS

// Options of a store.
type Options struct {
	Now func() time.Time // the clock by which keys of First expire
}

// Store is an open database. It is safe for use by many goroutines.
type Store struct {
	now   func() time.Time
	write *sql.DB // one connection: SQLite has one writer, and waiting for it here is fair
	read  *sql.DB // read-only
	lock  *os.File
}

// Open opens the store in dir, makes it where it does not exist, and brings an older one up to date. The parent of dir
// must exist. It fails where another process has dir open, where a newer build has written there, and where dir cannot
// be written; each error says what to do.
func Open(ctx context.Context, dir string, o Options) (*Store, error) {
	if err := prepare(dir); err != nil {
		return nil, err
	}
	lock, err := takeLock(filepath.Join(dir, lockFile), dir)
	if err != nil {
		return nil, err
	}
	s := &Store{now: o.Now, lock: lock}
	if err := s.connect(ctx, dir); err != nil {
		return nil, errors.Join(fmt.Errorf("open %s: %w", filepath.Join(dir, File), err), s.Close())
	}
	return s, nil
}

// prepare makes the directory and the empty database, both for this user only.
func prepare(dir string) error {
	if err := os.Mkdir(dir, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		if errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("data directory %s: its parent does not exist: make it, or set PLEDGEWATCH_DATA to another place: %w", dir, err)
		}
		return fmt.Errorf("data directory %s cannot be made: change who may write to its parent, or set PLEDGEWATCH_DATA to another place: %w", dir, err)
	}
	if info, err := os.Stat(dir); err == nil && !info.IsDir() {
		return fmt.Errorf("data directory %s is a file: set PLEDGEWATCH_DATA to a directory", dir)
	}
	f, err := os.OpenFile(filepath.Join(dir, File), os.O_RDWR|os.O_CREATE, 0o600) //nolint:gosec // G304: the operator's own directory
	if err != nil {
		return fmt.Errorf("data directory %s cannot be written: change who may write there, or set PLEDGEWATCH_DATA to another place: %w", dir, err)
	}
	return f.Close()
}

func (s *Store) connect(ctx context.Context, dir string) error {
	abs, err := filepath.Abs(filepath.Join(dir, File))
	if err != nil {
		return err
	}
	if s.write, err = sql.Open("sqlite", dsn(abs, url.Values{
		"_txlock": {"immediate"},
		"_pragma": {
			"busy_timeout(5000)", "journal_mode(WAL)", "foreign_keys(1)",
			"synchronous(FULL)", "fullfsync(1)", // a commit is on the disk when it returns
		},
	})); err != nil {
		return err
	}
	s.write.SetMaxOpenConns(1)
	if err := migrate(ctx, s.write); err != nil {
		return err
	}
	if s.read, err = sql.Open("sqlite", dsn(abs, url.Values{
		"mode":    {"ro"},
		"_pragma": {"busy_timeout(5000)", "query_only(1)"},
	})); err != nil {
		return err
	}
	s.read.SetMaxOpenConns(readers)
	s.read.SetMaxIdleConns(readers)
	return s.read.PingContext(ctx)
}

// dsn names a file so that no character of its path is taken for anything else.
func dsn(path string, options url.Values) string {
	u := url.URL{Scheme: "file", Path: filepath.ToSlash(path), RawQuery: options.Encode()}
	return u.String()
}

func migrate(ctx context.Context, db *sql.DB) error {
	dir, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	p, err := goose.NewProvider(goose.DialectSQLite3, db, dir,
		goose.WithLogger(goose.NopLogger()), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return err
	}
	has, knows, err := p.GetVersions(ctx)
	if err != nil {
		return fmt.Errorf("read its version: %w", err)
	}
	if has > knows {
		return fmt.Errorf("a newer Pledgewatch wrote it (version %d, this build knows %d): run that build, or set PLEDGEWATCH_DATA to another directory", has, knows)
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("bring it up to date from version %d to %d: %w", has, knows, err)
	}
	return nil
}

// Ping reports whether the database can be read and written.
func (s *Store) Ping(ctx context.Context) error {
	if err := s.read.PingContext(ctx); err != nil {
		return fmt.Errorf("read the store: %w", err)
	}
	return s.change(ctx, "write to the store", func(*sql.Tx) error { return nil })
}

// Close closes the database and lets go of the directory. Calls that are under way end first.
func (s *Store) Close() error {
	var errs []error
	if s.read != nil { // first: the last one to close tidies up, and must be able to write
		errs = append(errs, s.read.Close())
	}
	if s.write != nil {
		errs = append(errs, s.write.Close())
	}
	if s.lock != nil {
		errs = append(errs, unlock(s.lock), s.lock.Close())
	}
	return errors.Join(errs...)
}

// change runs do in one transaction. what names it in errors, as a verb and its object.
func (s *Store) change(ctx context.Context, what string, do func(*sql.Tx) error) error {
	tx, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return wrap(ctx, what, err)
	}
	defer func() { _ = tx.Rollback() }() // nothing to roll back after Commit
	if err := do(tx); err != nil {
		return wrap(ctx, what, err)
	}
	return wrap(ctx, what, tx.Commit())
}

// exec runs one statement in a transaction of its own and says how many rows it changed.
func (s *Store) exec(ctx context.Context, what, query string, args ...any) (int64, error) {
	res, err := s.write.ExecContext(ctx, query, args...)
	if err != nil {
		return 0, wrap(ctx, what, err)
	}
	n, err := res.RowsAffected()
	return n, wrap(ctx, what, err)
}

// wrap says what failed, and that it was the caller who gave up where it was: the driver says "interrupted" then.
func wrap(ctx context.Context, what string, err error) error {
	if err == nil {
		return nil
	}
	if gaveUp := ctx.Err(); gaveUp != nil && !errors.Is(err, gaveUp) {
		return fmt.Errorf("%s: %w (%w)", what, gaveUp, err)
	}
	return fmt.Errorf("%s: %w", what, err)
}
