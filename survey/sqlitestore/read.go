package sqlitestore

import (
	"context"
	"database/sql"
	"errors"
	"iter"
	"sync"
)

// readers is a pool of connections that only read, with the statements that were prepared on it.
type readers struct {
	pool *sql.DB

	mu    sync.Mutex
	stmts map[string]*sql.Stmt
}

// openReaders opens a pool of at most most connections, of which idle are kept.
func openReaders(ctx context.Context, path string, most, idle int) (*readers, error) {
	pool, err := sql.Open("sqlite", dsn(path, "ro", readerPragmas))
	if err != nil {
		return nil, failed(ctx, "Open", err)
	}
	pool.SetMaxOpenConns(most)
	pool.SetMaxIdleConns(idle)
	return &readers{pool: pool, stmts: map[string]*sql.Stmt{}}, nil
}

func (r *readers) stmt(ctx context.Context, query string) (*sql.Stmt, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if st := r.stmts[query]; st != nil {
		return st, nil
	}
	st, err := r.pool.PrepareContext(ctx, query)
	if err == nil {
		r.stmts[query] = st
	}
	return st, err
}

// scanner reads the columns of one row.
type scanner func(dest ...any) error

// read yields the rows of a query, from one moment of the database, until the caller leaves or ctx ends.
func read[T any](ctx context.Context, db *database, op string, scan func(scanner) (T, error), query string,
	args ...any) iter.Seq2[T, error] {
	return readOn(ctx, db, db.long, op, scan, query, args...)
}

func readOn[T any](ctx context.Context, db *database, pool *readers, op string, scan func(scanner) (T, error),
	query string, args ...any) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var none T
		if err := ctx.Err(); err != nil {
			yield(none, db.failed(ctx, op, err))
			return
		}
		st, err := pool.stmt(ctx, query)
		if err != nil {
			yield(none, db.failed(ctx, op, err))
			return
		}
		rows, err := st.QueryContext(ctx, args...)
		if err != nil {
			yield(none, db.failed(ctx, op, err))
			return
		}
		defer rows.Close()
		for rows.Next() {
			v, err := scan(rows.Scan)
			if err == nil {
				err = ctx.Err()
			}
			if err != nil {
				yield(none, db.failed(ctx, op, err))
				return
			}
			if !yield(v, nil) {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(none, db.failed(ctx, op, err))
		}
	}
}

// readAll gathers what read yields.
func readAll[T any](ctx context.Context, db *database, op string, scan func(scanner) (T, error), query string,
	args ...any) ([]T, error) {
	var all []T
	for v, err := range readOn(ctx, db, db.brief, op, scan, query, args...) {
		if err != nil {
			return nil, err
		}
		all = append(all, v)
	}
	return all, nil
}

// readOne is the first row; NotFound about the last argument when there is none.
func readOne[T any](ctx context.Context, db *database, op string, scan func(scanner) (T, error), query string,
	args ...any) (T, error) {
	for v, err := range readOn(ctx, db, db.brief, op, scan, query, args...) {
		return v, err
	}
	var none T
	what := ""
	if len(args) > 0 {
		what, _ = args[len(args)-1].(string)
	}
	return none, notFound(op, what)
}

// failed is failed, but for what fails because the store was closed meanwhile.
func (db *database) failed(ctx context.Context, op string, err error) error {
	if err != nil && ctx.Err() == nil && db.closed.Load() {
		err = errClosed
	}
	return failed(ctx, op, err)
}

func scanInt(scan scanner) (n int, err error)     { return n, scan(&n) }
func scanText(scan scanner) (s string, err error) { return s, scan(&s) }

// noRow reports whether err says that a query of the writer found nothing.
func noRow(err error) bool { return errors.Is(err, sql.ErrNoRows) }
