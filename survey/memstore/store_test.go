package memstore_test

import (
	"testing"
	"time"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/memstore"
	"github.com/khaosat/khaosat/survey/storetest"
)

func TestConformance(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T) storetest.Harness {
		now := time.Now
		s := memstore.New(func() time.Time { return now() })
		at := func(clock func() time.Time) survey.Store { now = clock; return s }
		return storetest.Harness{Store: s, AgainAt: at, ReopenAt: at}
	})
}

func BenchmarkStore(b *testing.B) {
	storetest.Bench(b, func(b *testing.B) storetest.Harness { return storetest.Harness{Store: memstore.New(time.Now)} })
}
