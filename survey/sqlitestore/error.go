package sqlitestore

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"

	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"

	"github.com/khaosat/khaosat/survey"
)

var (
	errClosed   = errors.New("the store is closed")
	errReadOnly = errors.New("the store is open for reading only")
	errBusy     = errors.New("too much waits to be written")
	errLost     = errors.New("the engine gave up the transaction")
)

// failed translates an engine's error: Unavailable when trying again may help or ctx ended, else Internal.
func failed(ctx context.Context, op string, err error) error {
	var ours *survey.Error
	switch {
	case err == nil || errors.As(err, &ours):
		return err
	case ctx.Err() != nil:
		return survey.Unanswered("sqlitestore."+op, ctx.Err())
	case faultOf(err) != "":
		return unwritten(faultOf(err), op, err)
	case passing(err):
		return survey.Unanswered("sqlitestore."+op, err)
	}
	return &survey.Error{Kind: survey.Internal, Code: "store.internal", Op: "sqlitestore." + op, Err: err,
		Msg: survey.Say("store.internal")}
}

// passing reports whether the cause may go away: a lock, a full disk, a disk that does not answer, a closed store.
func passing(err error) bool {
	for _, known := range []error{errLost, errClosed, errReadOnly, driver.ErrBadConn, sql.ErrConnDone} {
		if errors.Is(err, known) {
			return true
		}
	}
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return false
	}
	switch e.Code() & 0xff {
	case lib.SQLITE_BUSY, lib.SQLITE_LOCKED, lib.SQLITE_FULL, lib.SQLITE_IOERR, lib.SQLITE_CANTOPEN,
		lib.SQLITE_READONLY,
		lib.SQLITE_NOMEM, lib.SQLITE_INTERRUPT, lib.SQLITE_PROTOCOL, lib.SQLITE_PERM, lib.SQLITE_AUTH, lib.SQLITE_ABORT:
		return true
	}
	return false
}

func notFound(op, what string) error {
	e := survey.Fail(survey.NotFound, "store.not_found", "what", what)
	e.Op = "sqlitestore." + op
	return e
}

func conflict(op, what string) error {
	e := survey.Fail(survey.Conflict, "store.conflict", "what", what)
	e.Op = "sqlitestore." + op
	return e
}

func erased(op, what string) error {
	e := survey.Fail(survey.Erased, "store.erased", "what", what)
	e.Op = "sqlitestore." + op
	return e
}

// folderError says that the data folder cannot be used.
func folderError(dir string, err error) error {
	e := survey.Fail(survey.Unavailable, "store.folder", "folder", dir)
	e.Op, e.Err = "sqlitestore.Open", fmt.Errorf("data folder: %w", err)
	return e
}
