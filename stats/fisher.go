package stats

import "math"

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
// slack of 1e-7 for rounding. Agrees with R fisher.test (p to 1e-12; R's own odds ratios hold to
// about 1e-5, ours are solved to 1e-12).
func Fisher(a, b, c, d int64, level float64) FisherTest {
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
	t.OddsRatio, t.Lower, t.Upper = h.oddsRatio(), 0, math.Inf(1)
	if !h.atFirst() {
		t.Lower = h.lower((1 - level) / 2)
	}
	if !h.atLast() {
		t.Upper = h.upper((1 - level) / 2)
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
		h.logDensity = append(h.logDensity, logHypergeometric(x, marked, unmarked, k))
	}
	return h
}

func (h *noncentral) atFirst() bool { return h.seen == h.first }
func (h *noncentral) atLast() bool  { return h.seen == h.first+int64(len(h.logDensity))-1 }

// at returns, at log odds ratio u, the probabilities of the count seen or less and of it or more, and
// the mean.
func (h *noncentral) at(u float64) (less, more, mean float64) {
	top := math.Inf(-1)
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

// oddsRatio is where the mean of the law is the count seen.
func (h *noncentral) oddsRatio() float64 {
	switch {
	case h.atFirst():
		return 0
	case h.atLast():
		return math.Inf(1)
	}
	return math.Exp(signChange(func(u float64) bool {
		_, _, mean := h.at(u)
		return mean >= float64(h.seen)
	}))
}

// lower and upper are the odds ratios at which the count seen, or one further out, has probability tail.
func (h *noncentral) lower(tail float64) float64 {
	return math.Exp(signChange(func(u float64) bool {
		_, more, _ := h.at(u)
		return more >= tail
	}))
}

func (h *noncentral) upper(tail float64) float64 {
	return math.Exp(signChange(func(u float64) bool {
		less, _, _ := h.at(u)
		return less <= tail
	}))
}

// signChange finds where a condition that is false far left and true far right turns, within the range
// of logarithms of float64, by halving.
func signChange(reached func(float64) bool) float64 {
	low, high := -1.0, 1.0
	for reached(low) && low > -700 {
		low *= 2
	}
	for !reached(high) && high < 700 {
		high *= 2
	}
	for range 100 {
		mid := (low + high) / 2
		if mid == low || mid == high {
			break
		}
		if reached(mid) {
			high = mid
		} else {
			low = mid
		}
	}
	return (low + high) / 2
}
