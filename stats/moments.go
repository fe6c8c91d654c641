package stats

import (
	"math"

	"github.com/khaosat/khaosat/stats/problem"
)

// Variance is the population variance of a number: the mean of (y-ȳ)² n/(n-1), n rows that are not missing, with the
// linearised standard error of that mean, ȳ taken as known. Agrees with svyvar of R survey 4.5 (4.1 counted missing
// rows in n).
func (d *Design) Variance(y Term) (e Estimate, missing int64, err error) {
	t, missing := d.TallyTerms(One(), y, Times(y, y))
	n, w := float64(t.liveRows(0)), t.Total(0)
	mean, scale := t.Total(1)/w, n/(n-1)
	q := Quotient{Num: []Coef{{2, scale}, {1, -2 * mean * scale}, {0, mean * mean * scale}}, Den: []Coef{{0, 1}},
		Base: []int{0}}
	list, err := t.Estimate(q)
	if err != nil {
		return Estimate{}, missing, err
	}
	return list.Each[0], missing, nil
}

// StratumRatio is the ratio of one stratum.
type StratumRatio struct {
	Stratum string
	Ratio   Estimate
}

// SeparateRatio is a total estimated by a ratio in each stratum.
type SeparateRatio struct {
	Strata    []StratumRatio
	Total, SE float64
}

// SeparateRatio estimates the total of y as Σ_h R_h X_h, with the ratio R_h = Σ wy / Σ wx of each stratum and the known
// totals X_h of x; variances add over strata. Agrees with svyratio(separate = TRUE) of R survey.
func (d *Design) SeparateRatio(y, x Term, totals map[string]float64) (*SeparateRatio, error) {
	if d.spec.Strata == "" {
		return nil, problem.New("stats.separate_ratio_needs_strata")
	}
	c := d.frame.Column(d.spec.Strata)
	out := &SeparateRatio{}
	v := 0.0
	for _, h := range d.shape.strata {
		known, ok := totals[h.key]
		if !ok {
			return nil, problem.New("stats.no_known_total_stratum", "stratum", h.key)
		}
		e, _, err := d.Within(d.frame.Select(func(i int) bool { return c.Text(i) == h.key })).Ratio(y, x)
		if err != nil {
			return nil, err
		}
		out.Strata = append(out.Strata, StratumRatio{h.key, e})
		out.Total += e.Value * known
		v += e.SE * e.SE * known * known
	}
	out.SE = math.Sqrt(v)
	return out, nil
}

// Alpha is raw alpha from the design's estimates of variances, over the rows that have every item, with their number.
// It is an error where these have no standard errors, as in a stratum of one PSU under LonelyFail. Agrees with
// svycralpha of R survey.
func (d *Design) Alpha(items ...Term) (alpha float64, n int, err error) {
	values := make([][]float64, len(items))
	whole := make([]float64, d.rows)
	for k, item := range items {
		values[k] = make([]float64, d.rows)
		item.fill(0, values[k])
		for row, x := range values[k] {
			whole[row] += x
		}
	}
	complete := d.Within(d.frame.Select(func(row int) bool { return !math.IsNaN(whole[row]) }))
	parts := 0.0
	for _, x := range values {
		v, _, err := complete.Variance(Values(x))
		if err != nil {
			return math.NaN(), 0, err
		}
		parts += v.Value
	}
	v, _, err := complete.Variance(Values(whole))
	if err != nil {
		return math.NaN(), 0, err
	}
	k := float64(len(items))
	return k / (k - 1) * (1 - parts/v.Value), complete.scope.Count(), nil
}
