package plain

import "math"

// PromoterGroup puts an answer on a scale from 0 to 10 among promoters (9, 10: 1), passives (7, 8: 0) or detractors (0
// to 6: -1). NaN, no answer, stays NaN. Source: Reichheld (2003), Harvard Business Review 81(12), 46-54.
func PromoterGroup(x float64) float64 {
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

// PromoterCount is the net promoter score of a simple sample. All but N is NaN when nobody answered.
type PromoterCount struct {
	N                               int     // answers
	Promoters, Passives, Detractors float64 // shares, 0 to 1
	Score, SE                       float64 // Score is from -100 to 100, SE on the same scale
}

// CountPromoters computes the net promoter score of the values that are not NaN, each counting once: 100(p-d) with
// standard error 100 √((p+d-(p-d)²)/n), p and d the shares of promoters and detractors.
// Source: Rocks (2016), The American Statistician 70, 365-372. Variant: divisor n, his Wald form.
func CountPromoters(values []float64) PromoterCount {
	var groups [3]float64 // detractors, passives, promoters
	for _, x := range values {
		if g := PromoterGroup(x); !math.IsNaN(g) {
			groups[int(g)+1]++
		}
	}
	n := groups[0] + groups[1] + groups[2]
	p, d := groups[2]/n, groups[0]/n
	return PromoterCount{N: int(n), Promoters: p, Passives: groups[1] / n, Detractors: d,
		Score: 100 * (p - d), SE: 100 * math.Sqrt((p+d-(p-d)*(p-d))/n)}
}
