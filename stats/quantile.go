package stats

import (
	"math"

	"github.com/khaosat/khaosat/stats/law"
	"github.com/khaosat/khaosat/stats/problem"
)

// QuantileOptions say how a quantile and its interval are made. The zero value is the rule math and a 95% interval of
// method mean.
type QuantileOptions struct {
	Rule     QuantileRule
	Interval IntervalMethod // of the share below the quantile: mean, beta, xlogit or asin; or score
	// OfReplicates takes the interval from the quantiles of the replicate weights instead.
	OfReplicates bool
	Level        float64
	DF           float64 // 0: the design's; the interval beta always has the design's
	// Negative lets weights below 0 pass, as R does; otherwise they are refused, since quantiles have no meaning then.
	Negative bool
}

// QuantileEstimate is a quantile with its interval.
type QuantileEstimate struct {
	P            float64
	Value        float64
	Lower, Upper float64
	SE           float64 // (upper-lower)/(2t); of replicates: the replicate standard error
	DF           float64 // of the design, missing rows too
	N            int64
	Reason       Reason
}

// Quantiles are quantiles of a Number column over the rows of the design that have a value, with Woodruff's intervals:
// the interval of the share of values not above the quantile, carried back through the same rule. An end outside 0 to 1
// gives none.
//
// Source: Woodruff (1952), JASA 47, 635-646. Agrees with svyquantile of R survey 4.5.
func (d *Design) Quantiles(c *Column, probs []float64, opt QuantileOptions) ([]QuantileEstimate, error) {
	if opt.Rule == "" {
		opt.Rule = RuleMath
	}
	if opt.Interval == "" {
		opt.Interval = IntervalMean
	}
	if opt.Level == 0 {
		opt.Level = 0.95
	}
	if n := d.NegativeWeights(); n > 0 && !opt.Negative {
		return nil, problem.New("stats.weights_negative_quantiles_no", "n", n)
	}
	v := d.sorted(c, d.Weight)
	out := make([]QuantileEstimate, len(probs))
	for i, p := range probs {
		e := QuantileEstimate{P: p, Value: v.quantile(p, opt.Rule), Lower: math.NaN(), Upper: math.NaN(),
			SE: math.NaN()}
		var err error
		switch {
		case math.IsNaN(e.Value):
			e.Reason = ReasonEmpty
		case opt.OfReplicates:
			err = d.replicateQuantile(c, &e, opt)
		case opt.Interval == IntervalScore:
			err = d.score(c, v, &e, opt)
		default:
			err = d.woodruff(c, v, &e, opt)
		}
		if err != nil {
			return nil, err
		}
		out[i] = e
	}
	return out, nil
}

// sorted are the values of the scope in order.
func (d *Design) sorted(c *Column, weight func(row int) float64) *weightedValues {
	var x, w []float64
	for i := range d.rows {
		if d.scope.Has(i) && c.numbers[i] == c.numbers[i] {
			x, w = append(x, c.numbers[i]), append(w, weight(i))
		}
	}
	return sortWeighted(x, w)
}

// woodruff finds the interval of a quantile.
func (d *Design) woodruff(c *Column, v *weightedValues, e *QuantileEstimate, opt QuantileOptions) error {
	complete := d.Within(d.frame.Select(func(i int) bool { return c.numbers[i] == c.numbers[i] }))
	share, err := complete.Proportion(AtMost(c, e.Value))
	if err != nil {
		return err
	}
	whole, err := d.Proportion(AtMost(c, e.Value))
	if err != nil {
		return err
	}
	e.N, e.DF = whole.N, whole.DF
	df := share.DF
	if opt.DF > 0 {
		df = opt.DF
	}
	if opt.Interval != IntervalBeta { // which has the design's, whatever is asked for, as in R
		share.DF = df
	}
	switch {
	case share.N < 2:
		e.Reason = ReasonOne
		return nil
	case df <= 0 || (opt.Interval == IntervalBeta && share.DF <= 0):
		e.Reason = ReasonNoDF
		return nil
	}
	lower, upper := share.Value, share.Value
	switch {
	case share.SE > 0:
		lower, upper = share.limits(opt.Interval, opt.Level)
	case share.SE != share.SE:
		e.Reason = ReasonLonely
		return nil
	case opt.Interval == IntervalBeta, opt.Interval != IntervalMean && (share.Value <= 0 || share.Value >= 1):
		e.Reason = ReasonZeroVariance
		return nil
	}
	e.Lower, e.Upper = v.quantile(lower, opt.Rule), v.quantile(upper, opt.Rule)
	e.SE = (e.Upper - e.Lower) / (2 * law.TQuantile(1-(1-opt.Level)/2, df))
	return nil
}

// replicateQuantile takes the standard error from the quantiles of the replicates. Jackknife weights may not give valid
// ones.
func (d *Design) replicateQuantile(c *Column, e *QuantileEstimate, opt QuantileOptions) error {
	if d.reps == nil {
		return problem.New("stats.design_no_replicate_weights")
	}
	theta := make([][]float64, d.reps.count)
	for k := range theta {
		v := d.sorted(c, func(i int) float64 {
			w := d.reps.row(i)[k]
			if !d.reps.whole {
				w *= d.Weight(i)
			}
			return w
		})
		theta[k] = []float64{v.quantile(e.P, opt.Rule)}
	}
	e.DF = float64(d.rank(d.scope.Has) - 1)
	df := float64(d.rank(func(i int) bool { return d.scope.Has(i) && c.numbers[i] == c.numbers[i] }) - 1)
	if opt.DF > 0 {
		df = opt.DF
	}
	e.SE = math.Sqrt(d.reps.spread(theta, 0, 0, e.Value, e.Value))
	if df <= 0 {
		e.Reason = ReasonNoDF
		return nil
	}
	t := law.TQuantile(1-(1-opt.Level)/2, df)
	e.Lower, e.Upper = e.Value-t*e.SE, e.Value+t*e.SE
	return nil
}
