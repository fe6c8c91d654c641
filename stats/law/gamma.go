package law

import "math"

// ChiSquareCDF returns P(X <= x) of the chi-squared law with df > 0 degrees of freedom (not
// necessarily whole). NaN for df <= 0.
func ChiSquareCDF(x, df float64) float64 {
	lower, _ := gammaTails(x/2, df/2)
	return lower
}

// ChiSquareUpper returns P(X > x), the p value of a chi-squared statistic, computed directly so that a
// tiny p keeps its relative accuracy.
func ChiSquareUpper(x, df float64) float64 {
	_, upper := gammaTails(x/2, df/2)
	return upper
}

// ChiSquareQuantile returns the x with P(X <= x) = p; 0 at p = 0, +Inf at 1, NaN outside [0, 1] and
// for df <= 0.
func ChiSquareQuantile(p, df float64) float64 {
	switch {
	case !(p >= 0 && p <= 1) || !(df > 0):
		return math.NaN()
	case p == 0:
		return 0
	case p == 1:
		return math.Inf(1)
	}
	shape := df / 2
	return 2 * math.Exp(solveTail(math.Log(shape), p, 1-p,
		func(u float64) lawAt { return gammaAt(math.Exp(u), shape) }))
}

// gammaTails returns both tails of the gamma law with the given shape and scale 1: the regularised
// incomplete gamma functions P and Q. The smaller tail is computed, never a difference.
// Source: DLMF 8.11.4 (series) and 8.9.2 (continued fraction).
func gammaTails(x, shape float64) (lower, upper float64) {
	switch {
	case !(shape > 0) || math.IsNaN(x):
		return math.NaN(), math.NaN()
	case x <= 0:
		return 0, 1
	case math.IsInf(x, 1):
		return 1, 0
	}
	return gammaAt(x, shape).tails()
}

// gammaAt computes the gamma law at x > 0; ratios are on the logarithmic scale.
func gammaAt(x, shape float64) lawAt {
	// The logarithm of x^a e^-x / Γ(a+1).
	logKernel := -stirlingError(shape) - deviance(shape, x) - math.Log(2*math.Pi*shape)/2
	switch {
	case shape > largeShape:
		logTail := math.Log(NormalUpper(math.Sqrt(2 * deviance(shape, x))))
		return lawAt{x < shape, logTail, math.Exp(logTail-logKernel) / shape}
	case x < shape+1:
		s := gammaSeries(x, shape)
		return lawAt{true, logKernel + math.Log(s), s / shape}
	}
	h := gammaFraction(x, shape)
	return lawAt{false, logKernel + math.Log(shape*h), h}
}

// gammaSeries returns the sum of x^k / ((a+1)…(a+k)) over k >= 0.
func gammaSeries(x, a float64) float64 {
	sum, term := 1.0, 1.0
	for k := 1.0; term > 1e-17*sum; k++ {
		term *= x / (a + k)
		sum += term
	}
	return sum
}

// gammaFraction evaluates the continued fraction of Γ(a, x) e^x x^-a by the modified Lentz method.
func gammaFraction(x, a float64) float64 {
	const tiny = 1e-300
	b := x + 1 - a
	c, d := 1/tiny, 1/b
	h := d
	for k := 1.0; k < 1e7; k++ {
		term := -k * (k - a)
		b += 2
		if d = b + term*d; math.Abs(d) < tiny {
			d = tiny
		}
		if c = b + term/c; math.Abs(c) < tiny {
			c = tiny
		}
		d = 1 / d
		h *= d * c
		if math.Abs(d*c-1) <= 3e-16 {
			break
		}
	}
	return h
}
