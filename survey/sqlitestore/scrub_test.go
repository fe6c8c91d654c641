package sqlitestore

import (
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/sqlitestore/disktest"
)

// TestALargeLogIsFoldedOnce: of named answers alone, for which nothing empties the log. The file of the log stays as
// long as it was, and is folded again when as much has come again.
func TestALargeLogIsFoldedOnce(t *testing.T) {
	t.Parallel()
	s, disk := openOn(t)
	for round := range 2 {
		before := disk.Synced(answersFile)
		fillLog(t, s, fmt.Sprint("lớn ", round), func() bool { return disk.Synced(answersFile) > before })
		wantFolds(t, s, disk, fmt.Sprint("nhỏ ", round), 0)
	}
	info, err := os.Stat(filepath.Join(s.dir, answersFile+"-wal"))
	must(t, err)
	if info.Size() < foldAt || info.Size() > foldAt*5/4 {
		t.Errorf("the log has %d bytes, want %d and a little more", info.Size(), foldAt)
	}
}

// TestALargeLogWaitsForAReader: what a reader keeps in the log is moved when he has gone, and nothing is brought to
// disk in vain until then.
func TestALargeLogWaitsForAReader(t *testing.T) {
	t.Parallel()
	s, disk := openOn(t)
	reader, err := sql.Open("sqlite", dsn(s.answers.path, "ro", readerPragmas))
	must(t, err)
	defer reader.Close()
	must(t, insert(s, named("đầu", 1)))
	tx, err := reader.BeginTx(t.Context(), nil)
	must(t, err)
	must(t, tx.QueryRow("SELECT count(*) FROM responses").Scan(new(int)))
	size := 0
	fillLog(t, s, "lớn", func() bool { size++; return size > foldAt>>20 })
	must(t, insert(s, named("giữa", 1)))
	wantFolds(t, s, disk, "nhỏ", 0)
	must(t, tx.Rollback())
	before := disk.Synced(answersFile)
	must(t, insert(s, named("cuối", 1)))
	if disk.Synced(answersFile) == before {
		t.Error("the log is not folded after the reader has gone")
	}
}

// fillLog sends answers of a megabyte until done.
func fillLog(t *testing.T, s *Store, name string, done func() bool) {
	t.Helper()
	for i := 0; !done(); i++ {
		must(t, insert(s, named(fmt.Sprint(name, " ", i), 1<<20)))
		if i > 2*foldAt>>20 {
			t.Fatal("a log twice as large is not folded")
		}
	}
}

// wantFolds sends fifty small answers and counts how often the file, which only a fold writes, is brought to disk.
func wantFolds(t *testing.T, s *Store, disk *disktest.Disk, name string, want int) {
	t.Helper()
	before := disk.Synced(answersFile)
	for i := range 50 {
		must(t, insert(s, named(fmt.Sprint(name, " ", i), 1)))
	}
	if got := disk.Synced(answersFile) - before; got != want {
		t.Errorf("for 50 small answers the file was brought to disk %d times, want %d", got, want)
	}
}

// named is an answer of so many bytes that is not anonymous.
func named(id string, bytes int) *survey.Response {
	r := answer(id)
	r.Received = time.UnixMilli(1)
	r.Answers["q"] = survey.OfText(strings.Repeat("e", bytes))
	return r
}
