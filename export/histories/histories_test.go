package histories_test

import (
	"fmt"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/khaosat/khaosat/export/histories"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/memstore"
	"github.com/khaosat/khaosat/survey/sqlitestore"
)

// TestHistories: whatever is done to a survey, everything that is said of it is what a plain recount of what was done
// gives. KHAOSAT_HISTORIES is how many histories there are for each engine and mode, and how long they are: "20x400".
func TestHistories(t *testing.T) {
	count, steps := histories.Size(t, os.Getenv("KHAOSAT_HISTORIES"))
	engines := map[string]func(t *testing.T) histories.Open{
		"memory": func(*testing.T) histories.Open { return memstore.New },
		"sqlite": func(t *testing.T) histories.Open {
			return func(now func() time.Time) survey.Store {
				s, err := sqlitestore.Open(t.Context(), t.TempDir(), sqlitestore.WithClock(now),
					sqlitestore.WithCompany(0))
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { s.Close() })
				return s
			}
		},
	}
	first, _ := strconv.ParseUint(os.Getenv("KHAOSAT_HISTORIES_SEED"), 10, 64)
	for engine, open := range engines {
		for _, mode := range []survey.Mode{survey.Named, survey.Anonymous} {
			for seed := first + 1; seed <= first+uint64(count); seed++ {
				t.Run(fmt.Sprintf("%s/%s/%d", engine, mode, seed),
					func(t *testing.T) { histories.Run(t, open(t), mode, seed, steps) })
			}
		}
	}
}

// TestVersions: so it is after every way to change a questionnaire.
func TestVersions(t *testing.T) {
	count, _ := histories.Size(t, os.Getenv("KHAOSAT_HISTORIES"))
	first, _ := strconv.ParseUint(os.Getenv("KHAOSAT_HISTORIES_SEED"), 10, 64)
	for seed := first + 1; seed <= first+uint64(2*count); seed++ {
		t.Run(fmt.Sprint(seed), func(t *testing.T) { histories.Versions(t, memstore.New, survey.Named, seed) })
	}
}
