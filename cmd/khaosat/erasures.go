package main

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"errors"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/disk"
	"github.com/khaosat/khaosat/survey/service"
)

// erasures is the list of what was erased, in a file outside the store and its backups: a line "SURVEY ID" for each
// response, without a time. What a backup brings back is erased again by it. In a file that is opened and closed well
// lines are in the order of their bytes, which tells nothing of the order in which people withdrew. Several processes
// may use one file: each change is made under its lock, to the file that has the name then.
type erasures struct {
	path  string
	mu    sync.Mutex
	known map[string]bool
	kept  bool // something was written down since the file was opened
}

// erasuresBeside is where the list of a data folder is: beside the folder, so that it stays when that is taken away;
// inside where it was begun there, since nothing may be written beside.
func erasuresBeside(dir string) string {
	if inside := filepath.Join(dir, erasuresInside); exists(inside) {
		return inside
	}
	beside := filepath.Clean(dir) + ".erased"
	if abs, err := filepath.Abs(dir); err == nil {
		beside = abs + ".erased"
	}
	if !exists(beside) && !writable(filepath.Dir(beside)) {
		return filepath.Join(dir, erasuresInside)
	}
	return beside
}

const erasuresInside = "erased.log"

func exists(path string) bool { _, err := os.Stat(path); return err == nil }

// writable tells whether a file can be made in a folder.
func writable(dir string) bool {
	f, err := os.CreateTemp(dir, ".khaosat-*")
	if err != nil {
		return false
	}
	return errors.Join(f.Close(), os.Remove(f.Name())) == nil
}

// openErasures reads the list, and puts it in order; one that is not there yet is empty.
func openErasures(path string) (*erasures, error) {
	e, err := readErasures(path)
	if err != nil || !exists(path) {
		return e, err
	}
	return e, e.held(e.sort)
}

// readErasures reads a list that may be another process's, and leaves it as it is.
func readErasures(path string) (*erasures, error) {
	e := &erasures{path: path, known: map[string]bool{}}
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return e, nil
	}
	e.add(text)
	return e, err
}

// add takes the lines of a file; one that was cut short is none.
func (e *erasures) add(text []byte) {
	lines := bufio.NewScanner(bytes.NewReader(text))
	for lines.Scan() {
		said := strings.Fields(lines.Text())
		if len(said) != 2 {
			continue
		}
		if id, whole := survey.CleanID(said[1]); whole {
			e.known[said[0]+" "+id] = true
		}
	}
}

// held opens the file, made where it is not there, for f while no other process changes it.
func (e *erasures) held(f func(*os.File) error) error {
	for deadline := time.Now().Add(lockWait); ; time.Sleep(5 * time.Millisecond) {
		file, err := os.OpenFile(e.path, os.O_APPEND|os.O_CREATE|os.O_RDWR, 0o600)
		if err != nil {
			return err
		}
		if err = lockFile(file); err == nil && !e.names(file) {
			err = errLocked // while this one waited another file took the name
		}
		if err == nil {
			return errors.Join(f(file), letGo(file))
		}
		if err = errors.Join(err, file.Close()); !errors.Is(err, errLocked) || time.Now().After(deadline) {
			return err
		}
	}
}

// names tells whether a file is still the one that has the list's name.
func (e *erasures) names(file *os.File) bool {
	is, err := file.Stat()
	named, noName := os.Stat(e.path)
	return err == nil && noName == nil && os.SameFile(is, named)
}

// letGo closes a file that may be closed already, and with that its lock.
func letGo(file *os.File) error {
	if err := file.Close(); !errors.Is(err, os.ErrClosed) {
		return err
	}
	return nil
}

// sort writes the file anew where its lines are in another order than that of their bytes.
func (e *erasures) sort(file *os.File) error {
	is, err := io.ReadAll(file)
	if err != nil {
		return err
	}
	e.add(is)
	var want bytes.Buffer
	for _, line := range slices.Sorted(maps.Keys(e.known)) {
		want.WriteString(line + "\n")
	}
	if bytes.Equal(is, want.Bytes()) {
		return nil
	}
	out, err := os.CreateTemp(filepath.Dir(e.path), ".khaosat-*")
	if err != nil {
		return err
	}
	defer os.Remove(out.Name())
	_, err = out.Write(want.Bytes())
	err = cmp.Or(err, out.Sync())
	if err = errors.Join(err, out.Close()); err != nil {
		return err
	}
	if runtime.GOOS == "windows" { // where no file takes the name of an open one
		err = file.Close()
	}
	if err = cmp.Or(err, os.Rename(out.Name(), e.path)); err != nil {
		return err
	}
	return disk.SyncFolder(filepath.Dir(e.path))
}

// Keep writes a response down; when it returns, the line is on the disk. Unavailable when it cannot be.
func (e *erasures) Keep(slug, id string) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	line := slug + " " + id
	if e.known[line] {
		return nil
	}
	if err := e.held(func(file *os.File) error { return e.append(file, line+"\n") }); err != nil {
		unwritten := survey.Fail(survey.Unavailable, "store.disk")
		unwritten.Op, unwritten.Err = "erasures.Keep", err
		return unwritten
	}
	e.known[line], e.kept = true, true
	return nil
}

// append writes a line below those that are there. What was written of it when it cannot be is taken away.
func (e *erasures) append(file *os.File, line string) error {
	is, err := file.Stat()
	if err != nil {
		return err
	}
	size := is.Size()
	switch last, err := lastOf(file, size); {
	case err != nil:
		return err
	case size == 0:
		if err := disk.SyncFolder(filepath.Dir(e.path)); err != nil {
			return err
		}
	case last != '\n': // below what a crash left of a line
		line = "\n" + line
	}
	_, err = file.WriteString(line)
	if err = cmp.Or(err, file.Sync()); err != nil {
		return errors.Join(err, file.Truncate(size))
	}
	return nil
}

// lastOf is the last byte of a file, 0 where it is empty.
func lastOf(file *os.File, size int64) (byte, error) {
	var last [1]byte
	if size == 0 {
		return 0, nil
	}
	_, err := file.ReadAt(last[:], size-1)
	return last[0], err
}

// Close ends the use of the list, and puts its lines in order.
func (e *erasures) Close() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if !e.kept {
		return nil
	}
	e.kept = false
	return e.held(e.sort)
}

// again erases what the list names and the store has; n is how many these were.
func (e *erasures) again(ctx context.Context, svc *service.Service) (n int, err error) {
	ids := map[string][]string{}
	for _, line := range slices.Sorted(maps.Keys(e.known)) {
		slug, id, _ := strings.Cut(line, " ")
		ids[slug] = append(ids[slug], id)
	}
	for _, slug := range slices.Sorted(maps.Keys(ids)) {
		more, err := svc.EraseAgain(ctx, slug, ids[slug])
		if n += more; err != nil {
			return n, err
		}
	}
	return n, nil
}
