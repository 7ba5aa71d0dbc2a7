package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
)

// OpenReader opens the store in dir for reading beside whoever else has it open; its methods that write fail. Where there is
// no store yet the error wraps fs.ErrNotExist.
func OpenReader(ctx context.Context, dir string, o Options) (*Store, error) {
	return beside(ctx, dir, o, url.Values{"mode": {"ro"}, "_pragma": {"busy_timeout(5000)", "query_only(1)"}})
}

// OpenBeside is OpenReader for one who changes a little as well: each of its writes waits for those of whoever else has the
// store open. It makes no store and brings none up to date.
func OpenBeside(ctx context.Context, dir string, o Options) (*Store, error) {
	return beside(ctx, dir, o, url.Values{"mode": {"rw"}, "_txlock": {"immediate"}, "_pragma": {"busy_timeout(5000)", "synchronous(FULL)", "fullfsync(1)"}})
}

func beside(ctx context.Context, dir string, o Options, options url.Values) (*Store, error) {
	path, err := filepath.Abs(filepath.Join(dir, File))
	if err != nil {
		return nil, err
	}
	if _, err := os.Stat(path); err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("%s holds no store yet: start the bot once, or set PLEDGEWATCH_DATA to where it keeps its data: %w", dir, fs.ErrNotExist)
		}
		return nil, err
	}
	s := &Store{now: o.Now}
	if s.read, err = sql.Open("sqlite", dsn(path, options)); err != nil {
		return nil, err
	}
	s.write = s.read
	if err := s.read.PingContext(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("open %s: %w", path, err), s.Close())
	}
	return s, nil
}
