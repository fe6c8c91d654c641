package kinds_test

import (
	"math/rand/v2"
	"time"

	"github.com/khaosat/khaosat/survey/kinds"
)

func hints() kinds.Hints {
	return kinds.Hints{Numbers: []float64{18, 0.5}, Rand: rand.New(rand.NewPCG(1, 2)),
		Now:      time.Date(2026, 7, 1, 8, 30, 0, 0, time.UTC),
		Patterns: func() []string { return nil }, Codes: func() []string { return []string{"a", "b", "c"} }}
}
