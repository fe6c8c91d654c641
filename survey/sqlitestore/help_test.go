package sqlitestore_test

import (
	"database/sql"
	"path/filepath"
	"testing"

	"github.com/khaosat/khaosat/survey/sqlitestore"
)

func openedReadOnly(t testing.TB, dir string) *sqlitestore.Store {
	t.Helper()
	s, err := sqlitestore.OpenReadOnly(t.Context(), dir)
	must(t, err)
	t.Cleanup(func() { s.Close() })
	return s
}

// wantWhole fails unless SQLite finds both files of the folder sound.
func wantWhole(t *testing.T, dir string) {
	t.Helper()
	for _, file := range []string{"khaosat.db"} {
		db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, file))
		must(t, err)
		defer db.Close()
		var verdict string
		must(t, db.QueryRow("PRAGMA integrity_check").Scan(&verdict))
		if verdict != "ok" {
			t.Fatalf("%s is damaged: %s", file, verdict)
		}
	}
}
