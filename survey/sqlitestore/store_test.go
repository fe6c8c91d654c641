package sqlitestore_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/sqlitestore"
	"github.com/khaosat/khaosat/survey/storetest"
)

func TestConformance(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T) storetest.Harness { return harness(t) })
}

func BenchmarkStore(b *testing.B) {
	storetest.Bench(b, func(b *testing.B) storetest.Harness { return harness(b) })
}

// harness is a store in a folder of its own.
func harness(t testing.TB) storetest.Harness {
	dir := t.TempDir()
	first := opened(t, dir)
	return storetest.Harness{
		Store: first,
		Again: func() survey.Store { return opened(t, dir) },
		Reopen: func() survey.Store {
			if err := first.Close(); err != nil {
				t.Fatal(err)
			}
			return opened(t, dir)
		},
		ReopenAt: func(clock func() time.Time) survey.Store {
			if err := first.Close(); err != nil {
				t.Fatal(err)
			}
			return opened(t, dir, sqlitestore.WithClock(clock))
		},
		Holds: func(text string) bool { return inFiles(t, text, filepath.Join(dir, "khaosat.db*")) },
	}
}

func opened(t testing.TB, dir string, opts ...sqlitestore.Option) *sqlitestore.Store {
	t.Helper()
	s, err := sqlitestore.Open(t.Context(), dir, opts...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// inFiles reports whether the bytes of one of the files hold the text.
func inFiles(t testing.TB, text, pattern string) bool {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		t.Fatalf("%s names no file: %v", pattern, err)
	}
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(b, []byte(text)) {
			return true
		}
	}
	return false
}
