package sqlite

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
)

// takeLock makes this process the only one that uses dir, until the file is closed or the process ends, however it
// ends. The file holds the process id of who has it, for people.
func takeLock(path, dir string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600) //nolint:gosec // G304: the operator's own directory
	if err != nil {
		return nil, fmt.Errorf("data directory %s cannot be locked: %w", dir, err)
	}
	if err := tryLock(f); err != nil {
		holder, _ := io.ReadAll(io.LimitReader(f, 20))
		closed := f.Close()
		if !errors.Is(err, errLocked) {
			return nil, errors.Join(fmt.Errorf("data directory %s cannot be locked: %w", dir, err), closed)
		}
		pid := strings.TrimSpace(string(holder))
		if _, err := strconv.Atoi(pid); err != nil {
			pid = "unknown"
		}
		return nil, errors.Join(inUse{fmt.Sprintf("another bot is using %s (pid %s): stop it or set PLEDGEWATCH_DATA", dir, pid)}, closed)
	}
	err = f.Truncate(0)
	if err == nil {
		_, err = f.WriteString(strconv.Itoa(os.Getpid()) + "\n")
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("data directory %s cannot be written: %w", dir, err), f.Close())
	}
	return f, nil
}

// ErrInUse is what Open fails with where another process has the directory open.
var ErrInUse = errors.New("another bot is using the data directory")

// inUse is ErrInUse with the directory and the process.
type inUse struct{ text string }

// Error says who uses what.
func (e inUse) Error() string { return e.text }

// Is reports whether target is ErrInUse.
func (e inUse) Is(target error) bool { return target == ErrInUse }

// errLocked is what tryLock returns where another has the lock.
var errLocked = errors.New("locked by another")
