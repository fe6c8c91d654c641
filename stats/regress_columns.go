package stats

import (
	"math"
	"slices"

	"github.com/khaosat/khaosat/stats/problem"
	"github.com/khaosat/khaosat/stats/weights"
)

// Contrasts are the treatment contrasts of a Single column among some rows, usually those that have all variables of a
// regression: an indicator of each code that these rows hold, but the first of them. codes are the codes of the terms.
// It is an error where the rows hold fewer than two.
func Contrasts(c *Column, rows Selection) (terms []Term, codes []int, err error) {
	held := make([]bool, len(c.Variable.Codes))
	for i := range rows.Len() {
		if code, why := c.Code(i); rows.Has(i) && why == NotMissing {
			held[code] = true
		}
	}
	base := slices.Index(held, true)
	for code, there := range held {
		if there && code != base {
			terms, codes = append(terms, Is(c, code)), append(codes, code)
		}
	}
	if len(terms) == 0 {
		return nil, nil, problem.New("stats.variable_fewer_two_different", "variable", c.Variable.Name)
	}
	return terms, codes, nil
}

// dependent is how much of a column may be left after those before it have been taken out for it to count as made up of
// them: the tolerance of R's glm.
const dependent = 1e-11

// independent lists the columns that are not made up of those before them, in the rows of a weight that is not 0.
func (m *model) independent() []int {
	var kept []int
	var basis [][]float64
	for j := range m.beta {
		column := make([]float64, len(m.rows))
		for i := range column {
			column[i] = math.Sqrt(m.w[i]) * m.x[i][j]
		}
		before := weights.Norm(column)
		weights.Project(column, basis)
		after := weights.Norm(column)
		if !(after > dependent*before) {
			continue
		}
		for i := range column {
			column[i] /= after
		}
		basis, kept = append(basis, column), append(kept, j)
	}
	return kept
}

// among puts the coefficients of some of n columns in the places of these; the others are NaN.
func (r *Regression) among(kept []int, n int) *Regression {
	nan := func() []float64 { return slices.Repeat([]float64{math.NaN()}, n) }
	out := *r
	out.Coef, out.SE, out.Cov = nan(), nan(), make([][]float64, n)
	for j := range out.Cov {
		out.Cov[j] = nan()
	}
	for a, j := range kept {
		out.Coef[j], out.SE[j] = r.Coef[a], r.SE[a]
		for b, k := range kept {
			out.Cov[j][k] = r.Cov[a][b]
		}
	}
	return &out
}
