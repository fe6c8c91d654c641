package stats

import "math"

// PromoterScore is the net promoter score of a 0 to 10 scale: the share of promoters (9, 10) less that of detractors (0
// to 6), times 100.
type PromoterScore struct {
	Promoters, Passives, Detractors Estimate // shares, 0 to 1
	Score                           Estimate // -100 to 100
}

// promoterGroup puts a score among promoters (1), passives (0) or detractors (-1); NaN stays NaN.
func promoterGroup(x float64) float64 {
	switch {
	case x >= 9:
		return 1
	case x > 6:
		return 0
	case x <= 6:
		return -1
	}
	return x
}

// PromoterScore estimates the net promoter score of a Number column with design-based standard errors: the mean of
// ±100.
func (d *Design) PromoterScore(c *Column) (*PromoterScore, error) {
	group := func(f func(g float64) float64) Term {
		return Term{fill: func(from int, out []float64) {
			for i, x := range c.numbers[from : from+len(out)] {
				out[i] = promoterGroup(x)
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

// PromoterCount is the score from answers alone, each counting once.
type PromoterCount struct {
	N                     int64
	Promoters, Detractors float64 // shares
	Score, SE             float64 // SE = 100 sqrt((p+d-(p-d)²)/n), divisor n
}

// CountPromoters counts the rows of the design, whatever their weight.
func (d *Design) CountPromoters(c *Column) PromoterCount {
	var n, plus, minus float64
	for i := range d.rows {
		if !d.scope.Has(i) {
			continue
		}
		switch promoterGroup(c.numbers[i]) {
		case 1:
			n, plus = n+1, plus+1
		case 0:
			n++
		case -1:
			n, minus = n+1, minus+1
		}
	}
	p, q := plus/n, minus/n
	return PromoterCount{int64(n), p, q, 100 * (p - q), 100 * math.Sqrt((p+q-(p-q)*(p-q))/n)}
}
