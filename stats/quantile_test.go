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

// TestQuantileBelowTheFirst: below the share of the smallest value the rules differ. Expected: R survey 4.1-1's rules
// with the test of 4.5 (p at or below a place counts as at it).
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

// TestQuantileBeta: the interval beta has the design's degrees of freedom, whatever is asked for, and counts only rows
// with a value. Expected: svyquantile(~x, D, 0.6, interval.type = "beta", qrule = "hf8", na.rm = TRUE) of R survey
// 4.1-1, without and with df = Inf.
func TestQuantileBeta(t *testing.T) {
	d, x := nineUnits(t)
	for _, c := range []struct{ df, se float64 }{{0, 1.5378974206394833}, {math.Inf(1), 1.8094198870428249}} {
		list, err := d.Quantiles(x, []float64{0.6}, QuantileOptions{Rule: RuleHF8, Interval: IntervalBeta, DF: c.df})
		if err != nil {
			t.Fatal(err)
		}
		q := list[0]
		for _, v := range []struct{ got, want float64 }{{q.Value, 3.6333333333333337}, {q.Lower, 1},
			{q.Upper, 8.0927956230289375}, {q.SE, c.se}} {
			if math.Abs(v.got-v.want) > 1e-12*v.want {
				t.Errorf("df %v: got %+v, want %v", c.df, q, v.want)
			}
		}
	}
}

// TestQuantileScore: expected are svyquantile(~x, D, 0.5, interval.type = "score", qrule = "math") and
// oldsvyquantile(~x, D, 0.5, ci = TRUE, interval.type = "score") of R survey 4.1-1; without room to the ends R stops,
// and so do we.
func TestQuantileScore(t *testing.T) {
	f := csvFrameOf(t, "w,x\n"+scoreRows)
	d, err := NewDesign(f, DesignSpec{Weight: "w"})
	if err != nil {
		t.Fatal(err)
	}
	x := f.Column("x")
	list, err := d.Quantiles(x, []float64{0.5}, QuantileOptions{Interval: IntervalScore})
	if err != nil {
		t.Fatal(err)
	}
	old, err := d.OldQuantiles(x, []float64{0.5}, OldQuantileOptions{Level: 0.95, Score: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range []struct{ got, want float64 }{{list[0].Value, 27}, {list[0].Lower, 17}, {list[0].Upper, 80},
		{list[0].SE, 15.04999425766511},
		{old[0].Value, 26.25}, {old[0].Lower, 17.999220901624547}, {old[0].Upper, 70.000106779492995}} {
		if math.Abs(v.got-v.want) > 1e-9*v.want {
			t.Errorf("got %+v and %+v, want %v", list[0], old[0], v.want)
		}
	}
	if _, err := d.Quantiles(x, []float64{0.99}, QuantileOptions{Interval: IntervalScore}); err == nil {
		t.Error("an interval of the last percent, want a refusal")
	}
}

// scoreRows are weights and values of twenty rows.
const scoreRows = "3,21\n3,10\n1,18\n4,80\n2,80\n1,57\n2,17\n1,17\n3,1\n4,1\n2,27\n4,28\n1,22\n2,22\n1,38\n2,41\n4,26\n3,70\n2,87\n4,81\n"
