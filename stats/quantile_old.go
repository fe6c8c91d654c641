package stats

import "math"

// OldQuantileOptions say how quantiles of older reports are made.
type OldQuantileOptions struct {
	Level    float64
	Joined   bool // takes equal values as one point ("rounded" ties)
	Constant bool // takes the value above in place of the line
	Score    bool // inverts the score test for the interval, in place of Wald's
}

// OldQuantiles are quantiles as R survey made them before 4.1: straight lines through (cumulated weight, value), with
// intervals by t. They are for comparing with figures of those days only.
func (d *Design) OldQuantiles(c *Column, probs []float64, opt OldQuantileOptions) ([]QuantileEstimate, error) {
	d = d.Within(d.frame.Select(func(i int) bool { return c.numbers[i] == c.numbers[i] }))
	v := d.sorted(c, d.Weight)
	line := v
	if opt.Joined {
		line = v.distinct()
	}
	out := make([]QuantileEstimate, len(probs))
	for i, p := range probs {
		e := QuantileEstimate{P: p, Value: line.between(p, opt.Constant), Lower: math.NaN(), Upper: math.NaN(),
			SE: math.NaN()}
		out[i] = e
		if math.IsNaN(e.Value) {
			out[i].Reason = ReasonEmpty
			continue
		}
		share, err := d.Proportion(AtMost(c, e.Value))
		if err != nil {
			return nil, err
		}
		out[i].N, out[i].DF = share.N, share.DF
		switch {
		case !(share.DF > 0):
			out[i].Reason = ReasonNoDF
			continue
		case share.SE != share.SE:
			out[i].Reason = ReasonLonely
			continue
		}
		t := tOf(1-(1-opt.Level)/2, share.DF)
		if opt.Score {
			if out[i].Lower, out[i].Upper, err = d.scoreRoots(c, d.keptValues(c), p, t); err != nil {
				return nil, err
			}
		} else {
			out[i].Lower, out[i].Upper = line.between(p-t*share.SE, opt.Constant),
				line.between(p+t*share.SE, opt.Constant)
		}
		out[i].SE = (out[i].Upper - out[i].Lower) / (2 * t)
	}
	return out, nil
}

// between is the value at p on the line through the cumulated weights, constant beyond its ends.
func (v *weightedValues) between(p float64, constant bool) float64 {
	if len(v.x) == 0 {
		return math.NaN()
	}
	place := make([]float64, len(v.cum))
	for i, c := range v.cum {
		place[i] = c / v.sum
	}
	if !constant {
		return interpolate(place, v.x, p)
	}
	for i, at := range place {
		if p <= at {
			return v.x[i]
		}
	}
	return v.x[len(v.x)-1]
}
