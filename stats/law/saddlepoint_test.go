package law

import (
	"math"
	"testing"
)

// TestWeightedFUpper: expected are pFsum(x, c(1,1,1), c(2.5,1.2,0.4), ddf = 17.6, lower.tail = FALSE, method =
// "saddlepoint") of R survey 4.1-1; the last one is too near the mean for the formula.
func TestWeightedFUpper(t *testing.T) {
	for x, want := range map[float64]float64{2.4: 0.590381080818, 3: 0.509619128018, 12: 0.07957658291,
		40: 0.00184749462675, 4.2447: 0.380340210267} {
		if p := WeightedFUpper(x, []float64{2.5, 1.2, 0.4}, 17.6); math.Abs(p/want-1) > 1e-11 {
			t.Errorf("P(> %v) is %v, want %v", x, p, want)
		}
	}
}
