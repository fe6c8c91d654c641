package plain

import (
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"
)

// By hand for p = 0.01, 0.04, 0.03, 0.005 and one that was not tested.
func TestAdjustP(t *testing.T) {
	p := []float64{0.01, 0.04, math.NaN(), 0.03, 0.005}
	for how, want := range map[Adjustment][]float64{
		NoAdjustment:      {0.01, 0.04, math.NaN(), 0.03, 0.005},
		Bonferroni:        {0.04, 0.16, math.NaN(), 0.12, 0.02},
		Holm:              {0.03, 0.06, math.NaN(), 0.06, 0.02},
		BenjaminiHochberg: {0.02, 0.04, math.NaN(), 0.04, 0.02},
	} {
		for i, got := range AdjustP(p, how) {
			if math.IsNaN(got) != math.IsNaN(want[i]) || math.Abs(got-want[i]) > 1e-15 {
				t.Errorf("%s, p %d: got %v, want %v", how, i, got, want[i])
			}
		}
	}
}

func TestAdjustPIdentities(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := rapid.SliceOfN(rapid.Float64Range(0, 1), 1, 30).Draw(t, "p")
		bh, holm, bonferroni := AdjustP(p, BenjaminiHochberg), AdjustP(p, Holm), AdjustP(p, Bonferroni)
		for i := range p {
			if !(p[i] <= bh[i] && bh[i] <= holm[i]+1e-15 && holm[i] <= bonferroni[i]+1e-15 && bonferroni[i] <= 1) {
				t.Fatalf("p %v: BH %v, Holm %v, Bonferroni %v", p[i], bh[i], holm[i], bonferroni[i])
			}
			for j := range p {
				if p[i] < p[j] && (bh[i] > bh[j] || holm[i] > holm[j]) {
					t.Fatal("adjusting changed the order of findings")
				}
			}
		}
	})
}

func ExampleAdjustP() {
	fmt.Printf("%.2f\n", AdjustP([]float64{0.01, 0.04, 0.03, 0.005}, Holm))
	// Output: [0.03 0.06 0.06 0.02]
}
