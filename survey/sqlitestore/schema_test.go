package sqlitestore

import (
	"strings"
	"testing"
	"time"

	"github.com/khaosat/khaosat/survey"
)

func TestOldEnginesAreRefused(t *testing.T) {
	t.Parallel()
	for version, good := range map[string]bool{"3.51.3": true, "3.51.10": true, "3.53.0": true, "4.0.0": true,
		"3.51.2": false, "3.9.9": false, "3.50.7": false, "2.99.99": false, "": false} {
		if err := newEnough(version); (err == nil) != good {
			t.Errorf("SQLite %q: got %v, want it taken: %v", version, err, good)
		}
	}
	must(t, checkEngine(t.Context()))
}

// A rowid would number anonymous answers, and the burnt tokens beside them, as they come in.
func TestNoTableKeepsAnOrderOfArrival(t *testing.T) {
	t.Parallel()
	s := openStore(t)
	for _, db := range []*database{s.answers} {
		for table, err := range read(t.Context(), db, "test", scanText, `SELECT name FROM pragma_table_list
			WHERE type = 'table' AND schema = 'main' AND NOT wr AND name NOT LIKE 'sqlite\_%' ESCAPE '\' AND name <> 'schema_version'`) {
			must(t, err)
			t.Errorf("%s has rowids", table)
		}
	}
}

func TestAnonymousRowsHoldNoTime(t *testing.T) {
	t.Parallel()
	now := time.Date(2031, 3, 4, 5, 6, 7, 0, time.UTC)
	s, err := Open(t.Context(), t.TempDir(), WithClock(func() time.Time { return now }))
	must(t, err)
	defer s.Close()
	must(t, insert(s, answer("a")))
	must(t, insert(s, answer("b")))
	second := answer("a")
	second.Revision, second.State = 2, survey.Withdrawn
	must(t, s.Responses().Revise(t.Context(), second))
	must(t, s.Responses().Erase(t.Context(), "s", "b"))
	for _, query := range []string{
		`SELECT count(*) FROM responses WHERE received IS NOT NULL OR changed IS NOT NULL OR body LIKE '%2031%' OR body LIKE '%0001-01%'`,
		`SELECT count(*) FROM revisions WHERE received IS NOT NULL OR changed IS NOT NULL OR body LIKE '%2031%' OR body LIKE '%0001-01%'`,
		`SELECT count(*) FROM erased WHERE erased IS NOT NULL`,
	} {
		if n, err := readOne(t.Context(), s.answers, "test", scanInt, query); err != nil || n != 0 {
			t.Errorf("%s: %d, %v; want no row", query, n, err)
		}
	}
}

// The queries of every request use an index; a scan of the table would be slow with a million responses.
func TestQueriesUseAnIndex(t *testing.T) {
	t.Parallel()
	s := openStore(t)
	for name, query := range map[string]string{
		"Get":       `SELECT id FROM seen WHERE survey = 'a' AND id = 'b'`,
		"ByReceipt": `SELECT id FROM seen WHERE survey = 'a' AND receipt = 'b' AND receipt <> ''`,
		"Scan":      `SELECT id FROM seen WHERE survey = 'a' ORDER BY id`,
		"Changes":   strings.NewReplacer("?1", "'a'", "?2", "1").Replace(changes),
		"List":      `SELECT key FROM links WHERE key >= 'a' AND key < 'b' ORDER BY key`,
	} {
		plan, err := readAll(t.Context(), s.answers, "test", func(scan scanner) (step string, err error) {
			var id, parent, unused int
			return step, scan(&id, &parent, &unused, &step)
		}, "EXPLAIN QUERY PLAN "+query)
		must(t, err)
		for _, step := range plan {
			if strings.HasPrefix(step, "SCAN") || strings.Contains(step, "ORDER BY") {
				t.Errorf("%s: %s", name, strings.Join(plan, " | "))
				break
			}
		}
	}
}
