package stats

import "math"

// linear is the score of a statistic as a sum over cells. base lists the cells that count a row of the base once.
type linear struct {
	coefs []Coef
	base  []int
	used  bool
}

// variance is the design variance of linearised totals: over strata h
//
//	(1-f_h) n_h/(n_h-1) Σ_i (t_hi - t̄_h)²  +  f_h Σ_i (1-f_i) m_i/(m_i-1) Σ_j (z_hij - z̄_hi)²
//
// where the second part is there only with a second-stage fpc, t̄ is over all n_h PSUs of the sample (one without rows in the
// subpopulation counts as a total of 0), and a census stratum adds nothing at its stage. With cov it is the matrix of all scores,
// else one row of variances.
//
// Source: Särndal, Swensson & Wretman (1992), ch. 4; agrees with svyrecvar of R survey 4.5.
func (t *Tally) variance(scores []linear, cov bool) ([][]float64, error) {
	acc := newCovariance(len(scores), cov)
	tree := t.tree()
	sides := make([]*side, len(scores))
	for q := range scores {
		if scores[q].used {
			sides[q] = t.side(&scores[q])
		}
	}
	for q, a := range sides {
		for p, b := range sides[:q+1] {
			if (!cov && p != q) || a == nil || b == nil {
				continue
			}
			v, err := (&pairing{t: t, tree: tree, a: a, b: b}).variance()
			if err != nil {
				return nil, err
			}
			acc.set(q, p, v)
		}
	}
	return acc.v, nil
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

// sampleTree lists the PSUs of each stratum and the slots of each PSU.
type sampleTree struct {
	psus, slots [][]int
}

func (t *Tally) tree() *sampleTree {
	tree := &sampleTree{psus: make([][]int, len(t.shape.strata)), slots: make([][]int, len(t.shape.psus))}
	for i, p := range t.shape.psus {
		tree.psus[p.stratum] = append(tree.psus[p.stratum], i)
	}
	for s, sl := range t.shape.slots {
		tree.slots[sl.psu] = append(tree.slots[sl.psu], s)
	}
	return tree
}

// side is one score summed in every slot, and how many rows of its base are there.
type side struct {
	coefs []Coef
	sum   []float64
	rows  []int64
}

func (t *Tally) side(l *linear) *side {
	x := &side{coefs: l.coefs, sum: make([]float64, len(t.shape.slots)), rows: make([]int64, len(t.shape.slots))}
	for s := range x.sum {
		for _, c := range l.coefs {
			x.sum[s] += c.Factor * t.scoreSum(s, c.Cell)
		}
		for _, cell := range l.base {
			x.rows[s] += int64(t.count[s*t.cells+cell])
		}
	}
	return x
}

// scoreSum is the sum of a cell in a slot as variances take it: what calibration leaves of it.
func (t *Tally) scoreSum(slot, cell int) float64 {
	if t.residual != nil {
		return t.residual[slot*t.cells+cell]
	}
	return t.sum.at(slot*t.cells + cell)
}

// spreadOf is Σ(a-ā)(b-b̄) over n units, of which the rows of a slot are those that are not 0, from second moments. Twice the digits
// are kept on the way, since most of them cancel where scores are far from 0. What is lost in rounding is 0.
func (t *Tally) spreadOf(slot int, a, b []Coef, n float64) float64 {
	var x, sumA, sumB double
	size := 0.0
	for _, p := range a {
		sumA = sumA.plus(double{high: p.Factor}.times(t.slotSum(slot, p.Cell)))
		for _, q := range b {
			if p.Cell/t.block == q.Cell/t.block {
				part := times(p.Factor, q.Factor).times(t.second.double((slot*t.cells+p.Cell)*t.block + q.Cell%t.block))
				x = x.plus(part)
				size += math.Abs(part.high)
			}
		}
	}
	for _, q := range b {
		sumB = sumB.plus(double{high: q.Factor}.times(t.slotSum(slot, q.Cell)))
	}
	both := sumA.times(sumB).over(n)
	x = x.minus(both)
	if size += math.Abs(both.high); math.Abs(x.high) <= roundingNoise*size {
		return 0
	}
	return x.value()
}

// roundingNoise is how much of a sum of squares, in parts of its largest part, may be rounding and nothing else.
const roundingNoise = 1e-15

// slotSum is scoreSum with all its digits.
func (t *Tally) slotSum(slot, cell int) double {
	if t.residual != nil {
		return double{high: t.residual[slot*t.cells+cell]}
	}
	return t.sum.double(slot*t.cells + cell)
}

// pairing computes the covariance of two scores.
type pairing struct {
	t      *Tally
	tree   *sampleTree
	a, b   *side
	centre *[2]float64 // mean PSU total of the whole sample, once it is needed
}

func (p *pairing) variance() (float64, error) {
	t := p.t
	sum, present, lonely, second := 0.0, 0, 0, 0.0
	for h := range t.shape.strata {
		if !p.stratumThere(h) {
			continue
		}
		present++
		v, skipped, err := p.firstStage(h)
		if err != nil {
			return 0, err
		}
		if skipped {
			lonely++
		}
		sum += v
		if t.shape.stages == 2 && !t.policy.ultimate {
			v, err := p.secondStage(h)
			if err != nil {
				return 0, err
			}
			second += v
		}
	}
	if lonely > 0 {
		sum *= float64(present) / float64(present-lonely)
	}
	return sum + second, nil
}

// stratumThere tells whether a stratum has any row of the base.
func (p *pairing) stratumThere(h int) bool {
	if p.t.policy.allPresent {
		return true
	}
	for _, i := range p.tree.psus[h] {
		if p.unitsThere(i) > 0 {
			return true
		}
	}
	return false
}

// unitsThere is the number of first-stage units of a PSU place that have rows of the base: rows where these are the units, else 0
// or 1.
func (p *pairing) unitsThere(i int) int64 {
	n := int64(0)
	for _, s := range p.tree.slots[i] {
		n += max(p.a.rows[s], p.b.rows[s])
	}
	if n > 0 && !(p.t.shape.elements && p.t.shape.stages == 1) {
		n = 1
	}
	return n
}

// firstStage is what a stratum adds between its PSUs. skipped says that the stratum is left out to be made up for by the others.
func (p *pairing) firstStage(h int) (v float64, skipped bool, err error) {
	s := p.t.shape.strata[h]
	share, census := left(s.n, s.population)
	if census {
		return 0, false, nil
	}
	n := float64(s.n)
	scale := share
	if s.n > 1 {
		scale *= n / (n - 1)
	}
	lonely := s.n == 1
	if p.t.policy.adjustDomain && !p.t.policy.allPresent && s.n > 1 {
		there := int64(0)
		for _, i := range p.tree.psus[h] {
			there += p.unitsThere(i)
		}
		lonely = there == 1
	}
	if !lonely {
		return scale * p.between(h, p.meanTotal(h, n)), false, nil
	}
	switch p.t.policy.lonely {
	case LonelyAdjust:
		return scale * p.between(h, p.grandMean()), false, nil
	case LonelyAverage:
		return 0, true, nil
	case LonelyFail:
		if s.n == 1 && !(p.t.shape.elements && len(p.t.shape.strata) == 1) { // a sample of one row has no standard error, and says so
			return 0, false, problemf(
				"tầng %[1]q chỉ có một PSU nên không tính được sai số chuẩn; hãy gộp tầng hoặc chọn cách xử lý (adjust, average, remove, certainty)",
				"stratum %[1]q has only one PSU, so no standard error can be computed; please either merge strata or choose a policy (adjust, average, remove, certainty)", s.key)
		}
	}
	if s.n == 1 {
		return 0, false, nil
	}
	return scale * p.between(h, p.meanTotal(h, n)), false, nil
}

// between is Σ_i (a_i - centre_a)(b_i - centre_b) over the PSUs of a stratum.
func (p *pairing) between(h int, centre [2]float64) float64 {
	x := 0.0
	for _, i := range p.tree.psus[h] {
		if p.t.shape.elements && p.t.shape.stages == 1 {
			s := p.tree.slots[i][0]
			n := float64(p.t.shape.strata[h].n)
			x += p.t.spreadOf(s, p.a.coefs, p.b.coefs, n) + n*(p.a.sum[s]/n-centre[0])*(p.b.sum[s]/n-centre[1])
			continue
		}
		a, b := p.psuTotals(i)
		x += (a - centre[0]) * (b - centre[1])
	}
	return x
}

// psuTotals are the two scores summed over a PSU.
func (p *pairing) psuTotals(i int) (a, b float64) {
	for _, s := range p.tree.slots[i] {
		a += p.a.sum[s]
		b += p.b.sum[s]
	}
	return a, b
}

// meanTotal is the mean PSU total of a stratum over its n PSUs.
func (p *pairing) meanTotal(h int, n float64) [2]float64 {
	var m [2]float64
	for _, i := range p.tree.psus[h] {
		a, b := p.psuTotals(i)
		m[0] += a
		m[1] += b
	}
	return [2]float64{m[0] / n, m[1] / n}
}

// grandMean is the mean PSU total over all strata that have rows of the base: where survey 4.5 centres a lonely PSU.
func (p *pairing) grandMean() [2]float64 {
	if p.centre != nil {
		return *p.centre
	}
	var m [2]float64
	n := 0.0
	for h, s := range p.t.shape.strata {
		if !p.stratumThere(h) {
			continue
		}
		n += float64(s.n)
		for _, i := range p.tree.psus[h] {
			a, b := p.psuTotals(i)
			m[0] += a
			m[1] += b
		}
	}
	p.centre = &[2]float64{m[0] / n, m[1] / n}
	return *p.centre
}

// secondStage is what the units inside the PSUs of a stratum add, times the sampled fraction of PSUs.
func (p *pairing) secondStage(h int) (float64, error) {
	s := p.t.shape.strata[h]
	if math.IsInf(s.population, 1) {
		return 0, nil
	}
	fraction := float64(s.n) / s.population
	if _, census := left(s.n, s.population); census {
		fraction = 1
	}
	x := 0.0
	for _, i := range p.tree.psus[h] {
		unit := p.t.shape.psus[i]
		share, census := left(unit.m, unit.population)
		if census || unit.m == 0 || (p.unitsThere(i) == 0 && !p.t.policy.allPresent) {
			continue
		}
		if unit.m == 1 {
			if p.t.policy.lonely == LonelyFail {
				return 0, problemf("PSU %[1]q chỉ có một đơn vị bậc hai nên không tính được sai số chuẩn",
					"PSU %[1]q has only one second-stage unit, so no standard error can be computed", unit.key)
			}
			if p.t.policy.lonely == LonelyAverage {
				return math.NaN(), nil
			}
			continue
		}
		m := float64(unit.m)
		x += share * m / (m - 1) * p.within(i, m)
	}
	return fraction * x, nil
}

// within is Σ_j (a_j - ā)(b_j - b̄) over the m second-stage units of a PSU.
func (p *pairing) within(i int, m float64) float64 {
	a, b := p.psuTotals(i)
	if p.t.shape.elements {
		return p.t.spreadOf(p.tree.slots[i][0], p.a.coefs, p.b.coefs, m)
	}
	x := 0.0
	for _, s := range p.tree.slots[i] {
		x += (p.a.sum[s] - a/m) * (p.b.sum[s] - b/m)
	}
	return x
}
