package law

import "math"

// FUpper returns P(F > x) of the F law with d1 and d2 degrees of freedom, whole or not, computed
// directly so that a tiny p value keeps its relative accuracy. d2 = +Inf is chi-squared over d1.
// NaN when a number of degrees of freedom is not positive.
func FUpper(x, d1, d2 float64) float64 {
	if d1 > 0 && math.IsInf(d2, 1) {
		return ChiSquareUpper(d1*x, d1)
	}
	_, upper := fTails(x, d1, d2)
	return upper
}

// FCDF returns P(F <= x); see FUpper.
func FCDF(x, d1, d2 float64) float64 {
	if d1 > 0 && math.IsInf(d2, 1) {
		return ChiSquareCDF(d1*x, d1)
	}
	lower, _ := fTails(x, d1, d2)
	return lower
}

// FQuantile returns the x with P(F <= x) = p; 0 at p = 0, +Inf at 1, NaN outside [0, 1].
func FQuantile(p, d1, d2 float64) float64 {
	switch {
	case !(p >= 0 && p <= 1) || !(d1 > 0 && d2 > 0):
		return math.NaN()
	case p == 0:
		return 0
	case p == 1:
		return math.Inf(1)
	case math.IsInf(d2, 1):
		return ChiSquareQuantile(p, d1) / d1
	}
	return d2 / d1 * math.Exp(BetaLogit(p, 1-p, d1/2, d2/2))
}

// fTails uses that d1·F/(d1·F+d2) is beta(d1/2, d2/2).
func fTails(x, d1, d2 float64) (lower, upper float64) {
	if math.IsInf(x, 1) {
		return 1, 0
	}
	ratio := d1 * math.Max(x, 0) / d2
	return betaTails(ratio/(1+ratio), 1/(1+ratio), d1/2, d2/2)
}
