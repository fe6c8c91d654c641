package sqlitestore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"

	_ "modernc.org/sqlite" // the engine, in Go

	"github.com/khaosat/khaosat/survey/disk"
)

// busyTimeout is how long, in milliseconds, a connection waits for another process.
const busyTimeout = 10_000

// database is one file: a writer with one connection, and two pools of connections that only read: few for what is read
// at once, so that statements stay prepared, and more for what is read while its caller works, which holds its
// connection for as long.
type database struct {
	path        string
	writer      *writer // nil when opened for reading only
	brief, long *readers
	closed      atomic.Bool
}

// The most connections of a pool. Who finds all of them taken waits until its context ends.
const mostBrief, mostLong = 8, 128

// openDatabase opens the file and brings its tables up to date with the migrations of the set.
func openDatabase(ctx context.Context, path, set string, readOnly bool) (*database, error) {
	db := &database{path: path}
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
		db.writer = newWriter(path, pool)
		if err := db.writer.migrate(ctx, set); err != nil {
			db.close()
			return nil, err
		}
	}
	var err error
	if db.brief, err = openReaders(ctx, path, mostBrief, mostBrief); err == nil {
		db.long, err = openReaders(ctx, path, mostLong, 4)
	}
	if err != nil {
		db.close()
		return nil, err
	}
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
		"wal_autocheckpoint(0)", "journal_size_limit(67108864)"}, commonPragmas...)
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
	return disk.SyncFolder(filepath.Dir(path))
}

// check refuses tables that are not those of this program.
func (db *database) check(ctx context.Context, set string) error {
	version, err := readOne(ctx, db, "Open", scanInt, "SELECT coalesce(max(version), 0) FROM schema_version")
	if err != nil {
		return err
	}
	return checkVersion(db.path, version, len(migrations(set)))
}

// close waits for the writer's queue and closes all connections; the last one folds the WAL into the file.
func (db *database) close() error {
	db.closed.Store(true)
	var first error
	for _, r := range []*readers{db.brief, db.long} {
		if r != nil {
			first = errors.Join(first, r.pool.Close())
		}
	}
	if db.writer != nil {
		if err := db.writer.close(); first == nil {
			first = err
		}
	}
	return first
}
