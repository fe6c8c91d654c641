package plain

import (
	"math"

	"github.com/khaosat/khaosat/stats/exact"
)

// Kish is what unequal weights alone cost, for an answer that has nothing to do with them: the weighting
// part of a design effect, not the whole (see the deff of an estimate for clusters and strata).
type Kish struct {
	N             int     // rows with a weight other than 0
	Sum, SumSq    float64 // Σw, Σw²
	EffectiveBase float64 // (Σw)²/Σw²
	Deff          float64 // n·Σw²/(Σw)² = 1 + cv²
	CV            float64 // coefficient of variation of the weights, divisor n
	Efficiency    float64 // EffectiveBase / N
}

// KishWeights computes Kish's effective sample size of weights. Figures are NaN without a non-zero
// weight; negative weights make them meaningless (Calibration.Negative counts those).
// Source: Kish (1965), Survey Sampling, 11.7; Kish (1992), J. Official Statistics 8, 183-200.
func KishWeights(weights []float64) Kish {
	var k Kish
	var sum, squares exact.Sum
	for _, w := range weights {
		if w != 0 {
			k.N++
			sum.Add(w)
			squares.Add(w * w)
		}
	}
	k.Sum, k.SumSq = sum.Value(), squares.Value()
	k.EffectiveBase = k.Sum * k.Sum / k.SumSq
	k.Deff = float64(k.N) / k.EffectiveBase
	k.Efficiency = k.EffectiveBase / float64(k.N)
	mean := k.Sum / float64(k.N)
	var spread exact.Sum
	for _, w := range weights {
		if w != 0 {
			spread.Add((w - mean) * (w - mean))
		}
	}
	k.CV = math.Sqrt(spread.Value()/float64(k.N)) / mean
	return k
}
