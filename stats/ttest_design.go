package stats

import "math"

// DesignTTest is a t test of means under the design.
type DesignTTest struct {
	Diff, SE     float64
	T, DF, P     float64 // P two-sided
	Lower, Upper float64 // 95% or as asked
}

// TTest tests the mean of y against mu. Its degrees of freedom are one less than the design's, as in R's svyttest, which fits a
// regression with an intercept.
func (d *Design) TTest(y Term, mu, level float64) (*DesignTTest, error) {
	e, _, err := d.Means(y)
	if err != nil {
		return nil, err
	}
	x := e.Each[0]
	x.Value -= mu
	return newDesignTTest(x, level), nil
}

// TTestGroups tests the mean of y in the second group against the first, over rows of both that have y. The groups may share
// PSUs. Degrees of freedom are those of these rows less 1; with replicate weights, those of all rows of the design less 1, as in R. Agrees with svyttest(y ~ group) of R survey 4.5.
func (d *Design) TTestGroups(y Term, first, second Selection, level float64) (*DesignTTest, error) {
	both := NewSelection(d.rows)
	value := make([]float64, 1)
	for i := range d.rows {
		if first.Has(i) || second.Has(i) {
			y.fill(i, value)
			both.Set(i, value[0] == value[0])
		}
	}
	e, err := d.Within(both).DomainMeans(y, second, first)
	if err != nil {
		return nil, err
	}
	x := e.Difference(0, 1)
	if d.reps != nil {
		x.DF = float64(d.rank(d.scope.Has) - 1)
	}
	return newDesignTTest(x, level), nil
}

func newDesignTTest(x Estimate, level float64) *DesignTTest {
	x.DF--
	t := &DesignTTest{Diff: x.Value, SE: x.SE, T: x.Value / x.SE, DF: x.DF, P: x.P(), Lower: math.NaN(), Upper: math.NaN()}
	t.Lower, t.Upper = x.Interval(level)
	return t
}
