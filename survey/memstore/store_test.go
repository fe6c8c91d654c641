package memstore_test

import (
	"testing"
	"time"

	"github.com/khaosat/khaosat/survey/memstore"
	"github.com/khaosat/khaosat/survey/storetest"
)

func TestConformance(t *testing.T) {
	storetest.Run(t, func(t *testing.T) storetest.Harness { return storetest.Harness{Store: memstore.New(time.Now)} })
}

func BenchmarkStore(b *testing.B) {
	storetest.Bench(b, func(b *testing.B) storetest.Harness { return storetest.Harness{Store: memstore.New(time.Now)} })
}
