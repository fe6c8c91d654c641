package plain

import (
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"
)

// The estimate and its limits are where the noncentral law meets the count seen: its mean, or a tail
// of 2.5 %.
func TestFisherSolvesItsEquations(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cell := rapid.Int64Range(1, 200)
		a, b, c, d := cell.Draw(t, "a"), cell.Draw(t, "b"), cell.Draw(t, "c"), cell.Draw(t, "d")
		f := FisherWithin(a, b, c, d, 0.95, 0)
		h := newNoncentral(a, a+c, b+d, a+b)
		if _, _, mean := h.at(f.OddsRatio); math.Abs(mean-float64(a)) > 1e-9*float64(a) {
			t.Fatalf("mean %v at the odds ratio, want %d", mean, a)
		}
		if _, more, _ := h.at(f.Lower); math.Abs(more-0.025) > 1e-10 {
			t.Fatalf("upper tail %v at the lower limit, want 0.025", more)
		}
		if less, _, _ := h.at(f.Upper); math.Abs(less-0.025) > 1e-10 {
			t.Fatalf("lower tail %v at the upper limit, want 0.025", less)
		}
		// Exchanging the columns turns the odds ratio round and leaves the two-sided p alone.
		g := FisherWithin(b, a, d, c, 0.95, 0)
		if math.Abs(f.OddsRatio*g.OddsRatio-1) > 1e-9 || math.Abs(f.TwoSided-g.TwoSided) > 1e-9 ||
			math.Abs(f.Less-g.Greater) > 1e-9 {
			t.Fatalf("columns exchanged: %+v against %+v", f, g)
		}
	})
}

func TestFisherEdges(t *testing.T) {
	if got := Fisher(0, 0, 0, 0, 0.95); got.TwoSided != 1 || !math.IsNaN(got.Sample) {
		t.Errorf("empty table: got %+v", got)
	}
	if got := Fisher(-1, 2, 3, 4, 0.95); !math.IsNaN(got.TwoSided) {
		t.Errorf("a negative count: got %+v, want no test", got)
	}
}

// Fisher's lady tasting tea: she told 3 of 4 cups of each kind right.
func ExampleFisher() {
	f := Fisher(3, 1, 1, 3, 0.95)
	fmt.Printf("p = %.4f, odds ratio %.2f\n", f.TwoSided, f.OddsRatio)
	// Output: p = 0.4857, odds ratio 6.41
}
