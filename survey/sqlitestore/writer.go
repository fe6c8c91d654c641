package sqlitestore

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/khaosat/khaosat/survey"
)

// maxGroup is how many waiting jobs are committed together at most.
const maxGroup = 256

// DefaultCompany is how long an anonymous answer that comes alone waits for others, so that a commit tells less of who
// it was; with enough of them it waits no longer.
const (
	DefaultCompany = 20 * time.Millisecond
	enough         = 8
)

// writer has the only connection that writes. One goroutine takes all jobs that wait, runs each in a savepoint of one
// transaction, commits, and only then answers the callers: many submissions share one fsync, and none is acknowledged
// before it is on disk.
type writer struct {
	path  string
	pool  *sql.DB
	queue chan *job
	done  chan struct{} // closed when the goroutine has ended

	mu     sync.RWMutex // held for reading while a job is put in the queue
	closed bool

	conn   *connection // nil after a failure: the next group opens a new one
	scrubs bool        // deleted content waits to be wiped out of the WAL
	tried  time.Time   // when that was last tried

	company atomic.Int64 // nanoseconds that an unordered job waits for others
	owed    atomic.Bool  // the last process left without writing the file anew
	order   rewriting
	ending  error // of the last rewriting

	out      *outage                      // the disk failed; nil: it works
	refusing atomic.Pointer[survey.Error] // what callers are told meanwhile
	space    atomic.Pointer[space]        // of the disk, from when the store is open
}

// job is a piece of work that is done whole or not at all.
type job struct {
	ctx   context.Context
	op    string
	do    func(*connection) error
	scrub bool // deletes what must not be found in any file afterwards
	// unordered: when it was done is to be told by no file. It shares its commit with others, which are done in the
	// order of their keys, and the log is emptied soon.
	unordered bool
	order     string // key of what it stores
	// atOnce: the caller would rather hear that the queue is full than wait for a place in it.
	atOnce bool
	taken  atomic.Bool
	err    error
	ready  chan error
}

func newWriter(path string, pool *sql.DB) *writer {
	w := &writer{path: path, pool: pool, queue: make(chan *job, 4*maxGroup), done: make(chan struct{})}
	go w.run()
	return w
}

// write does f in a transaction and returns when it is on disk. f may touch only what it alone owns, since a caller
// whose ctx ends does not wait for it: then it is done whole, or not at all.
func (db *database) write(ctx context.Context, op string, f func(*connection) error) error {
	return db.submit(&job{ctx: ctx, op: op, do: f})
}

// wipe is write for what deletes: the content is gone from the files, too, unless someone is still reading it.
func (db *database) wipe(ctx context.Context, op string, f func(*connection) error) error {
	return db.submit(&job{ctx: ctx, op: op, do: f, scrub: true})
}

func (db *database) submit(j *job) error {
	if err := j.ctx.Err(); err != nil {
		return failed(j.ctx, j.op, err)
	}
	if db.writer == nil {
		return readOnly(j.op)
	}
	j.ready = make(chan error, 1)
	if err := db.writer.enqueue(j); err != nil {
		return failed(j.ctx, j.op, err)
	}
	select {
	case err := <-j.ready:
		return failed(j.ctx, j.op, err)
	case <-j.ctx.Done():
		j.taken.Store(true) // when the writer has not begun it, it never will
		return failed(j.ctx, j.op, j.ctx.Err())
	}
}

func readOnly(op string) error {
	e := survey.Unanswered("sqlitestore."+op, errReadOnly)
	e.Code, e.Msg = "store.read_only", survey.Say("store.data_open_reading_only")
	return e
}

func (w *writer) enqueue(j *job) error {
	w.mu.RLock()
	defer w.mu.RUnlock()
	if w.closed {
		return errClosed
	}
	if out := w.refusing.Load(); out != nil {
		return out
	}
	select {
	case w.queue <- j:
		return nil
	default:
	}
	if j.atOnce {
		return unwritten("store.busy", j.op, errBusy)
	}
	select {
	case w.queue <- j:
		return nil
	case <-j.ctx.Done():
		return j.ctx.Err()
	}
}

