package law

import "math"

// TUpper returns P(T > t) of Student's law with df > 0 degrees of freedom, which need not be a whole
// number and may be +Inf (the normal law). NaN for df <= 0. A two-sided p value is 2·TUpper(|t|, df).
func TUpper(t, df float64) float64 {
	switch {
	case math.IsNaN(t) || !(df > 0):
		return math.NaN()
	case df > largeShape:
		return NormalUpper(t)
	case math.IsInf(t, 0):
		return TUpper(0, df) * (1 - math.Copysign(1, t))
	}
	// T² is F(1, df), so that T²/(df+T²) is beta(1/2, df/2).
	x, y := t*t/(df+t*t), df/(df+t*t)
	if t*t > 1e300 {
		x, y = 1, math.Pow(math.Sqrt(df)/t, 2)
	}
	_, beyond := betaTails(x, y, 0.5, df/2)
	if t < 0 {
		return 1 - beyond/2
	}
	return beyond / 2
}

// TCDF returns P(T <= t); see TUpper.
func TCDF(t, df float64) float64 { return TUpper(-t, df) }

// TQuantile returns the t with P(T <= t) = p for df > 0, whole or not, or +Inf. -Inf at p = 0, +Inf
// at 1; NaN for p outside [0, 1] and for df <= 0, so that an interval without degrees of freedom is
// not a number.
func TQuantile(p, df float64) float64 {
	switch {
	case !(p >= 0 && p <= 1) || !(df > 0):
		return math.NaN()
	case df > largeShape || p == 0 || p == 1:
		return NormalQuantile(p)
	case p == 0.5:
		return 0
	case p < 0.5:
		return -tOfTails(1-2*p, 2*p, df)
	}
	return tOfTails(2*p-1, 2*(1-p), df)
}

// tOfTails returns the t > 0 with P(|T| <= t) = within and P(|T| > t) = beyond.
func tOfTails(within, beyond, df float64) float64 {
	u := BetaLogit(within, beyond, 0.5, df/2)
	return math.Sqrt(df) * math.Exp(u/2)
}
