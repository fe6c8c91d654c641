package law

import "math"

// The densities of the laws here go back to Loader's saddle-point form, which keeps full relative
// accuracy where differences of log-gammas lose it (a law with parameters in the tens of thousands).
// Source: C. Loader (2000), "Fast and accurate computation of binomial probabilities".

// stirlingError returns ln Γ(n+1) - [(n+1/2) ln n - n + ln √(2π)] for n > 0, the error of
// Stirling's formula, by its asymptotic series from 16 on.
func stirlingError(n float64) float64 {
	const halfLog2Pi = 0.918938533204672741780329736406
	if n < 16 {
		lg, _ := math.Lgamma(n + 1)
		return lg - (n+0.5)*math.Log(n) + n - halfLog2Pi
	}
	s := 1 / (n * n)
	return (1./12 - (1./360-(1./1260-(1./1680-(1./1188-691./360360*s)*s)*s)*s)*s) / n
}

// deviance returns x ln(x/m) + m - x, which is >= 0, without cancellation when x is near m.
func deviance(x, m float64) float64 {
	if x == 0 {
		return m
	}
	d := x - m
	if math.Abs(d) >= 0.1*(x+m) {
		return x*math.Log(x/m) - d
	}
	v := d / (x + m)
	sum, term := d*v, 2*x*v
	for k := 3.0; ; k += 2 {
		term *= v * v
		next := sum + term/k
		if !(math.Abs(next-sum) > 0) {
			return next
		}
		sum = next
	}
}
