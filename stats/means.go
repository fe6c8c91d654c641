package stats

import (
	"math"

	"github.com/khaosat/khaosat/stats/exact"
)

// termTally is a tally of 1, some variables and their squares: what means and totals with design effects need.
type termTally struct {
	*Tally
	terms   []Term
	Missing int64 // rows of the design in which a variable is missing
}

// tallyMoments tallies 1, each term and each square.
func (d *Design) tallyMoments(terms []Term) termTally {
	list := append([]Term{One()}, terms...)
	for _, t := range terms {
		list = append(list, Times(t, t))
	}
	t, missing := d.TallyTerms(list...)
	return termTally{t, terms, missing}
}

// mean is the mean of term i over the rows that have all terms.
func (m termTally) mean(i int) Quotient {
	one, y, square := Coef{0, 1}, Coef{1 + i, 1}, Coef{1 + len(m.terms) + i, 1}
	num := []Coef{y}
	if shift := m.terms[i].shift; shift != 0 {
		num = append(num, Coef{0, shift})
	}
	return Quotient{Num: num, Den: []Coef{one}, Base: []int{0}, Share: m.terms[i].share,
		Spread: spread([]Coef{y}, []Coef{square}, []Coef{one})}
}

// Means are the means of terms with their covariances, over the rows of the design that have all of them. missing is
// the number of rows that have not.
//
// Formula: ȳ = Σ wy / Σ w, scores w(y-ȳ)/Σ w. Agrees with svymean(na.rm = TRUE) of R survey 4.5.
func (d *Design) Means(terms ...Term) (e *Estimates, missing int64, err error) {
	m := d.tallyMoments(terms)
	qs := make([]Quotient, len(terms))
	for i := range terms {
		qs[i] = m.mean(i)
	}
	e, err = m.Covariance(qs...)
	return e, m.Missing, err
}

// Totals are the weighted totals of terms with their covariances, over the rows that have all of them: a total over
// respondents, no more. Agrees with svytotal(na.rm = TRUE) of R survey 4.5.
func (d *Design) Totals(terms ...Term) (e *Estimates, missing int64, err error) {
	m := d.tallyMoments(terms)
	qs := make([]Quotient, len(terms))
	for i := range terms {
		qs[i] = m.mean(i)
		qs[i].Den, qs[i].Share = nil, false
	}
	e, err = m.Covariance(qs...)
	return e, m.Missing, err
}

// Ratio is Σ wy / Σ wx over the rows of the design that have both, with scores (y - Rx)/Σ wx. Its design effect
// compares with the mean of y - Rx. Agrees with svyratio of R survey 4.5.
func (d *Design) Ratio(y, x Term) (e Estimate, missing int64, err error) {
	t, missing := d.TallyTerms(One(), y, x, Times(y, y), Times(x, x), Times(x, y))
	q := ratioQuotient(y.shift, x.shift)
	list, err := t.Estimate(q)
	if err != nil {
		return Estimate{}, missing, err
	}
	return list.Each[0], missing, nil
}

// ratioQuotient is y/x on the cells 1, y, x, y², x², xy, with y and x taken about their shifts.
func ratioQuotient(shiftY, shiftX float64) Quotient {
	num, den := []Coef{{1, 1}, {0, shiftY}}, []Coef{{2, 1}, {0, shiftX}}
	return Quotient{Num: num, Den: den, Base: []int{0}, Ratio: true,
		Spread: func(total func(int) exact.Double) float64 {
			r := sum(num, rounding(total)) / sum(den, rounding(total))
			n := total(0).Value()
			mean := (total(1).Value() - r*total(2).Value()) / n
			return max(0, (total(3).Value()+r*r*total(4).Value()-2*r*total(5).Value())/n-mean*mean)
		}}
}

// Proportion is the share of the rows with the indicator 1 among those where it is not missing. With replicate weights
// it also has the standard error of its logit. Agrees with svyciprop of R survey 4.5.
func (d *Design) Proportion(indicator Term) (Estimate, error) {
	e, _, err := d.Means(indicator)
	if err != nil {
		return Estimate{}, err
	}
	p := e.Each[0]
	if e.Replicates != nil {
		p.LogitSE = d.reps.logitSE(e.Replicates, p.Value)
	}
	return p, nil
}

// logitSE is the replicate standard error of logit(p).
func (r *replicates) logitSE(theta [][]float64, p float64) float64 {
	logits := make([][]float64, len(theta))
	for k, th := range theta {
		logits[k] = []float64{math.Log(th[0]) - math.Log1p(-th[0])}
	}
	full := math.Log(p) - math.Log1p(-p)
	return math.Sqrt(r.spread(logits, 0, 0, full, full))
}
