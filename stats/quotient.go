package stats

// Coef is a cell of a tally and the factor with which it enters a sum.
type Coef struct {
	Cell   int
	Factor float64
}

// Quotient is a statistic made of two sums over cells: Σ num / Σ den. Proportions, means, ratios, nets and score means are
// quotients; a total has no denominator.
type Quotient struct {
	Num, Den []Coef
	// Base lists cells that a row of the base is in exactly once; their counts are the bases of the estimate.
	Base []int
	// Domain is the group of rows whose PSUs give the degrees of freedom.
	Domain int
	// Spread is Σ w(y-ȳ)²/Σ w of the variable behind a mean or a total, for the design effect; nil leaves that out. It is given
	// the totals of the cells.
	Spread func(total func(cell int) float64) float64
	// Ratio says that the denominator is the total of a variable, not the sum of weights of the base; Spread is then that of
	// y - Rx.
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

// totals are the weighted sums of a tally's cells, added once.
type totals struct {
	t     *Tally
	known []float64
	have  []bool
}

func (t *Tally) totals() *totals {
	return &totals{t: t, known: make([]float64, t.cells), have: make([]bool, t.cells)}
}

func (k *totals) at(cell int) float64 {
	if !k.have[cell] {
		k.known[cell], k.have[cell] = k.t.Total(cell), true
	}
	return k.known[cell]
}

// value is the quotient, its denominator (1 for a total), and the quotient itself as a factor of the denominator in scores.
func (q *Quotient) value(total func(int) float64) (value, den float64) {
	num := sum(q.Num, total)
	if q.Den == nil {
		return num, 1
	}
	den = sum(q.Den, total)
	return num / den, den
}

// score lists the cells and factors whose weighted values add up to the linearised score of the quotient:
// (num - R den) / Σ den.
func (q *Quotient) score(value, den float64) []Coef {
	if q.Den == nil {
		return q.Num
	}
	factor := map[int]float64{}
	var order []int
	add := func(cell int, x float64) {
		if _, ok := factor[cell]; !ok {
			order = append(order, cell)
		}
		factor[cell] += x
	}
	for _, c := range q.Num {
		add(c.Cell, c.Factor)
	}
	for _, c := range q.Den {
		add(c.Cell, -value*c.Factor)
	}
	out := make([]Coef, 0, len(order))
	for _, cell := range order {
		out = append(out, Coef{cell, factor[cell] / den})
	}
	return out
}
