package stats

import (
	"math"

	"github.com/khaosat/khaosat/stats/exact"
)

// denMoments are what the shares of one base have in common when a row is its own PSU. The score of each is the same in
// every cell of the denominator but in its own, so a column of k codes costs k steps and not k².
type denMoments struct {
	cells map[int]bool
	// per slot: the sum of weights over the denominator and of their squares, and the size of the latter's parts
	sum, second []exact.Double
}

// moments returns the sums that a quotient shares with others of its denominator, nil where it has to be computed for
// itself: its cells are not each for themselves, or have factors.
func (k *known) moments(q *Quotient) *denMoments {
	if k.t.block != 1 || len(q.Den) == 0 {
		return nil
	}
	m, ok := k.shares[&q.Den[0]]
	if !ok {
		m = k.t.denMoments(q.Den)
		k.shares[&q.Den[0]] = m
	}
	return m
}

func (t *Tally) denMoments(den []Coef) *denMoments {
	m := &denMoments{cells: make(map[int]bool, len(den)), sum: make([]exact.Double, len(t.shape.slots)),
		second: make([]exact.Double, len(t.shape.slots))}
	for _, c := range den {
		if c.Factor != 1 || m.cells[c.Cell] {
			return nil
		}
		m.cells[c.Cell] = true
	}
	for s := range t.shape.slots {
		for _, c := range den {
			m.sum[s] = m.sum[s].Plus(t.slotSum(s, c.Cell))
			m.second[s] = m.second[s].Plus(t.second.Double(s*t.cells + c.Cell))
		}
	}
	return m
}

// spread is what spreadOf computes from the coefficients of a score: those of the denominator all together, then the
// score's own cells in place of what they were given so.
func (m *denMoments) spread(t *Tally, slot int, l *linear, n float64) float64 {
	common := exact.Double{}.Minus(l.value).Over(l.den)
	square := common.Times(common)
	x := square.Times(m.second[slot])
	sum := common.Times(m.sum[slot])
	size := math.Abs(x.High)
	for _, c := range merged(append([]Coef(nil), l.q.Num...)) {
		own := exact.Double{High: c.Factor}.Over(l.den)
		given, givenSquare := exact.Double{}, exact.Double{}
		if m.cells[c.Cell] {
			own = own.Plus(common)
			given, givenSquare = common, square
		}
		part := own.Times(own).Minus(givenSquare).Times(t.second.Double(slot*t.cells + c.Cell))
		x = x.Plus(part)
		size += math.Abs(part.High)
		sum = sum.Plus(own.Minus(given).Times(t.slotSum(slot, c.Cell)))
	}
	return t.centred(x, sum.Times(sum).Over(n), size)
}
