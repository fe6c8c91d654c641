package law

import "math"

// largeShape is the shape parameter from which the beta law is taken as normal on the scale of its
// signed root deviance (relative error of a tail below 1e-5); the continued fraction would need
// more than a million terms there, and no survey reaches it.
const largeShape = 1e12

// BetaCDF returns P(B <= x) of the beta law with shapes a, b > 0, the regularised incomplete beta
// function, to about 1e-13 relative. NaN for other shapes.
func BetaCDF(x, a, b float64) float64 {
	lower, _ := betaTails(x, 1-x, a, b)
	return lower
}

// BetaUpper returns P(B > x), computed directly so that a tiny tail keeps its relative accuracy.
func BetaUpper(x, a, b float64) float64 {
	_, upper := betaTails(x, 1-x, a, b)
	return upper
}

// BetaQuantile returns the x with P(B <= x) = p. A shape of 0 puts all mass at that end (a = 0: 0,
// b = 0: 1), as the limits of Clopper-Pearson need. NaN when p is outside [0, 1] or both shapes are 0.
func BetaQuantile(p, a, b float64) float64 {
	switch {
	case !(p >= 0 && p <= 1) || !(a >= 0 && b >= 0) || a+b == 0:
		return math.NaN()
	case a == 0 || p == 0:
		return 0
	case b == 0 || p == 1:
		return 1
	}
	return Logistic(BetaLogit(p, 1-p, a, b))
}

// Logistic is 1/(1+e^-u), rounded once where it is near 1.
func Logistic(u float64) float64 {
	e := math.Exp(-u)
	if u > 0 {
		return 1 - e/(1+e)
	}
	return 1 / (1 + e)
}

// betaTails returns both tails of the beta law at x, where y = 1-x is given by itself because x
// may be too near 1 to tell. The smaller tail is computed, never a difference.
func betaTails(x, y, a, b float64) (lower, upper float64) {
	switch {
	case !(a > 0 && b > 0) || math.IsNaN(x):
		return math.NaN(), math.NaN()
	case x <= 0:
		return 0, 1
	case y <= 0:
		return 1, 0
	}
	return betaAt(x, y, a, b).tails()
}

// lawAt is a law at one point: the tail that can be computed directly there, on the logarithmic scale
// where it never underflows.
type lawAt struct {
	isLower bool
	logTail float64
	ratio   float64 // that tail over the density, on the scale on which solveTail moves
}

func (l lawAt) tails() (lower, upper float64) {
	tail := math.Min(1, math.Exp(l.logTail))
	if l.isLower {
		return tail, 1 - tail
	}
	return 1 - tail, tail
}

// side returns the logarithm of the lower or upper tail and that tail over the density.
func (l lawAt) side(lower bool) (logTail, ratio float64) {
	if lower == l.isLower {
		return l.logTail, l.ratio
	}
	tail := math.Min(1, math.Exp(l.logTail))
	return math.Log1p(-tail), l.ratio * (1 - tail) / tail
}

// betaAt computes the beta law at 0 < x < 1; ratios are on the logit scale.
func betaAt(x, y, a, b float64) lawAt {
	logKernel := LogBetaKernel(x, y, a, b)
	switch {
	case math.Max(a, b) > largeShape:
		n := a + b
		root := math.Sqrt(2 * (deviance(a, n*x) + deviance(b, n*y)))
		logTail := math.Log(NormalUpper(root))
		return lawAt{a > n*x, logTail, math.Exp(logTail - logKernel)}
	case x <= (a+1)/(a+b+2):
		f := betaFraction(x, y, a, b)
		return lawAt{true, logKernel - math.Log(f), 1 / f}
	}
	f := betaFraction(y, x, b, a)
	return lawAt{false, logKernel - math.Log(f), 1 / f}
}

// LogBetaKernel returns ln[x^a y^b / B(a,b)]; x^a y^b / B(a,b) is also the density of the logit of a
// beta variable.
func LogBetaKernel(x, y, a, b float64) float64 {
	n := a + b
	return stirlingError(n) - stirlingError(a) - stirlingError(b) - deviance(a, n*x) - deviance(b, n*y) +
		math.Log(a/n*b/(2*math.Pi))/2
}

// betaFraction evaluates the continued fraction F with I_x(a,b) = x^a y^b / (B(a,b)·F), y = 1-x, by the
// modified Lentz method. It is the even part of DLMF 8.17.22 in the form of DiDonato & Morris (1992),
// TOMS 18, eq. 9, whose a·y - b·x does not cancel where x is near 1; it converges fast for x below
// (a+1)/(a+b+2).
func betaFraction(x, y, a, b float64) float64 {
	const tiny = 1e-300
	denominator := func(m float64) float64 {
		return m + m*(b-m)*x/(a+2*m-1) + (a+m)*(a*y-b*x+1+m*(1+y))/(a+2*m+1)
	}
	h := a * (a*y - b*x + 1) / (a + 1)
	if h == 0 {
		h = tiny
	}
	c, d := h, 0.0
	for m := 1.0; m < 2e6; m++ {
		s := x / (a + 2*m - 1)
		numerator, next := (a+m-1)*(a+b+m-1)*m*(b-m)*s*s, denominator(m)
		if d = next + numerator*d; d == 0 {
			d = tiny
		}
		if c = next + numerator/c; c == 0 {
			c = tiny
		}
		d = 1 / d
		h *= c * d
		if math.Abs(c*d-1) <= 3e-16 {
			break
		}
	}
	return h
}

// BetaLogit returns the logit ln(x/(1-x)) of the beta quantile, which keeps its accuracy where x
// rounds to 0 or 1. lower and upper are the wanted tails (they add up to 1); the smaller decides.
func BetaLogit(lower, upper, a, b float64) float64 {
	return solveTail(math.Log(a/b), lower, upper, func(u float64) lawAt {
		return betaAt(Logistic(u), Logistic(-u), a, b)
	})
}
