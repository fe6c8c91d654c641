package main

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/disk"
	"github.com/khaosat/khaosat/survey/service"
)

// erasures is the list of what was erased, in a file outside the store and its backups: a line "SURVEY ID" for each
// response, without a time. What a backup brings back is erased again by it. In a file that is opened and closed well
// lines are in the order of their bytes, which tells nothing of the order in which people withdrew.
type erasures struct {
	path  string
	mu    sync.Mutex
	known map[string]bool
	file  *os.File // nil until something is erased
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

// openErasures reads the list; one that is not there yet is empty.
func openErasures(path string) (*erasures, error) {
	e := &erasures{path: path, known: map[string]bool{}}
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return e, nil
	}
	if err != nil {
		return nil, err
	}
	e.add(text)
	return e, e.sort(text)
}

// add takes the lines of a file; one that was cut short is none.
func (e *erasures) add(text []byte) {
	lines := bufio.NewScanner(bytes.NewReader(text))
	for lines.Scan() {
		if len(strings.Fields(lines.Text())) == 2 {
			e.known[lines.Text()] = true
		}
	}
}

// sort writes the file anew where its lines are in another order than that of their bytes.
func (e *erasures) sort(is []byte) error {
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
	if err := os.Rename(out.Name(), e.path); err != nil {
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
	if err := e.append(line + "\n"); err != nil {
		unwritten := survey.Fail(survey.Unavailable, "store.disk")
		unwritten.Op, unwritten.Err = "erasures.Keep", err
		return unwritten
	}
	e.known[line] = true
	return nil
}

func (e *erasures) append(line string) error {
	if e.file == nil {
		file, err := os.OpenFile(e.path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
		if err != nil {
			return err
		}
		if err := disk.SyncFolder(filepath.Dir(e.path)); err != nil {
			return errors.Join(err, file.Close())
		}
		e.file = file
	}
	_, err := e.file.WriteString(line)
	if err = cmp.Or(err, e.file.Sync()); err != nil {
		return errors.Join(err, e.close()) // which takes away what was written of the line
	}
	return nil
}

// close lets go of the file and puts its lines in order.
func (e *erasures) close() error {
	if e.file == nil {
		return nil
	}
	err := e.file.Close()
	e.file = nil
	text, readErr := os.ReadFile(e.path)
	return errors.Join(err, readErr, e.sort(text))
}

// Close ends the use of the list.
func (e *erasures) Close() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.close()
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
