package sqlitestore

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/khaosat/khaosat/survey/disk"
)

// noTime is when every attachment says it was written: the time of its file would be that of the answer that names it.
var noTime = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

// shuffleAt is how many new attachments are written anew together while the store is open, shuffleMost how many at a
// time when all of them are.
const shuffleAt, shuffleMost = 32, 256

// shuffle takes the order of arrival away from attachments. A file system numbers files as they are made and keeps
// times that no program can set; so they are made once more in the order of their hashes: the new ones a few together,
// so that what is left to see is the batch, and all of them when the store is closed.
type shuffle struct {
	files sync.Mutex // held while files are made anew or removed

	mu    sync.Mutex
	fresh []string
	any   bool // something came since all were made anew
	work  sync.WaitGroup
}

// add notes a new attachment.
func (x *shuffle) add(s blobs, sha string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.any = true
	if x.fresh = append(x.fresh, sha); len(x.fresh) >= shuffleAt {
		list := x.fresh
		x.fresh = nil
		x.work.Go(func() { _ = x.renew(s, list) })
	}
}

// end waits for what is under way and reports whether something came.
func (x *shuffle) end() bool {
	x.work.Wait()
	x.mu.Lock()
	defer x.mu.Unlock()
	x.fresh = nil
	return x.any
}

// renew makes files anew in the order of their hashes. The old ones stay until all the new ones are there, since a file
// system gives the number of a removed file to the next one.
func (x *shuffle) renew(s blobs, list []string) error {
	x.files.Lock()
	defer x.files.Unlock()
	slices.Sort(list)
	var copies []string
	var first error
	for _, sha := range slices.Compact(list) {
		err := copyFile(s.file(sha), s.copyOf(sha))
		switch {
		case err == nil:
			copies = append(copies, sha)
		case !errors.Is(err, fs.ErrNotExist): // it was deleted meanwhile
			first = errors.Join(first, err)
		}
	}
	for _, sha := range copies {
		first = errors.Join(first, s.takeCopy(sha))
	}
	return first
}

// copyOf is where the new file of an attachment stands before it takes the place of the old one; see unfinished.
func (s blobs) copyOf(sha string) string { return filepath.Join(s.dir, blobsFolder, "upload-"+sha) }

func (s blobs) takeCopy(sha string) error {
	temp, final := s.copyOf(sha), s.file(sha)
	defer os.Remove(temp)
	if err := errors.Join(os.Chtimes(temp, noTime, noTime), os.Rename(temp, final)); err != nil {
		return err
	}
	return errors.Join(disk.SyncFolder(filepath.Dir(final)), os.Chtimes(filepath.Dir(final), noTime, noTime))
}

// renewAll makes all attachments anew but those that answers of named surveys name, which have a time anyway.
func (s blobs) renewAll(ctx context.Context) error {
	timed, err := s.timed(ctx)
	if err != nil {
		return err
	}
	var list []string
	err = s.each(func(path, sha string, _ fs.DirEntry) error {
		if !timed[sha] {
			list = append(list, sha)
		}
		return nil
	})
	for part := range slices.Chunk(list, shuffleMost) {
		err = errors.Join(err, s.shuffle.renew(s, part))
	}
	return err
}

// timed are the attachments that an answer with a time names.
func (s blobs) timed(ctx context.Context) (map[string]bool, error) {
	list, err := readAll(ctx, s.answers, "shuffle",
		func(scan scanner) (sha string, err error) { return sha, scan(&sha) },
		`SELECT DISTINCT f.sha FROM files AS f JOIN responses AS r ON r.survey = f.survey AND r.id = f.id AND r.batch = f.batch
		WHERE r.received IS NOT NULL`)
	timed := make(map[string]bool, len(list))
	for _, sha := range list {
		timed[sha] = true
	}
	return timed, err
}

// each goes through the attachments in the order of their hashes.
func (s blobs) each(do func(path, sha string, entry fs.DirEntry) error) error {
	return filepath.WalkDir(filepath.Join(s.dir, blobsFolder), func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil && os.IsNotExist(err):
			return nil // no attachments yet, or an upload that ended
		case err != nil:
			return err
		case entry.IsDir() || !isHash(entry.Name()):
			return nil
		}
		return do(path, entry.Name(), entry)
	})
}

// forgetTimes takes the time off the attachments that earlier versions or an ended process left with one.
func (s blobs) forgetTimes() {
	_ = s.each(func(path, sha string, entry fs.DirEntry) error {
		if info, err := entry.Info(); err == nil && !info.ModTime().Equal(noTime) {
			_ = os.Chtimes(path, noTime, noTime)
		}
		return nil
	})
}
