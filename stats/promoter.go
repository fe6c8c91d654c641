package stats

import "github.com/khaosat/khaosat/stats/plain"

// PromoterScore is the net promoter score of a 0 to 10 scale: the share of promoters (9, 10) less that of detractors (0
// to 6), times 100.
type PromoterScore struct {
	Promoters, Passives, Detractors Estimate // shares, 0 to 1
	Score                           Estimate // -100 to 100
}

// PromoterScore estimates the net promoter score of a Number column under the design: the weighted mean of 100 for
// promoters, 0 for passives, -100 for detractors (plain.PromoterGroup), with the standard error of a mean. NaN is no
// answer. Agrees with svymean of R survey 4.1-1. Answers that each count once: plain.CountPromoters.
func (d *Design) PromoterScore(c *Column) (*PromoterScore, error) {
	group := func(f func(g float64) float64) Term {
		return Term{fill: func(from int, out []float64) {
			for i, x := range c.numbers[from : from+len(out)] {
				out[i] = plain.PromoterGroup(x)
				if out[i] == out[i] {
					out[i] = f(out[i])
				}
			}
		}}
	}
	is := func(want float64) Term {
		t := group(func(g float64) float64 {
			if g == want {
				return 1
			}
			return 0
		})
		t.share = true
		return t
	}
	e, _, err := d.Means(is(1), is(0), is(-1), group(func(g float64) float64 { return 100 * g }))
	if err != nil {
		return nil, err
	}
	return &PromoterScore{e.Each[0], e.Each[1], e.Each[2], e.Each[3]}, nil
}
