package stats

import (
	"math"

	"github.com/khaosat/khaosat/stats/law"
	"github.com/khaosat/khaosat/stats/plain"
	"github.com/khaosat/khaosat/stats/problem"
)

// IntervalScore is an interval of quantiles alone: the values at which the share above does not differ from 1-p by a
// test.
const IntervalScore IntervalMethod = "score"

// score finds the interval of a quantile by test inversion: the θ where (share above θ - (1-p)) over its standard error
// is ±t, each carried back through the unweighted share at or below it and the rule. It is searched for inside the
// values, 1% of their interquartile range from the ends and to 1/(100√n), as R does; where the test does not change
// sign there, it is an error.
//
// Source: Francisco & Fuller (1991), Annals of Statistics 19, 454-469. Agrees with svyquantile(interval.type = "score")
// of R survey 4.5.
func (d *Design) score(c *Column, v *weightedValues, e *QuantileEstimate, opt QuantileOptions) error {
	complete := d.Within(d.frame.Select(func(i int) bool { return c.numbers[i] == c.numbers[i] }))
	above, err := complete.Proportion(AtMost(c, e.Value))
	if err != nil {
		return err
	}
	whole, _ := d.TallyTerms(One())
	e.N, e.DF = above.N, float64(whole.DF(0))
	df := above.DF
	if opt.DF > 0 {
		df = opt.DF
	}
	switch {
	case e.N < 2:
		e.Reason = ReasonOne
		return nil
	case df <= 0:
		e.Reason = ReasonNoDF
		return nil
	}
	x := d.keptValues(c)
	t := tOf(1-(1-opt.Level)/2, df)
	low, high, err := complete.scoreRoots(c, x, e.P, t)
	if err != nil {
		return err
	}
	e.Lower, e.Upper = v.quantile(shareAtMost(x, low), opt.Rule), v.quantile(shareAtMost(x, high), opt.Rule)
	e.SE = (e.Upper - e.Lower) / (2 * t)
	return nil
}

// scoreRoots are the θ at which (share above θ - (1-p)) over its standard error is t and -t.
func (d *Design) scoreRoots(c *Column, x []float64, p, t float64) (low, high float64, err error) {
	margin := (plain.SampleQuantile(x, 0.75, plain.QuantileR7) - plain.SampleQuantile(x, 0.25, plain.QuantileR7)) / 100
	from, to := plain.SampleQuantile(x, 0, plain.QuantileR7)+margin, plain.SampleQuantile(x, 1, plain.QuantileR7)-margin
	root := func(want float64) float64 {
		test := func(theta float64) float64 {
			var below Estimate
			if err == nil {
				below, err = d.Proportion(AtMost(c, theta))
			}
			// a search needs finite numbers
			return math.Max(-math.MaxFloat64, math.Min(math.MaxFloat64, (p-below.Value)/below.SE-want))
		}
		if !(test(from)*test(to) <= 0) && err == nil {
			err = problem.New("stats.no_score_interval_quantile", "quantile", p)
		}
		if err != nil {
			return math.NaN()
		}
		return law.Brent(test, from, to, 1/(100*math.Sqrt(float64(len(x)))))
	}
	low, high = root(t), root(-t)
	return low, high, err
}

// keptValues are the values of the rows that the design has. Those that a calibrated or PPS design keeps outside its
// scope count too, and 0 stands for a missing one there, as in R.
func (d *Design) keptValues(c *Column) []float64 {
	var x []float64
	for i := range d.rows {
		value := c.numbers[i]
		switch {
		case !d.kept.Has(i):
		case value == value:
			x = append(x, value)
		case d.keepsRows():
			x = append(x, 0)
		}
	}
	return x
}

// shareAtMost is the unweighted share of values not above a limit.
func shareAtMost(x []float64, limit float64) float64 {
	n := 0
	for _, value := range x {
		if value <= limit {
			n++
		}
	}
	return float64(n) / float64(len(x))
}
