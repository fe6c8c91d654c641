package plain

import (
	"fmt"
	"math"
	"testing"
)

func TestTTestEdges(t *testing.T) {
	nan := math.NaN()
	for name, got := range map[string]TTest{
		"nobody":            TTestOne(nil, 0, 0.95),
		"one value":         TTestOne([]float64{3, nan}, 0, 0.95),
		"all equal":         TTestOne([]float64{0.1, 0.1, 0.1}, 0, 0.95),
		"no pair":           TTestPaired([]float64{1, nan}, []float64{nan, 2}, 0.95),
		"a group of one":    TTestWelch([]float64{1}, []float64{1, 2, 3}, 0.95),
		"two groups of one": TTestPooled([]float64{1}, []float64{2}, 0.95),
	} {
		if !math.IsNaN(got.T) || !math.IsNaN(got.P) || !math.IsNaN(got.Lower) {
			t.Errorf("%s: got %+v, want no test", name, got)
		}
	}
}

// R 4.2.2: t.test(extra ~ group, sleep), Student's own data.
func ExampleTTestWelch() {
	first := []float64{0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0}
	second := []float64{1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4}
	t := TTestWelch(first, second, 0.95)
	fmt.Printf("t = %.4f, df = %.3f, p = %.5f\n", t.T, t.DF, t.P)
	t = TTestPaired(first, second, 0.95)
	fmt.Printf("paired t = %.4f, p = %.6f\n", t.T, t.P)
	// Output:
	// t = -1.8608, df = 17.776, p = 0.07939
	// paired t = -4.0621, p = 0.002833
}

func TestOneWayEdges(t *testing.T) {
	one := OneWay([][]float64{{1, 2, 3}, {math.NaN()}})
	if !math.IsNaN(one.F) || !math.IsNaN(one.P) || !math.IsNaN(one.WelchP) {
		t.Errorf("a single group: got %+v, want no test", one)
	}
	// Two groups: F is the square of the pooled t, Welch's F of Welch's t.
	a, b := []float64{3, 5, 4, 7, 9}, []float64{8, 6, 9, 12}
	two := OneWay([][]float64{a, b})
	pooled, welch := TTestPooled(a, b, 0.95), TTestWelch(a, b, 0.95)
	if math.Abs(two.F-pooled.T*pooled.T) > 1e-12 || math.Abs(two.P-pooled.P) > 1e-12 ||
		math.Abs(two.WelchF-welch.T*welch.T) > 1e-12 || math.Abs(two.WelchP-welch.P) > 1e-12 {
		t.Errorf("got %+v, want the squares of t %v and %v", two, pooled.T, welch.T)
	}
}
