package stats

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"testing"

	"pgregory.net/rapid"
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
					got, bound = FQuantile(p[i%len(p)], n, m), bound+4*0x1p-53*m/n
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
			"beta":       {BetaCDF(BetaQuantile(tail, a, b), a, b), tail},
			"t":          {TCDF(TQuantile(tail, a), a), tail},
			"t upper":    {TUpper(-TQuantile(tail, a), a), tail},
			"chi-square": {ChiSquareCDF(ChiSquareQuantile(tail, a), a), tail},
			"F":          {FCDF(FQuantile(tail, a, b), a, b), tail},
			"normal":     {NormalCDF(NormalQuantile(tail)), tail},
		} {
			// Beta quantiles very near 1 cannot be told apart from each other: one ulp of x may be much of p.
			x := BetaQuantile(tail, a, b)
			slack := 1e-11
			if name == "beta" {
				slack += 2e-16 * math.Exp(logBetaKernel(x, 1-x, a, b)) / (1 - x) / tail
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
		{"F quantile of a small p", FQuantile(0.001, 1, 1e5), 1.5708050032802088e-06, 1e-12},
		{"t with infinite df", TQuantile(0.975, math.Inf(1)), 1.959963984540054, 1e-12},
		{"F with infinite df2", FUpper(2.5, 4, math.Inf(1)), ChiSquareUpper(10, 4), 0},
		// Steep laws: the first Newton step from the centre lands where the tail is below e^-700.
		{"F of 100000 and 5.6 degrees", FCDF(FQuantile(1.38e-08, 1e5, 5.623413251903491), 1e5, 5.623413251903491), 1.38e-08, 1e-11},
		{"beta tail of 1e-300", BetaCDF(BetaQuantile(1e-300, 3, 4), 3, 4), 1e-300, 1e-11},
		{"normal far tail", NormalUpper(20), 2.7536241186062337e-89, 1e-12},
		{"normal p near 1/2", NormalQuantile(0.5 + 0x1p-30), 0x1p-30 * math.Sqrt(2*math.Pi), 1e-12},
		{"beta shape 0", BetaQuantile(0.025, 0, 7), 0, 0},
		{"beta other shape 0", BetaQuantile(0.975, 7, 0), 1, 0},
		{"huge beta, symmetric", BetaCDF(0.5, 1e13, 1e13), 0.5, 0},
		{"huge gamma, its mean near its median", ChiSquareUpper(2e13, 2e13), 0.5, 1e-6},
		// Normal approximation with continuity correction by hand: z = -49.5/√(9700/4·0.9999) = -1.0053.
		{"hypergeometric of a country", HypergeometricCDF(4800, 50_000_000, 50_000_000, 9700), 0.1574, 1e-3},
	} {
		if !(math.Abs(c.got-c.want) <= c.tolerance*math.Abs(c.want)) {
			t.Errorf("%s: got %v, want %v", c.name, c.got, c.want)
		}
	}
}

func TestLawsUndefined(t *testing.T) {
	nan := math.NaN()
	for i, x := range []float64{
		NormalQuantile(-0.1), NormalQuantile(nan), TQuantile(0.975, 0), TQuantile(0.975, -1), TQuantile(0.975, nan), TUpper(1, 0),
		ChiSquareUpper(1, 0), ChiSquareQuantile(2, 1), FUpper(1, 0, 3), FQuantile(0.5, 1, nan), BetaCDF(0.5, -1, 1),
		BetaQuantile(0.5, 0, 0), BetaQuantile(nan, 1, 1), BinomialCDF(1, -1, 0.5), BinomialCDF(1, 2, nan), HypergeometricCDF(1, 2, 2, 5),
	} {
		if !math.IsNaN(x) {
			t.Errorf("case %d: got %v, want NaN", i, x)
		}
	}
	if got := [2]float64{TUpper(math.Inf(1), 3), TUpper(math.Inf(-1), 3)}; got != [2]float64{0, 1} {
		t.Errorf("t at infinity: got %v, want [0 1]", got)
	}
}

func ExampleTQuantile() {
	fmt.Printf("%.6f %.6f\n", TQuantile(0.975, 14), TQuantile(0.975, math.Inf(1)))
	// Output: 2.144787 1.959964
}
