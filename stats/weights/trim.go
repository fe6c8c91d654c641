package weights

import (
	"math"
	"slices"

	"github.com/khaosat/khaosat/stats/exact"
	"github.com/khaosat/khaosat/stats/plain"
	"github.com/khaosat/khaosat/stats/problem"
)

// TrimWeights cuts weights to [lower, upper] and gives what was cut, in equal amounts, to the weights
// that were not cut, so that the sum stays. Not strict, this happens once and may lift a weight over
// the bound; strict, it repeats until none is outside, and a weight once cut takes no more. Weights
// of 0 are lifted when lower > 0. Use math.Inf for a side without a bound.
//
// It is an error when no weight is left to take the rest. After trimming, earlier calibration no
// longer holds exactly. Agrees with R survey 4.5 trimWeights.
func TrimWeights(weights []float64, lower, upper float64, strict bool) ([]float64, error) {
	if math.IsNaN(lower) || math.IsNaN(upper) || lower > upper {
		return nil, problem.New("stats.bounds_not_interval", "lower", lower, "upper", upper)
	}
	trimmed := slices.Clone(weights)
	cut := make([]bool, len(weights))
	for {
		var removed exact.Sum
		free, outside := 0, false
		for i, w := range trimmed {
			kept := math.Max(lower, math.Min(upper, w))
			if kept != w {
				cut[i], outside = true, true
				removed.Add(w - kept)
				trimmed[i] = kept
			}
			if !cut[i] {
				free++
			}
		}
		if !outside {
			return trimmed, nil
		}
		if free == 0 {
			return nil, problem.New(
				"stats.no_weight_left_within", "lower", lower, "upper", upper)
		}
		for i := range trimmed {
			if !cut[i] {
				trimmed[i] += removed.Value() / float64(free)
			}
		}
		if !strict {
			return trimmed, nil
		}
	}
}

// MedianTrimming is the outcome of TrimByMedian.
type MedianTrimming struct {
	Weights []float64
	Upper   float64 // the cap: times the median of the weights
	Above   int     // weights that were above it
}

// TrimByMedian caps weights at a multiple of their median, as the trade does (3 or 5 times); see
// TrimWeights for strict.
func TrimByMedian(weights []float64, times float64, strict bool) (MedianTrimming, error) {
	sorted := slices.Clone(weights)
	slices.Sort(sorted)
	t := MedianTrimming{Upper: times * plain.QuantileSorted(sorted, 0.5, plain.QuantileR7)}
	for _, w := range weights {
		if w > t.Upper {
			t.Above++
		}
	}
	var err error
	t.Weights, err = TrimWeights(weights, math.Inf(-1), t.Upper, strict)
	return t, err
}
