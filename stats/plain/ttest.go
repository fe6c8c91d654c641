package plain

import (
	"math"

	"github.com/khaosat/khaosat/stats/law"
)

// TTest is a t test of means from simple random samples. Not for weighted or clustered answers.
type TTest struct {
	T, DF, P     float64   // P two-sided
	Estimate     []float64 // the mean; the mean difference of pairs; or the two means
	SE           float64   // of the mean or difference
	Lower, Upper float64   // interval of the mean, or of the (first minus second) difference
}

// TTestOne tests a mean against mu. NaN values are left out; fewer than two, or all equal, give NaN
// for what rests on the standard error. Agrees with R t.test.
func TTestOne(values []float64, mu, level float64) TTest {
	d := Describe(values)
	return newTTest([]float64{d.Mean}, d.Mean, mu, d.SE, float64(d.N-1), level)
}

// TTestPaired tests the mean difference first minus second of the rows that have both.
func TTestPaired(first, second []float64, level float64) TTest {
	if len(first) != len(second) {
		panic("stats: pairs of unequal length")
	}
	differences := make([]float64, len(first))
	for i := range first {
		differences[i] = first[i] - second[i]
	}
	return TTestOne(differences, 0, level)
}

// TTestWelch compares two groups without assuming equal variances (Welch 1947, Biometrika 34, 28-35).
func TTestWelch(first, second []float64, level float64) TTest {
	a, b := Describe(first), Describe(second)
	va, vb := a.SE*a.SE, b.SE*b.SE
	df := (va + vb) * (va + vb) / (va*va/float64(a.N-1) + vb*vb/float64(b.N-1))
	return newTTest([]float64{a.Mean, b.Mean}, a.Mean-b.Mean, 0, math.Sqrt(va+vb), df, level)
}

// TTestPooled compares two groups under one common variance.
func TTestPooled(first, second []float64, level float64) TTest {
	a, b := Describe(first), Describe(second)
	na, nb := float64(a.N), float64(b.N)
	df := na + nb - 2
	sum := 0.0
	for _, d := range []Description{a, b} {
		if d.N > 1 {
			sum += float64(d.N-1) * d.Variance
		}
	}
	return newTTest([]float64{a.Mean, b.Mean}, a.Mean-b.Mean, 0, math.Sqrt(sum/df*(1/na+1/nb)), df, level)
}

func newTTest(estimate []float64, value, mu, se, df, level float64) TTest {
	t := TTest{Estimate: estimate, SE: se, DF: df, T: math.NaN(), P: math.NaN(), Lower: math.NaN(), Upper: math.NaN()}
	size := 0.0
	for _, e := range estimate {
		size = math.Max(size, math.Abs(e))
	}
	// Values that are all equal leave a standard error of rounding only: no test.
	if !(df > 0) || !(se > 10*0x1p-52*size) {
		return t
	}
	t.T = (value - mu) / se
	t.P = 2 * law.TUpper(math.Abs(t.T), df)
	half := -law.TQuantile((1-level)/2, df) * se
	t.Lower, t.Upper = value-half, value+half
	return t
}
