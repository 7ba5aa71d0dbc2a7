package sqlite_test

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pledgewatch/internal/feed"
	"pledgewatch/internal/store/sqlite"
)

func TestOpenSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		dir  func(t *testing.T, dir string) string
		want string
	}{
		"the parent is missing": {
			func(_ *testing.T, dir string) string { return filepath.Join(dir, "no", "data") },
			"its parent does not exist: make it, or set PLEDGEWATCH_DATA",
		},
		"the directory is a file": {
			func(t *testing.T, dir string) string { return file(t, filepath.Join(dir, "data"), "") },
			"is a file: set PLEDGEWATCH_DATA to a directory",
		},
		"the parent is a file": {
			func(t *testing.T, dir string) string { return file(t, filepath.Join(dir, "x"), "") + "/data" },
			"cannot be made",
		},
		"the directory cannot be written": {
			func(t *testing.T, dir string) string {
				if os.Geteuid() == 0 {
					t.Skip("root may write anywhere")
				}
				must(t, os.Chmod(dir, 0o500)) //nolint:gosec // G302: a directory
				return dir
			},
			"cannot be written: change who may write there, or set PLEDGEWATCH_DATA",
		},
		"the database is a directory": {
			func(t *testing.T, dir string) string {
				must(t, os.Mkdir(filepath.Join(dir, sqlite.File), 0o700))
				return dir
			},
			"cannot be written",
		},
		"the database is something else": {
			func(t *testing.T, dir string) string {
				file(t, filepath.Join(dir, sqlite.File), strings.Repeat("not a database ", 100))
				return dir
			},
			"file is not a database",
		},
		"a newer build wrote it": {
			func(t *testing.T, dir string) string {
				must(t, open(t, dir, time.Now).Close())
				raw(t, dir, `INSERT INTO goose_db_version (version_id, is_applied) VALUES (999, 1)`)
				return dir
			},
			"a newer Pledgewatch wrote it (version 999, this build knows ",
		},
		"another has it open": {
			func(t *testing.T, dir string) string {
				s := open(t, dir, time.Now)
				t.Cleanup(func() { must(t, s.Close()) })
				return dir
			},
			fmt.Sprintf("(pid %d): stop it or set PLEDGEWATCH_DATA", os.Getpid()),
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := tt.dir(t, t.TempDir())
			s, err := sqlite.Open(context.Background(), dir, sqlite.Options{Now: time.Now})
			if err == nil {
				t.Fatal("opened it", s.Close())
			}
			if !strings.Contains(err.Error(), tt.want) || !strings.Contains(err.Error(), dir) {
				t.Errorf("error %q does not name %q and say %q", err, dir, tt.want)
			}
		})
	}
}

// A failed Open lets go of the directory.
func TestOpenAfterAFailure(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	bad := file(t, filepath.Join(dir, sqlite.File), strings.Repeat("not a database ", 100))
	if _, err := sqlite.Open(t.Context(), dir, sqlite.Options{Now: time.Now}); err == nil {
		t.Fatal("opened what is not a database")
	}
	must(t, os.Remove(bad))
	must(t, open(t, dir, time.Now).Close())
}

func TestDataStaysInAnyDirectory(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"data", "a b", "50%41?x=1#y&z", "Käse 子", "a'b;c"} {
		dir := filepath.Join(t.TempDir(), name)
		s := open(t, dir, time.Now)
		must(t, s.PutFeedState(t.Context(), feed.State{Source: "cc"}))
		must(t, s.Close())
		s = open(t, dir, time.Now)
		if _, ok, err := s.FeedState(t.Context(), "cc"); !ok || err != nil {
			t.Errorf("%s: found %v, error %v", name, ok, err)
		}
		for _, path := range []string{"", sqlite.File, sqlite.File + "-wal", "pledgewatch.lock"} {
			info, err := os.Stat(filepath.Join(dir, path))
			must(t, err)
			if info.Mode().Perm()&0o077 != 0 {
				t.Errorf("%s: others may read it: %v", path, info.Mode())
			}
		}
		must(t, s.Close())
	}
}

func TestExpiredKeysAreRemoved(t *testing.T) {
	t.Parallel()
	dir, now := t.TempDir(), time.Now()
	s := open(t, dir, func() time.Time { return now })
	for i := range 20 {
		if _, err := s.First(t.Context(), fmt.Sprint(i), time.Minute); err != nil {
			t.Fatal(err)
		}
	}
	now = now.Add(time.Hour)
	if _, err := s.First(t.Context(), "last", time.Minute); err != nil {
		t.Fatal(err)
	}
	must(t, s.Close())
	var n int
	must(t, connect(t, dir).QueryRowContext(t.Context(), `SELECT count(*) FROM once`).Scan(&n))
	if n != 1 {
		t.Errorf("%d keys are kept, want 1", n)
	}
}

func connect(t *testing.T, dir string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(dir, sqlite.File))
	must(t, err)
	t.Cleanup(func() { must(t, db.Close()) })
	return db
}

func raw(t *testing.T, dir, statement string) {
	t.Helper()
	_, err := connect(t, dir).ExecContext(t.Context(), statement)
	must(t, err)
}

func file(t *testing.T, path, content string) string {
	t.Helper()
	must(t, os.WriteFile(path, []byte(content), 0o600))
	return path
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
