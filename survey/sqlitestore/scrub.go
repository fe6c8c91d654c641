package sqlitestore

import (
	"context"
	"fmt"
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
	c, err := w.connect()
	if err != nil {
		return
	}
	defer c.exec(fmt.Sprintf("PRAGMA busy_timeout = %d", busyTimeout))
	if _, err := c.exec(fmt.Sprintf("PRAGMA busy_timeout = %d", patience.Milliseconds())); err != nil {
		return
	}
	var busy, inLog, moved int
	err = c.QueryRowContext(context.Background(), "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &inLog, &moved)
	w.scrubs = err != nil || busy != 0
}
