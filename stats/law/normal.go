package law

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// NormalCDF returns P(Z <= z) of the standard normal law.
func NormalCDF(z float64) float64 { return math.Erfc(-z/math.Sqrt2) / 2 }

// NormalUpper returns P(Z > z), computed directly so that a tiny tail keeps its relative accuracy.
func NormalUpper(z float64) float64 { return math.Erfc(z/math.Sqrt2) / 2 }

// NormalQuantile returns the z with P(Z <= z) = p: -Inf at 0, +Inf at 1, NaN outside [0, 1].
// NormalQuantile(0.975) is 1.959963984540054.
func NormalQuantile(p float64) float64 {
	switch {
	case !(p >= 0 && p <= 1):
		return math.NaN()
	case p == 0 || p == 1:
		return math.Inf(int(2*p - 1))
	}
	z := mathext.NormalQuantile(p)
	// One Newton step on the smaller tail, or on the centre where the tails cannot tell.
	density := math.Exp(-z*z/2) / math.Sqrt(2*math.Pi)
	switch {
	case density == 0:
		return z
	case p < 0.25:
		return z - (NormalCDF(z)-p)/density
	case p > 0.75:
		return z + (NormalUpper(z)-(1-p))/density
	}
	return z - (math.Erf(z/math.Sqrt2)/2-(p-0.5))/density
}