// close lets no more jobs in, waits for those that are, and closes the connection.
func (w *writer) close() error {
	w.mu.Lock()
	if !w.closed {
		w.closed = true
		close(w.queue)
	}
	w.mu.Unlock()
	<-w.done
	return errors.Join(orderKept(w.ending), w.pool.Close())
}

func (w *writer) run() {
	defer close(w.done)
	defer w.drop()
	for {
		select {
		case first, open := <-w.queue:
			if !open {
				w.ending = w.rewrite()
				return
			}
			w.commit(w.inOrder(w.accompany(w.gather(first))))
			w.tidy()
		case <-w.next():
			w.tidy()
		}
	}
}

// gather adds to the first job those that wait already.
func (w *writer) gather(first *job) []*job {
	group := append(make([]*job, 0, maxGroup), first)
	for len(group) < maxGroup {
		select {
		case j, open := <-w.queue:
			if !open {
				return group
			}
			group = append(group, j)
		default:
			return group
		}
	}
	return group
}

// accompany waits for company when there is an unordered job and not enough others.
func (w *writer) accompany(group []*job) []*job {
	if len(group) >= enough || !slices.ContainsFunc(group, func(j *job) bool { return j.unordered }) {
		return group
	}
	over := time.NewTimer(time.Duration(w.company.Load()))
	defer over.Stop()
	for len(group) < enough {
		select {
		case j, open := <-w.queue:
			if !open {
				return group
			}
			group = append(group, j)
		case <-over.C:
			return group
		}
	}
	return group
}

// inOrder brings jobs into the order of their keys. All of them wait at one time, so any order is theirs.
func (w *writer) inOrder(group []*job) []*job {
	slices.SortStableFunc(group, func(a, b *job) int { return strings.Compare(a.order, b.order) })
	return group
}

// commit runs the jobs in one transaction and answers all callers. When the transaction as a whole fails, nothing of it
// is stored and every caller is told so.
func (w *writer) commit(group []*job) {
	claimed := group[:0]
	for _, j := range group {
		if j.taken.CompareAndSwap(false, true) {
			claimed = append(claimed, j)
		}
	}
	if len(claimed) == 0 {
		return
	}
	if err := w.attempt(claimed); err != nil {
		for _, j := range claimed {
			j.err = err
		}
	}
	w.scrub(claimed)
	w.foldLarge()
	for _, j := range claimed {
		j.ready <- j.err
	}
}

// attempt is transact, but for a disk that has failed; one that fails now is noted.
func (w *writer) attempt(group []*job) error {
	if w.out != nil {
		return w.out.err
	}
	err := w.transact(group)
	if err != nil {
		w.drop()
		return w.fell(err)
	}
	for _, j := range group {
		if faultOf(j.err) != "" { // it alone was undone
			j.err = w.fell(j.err)
		}
	}
	return nil
}

// transact returns an error when nothing was stored; the error of one job alone is in job.err.
func (w *writer) transact(group []*job) error {
	c, err := w.connect()
	if err != nil {
		return err
	}
	if _, err := c.exec("BEGIN IMMEDIATE"); err != nil {
		return err
	}
	c.stamped = time.Time{}
	for _, j := range group {
		if err := c.savepoint(j); err != nil {
			return err
		}
	}
	_, err = c.exec("COMMIT")
	return err
}

// connect is the connection, opened anew after a failure.
func (w *writer) connect() (*connection, error) {
	if w.conn == nil {
		conn, err := w.pool.Conn(context.Background())
		if err != nil {
			return nil, err
		}
		w.conn = &connection{Conn: conn, stmts: map[string]*sql.Stmt{}}
	}
	return w.conn, nil
}

// drop closes the connection, which rolls back what it had begun.
func (w *writer) drop() {
	if w.conn == nil {
		return
	}
	for _, st := range w.conn.stmts {
		st.Close()
	}
	w.conn.Raw(func(any) error { return driver.ErrBadConn }) // tells the pool not to use it again
	w.conn.Close()
	w.conn = nil
}
