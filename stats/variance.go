package stats

import (
	"math"

	"github.com/khaosat/khaosat/stats/exact"
)

// linear is the score of a quotient whose figure is known, and where its rows are.
type linear struct {
	q       *Quotient // nil: no estimate
	value   exact.Double
	den     float64
	present *presence
}

// variance is the design variance of linearised totals: over strata h
//
//	(1-f_h) n_h/(n_h-1) Σ_i (t_hi - t̄_h)²  +  f_h Σ_i (1-f_i) m_i/(m_i-1) Σ_j (z_hij - z̄_hi)²
//
// where the second part is there only with a second-stage fpc, t̄ is over all n_h PSUs of the sample (one without rows
// in the subpopulation counts as a total of 0), and a census stratum adds nothing at its stage. With cov it is the
// matrix of all scores, else one row of variances.
//
// Source: Särndal, Swensson & Wretman (1992), ch. 4; agrees with svyrecvar of R survey 4.5.
func (k *known) variance(scores []linear, cov bool) ([][]float64, error) {
	acc := newCovariance(len(scores), cov)
	sides := make([]*side, len(scores))
	scratch := make([]float64, len(k.t.shape.slots))
	for q := range scores {
		if scores[q].q == nil {
			continue
		}
		if !cov {
			v, err := k.pair(k.side(&scores[q], scratch), nil)
			if err != nil {
				return nil, err
			}
			acc.set(q, q, v)
			continue
		}
		sides[q] = k.side(&scores[q], make([]float64, len(scratch)))
		for p, other := range sides[:q+1] {
			if other == nil {
				continue
			}
			v, err := k.pair(sides[q], other)
			if err != nil {
				return nil, err
			}
			acc.set(q, p, v)
		}
	}
	return acc.v, nil
}

// pair is the covariance of two scores; without b the variance of a.
func (k *known) pair(a, b *side) (float64, error) {
	if b == nil {
		b = a
	}
	p := pairing{t: k.t, a: a, b: b, present: a.present}
	if a.present != b.present {
		p.present = a.present.with(b.present)
	}
	return p.variance()
}

// covariance is a symmetric matrix, or only its diagonal in one row. What is not set is NaN.
type covariance struct {
	v    [][]float64
	full bool
}

func newCovariance(n int, full bool) *covariance {
	rows := 1
	if full {
		rows = n
	}
	c := &covariance{v: make([][]float64, rows), full: full}
	for i := range c.v {
		c.v[i] = make([]float64, n)
		for j := range c.v[i] {
			c.v[i][j] = math.NaN()
		}
	}
	return c
}

func (c *covariance) set(i, j int, x float64) {
	if !c.full {
		c.v[0][i] = x
		return
	}
	c.v[i][j], c.v[j][i] = x, x
}

// side is one score summed in every slot.
type side struct {
	l       *linear
	coefs   []scoreCoef // for second moments; nil until asked for
	share   *denMoments // where the variance can do without coefs
	sum     []float64
	present *presence
}

// side sums a score in the slots, into room for one number a slot.
func (k *known) side(l *linear, sum []float64) *side {
	x := &side{l: l, sum: sum, present: l.present}
	var den []exact.Double
	if l.q.Den != nil {
		den = k.denominators(l.q.Den)
	}
	for s := range sum {
		v := exact.Double{}
		for _, c := range l.q.Num {
			if x := k.t.slotSum(s, c.Cell); x.High != 0 {
				v = v.Plus(x.Scaled(c.Factor))
			}
		}
		if den != nil && den[s].High != 0 {
			v = v.Minus(l.value.Times(den[s]))
		}
		sum[s] = v.Value() / l.den
	}
	if k.t.shape.elements {
		x.share = k.moments(l.q)
	}
	return x
}

// score are the coefficients of the score.
func (x *side) score() []scoreCoef {
	if x.coefs == nil {
		x.coefs = x.l.q.score(x.l.value, x.l.den)
	}
	return x.coefs
}

// denominators are the slot sums of a denominator, which many quotients share.
func (k *known) denominators(coefs []Coef) []exact.Double {
	sums, ok := k.denSums[&coefs[0]]
	if !ok {
		sums = make([]exact.Double, len(k.t.shape.slots))
		for s := range sums {
			for _, c := range coefs {
				if x := k.t.slotSum(s, c.Cell); x.High != 0 {
					sums[s] = sums[s].Plus(x.Scaled(c.Factor))
				}
			}
		}
		k.denSums[&coefs[0]] = sums
	}
	return sums
}

// spreadOf is Σ(a-ā)(b-b̄) over n units, of which the rows of a slot are those that are not 0, from second moments.
// Twice the digits are kept on the way, since most of them cancel where scores are far from 0. What is lost in rounding
// is 0. Coefficients are in the order of cells.
func (t *Tally) spreadOf(slot int, a, b []scoreCoef, n float64) float64 {
	var x, sumA, sumB exact.Double
	size := 0.0
	first := 0 // of b, in the block of p
	for _, p := range a {
		sumA = sumA.Plus(p.factor.Times(t.slotSum(slot, p.cell)))
		block := p.cell / t.block
		for first < len(b) && b[first].cell/t.block < block {
			first++
		}
		for _, q := range b[first:] {
			if q.cell/t.block != block {
				break
			}
			part := p.factor.Times(q.factor).Times(t.second.Double((slot*t.cells+p.cell)*t.block + q.cell%t.block))
			x = x.Plus(part)
			size += math.Abs(part.High)
		}
	}
	for _, q := range b {
		sumB = sumB.Plus(q.factor.Times(t.slotSum(slot, q.cell)))
	}
	return t.centred(x, sumA.Times(sumB).Over(n), size)
}

// centred is a sum of products less what their means explain, 0 where what is left is rounding. size is how large the
// largest parts of the sum are.
func (t *Tally) centred(products, means exact.Double, size float64) float64 {
	x := products.Minus(means)
	noise := doubleNoise
	if t.residual != nil {
		noise = roundingNoise
	}
	if size += math.Abs(means.High); math.Abs(x.High) <= noise*size {
		return 0
	}
	return x.Value()
}

// roundingNoise is how much of a sum of squares, in parts of its largest part, may be rounding and nothing else;
// doubleNoise where the parts have twice the digits.
const (
	roundingNoise = 1e-15
	doubleNoise   = 1e-27
)

// slotSum is the sum of a cell in a slot as variances take it: what calibration leaves of it.
func (t *Tally) slotSum(slot, cell int) exact.Double {
	if t.residual != nil {
		return exact.Double{High: t.residual[slot*t.cells+cell]}
	}
	return t.sum.Double(slot*t.cells + cell)
}
