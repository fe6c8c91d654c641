package sqlitestore

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"
)

// noTime is when every attachment says it was written: the time of its file would be that of the answer that names it.
var noTime = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

// shuffleAt is how many new attachments are written anew together.
const shuffleAt = 32

// shuffle takes the order of arrival away from attachments. A file system numbers files as they are made and keeps
// times that no program can set; so the new ones are made once more together, in the order of their hashes: what is
// left to see is the batch.
type shuffle struct {
	files sync.Mutex // held while a file is made anew or removed

	mu    sync.Mutex
	fresh []string
	work  sync.WaitGroup
}

// add notes a new attachment.
func (x *shuffle) add(s blobs, sha string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.fresh = append(x.fresh, sha); len(x.fresh) >= shuffleAt {
		list := x.fresh
		x.fresh = nil
		x.work.Go(func() { x.renew(s, list) })
	}
}

// end shuffles what is left.
func (x *shuffle) end(s blobs) {
	x.mu.Lock()
	list := x.fresh
	x.fresh = nil
	x.mu.Unlock()
	x.work.Wait()
	x.renew(s, list)
}

// renew makes files anew in the order of their hashes. A file that cannot be copied stays as it is.
func (x *shuffle) renew(s blobs, list []string) {
	slices.Sort(list)
	for _, sha := range slices.Compact(list) {
		x.files.Lock()
		s.renewFile(sha)
		x.files.Unlock()
	}
}

func (s blobs) renewFile(sha string) {
	temp := filepath.Join(s.dir, blobsFolder, "upload-"+sha)
	defer os.Remove(temp)
	if err := copyFile(s.file(sha), temp); err != nil {
		return
	}
	if os.Chtimes(temp, noTime, noTime) == nil && os.Rename(temp, s.file(sha)) == nil {
		_ = syncFolder(filepath.Dir(s.file(sha)))
	}
}

// forgetTimes takes the time off the attachments that earlier versions or an ended process left with one.
func (s *Store) forgetTimes() {
	_ = filepath.WalkDir(filepath.Join(s.dir, blobsFolder), func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !isHash(entry.Name()) {
			return nil
		}
		if info, err := entry.Info(); err == nil && !info.ModTime().Equal(noTime) {
			_ = os.Chtimes(path, noTime, noTime)
		}
		return nil
	})
}
