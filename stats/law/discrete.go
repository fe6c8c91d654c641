package law

import "math"

// BinomialCDF returns P(X <= k) for n trials of probability p. NaN for n < 0 or p outside [0, 1].
func BinomialCDF(k, n int64, p float64) float64 {
	switch {
	case n < 0 || !(p >= 0 && p <= 1):
		return math.NaN()
	case k < 0:
		return 0
	case k >= n:
		return 1
	}
	lower, _ := betaTails(1-p, p, float64(n-k), float64(k+1))
	return lower
}

// BinomialUpper returns P(X > k), computed directly.
func BinomialUpper(k, n int64, p float64) float64 {
	switch {
	case n < 0 || !(p >= 0 && p <= 1):
		return math.NaN()
	case k < 0:
		return 1
	case k >= n:
		return 0
	}
	_, upper := betaTails(1-p, p, float64(n-k), float64(k+1))
	return upper
}

// HypergeometricCDF returns P(X <= x), X being the number of marked units among k drawn without
// replacement from marked + unmarked. NaN when a count is negative or k exceeds the population.
func HypergeometricCDF(x, marked, unmarked, k int64) float64 {
	lower, _ := hypergeometricTails(x, marked, unmarked, k)
	return lower
}

// HypergeometricUpper returns P(X > x), computed directly; see HypergeometricCDF.
func HypergeometricUpper(x, marked, unmarked, k int64) float64 {
	_, upper := hypergeometricTails(x, marked, unmarked, k)
	return upper
}

func hypergeometricTails(x, marked, unmarked, k int64) (lower, upper float64) {
	if marked < 0 || unmarked < 0 || k < 0 || k > marked+unmarked {
		return math.NaN(), math.NaN()
	}
	first, last := max(0, k-unmarked), min(k, marked)
	switch {
	case x < first:
		return 0, 1
	case x >= last:
		return 1, 0
	}
	// Sum outwards from the cut, over the tail that does not hold the mean: the terms only fall.
	if float64(x) < float64(k)*float64(marked)/float64(marked+unmarked) {
		lower = hypergeometricDensity(x, marked, unmarked, k) * outwards(x, first, func(i int64) float64 {
			return float64(i) * float64(unmarked-k+i) / (float64(marked-i+1) * float64(k-i+1))
		}, -1)
		return lower, 1 - lower
	}
	upper = hypergeometricDensity(x+1, marked, unmarked, k) * outwards(x+1, last, func(i int64) float64 {
		return float64(marked-i) * float64(k-i) / (float64(i+1) * float64(unmarked-k+i+1))
	}, 1)
	return 1 - upper, upper
}

// outwards adds up 1 + r(from) + r(from)·r(from±1) + … until the end of the support or until the
// terms no longer matter.
func outwards(from, end int64, ratio func(int64) float64, step int64) float64 {
	sum, term := 1.0, 1.0
	for i := from; i != end && term > 1e-18*sum; i += step {
		term *= ratio(i)
		sum += term
	}
	return sum
}

// hypergeometricDensity returns P(X = x) inside the support.
func hypergeometricDensity(x, marked, unmarked, k int64) float64 {
	return math.Exp(LogHypergeometric(x, marked, unmarked, k))
}

// LogHypergeometric returns ln P(X = x) inside the support, from three binomials with the sampling
// fraction, whose common power cancels exactly (Loader 2000).
func LogHypergeometric(x, marked, unmarked, k int64) float64 {
	n := marked + unmarked
	if k == 0 || k == n {
		return 0
	}
	p, q := float64(k)/float64(n), float64(n-k)/float64(n)
	return logBinomial(x, marked, p, q) + logBinomial(k-x, unmarked, p, q) - logBinomial(k, n, p, q)
}

// logBinomial returns the logarithm of the binomial density of x in n for 0 < p < 1, q = 1-p.
func logBinomial(x, n int64, p, q float64) float64 {
	fx, fn := float64(x), float64(n)
	switch x {
	case 0:
		return fn * math.Log(q)
	case n:
		return fn * math.Log(p)
	}
	fy := fn - fx
	return stirlingError(fn) - stirlingError(fx) - stirlingError(fy) -
		deviance(fx, fn*p) - deviance(fy, fn*q) + 0.5*math.Log(fn/(2*math.Pi*fx*fy))
}
