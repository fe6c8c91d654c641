package mongo_test

import (
	"fmt"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/khaosat/khaosat/export/histories"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/mongostore"
)

// TestHistories drives random histories on MongoDB, as TestHistories of export/histories does on SQLite and in memory,
// under the same variables.
func TestHistories(t *testing.T) {
	t.Parallel()
	count, steps := histories.Size(t, os.Getenv("KHAOSAT_HISTORIES"))
	first, _ := strconv.ParseUint(os.Getenv("KHAOSAT_HISTORIES_SEED"), 10, 64)
	onServers(t, func(t *testing.T, uri string) {
		for _, mode := range []survey.Mode{survey.Named, survey.Anonymous} {
			for seed := first + 1; seed <= first+uint64(count); seed++ {
				t.Run(fmt.Sprintf("%s/%d", mode, seed), func(t *testing.T) {
					fresh, database := freshURI(t, uri)
					dropAfter(t, connect(t, fresh), database)
					open := func(now func() time.Time) survey.Store {
						return openStore(t, fresh,
							mongostore.Options{Now: now})
					}
					histories.Run(t, open, mode, seed, steps)
				})
			}
		}
	})
}
