package sqlitestore

import (
	"context"
	"log/slog"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/khaosat/khaosat/survey"
)

// A table in the order of hashed keys still tells in which order its rows came: by the place of a cell in its page, the
// number of a page that was split off or spilled over, the list of free pages. VACUUM writes the file anew in the order
// of the keys. It is done when the store is closed, and while it is open as often as it costs little.
const (
	rewriteRest  = 10 * time.Second       // at least this long between two rewritings of an open file,
	rewriteShare = 100                    // and at least this many times as long as one takes
	rewriteShort = 250 * time.Millisecond // what takes longer waits until nobody has written
	rewriteQuiet = time.Minute            // for this long
	rewriteSpeed = 32 << 20               // bytes a second, before one was measured
	rewriteAgain = time.Minute            // after one that failed, doubling
	rewriteRare  = time.Hour              // up to this
)

// rewriting is what the writer knows of the order in the file.
type rewriting struct {
	due     bool // unordered rows came since the last one
	ended   time.Time
	took    time.Duration
	written time.Time     // when the last group was committed
	again   time.Duration // how long the next one is put off because the last failed
}

// end notes how a rewriting ended that was begun at a moment.
func (r *rewriting) end(began time.Time, err error) {
	r.due, r.ended, r.took = err != nil, time.Now(), time.Since(began)
	r.again = min(max(2*r.again, rewriteAgain), rewriteRare)
	if err == nil {
		r.again = 0
	}
}

// wait is how long it is until the file should be written anew.
func (r *rewriting) wait(now time.Time) time.Duration {
	at := r.ended.Add(max(rewriteRest, rewriteShare*r.took, r.again))
	if quiet := r.written.Add(rewriteQuiet); r.took > rewriteShort && quiet.After(at) {
		at = quiet
	}
	return max(0, at.Sub(now))
}

// tidy does what waits for its time: emptying the log, writing the file anew.
func (w *writer) tidy() {
	now := time.Now()
	if w.out != nil {
		w.retry(now)
		return
	}
	if w.scrubs && now.Sub(w.tried) >= scrubEvery {
		w.truncate(0)
	}
	if w.order.due && w.order.wait(now) == 0 {
		w.rewrite()
	}
}

// next ticks when tidy has something to do; nil when it has not.
func (w *writer) next() <-chan time.Time {
	now := time.Now()
	if w.out != nil {
		return time.After(max(0, w.out.next.Sub(now)))
	}
	wait := time.Duration(-1)
	if w.scrubs {
		wait = max(0, w.tried.Add(scrubEvery).Sub(now))
	}
	if r := w.order.wait(now); w.order.due && (wait < 0 || r < wait) {
		wait = r
	}
	if wait < 0 {
		return nil
	}
	return time.After(wait)
}

// rewrite writes the file in the order of its keys when anonymous answers came since the last time, whoever stored
// them, and empties the log.
func (w *writer) rewrite() error {
	if w.out != nil {
		return w.out.err
	}
	began := time.Now()
	err := w.vacuum()
	w.order.end(began, err)
	if err != nil {
		slog.Warn("the data file was not written anew in the order of its keys", "err", err, "again after", w.order.again)
	}
	if err != nil && (faultOf(err) != "store.full" || tryDisk(filepath.Dir(w.path)) != nil) {
		return w.fell(err)
	}
	w.truncate(scrubPatience) // after copies for which there was no room, too: the disk takes what is smaller
	return err
}

func (w *writer) vacuum() error {
	c, err := w.connect()
	if err != nil {
		return err
	}
	var came, rewritten int64
	if err := c.row("SELECT came, rewritten FROM arrivals")(&came, &rewritten); err != nil || came == rewritten {
		return err
	}
	if err := w.roomToRewrite(c); err != nil {
		return err
	}
	if err := w.vacuumBeside(c); err != nil {
		return err
	}
	_, err = c.exec("UPDATE arrivals SET rewritten = ?", came)
	return err
}

// tempFolder is held while SQLite's folder for temporary files, of which a process has one, is that of some data.
var tempFolder sync.Mutex

// vacuumBeside makes the copy of everything as a file in the folder of the data: it does not belong into memory, nor
// to where other programs see it, and this disk is the one whose room was looked at.
func (w *writer) vacuumBeside(c *connection) error {
	tempFolder.Lock()
	defer tempFolder.Unlock()
	defer c.set("temp_store = MEMORY")
	defer c.set("temp_store_directory = ''")
	dir := strings.ReplaceAll(filepath.Dir(w.path), "'", "''")
	for _, pragma := range []string{"temp_store = FILE", "temp_store_directory = '" + dir + "'"} {
		if err := c.set(pragma); err != nil {
			return err
		}
	}
	_, err := c.ExecContext(context.Background(), "VACUUM")
	return err
}

// roomToRewrite refuses what would fill the disk: a rewriting makes a copy of the file, and puts one into the log.
func (w *writer) roomToRewrite(c *connection) error {
	var pages, size int64
	err := c.row("SELECT page_count, page_size FROM pragma_page_count, pragma_page_size")(&pages, &size)
	if space := w.space.Load(); err == nil && space != nil && !space.has(2*pages*size) {
		err = errReserve
	}
	return err
}

// expect reads how long a rewriting may take, and whether the last process left without one.
func (w *writer) expect(c *connection) error {
	var pages, size, owed int64
	if err := c.row("SELECT page_count, page_size FROM pragma_page_count, pragma_page_size")(&pages, &size); err != nil {
		return err
	}
	if err := c.row("SELECT came - rewritten FROM arrivals")(&owed); err != nil {
		return err
	}
	w.owed.Store(owed > 0)
	w.order = rewriting{due: owed > 0, ended: time.Now(), written: time.Now(),
		took: time.Duration(pages * size * int64(time.Second) / rewriteSpeed)}
	return nil
}

// orderKept says that files still tell of the order of arrival.
func orderKept(err error) error {
	if err == nil {
		return nil
	}
	e := survey.Fail(survey.Unavailable, "store.order")
	e.Op, e.Err = "sqlitestore.Close", err
	return e
}

// forgetOrder makes the attachments anew, and lets the writer write the file anew as its last work.
func (s *Store) forgetOrder() error {
	if s.answers.writer == nil {
		return nil
	}
	if !s.shuffle.end() && !s.answers.writer.owed.Load() {
		return nil
	}
	return orderKept(blobs{s}.renewAll(context.Background()))
}
