package sqlitestore

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"

	_ "modernc.org/sqlite" // the engine, in Go
)

// busyTimeout is how long, in milliseconds, a connection waits for another process.
const busyTimeout = 10_000

// database is one file: a writer with one connection, and a pool of connections that only read.
type database struct {
	path    string
	writer  *writer // nil when opened for reading only
	readers *sql.DB

	mu     sync.Mutex
	stmts  map[string]*sql.Stmt // prepared on readers
	closed atomic.Bool
}

// openDatabase opens the file and brings its tables up to date with the migrations of the set.
func openDatabase(ctx context.Context, path, set string, readOnly bool) (*database, error) {
	db := &database{path: path, stmts: map[string]*sql.Stmt{}}
	if err := checkEngine(ctx); err != nil {
		return nil, err
	}
	if !readOnly {
		if err := touch(path); err != nil {
			return nil, folderError(filepath.Dir(path), err)
		}
		pool, err := sql.Open("sqlite", dsn(path, "rw", writerPragmas)+"&_journal_mode=WAL") // after page_size
		if err != nil {
			return nil, failed(ctx, "Open", err)
		}
		pool.SetMaxOpenConns(1)
		db.writer = newWriter(pool)
		if err := db.writer.migrate(ctx, set); err != nil {
			db.close()
			return nil, err
		}
	}
	var err error
	if db.readers, err = sql.Open("sqlite", dsn(path, "ro", readerPragmas)); err != nil {
		db.close()
		return nil, failed(ctx, "Open", err)
	}
	// Without a limit: a scan holds its connection while its caller asks for more.
	db.readers.SetMaxIdleConns(16)
	if err := db.check(ctx, set); err != nil {
		db.close()
		return nil, err
	}
	return db, nil
}

var (
	commonPragmas = []string{fmt.Sprintf("busy_timeout(%d)", busyTimeout), "synchronous(FULL)", "foreign_keys(1)",
		"temp_store(MEMORY)"}
	readerPragmas = append([]string{"query_only(1)"}, commonPragmas...)
	// page_size counts only for a new file: a usual response fits into its leaf. fullfsync is what makes a commit reach
	// the disk on a Mac.
	writerPragmas = append([]string{"page_size(8192)", "secure_delete(1)", "fullfsync(1)", "checkpoint_fullfsync(1)",
		"wal_autocheckpoint(4000)", "journal_size_limit(67108864)"}, commonPragmas...)
)

// dsn names the file with any character that a path may have.
func dsn(path, mode string, pragmas []string) string {
	slashed := filepath.ToSlash(path)
	if !strings.HasPrefix(slashed, "/") {
		slashed = "/" + slashed // C:/data
	}
	u := url.URL{Scheme: "file", Path: slashed, RawQuery: url.Values{"mode": {mode}, "_pragma": pragmas}.Encode()}
	return u.String()
}

// touch makes the file for its owner alone; its WAL takes the same rights. The folder is brought to disk with it.
func touch(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(path))
}

// check refuses tables that are not those of this program.
func (db *database) check(ctx context.Context, set string) error {
	version, err := readOne(ctx, db, "Open", scanInt, "SELECT coalesce(max(version), 0) FROM schema_version")
	if err != nil {
		return err
	}
	return checkVersion(db.path, version, len(migrations(set)))
}

// stmt is the statement prepared on the readers.
func (db *database) stmt(ctx context.Context, query string) (*sql.Stmt, error) {
	db.mu.Lock()
	defer db.mu.Unlock()
	if st := db.stmts[query]; st != nil {
		return st, nil
	}
	st, err := db.readers.PrepareContext(ctx, query)
	if err == nil {
		db.stmts[query] = st
	}
	return st, err
}

// close waits for the writer's queue and closes all connections; the last one folds the WAL into the file.
func (db *database) close() error {
	db.closed.Store(true)
	var first error
	if db.readers != nil {
		first = db.readers.Close()
	}
	if db.writer != nil {
		if err := db.writer.close(); first == nil {
			first = err
		}
	}
	return first
}
