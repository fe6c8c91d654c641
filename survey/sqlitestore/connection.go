package sqlitestore

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// connection is the writer's connection with its prepared statements. Statements run without a caller's context: an
// interrupted statement would roll back the jobs of others.
type connection struct {
	*sql.Conn
	stmts   map[string]*sql.Stmt
	stamped time.Time // the moment of this transaction, zero when none was asked for
}

// savepoint runs one job. Its failure undoes what it did and leaves the others alone; an error is returned when the
// engine has given up the whole transaction.
func (c *connection) savepoint(j *job) error {
	if _, err := c.exec("SAVEPOINT job"); err != nil {
		return err
	}
	if j.err = j.do(c); j.err != nil {
		c.stamped = time.Time{} // what the job wrote of it is undone
		if _, err := c.exec("ROLLBACK TO job"); err != nil {
			return errors.Join(errLost, j.err, err)
		}
	}
	_, err := c.exec("RELEASE job")
	return err
}

// exec runs a statement and returns how many rows it changed.
func (c *connection) exec(query string, args ...any) (int64, error) {
	st, err := c.stmt(query)
	if err != nil {
		return 0, err
	}
	res, err := st.Exec(args...)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

// set does a PRAGMA that sets something. It is not kept prepared: SQLite sets while it prepares, and not again later.
func (c *connection) set(pragma string) error {
	_, err := c.ExecContext(context.Background(), "PRAGMA "+pragma)
	return err
}

// row runs a query for one row; see noRow.
func (c *connection) row(query string, args ...any) scanner {
	st, err := c.stmt(query)
	if err != nil {
		return func(...any) error { return err }
	}
	return st.QueryRow(args...).Scan
}

func (c *connection) stmt(query string) (*sql.Stmt, error) {
	if st := c.stmts[query]; st != nil {
		return st, nil
	}
	st, err := c.PrepareContext(context.Background(), query)
	if err == nil {
		c.stmts[query] = st
	}
	return st, err
}
