package plain

import (
	"math"

	"github.com/khaosat/khaosat/stats/law"
)

// FisherTest is Fisher's exact test of a 2×2 table with the conditional odds ratio.
type FisherTest struct {
	TwoSided     float64 // sum of the probabilities of all tables no more probable than the one seen
	Less         float64 // P of so small a first cell, or smaller: odds ratio below 1
	Greater      float64
	OddsRatio    float64 // conditional maximum likelihood, not ad/bc; 0 or +Inf at the ends
	Lower, Upper float64 // exact interval of the odds ratio
	Sample       float64 // ad/bc; NaN for 0/0
}

// Fisher tests the table [[a, b], [c, d]] given its margins. "No more probable" allows a relative
// slack of 1e-7 for rounding. Agrees with R fisher.test digit for digit, the odds ratio and its limits
// too, which R finds only to 2⁻¹³ (of the ratio, or of its inverse when that is below 1); FisherWithin
// finds them closer.
func Fisher(a, b, c, d int64, level float64) FisherTest {
	return FisherWithin(a, b, c, d, level, 0x1p-13)
}

// FisherWithin is Fisher with the odds ratio and its limits solved to a tolerance of your own; 0 is
// as near as float64 goes.
func FisherWithin(a, b, c, d int64, level, tolerance float64) FisherTest {
	nan := math.NaN()
	if a < 0 || b < 0 || c < 0 || d < 0 || !(level > 0 && level < 1) {
		return FisherTest{nan, nan, nan, nan, nan, nan, nan}
	}
	h := newNoncentral(a, a+c, b+d, a+b)
	t := FisherTest{Sample: float64(a) * float64(d) / (float64(b) * float64(c))}
	for i, logP := range h.logDensity {
		if logP <= h.logDensity[a-h.first]+math.Log1p(1e-7) {
			t.TwoSided += math.Exp(logP)
		}
		if p := math.Exp(logP); h.first+int64(i) <= a {
			t.Less += p
			if h.first+int64(i) == a {
				t.Greater += p
			}
		} else {
			t.Greater += p
		}
	}
	t.TwoSided, t.Less, t.Greater = math.Min(1, t.TwoSided), math.Min(1, t.Less), math.Min(1, t.Greater)
	t.OddsRatio, t.Lower, t.Upper = h.oddsRatio(tolerance), 0, math.Inf(1)
	if !h.atFirst() {
		t.Lower = solveRatio(h.more, (1-level)/2, tolerance)
	}
	if !h.atLast() {
		t.Upper = solveRatio(h.less, (1-level)/2, tolerance)
	}
	return t
}

// noncentral is Fisher's noncentral hypergeometric law of the first cell, given the margins.
type noncentral struct {
	seen, first int64
	logDensity  []float64 // at odds ratio 1, over the support from first on
}

func newNoncentral(seen, marked, unmarked, k int64) *noncentral {
	h := &noncentral{seen: seen, first: max(0, k-unmarked)}
	for x := h.first; x <= min(k, marked); x++ {
		h.logDensity = append(h.logDensity, law.LogHypergeometric(x, marked, unmarked, k))
	}
	return h
}

func (h *noncentral) atFirst() bool { return h.seen == h.first }
func (h *noncentral) atLast() bool  { return h.seen == h.first+int64(len(h.logDensity))-1 }

// at returns, at an odds ratio above 0, the probabilities of the count seen or less and of it or more,
// and the mean.
func (h *noncentral) at(ratio float64) (less, more, mean float64) {
	u, top := math.Log(ratio), math.Inf(-1)
	for i, l := range h.logDensity {
		top = math.Max(top, l+u*float64(i))
	}
	whole := 0.0
	for i, l := range h.logDensity {
		x := h.first + int64(i)
		p := math.Exp(l + u*float64(i) - top)
		whole += p
		mean += p * float64(x)
		if x <= h.seen {
			less += p
		}
		if x >= h.seen {
			more += p
		}
	}
	return less / whole, more / whole, mean / whole
}

// less, more and mean are what at returns; at the ratio 0 all probability is on the first count, which
// is not the count seen where they are used.
func (h *noncentral) less(ratio float64) float64 {
	if ratio == 0 {
		return 1
	}
	less, _, _ := h.at(ratio)
	return less
}

func (h *noncentral) more(ratio float64) float64 {
	if ratio == 0 {
		return 0
	}
	_, more, _ := h.at(ratio)
	return more
}

func (h *noncentral) mean(ratio float64) float64 {
	if ratio == 0 {
		return float64(h.first)
	}
	_, _, mean := h.at(ratio)
	return mean
}

// oddsRatio is where the mean of the law is the count seen.
func (h *noncentral) oddsRatio(tolerance float64) float64 {
	switch {
	case h.atFirst():
		return 0
	case h.atLast():
		return math.Inf(1)
	}
	return solveRatio(h.mean, float64(h.seen), tolerance)
}

// solveRatio finds the ratio in (0, ∞) where a monotone f reaches the target: below 1 among the ratios,
// above 1 among their inverses, each within (0, 1).
func solveRatio(f func(ratio float64) float64, target, tolerance float64) float64 {
	zero, one := f(0)-target, f(1)-target
	switch {
	case one == 0:
		return 1
	case (zero < 0) != (one < 0):
		return law.Brent(func(ratio float64) float64 { return f(ratio) - target }, 0, 1, tolerance)
	}
	return 1 / law.Brent(func(inverse float64) float64 { return f(1/inverse) - target }, 0x1p-52, 1, tolerance)
}
