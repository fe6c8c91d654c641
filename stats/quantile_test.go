package stats

import (
	"math"
	"testing"
)

// nineUnits is a sample whose last unit has two rows, one of them without a value.
func nineUnits(t *testing.T) (*Design, *Column) {
	t.Helper()
	f := csvFrameOf(t, "u,w,x\n1,2,3\n2,1,8\n3,6,1\n4,1,9\n5,2,4\n6,1,7\n7,3,2\n8,1,6\n9,2,\n9,2,5\n")
	d, err := NewDesign(f, DesignSpec{Weight: "w", PSU: []string{"u"}})
	if err != nil {
		t.Fatal(err)
	}
	return d, f.Column("x")
}

// TestQuantileBelowTheFirst: below the share of the smallest value the rules differ. Expected: R survey 4.1-1's rules with the
// test of 4.5 (p at or below a place counts as at it).
func TestQuantileBelowTheFirst(t *testing.T) {
	d, x := nineUnits(t)
	for rule, want := range map[QuantileRule]float64{RuleMath: 1, RuleSchool: 1.5, RuleHF3: 2} {
		list, err := d.Quantiles(x, []float64{0.1}, QuantileOptions{Rule: rule})
		if err != nil {
			t.Fatal(err)
		}
		if list[0].Value != want {
			t.Errorf("%s: the quantile 0.1 is %v, want %v", rule, list[0].Value, want)
		}
	}
}

// TestQuantileBeta: the interval beta has the design's degrees of freedom, whatever is asked for, and counts only rows with a value.
// Expected: svyquantile(~x, D, 0.6, interval.type = "beta", qrule = "hf8", na.rm = TRUE) of R survey 4.1-1, without and with df = Inf.
func TestQuantileBeta(t *testing.T) {
	d, x := nineUnits(t)
	for _, c := range []struct{ df, se float64 }{{0, 1.5378974206394833}, {math.Inf(1), 1.8094198870428249}} {
		list, err := d.Quantiles(x, []float64{0.6}, QuantileOptions{Rule: RuleHF8, Interval: IntervalBeta, DF: c.df})
		if err != nil {
			t.Fatal(err)
		}
		q := list[0]
		for _, v := range []struct{ got, want float64 }{{q.Value, 3.6333333333333337}, {q.Lower, 1}, {q.Upper, 8.0927956230289375}, {q.SE, c.se}} {
			if math.Abs(v.got-v.want) > 1e-12*v.want {
				t.Errorf("df %v: got %+v, want %v", c.df, q, v.want)
			}
		}
	}
}
