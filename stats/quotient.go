package stats

import (
	"slices"

	"github.com/khaosat/khaosat/stats/exact"
)

// Coef is a cell of a tally and the factor with which it enters a sum.
type Coef struct {
	Cell   int
	Factor float64
}

// Quotient is a statistic made of two sums over cells: Σ num / Σ den. Proportions, means, ratios, nets and score means
// are quotients; a total has no denominator.
type Quotient struct {
	Num, Den []Coef
	// Base lists cells that a row of the base is in exactly once; their counts are the bases of the estimate.
	Base []int
	// Present lists the cells whose rows say which strata are there, for policies that count strata; nil: those of
	// Base. Figures that are compared need the same, as R has it.
	Present []int
	// Domain is the group of rows whose PSUs give the degrees of freedom.
	Domain int
	// Spread is Σ w(y-ȳ)²/Σ w of the variable behind a mean or a total, for the design effect; nil leaves that out. It
	// is given the totals of the cells.
	Spread func(total func(cell int) exact.Double) float64
	// Ratio says that the denominator is the total of a variable, not the sum of weights of the base; Spread is then
	// that of y - Rx.
	Ratio bool
	// Share marks a quotient that lies between 0 and 1 when weights are not negative.
	Share bool
}

// sum is Σ factor × total over coefficients.
func sum(coefs []Coef, total func(int) float64) float64 {
	x := 0.0
	for _, c := range coefs {
		x += c.Factor * total(c.Cell)
	}
	return x
}

// rounding gives totals as float64.
func rounding(total func(int) exact.Double) func(int) float64 {
	return func(cell int) float64 { return total(cell).Value() }
}

// doubleSum is sum with twice the digits.
func doubleSum(coefs []Coef, total func(int) exact.Double) exact.Double {
	x := exact.Double{}
	for _, c := range coefs {
		x = x.Plus(total(c.Cell).Scaled(c.Factor))
	}
	return x
}

// value is the quotient, its denominator (1 for a total), and the quotient itself as a factor of the denominator in
// scores.
func (q *Quotient) value(total func(int) float64) (value, den float64) {
	den = 1
	if q.Den != nil {
		den = sum(q.Den, total)
	}
	return sum(q.Num, total) / den, den
}

// scoreCoef is a coefficient with twice the digits: means that are large beside the spread cancel most of them.
type scoreCoef struct {
	cell   int
	factor exact.Double
}

// score is the linearised score of the quotient, (num - R den) / Σ den, as coefficients of cells, each once, in order.
func (q *Quotient) score(value exact.Double, den float64) []scoreCoef {
	list := make([]scoreCoef, 0, len(q.Num)+len(q.Den))
	for _, c := range q.Num {
		list = append(list, scoreCoef{c.Cell, exact.Double{High: c.Factor}.Over(den)})
	}
	for _, c := range q.Den {
		list = append(list, scoreCoef{c.Cell, exact.Double{}.Minus(value.Scaled(c.Factor)).Over(den)})
	}
	slices.SortStableFunc(list, func(a, b scoreCoef) int { return a.cell - b.cell })
	out := list[:0]
	for _, c := range list {
		if n := len(out); n > 0 && out[n-1].cell == c.cell {
			out[n-1].factor = out[n-1].factor.Plus(c.factor)
			continue
		}
		out = append(out, c)
	}
	return out
}

// merged puts coefficients in the order of their cells and adds those of one cell.
func merged(list []Coef) []Coef {
	slices.SortStableFunc(list, func(a, b Coef) int { return a.Cell - b.Cell })
	out := list[:0]
	for _, c := range list {
		if n := len(out); n > 0 && out[n-1].Cell == c.Cell {
			out[n-1].Factor += c.Factor
			continue
		}
		out = append(out, c)
	}
	return out
}
