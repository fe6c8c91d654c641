package law

import (
	"fmt"
	"testing"
)

// A table of 50 items in 108 communes asks for 50,000 Korn-Graubard limits: what one costs.
func BenchmarkBetaQuantile(b *testing.B) {
	for _, n := range []float64{30, 1000, 100_000} {
		b.Run(fmt.Sprintf("base %v", n), func(b *testing.B) {
			for b.Loop() {
				BetaQuantile(0.025, 0.96*n, 0.04*n+1)
			}
		})
	}
}

func BenchmarkTQuantile(b *testing.B) {
	for b.Loop() {
		TQuantile(0.975, 100)
	}
}
