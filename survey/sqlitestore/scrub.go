package sqlitestore

import (
	"context"
	"fmt"
	"os"
	"time"
)

const (
	scrubPatience = 250 * time.Millisecond // how long a deletion waits for readers of an older state
	scrubEvery    = 500 * time.Millisecond // how often it is tried again when they stayed, or others came
)

// scrub brings deletions into the database file, where secure_delete overwrites what was there, and empties the WAL, so
// that no file holds the deleted content any more. Readers of an older state can hinder it; it is tried again until it
// is done, at the latest when the store is closed.
func (w *writer) scrub(group []*job) {
	fresh := false
	for _, j := range group {
		fresh = fresh || j.scrub && j.err == nil
		w.scrubs = w.scrubs || j.unordered && j.err == nil
		w.order.due = w.order.due || j.unordered && j.err == nil
	}
	w.order.written = time.Now()
	if fresh {
		w.scrubs = true
		w.truncate(scrubPatience)
	}
}

// truncate empties the WAL, waiting for readers up to patience.
func (w *writer) truncate(patience time.Duration) {
	w.tried = time.Now()
	busy, _, err := w.fold("TRUNCATE", patience)
	w.scrubs = err != nil || busy
	if err != nil {
		_ = w.fell(err)
	}
}

// foldAt is how many bytes of pages in the WAL are moved into the file together.
const foldAt = 32 << 20

// foldLarge moves a large WAL into the file. SQLite would do it by itself, and keep a disk that fails there to itself.
// The size of its file alone does not tell: a log that was moved is written again from its beginning, as long as it is.
func (w *writer) foldLarge() {
	if info, err := os.Stat(w.path + "-wal"); w.out != nil || err != nil || info.Size() < foldAt {
		return
	}
	left, err := w.unfolded()
	if err == nil && left >= foldAt {
		_, _, err = w.fold("PASSIVE", 0)
	}
	if err != nil {
		_ = w.fell(err)
	}
}

// unfolded is how many bytes of pages in the WAL are not in the file yet.
func (w *writer) unfolded() (bytes int64, err error) {
	_, pages, err := w.fold("NOOP", 0)
	if err != nil {
		return 0, err
	}
	var size int64
	err = w.conn.row("SELECT page_size FROM pragma_page_size")(&size)
	return pages * size, err
}

// fold moves the WAL into the file in a mode of SQLite's wal_checkpoint, waiting for readers up to patience. They may
// hinder it: then it is busy. left is how many pages of the log are not in the file.
func (w *writer) fold(mode string, patience time.Duration) (busy bool, left int64, err error) {
	c, err := w.connect()
	if err != nil {
		return false, 0, err
	}
	defer c.set(fmt.Sprintf("busy_timeout = %d", busyTimeout))
	if err := c.set(fmt.Sprintf("busy_timeout = %d", patience.Milliseconds())); err != nil {
		return false, 0, err
	}
	var inLog, moved int64
	err = c.QueryRowContext(context.Background(), "PRAGMA wal_checkpoint("+mode+")").Scan(&busy, &inLog, &moved)
	return busy, inLog - moved, err
}
