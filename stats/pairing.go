package stats

import (
	"math"

	"github.com/khaosat/khaosat/stats/problem"
)

// pairing computes the covariance of two scores.
type pairing struct {
	t       *Tally
	a, b    *side
	present *presence
	centre  *[2]float64 // mean PSU total of the whole sample, once it is needed
}

func (p *pairing) variance() (float64, error) {
	sum, lonely, second := 0.0, 0, 0.0
	for i := range p.present.strata {
		h := &p.present.strata[i]
		v, skipped, err := p.firstStage(h)
		if err != nil {
			return 0, err
		}
		if skipped {
			lonely++
		}
		sum += v
		if p.t.shape.stages == 2 && !p.t.policy.ultimate {
			v, err := p.secondStage(h)
			if err != nil {
				return 0, err
			}
			second += v
		}
	}
	if lonely > 0 {
		present := float64(len(p.present.strata))
		sum *= present / (present - float64(lonely))
	}
	return sum + second, nil
}

// firstStage is what a stratum adds between its PSUs. skipped says that the stratum is left out to be made up for by
// the others.
func (p *pairing) firstStage(h *stratumPresence) (v float64, skipped bool, err error) {
	s := p.t.shape.strata[h.stratum]
	share, census := p.leftOf(h)
	if census {
		return 0, false, nil
	}
	n := float64(s.n)
	scale := share
	if s.n > 1 {
		scale *= n / (n - 1)
	}
	lonely := s.n == 1 || (p.t.policy.adjustDomain && !p.t.policy.allPresent && h.units == 1)
	switch {
	case !lonely:
	case p.t.policy.lonely == LonelyAdjust:
		return scale * p.between(h, n, p.grandMean()), false, nil
	case p.t.policy.lonely == LonelyAverage:
		return 0, true, nil
	case s.n == 1 && p.t.policy.lonely == LonelyFail && !(p.t.rowsAreUnits() && len(p.t.shape.strata) == 1):
		// A sample of one row has no standard error either, and says so by itself.
		return 0, false, problem.New(
			"stats.stratum_only_one_psu", "stratum", s.key)
	case s.n == 1:
		return 0, false, nil
	}
	if p.t.policy.pps == PPSOverton || p.t.policy.pps == PPSOvertonYatesGrundy {
		return p.overton(h), false, nil
	}
	a, b := p.totals(h)
	return scale * p.between(h, n, [2]float64{a / n, b / n}), false, nil
}

// between is Σ_i (a_i - centre_a)(b_i - centre_b) over the n PSUs of a stratum, each times its own 1-π in a PPS design;
// those out of reach have totals of 0.
func (p *pairing) between(h *stratumPresence, n float64, centre [2]float64) float64 {
	if p.t.rowsAreUnits() {
		s := p.t.shape.slotsOf[h.psus[0]][0]
		return p.spread(s, n) + n*(p.a.sum[s]/n-centre[0])*(p.b.sum[s]/n-centre[1])
	}
	x := (n - float64(len(h.psus))) * centre[0] * centre[1]
	for _, i := range h.psus {
		a, b := p.psuTotals(i)
		x += (1 - p.t.shape.psus[i].chance) * (a - centre[0]) * (b - centre[1])
	}
	return x
}

// psuTotals are the two scores summed over a PSU.
func (p *pairing) psuTotals(i int) (a, b float64) {
	for _, s := range p.t.shape.slotsOf[i] {
		a += p.a.sum[s]
		b += p.b.sum[s]
	}
	return a, b
}

// totals are the two scores summed over a stratum.
func (p *pairing) totals(h *stratumPresence) (a, b float64) {
	for _, i := range h.psus {
		x, y := p.psuTotals(i)
		a += x
		b += y
	}
	return a, b
}

// grandMean is the mean PSU total over all strata that have rows of the base: where survey 4.5 centres a lonely PSU.
func (p *pairing) grandMean() [2]float64 {
	if p.centre == nil {
		a, b, n := 0.0, 0.0, 0.0
		for i := range p.present.strata {
			h := &p.present.strata[i]
			x, y := p.totals(h)
			a, b, n = a+x, b+y, n+float64(p.t.shape.strata[h.stratum].n)
		}
		p.centre = &[2]float64{a / n, b / n}
	}
	return *p.centre
}

// secondStage is what the units inside the PSUs of a stratum add, times the sampled fraction of PSUs.
func (p *pairing) secondStage(h *stratumPresence) (float64, error) {
	s := p.t.shape.strata[h.stratum]
	if p.t.policy.pps == NoPPS && math.IsInf(s.population, 1) {
		return 0, nil
	}
	fraction := float64(s.n) / s.population
	if _, census := left(s.n, s.population); census {
		fraction = 1
	}
	x := 0.0
	for _, i := range h.psus {
		unit := p.t.shape.psus[i]
		if p.t.policy.pps != NoPPS {
			fraction = unit.chance
		}
		share, census := p.t.leftIn(i)
		if census {
			continue
		}
		if unit.m == 1 {
			switch p.t.policy.lonely {
			case LonelyFail:
				return 0, problem.New("stats.psu_only_one_second", "psu", unit.key)
			case LonelyAverage:
				return math.NaN(), nil
			}
			continue // centred at itself: nothing
		}
		if p.present.alone[i] {
			return math.NaN(), nil // nothing to average over
		}
		m := float64(unit.m)
		x += fraction * share * m / (m - 1) * p.within(i, m)
	}
	return x, nil
}

// within is Σ_j (a_j - ā)(b_j - b̄) over the m second-stage units of a PSU.
func (p *pairing) within(i int, m float64) float64 {
	slots := p.t.shape.slotsOf[i]
	if p.t.shape.elements {
		return p.spread(slots[0], m)
	}
	a, b := p.psuTotals(i)
	x := 0.0
	for _, s := range slots {
		x += (1 - p.t.shape.slots[s].chance) * (p.a.sum[s] - a/m) * (p.b.sum[s] - b/m)
	}
	return x
}

// spread is Σ(a-ā)(b-b̄) over the n units of a slot, where rows are units.
func (p *pairing) spread(slot int, n float64) float64 {
	if p.a == p.b && p.a.share != nil {
		return p.a.share.spread(p.t, slot, p.a.l, n)
	}
	return p.t.spreadOf(slot, p.a.score(), p.b.score(), n)
}
