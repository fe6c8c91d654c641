package plain

import (
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/khaosat/khaosat/export/digits"
	"github.com/khaosat/khaosat/stats/law"
)

var binomialMethods = []BinomialMethod{Wilson, WilsonCorrected, ClopperPearson, AgrestiCoull, Wald, Jeffreys}

func TestBinomialIntervalUndefined(t *testing.T) {
	for _, c := range []struct {
		name  string
		x, n  int64
		level float64
	}{{"empty base", 0, 0, 0.95}, {"more than all", 5, 4, 0.95}, {"negative", -1, 4, 0.95}, {"level 1", 1, 4, 1},
		{"level 0", 1, 4, 0}} {
		for _, method := range binomialMethods {
			if l, u := BinomialInterval(c.x, c.n, method, c.level); !math.IsNaN(l) || !math.IsNaN(u) {
				t.Errorf("%s, %s: got %v to %v, want no interval", c.name, method, l, u)
			}
		}
	}
}

// What every user of an interval relies on: it holds the estimate, mirrors when yes and no change
// places, widens with the level (Agresti-Coull's midpoint moves with it, so it may not at n = 1), and
// but for the two that are not clipped stays within 0 to 1.
func TestBinomialIntervalIdentities(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64Range(1, 100_000).Draw(t, "n")
		x := rapid.Int64Range(0, n).Draw(t, "x")
		level := rapid.Float64Range(0.5, 0.999).Draw(t, "level")
		p := float64(x) / float64(n)
		for _, method := range binomialMethods {
			lower, upper := BinomialInterval(x, n, method, level)
			if !(lower <= p+1e-12 && p <= upper+1e-12) {
				t.Fatalf("%s: %v to %v does not hold %v", method, lower, upper, p)
			}
			mirrorLower, mirrorUpper := BinomialInterval(n-x, n, method, level)
			if math.Abs(lower-(1-mirrorUpper)) > 1e-9 || math.Abs(upper-(1-mirrorLower)) > 1e-9 {
				t.Fatalf("%s: %v to %v, but of the others %v to %v", method, lower, upper, mirrorLower, mirrorUpper)
			}
			wideLower, wideUpper := BinomialInterval(x, n, method, level+0.0005)
			if method != AgrestiCoull && (wideLower > lower+1e-12 || wideUpper < upper-1e-12) {
				t.Fatalf("%s: a higher level gives a narrower interval", method)
			}
			if method != AgrestiCoull && method != Wald && (lower < 0 || upper > 1) {
				t.Fatalf("%s: %v to %v leaves 0 to 1", method, lower, upper)
			}
		}
	})
}

// At the limits of Clopper-Pearson the count seen has tail probability alpha/2: that is its definition.
func TestClopperPearsonDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64Range(2, 5000).Draw(t, "n")
		x := rapid.Int64Range(1, n-1).Draw(t, "x")
		lower, upper := BinomialInterval(x, n, ClopperPearson, 0.95)
		if p := law.BinomialUpper(x-1, n, lower); math.Abs(p-0.025) > 1e-10 {
			t.Fatalf("P(X >= %d | %v) = %v, want 0.025", x, lower, p)
		}
		if p := law.BinomialCDF(x, n, upper); math.Abs(p-0.025) > 1e-10 {
			t.Fatalf("P(X <= %d | %v) = %v, want 0.025", x, upper, p)
		}
	})
}

func TestTwoProportionsEdges(t *testing.T) {
	same := TwoProportions(0, 10, 0, 20, 0.95)
	if same.Diff != 0 || !math.IsNaN(same.Z) || !math.IsNaN(same.P) {
		t.Errorf("nobody in either group: got %+v, want no test", same)
	}
	if got := TwoProportions(3, 0, 1, 5, 0.95); !math.IsNaN(got.Diff) || !math.IsNaN(got.Upper) {
		t.Errorf("an empty group: got %+v, want no figures", got)
	}
}

// 1047 of 1088 people: the interval printed in the report, 94,93 % to 97,21 %.
func ExampleBinomialInterval() {
	lower, upper := BinomialInterval(1047, 1088, Wilson, 0.95)
	fmt.Println(digits.FormatPercent("vi", digits.ProportionHundredths(lower)),
		digits.FormatPercent("vi", digits.ProportionHundredths(upper)))
	// Output: 94,93% 97,21%
}

func ExampleTwoProportions() {
	t := TwoProportions(40, 100, 30, 100, 0.95)
	fmt.Printf("%.1f points, p = %.3f, 95%% from %.1f to %.1f\n", 100*t.Diff, t.P, 100*t.Lower, 100*t.Upper)
	// Output: 10.0 points, p = 0.138, 95% from -3.1 to 23.1
}
