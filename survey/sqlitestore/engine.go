package sqlitestore

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/khaosat/khaosat/survey"
)

// oldestEngine is the first SQLite whose WAL cannot be damaged by a checkpoint beside another connection's commit (the
// WAL-reset bug of 3.7.0 to 3.51.2, sqlite.org/wal.html#walresetbug).
const oldestEngine = "3.51.3"

// checkEngine asks the engine for its version before any file is touched.
func checkEngine(ctx context.Context) error {
	pool, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		return failed(ctx, "Open", err)
	}
	defer pool.Close()
	var version string
	if err := pool.QueryRowContext(ctx, "SELECT sqlite_version()").Scan(&version); err != nil {
		return failed(ctx, "Open", err)
	}
	return newEnough(version)
}

// newEnough refuses a SQLite before oldestEngine.
func newEnough(version string) error {
	have, want := numbers(version), numbers(oldestEngine)
	for i := range want {
		if have[i] > want[i] {
			return nil
		}
		if have[i] < want[i] {
			return survey.Fail(survey.Unavailable, "store.engine", "version", version, "wanted", oldestEngine)
		}
	}
	return nil
}

// numbers are the three parts of a version; what is no number is 0.
func numbers(version string) (n [3]int) {
	fmt.Sscanf(version, "%d.%d.%d", &n[0], &n[1], &n[2])
	return n
}
