package sqlitestore

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"

	"github.com/khaosat/khaosat/survey"
)

// When the disk is full or fails, nothing more is written: every caller hears so at once, and readers go on. The writer
// tries the disk again by itself, and before it takes anything it looks whether the file is whole.
const (
	outageFirst  = 250 * time.Millisecond // until the disk is tried again, doubling
	outageMost   = 5 * time.Second        // up to this,
	outageShare  = 10                     // and at least this many times as long as looking at the file takes,
	outageLong   = time.Minute            // up to this
	checkTime    = 30 * time.Second       // how long the look at the file may take
	outageTrial  = 64 << 10               // bytes that a trial writes beside the file
	trialPattern = "trial-*"
)

var errReserve = errors.New("only the reserve of the disk is free")

// outage is why nothing is written for now.
type outage struct {
	err   *survey.Error
	next  time.Time     // when the disk is tried again
	pause time.Duration // since the last time
}

// faultOf says which kind of failure of the disk an error is, "" when it is none.
func faultOf(err error) (code string) {
	var e *sqlite.Error
	switch {
	case errors.Is(err, syscall.ENOSPC):
		return "store.full"
	case !errors.As(err, &e):
		return ""
	}
	switch e.Code() & 0xff {
	case lib.SQLITE_FULL:
		return "store.full"
	case lib.SQLITE_IOERR:
		return "store.disk"
	case lib.SQLITE_CORRUPT:
		return "store.damaged"
	}
	return ""
}

// fell notes that the disk failed, and what callers are told of it.
func (w *writer) fell(err error) error {
	code := faultOf(err)
	if code == "" || w.space.Load() == nil { // who opens it sees the cause
		return err
	}
	w.drop()
	told := unwritten(code, "write", err)
	if w.out == nil {
		slog.Error("nothing is written until the disk answers", "err", err)
		w.out = &outage{}
	}
	w.out.after(0)
	w.out.err = told
	w.refusing.Store(told)
	return told
}

// after sets when the disk is tried again, after a trial that took so long.
func (o *outage) after(took time.Duration) {
	o.pause = min(max(2*o.pause, outageFirst), outageMost)
	o.next = time.Now().Add(max(o.pause, min(outageShare*took, outageLong)))
}

// retry tries the disk when it is time, and lets writing go on when it answers and the file is whole.
func (w *writer) retry(now time.Time) {
	if w.out == nil || now.Before(w.out.next) {
		return
	}
	err := w.recover()
	if err == nil {
		slog.Info("the disk answers and the data is whole: writing goes on", "after", w.out.err.Err)
		w.out = nil
		w.refusing.Store(nil)
		return
	}
	w.drop()
	if e := (*survey.Error)(nil); errors.As(err, &e) {
		w.out.err = e
	} else if code := faultOf(err); code != "" {
		w.out.err = unwritten(code, "write", err)
	}
	w.refusing.Store(w.out.err)
	w.out.after(time.Since(now))
}

// recover tries a file beside the data, looks at the data, and then commits a page and folds the log.
func (w *writer) recover() error {
	if err := tryDisk(filepath.Dir(w.path)); err != nil {
		return err
	}
	c, err := w.connect()
	if err != nil {
		return err
	}
	if err := whole(c); err != nil {
		return err
	}
	if _, err := c.exec("UPDATE clock SET at = at"); err != nil {
		return err
	}
	_, _, err = w.fold("TRUNCATE", scrubPatience)
	return err
}

// tryDisk writes a file to the folder, brings it to disk and removes it.
func tryDisk(dir string) error {
	f, err := os.CreateTemp(dir, trialPattern)
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(make([]byte, outageTrial))
	return errors.Join(err, f.Sync(), f.Close())
}

// whole looks whether the file is damaged. What is so large that it takes longer than checkTime is taken as whole when
// nothing was found by then.
func whole(c *connection) error {
	ctx, cancel := context.WithTimeout(context.Background(), checkTime)
	defer cancel()
	found, err := firstDamage(ctx, c.Conn, "quick_check")
	if err != nil && ctx.Err() != nil {
		slog.Warn("the data is large: not all of it was looked at; khaosat doctor looks at all", "after", checkTime)
		return nil
	}
	if err == nil && found != "" {
		return unwritten("store.damaged", "write", errors.New(found))
	}
	return err
}

// Damage returns the first damage that SQLite finds in the data, "" when it is whole. It reads everything.
func (s *Store) Damage(ctx context.Context) (string, error) {
	found, err := firstDamage(ctx, s.answers.long.pool, "integrity_check")
	return found, s.answers.failed(ctx, "Damage", err)
}

// firstDamage returns the first damage that a check of SQLite finds, "" when there is none.
func firstDamage(ctx context.Context, c interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}, check string) (found string, err error) {
	if err := c.QueryRowContext(ctx, "PRAGMA "+check+"(1)").Scan(&found); err != nil {
		var e *sqlite.Error
		if errors.As(err, &e) && (e.Code()&0xff == lib.SQLITE_CORRUPT || e.Code()&0xff == lib.SQLITE_NOTADB) {
			return err.Error(), nil
		}
		return "", err
	}
	if found == "ok" {
		found = ""
	}
	return found, nil
}
