package stats

import (
	"math"

	"github.com/khaosat/khaosat/stats/law"
)

// Contrast is a linear combination of estimates, with the variance that their covariances give; its degrees of freedom are
// the largest of those it is made of (the whole design's, where a domain has fewer).
func (e *Estimates) Contrast(coef ...float64) Estimate {
	out := Estimate{Value: 0, Deff: math.NaN(), DeffWOR: math.NaN()}
	for i, c := range coef {
		if c == 0 {
			continue
		}
		out.Value += c * e.Each[i].Value
		out.DF = max(out.DF, e.Each[i].DF)
		out.N += e.Each[i].N
		for j, b := range coef {
			if b != 0 {
				out.squaredSE += c * b * e.Cov[i][j]
			}
		}
	}
	if out.squaredSE < 0 {
		out.squaredSE = 0
	}
	out.SE = math.Sqrt(out.squaredSE)
	return out
}

// Difference is estimate i less estimate j.
func (e *Estimates) Difference(i, j int) Estimate {
	coef := make([]float64, len(e.Each))
	coef[i], coef[j] = 1, -1
	return e.Contrast(coef...)
}

// P is the two-sided p-value of the hypothesis that the figure is 0, by t with the design degrees of freedom; NaN without.
func (e *Estimate) P() float64 {
	if e.DF <= 0 {
		return math.NaN()
	}
	return 2 * law.TUpper(math.Abs(e.Value/e.SE), e.DF)
}

// DomainMeans are the means of a term in several groups of rows that do not overlap, with the covariances between them, which are
// not 0 where groups share PSUs. Degrees of freedom are those of the whole design. With replicate weights, a replicate in which one of
// the groups is empty is left out for all of them.
func (d *Design) DomainMeans(y Term, groups ...Selection) (*Estimates, error) {
	terms := []Term{One(), y}
	for _, g := range groups {
		terms = append(terms, In(g, One()), In(g, y), In(g, Times(y, y)))
	}
	t, _ := d.TallyTerms(terms...)
	qs, all := make([]Quotient, len(groups)), []int{0}
	for i := range groups {
		one, sum, square := 2+3*i, 3+3*i, 4+3*i
		qs[i] = Quotient{Num: []Coef{{sum, 1}}, Den: []Coef{{one, 1}}, Base: []int{one}, Reach: all, Share: y.share,
			Spread: spread([]Coef{{sum, 1}}, []Coef{{square, 1}}, []Coef{{one, 1}})}
	}
	return t.Covariance(qs...)
}
