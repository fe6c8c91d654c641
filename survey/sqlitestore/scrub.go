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
	busy, err := w.fold("TRUNCATE", patience)
	w.scrubs = err != nil || busy
	if err != nil {
		_ = w.fell(err)
	}
}

// foldAt is the size of the WAL, in bytes, from which on it is moved into the file after each commit.
const foldAt = 32 << 20

// foldLarge moves a large WAL into the file. SQLite would do it by itself, and keep a disk that fails there to itself.
func (w *writer) foldLarge() {
	if info, err := os.Stat(w.path + "-wal"); w.out != nil || err != nil || info.Size() < foldAt {
		return
	}
	if _, err := w.fold("PASSIVE", 0); err != nil {
		_ = w.fell(err)
	}
}

// fold moves the WAL into the file in a mode of SQLite's wal_checkpoint, waiting for readers up to patience. They may
// hinder it: then it is busy.
func (w *writer) fold(mode string, patience time.Duration) (busy bool, err error) {
	c, err := w.connect()
	if err != nil {
		return false, err
	}
	defer c.set(fmt.Sprintf("busy_timeout = %d", busyTimeout))
	if err := c.set(fmt.Sprintf("busy_timeout = %d", patience.Milliseconds())); err != nil {
		return false, err
	}
	var inLog, moved int
	err = c.QueryRowContext(context.Background(), "PRAGMA wal_checkpoint("+mode+")").Scan(&busy, &inLog, &moved)
	return busy, err
}
