package stats

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"testing"

	"pgregory.net/rapid"

	"github.com/khaosat/khaosat/stats/law"
)

// TestLaws holds every distribution function to 1e-12 relative against R 4.2.2, tighter than the
// 1e-9 of TestReference: intervals and tests are built on them.
func TestLaws(t *testing.T) {
	dir := os.Getenv("KHAOSAT_REFERENCE")
	if dir == "" {
		dir = filepath.Join("testdata", "reference")
	}
	env := openReference(t, dir, filepath.Join(dir, "expected", "distributions.json"))
	for _, e := range env.file.Entries {
		t.Run(e.ID, func(t *testing.T) {
			values, err := refLawValues(e.Args)
			if err != nil {
				t.Fatal(err)
			}
			for i, want := range env.expected(e.Op, e.Args, "value") {
				got, bound := values[i], 1e-12*math.Abs(want)+1e-9*0x1p-1022
				if e.Args.Str("f") == "qf" {
					p, d1, d2 := e.Args.Nums("p"), e.Args.Nums("df1"), e.Args.Nums("df2")
					n, m := d1[i%len(d1)], d2[i%len(d2)]
					// R subtracts 1 from a number near 1 and then multiplies by df2/df1.
					got, bound = law.FQuantile(p[i%len(p)], n, m), bound+4*0x1p-53*m/n
				}
				if !math.IsNaN(want) && math.Abs(got-want) > bound {
					t.Errorf("value %d: got %v, want %v (relative error %.1e)", i, got, want, (got-want)/want)
				}
			}
		})
	}
}

// The p of a quantile is the p asked for, on the tail that is small, for shapes far from the fixtures.
func TestQuantilesInvertTheirLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tail := math.Pow(10, -rapid.Float64Range(0.31, 12).Draw(t, "digits of the tail"))
		a := math.Pow(10, rapid.Float64Range(-1, 5).Draw(t, "log a"))
		b := math.Pow(10, rapid.Float64Range(-1, 5).Draw(t, "log b"))
		for name, pair := range map[string][2]float64{
			"beta":       {law.BetaCDF(law.BetaQuantile(tail, a, b), a, b), tail},
			"t":          {law.TCDF(law.TQuantile(tail, a), a), tail},
			"t upper":    {law.TUpper(-law.TQuantile(tail, a), a), tail},
			"chi-square": {law.ChiSquareCDF(law.ChiSquareQuantile(tail, a), a), tail},
			"F":          {law.FCDF(law.FQuantile(tail, a, b), a, b), tail},
			"normal":     {law.NormalCDF(law.NormalQuantile(tail)), tail},
		} {
			// Beta quantiles very near 1 cannot be told apart from each other: one ulp of x may be much of p.
			x := law.BetaQuantile(tail, a, b)
			slack := 1e-11
			if name == "beta" {
				slack += 2e-16 * math.Exp(law.LogBetaKernel(x, 1-x, a, b)) / (1 - x) / tail
			}
			if !(math.Abs(pair[0]-pair[1]) <= slack*pair[1]) {
				t.Fatalf("%s: P(X <= quantile) = %v, want %v (a %v, b %v)", name, pair[0], pair[1], a, b)
			}
		}
	})
}

// Values by mpmath 1.3 with 40 digits where R 4.2.2 itself is too coarse or has no answer.
func TestLawsFarOut(t *testing.T) {
	for _, c := range []struct {
		name                 string
		got, want, tolerance float64
	}{
		{"F quantile of a small p", law.FQuantile(0.001, 1, 1e5), 1.5708050032802088e-06, 1e-12},
		{"t with infinite df", law.TQuantile(0.975, math.Inf(1)), 1.959963984540054, 1e-12},
		{"F with infinite df2", law.FUpper(2.5, 4, math.Inf(1)), law.ChiSquareUpper(10, 4), 0},
		// Steep laws: the first Newton step from the centre lands where the tail is below e^-700.
		{"F of 100000 and 5.6 degrees",
			law.FCDF(law.FQuantile(1.38e-08, 1e5, 5.623413251903491), 1e5, 5.623413251903491), 1.38e-08, 1e-11},
		{"beta tail of 1e-300", law.BetaCDF(law.BetaQuantile(1e-300, 3, 4), 3, 4), 1e-300, 1e-11},
		{"normal far tail", law.NormalUpper(20), 2.7536241186062337e-89, 1e-12},
		{"normal p near 1/2", law.NormalQuantile(0.5 + 0x1p-30), 0x1p-30 * math.Sqrt(2*math.Pi), 1e-12},
		{"beta shape 0", law.BetaQuantile(0.025, 0, 7), 0, 0},
		{"beta other shape 0", law.BetaQuantile(0.975, 7, 0), 1, 0},
		{"huge beta, symmetric", law.BetaCDF(0.5, 1e13, 1e13), 0.5, 0},
		{"huge gamma, its mean near its median", law.ChiSquareUpper(2e13, 2e13), 0.5, 1e-6},
		// Normal approximation with continuity correction by hand: z = -49.5/√(9700/4·0.9999) = -1.0053.
		{"hypergeometric of a country", law.HypergeometricCDF(4800, 50_000_000, 50_000_000, 9700), 0.1574, 1e-3},
	} {
		if !(math.Abs(c.got-c.want) <= c.tolerance*math.Abs(c.want)) {
			t.Errorf("%s: got %v, want %v", c.name, c.got, c.want)
		}
	}
}

func TestLawsUndefined(t *testing.T) {
	nan := math.NaN()
	for i, x := range []float64{
		law.NormalQuantile(-0.1), law.NormalQuantile(nan), law.TQuantile(0.975, 0), law.TQuantile(0.975, -1),
		law.TQuantile(0.975, nan), law.TUpper(1, 0),
		law.ChiSquareUpper(1, 0), law.ChiSquareQuantile(2, 1), law.FUpper(1, 0, 3), law.FQuantile(0.5, 1, nan),
		law.BetaCDF(0.5, -1, 1),
		law.BetaQuantile(0.5, 0, 0), law.BetaQuantile(nan, 1, 1), law.BinomialCDF(1, -1, 0.5),
		law.BinomialCDF(1, 2, nan), law.HypergeometricCDF(1, 2, 2, 5),
	} {
		if !math.IsNaN(x) {
			t.Errorf("case %d: got %v, want NaN", i, x)
		}
	}
	if got := [2]float64{law.TUpper(math.Inf(1), 3), law.TUpper(math.Inf(-1), 3)}; got != [2]float64{0, 1} {
		t.Errorf("t at infinity: got %v, want [0 1]", got)
	}
}

func ExampleTQuantile() {
	fmt.Printf("%.6f %.6f\n", law.TQuantile(0.975, 14), law.TQuantile(0.975, math.Inf(1)))
	// Output: 2.144787 1.959964
}
