package stats

import (
	"strconv"

	"github.com/khaosat/khaosat/stats/problem"
)

// PPS says how the variance is estimated where the units of a stratum were drawn with unequal probabilities without
// replacement (probability proportional to size). π_i is the probability that unit i is in the sample, and t_i its
// weighted total.
type PPS string

// The estimators of variance. Overton's joint probabilities are π_ij = π_i π_j (n-1)/(n - (π_i+π_j)/2).
const (
	NoPPS PPS = "" // units of a stratum were equally probable
	// PPSBrewer is n/(n-1) Σ (1-π_i)(t_i - t̄)², and needs no joint probabilities. Source: Brewer (2002), ch. 9; R's
	// pps = "brewer".
	PPSBrewer PPS = "brewer"
	// PPSOverton is the Horvitz-Thompson estimator ΣΣ (π_ij - π_i π_j)/π_ij t_i t_j with Overton's joint probabilities,
	// for one stage. Source: Overton & Stehman (1995), The American Statistician 49, 261-268; R's pps = "overton",
	// variance = "HT".
	PPSOverton PPS = "overton"
	// PPSOvertonYatesGrundy is the estimator of Yates & Grundy (1953), ½ ΣΣ (π_i π_j - π_ij)/π_ij (t_i - t_j)², with
	// the same; R's variance = "YG".
	PPSOvertonYatesGrundy PPS = "overton-yg"
)

// checkPPS refuses what the estimators of unequal probabilities cannot do.
func (s *DesignSpec) checkPPS() error {
	switch s.PPS {
	case NoPPS:
		return nil
	case PPSBrewer, PPSOverton, PPSOvertonYatesGrundy:
	default:
		return problem.New("stats.pps_method_none_brewer", "method", s.PPS)
	}
	stages := max(1, len(s.PSU))
	switch {
	case len(s.FPC) != stages:
		return problem.New("stats.pps_design_stages_needs", "stages", stages, "fpc", len(s.FPC))
	case stages > 1 && s.PPS != PPSBrewer:
		return problem.New("stats.one_stage_use_brewer", "method", s.PPS)
	}
	return nil
}

// rowsAsPSUs makes every row a PSU of its own: second moments by stratum do not do where each has a probability of its
// own.
func (d *Design) rowsAsPSUs(k *designKeys) {
	k.psu = make([]int, d.rows)
	byStratum := make([][]int, len(k.strata))
	for i := range d.rows {
		if k.psu[i] = -1; d.scope.Has(i) {
			byStratum[k.stratum[i]] = append(byStratum[k.stratum[i]], i)
		}
	}
	for h, rows := range byStratum {
		for _, i := range rows {
			k.psu[i] = len(k.psus)
			k.psus, k.psuStratum = append(k.psus, strconv.Itoa(i+1)), append(k.psuStratum, h)
		}
	}
}

// readChances reads the probability of every unit at each stage.
func (d *Design) readChances(k *designKeys) error {
	s := d.shape
	err := d.chances(d.spec.FPC[0], k.psu, k.psus, func(i int) *float64 { return &s.psus[i].chance })
	if err == nil && len(d.spec.FPC) > 1 {
		err = d.chances(d.spec.FPC[1], k.unit, k.units, func(u int) *float64 { return &s.slots[u].chance })
	}
	return err
}

// chances sets the probabilities of the units of one stage from the rows.
func (d *Design) chances(column string, unit []int, names []string, at func(unit int) *float64) error {
	x, err := d.numberColumn(column, "fpc")
	if err != nil {
		return err
	}
	for i := range d.rows {
		if !d.scope.Has(i) {
			continue
		}
		if !(x[i] > 0 && x[i] <= 1) {
			return problem.New("stats.row_column_sampling_probability", "row", i+1, "value", x[i], "column", column)
		}
		p := at(unit[i])
		if *p != 0 && *p != x[i] {
			return problem.New("stats.row_column_probability_but", "row", i+1, "value", x[i], "other", *p, "unit",
				names[unit[i]], "column", column)
		}
		*p = x[i]
	}
	return nil
}

// chanceOf is the probability of a row over all stages.
func (d *Design) chanceOf(k *designKeys, row int) float64 {
	p := d.shape.psus[k.psu[row]].chance
	if k.unit != nil {
		p *= d.shape.slots[k.unit[row]].chance
	}
	return p
}

// certain tells whether a unit had to be in the sample.
func certain(chance float64) bool { return 1-chance < 1e-7 }

// leftOf is the share of a stratum's PSUs that was not sampled, 1 in a PPS design, where each has its own; and whether
// the stratum was sampled whole.
func (p *pairing) leftOf(h *stratumPresence) (share float64, census bool) {
	if p.t.policy.pps == NoPPS {
		s := p.t.shape.strata[h.stratum]
		return left(s.n, s.population)
	}
	for _, i := range h.psus {
		if !certain(p.t.shape.psus[i].chance) {
			return 1, false
		}
	}
	return 0, true
}

// leftIn is the same for the second-stage units of a PSU.
func (t *Tally) leftIn(psu int) (share float64, census bool) {
	if t.policy.pps == NoPPS {
		return left(t.shape.psus[psu].m, t.shape.psus[psu].population)
	}
	for _, s := range t.shape.slotsOf[psu] {
		if !certain(t.shape.slots[s].chance) {
			return 1, false
		}
	}
	return 0, true
}

// overton is what a stratum of n PSUs adds under Overton's joint probabilities, whose (π_ij - π_i π_j)/π_ij is
// -((1-π_i)+(1-π_j))/(2(n-1)), so that the double sums fall apart into single ones.
func (p *pairing) overton(h *stratumPresence) float64 {
	var n, c, a, b, ca, cb, ab, cab float64
	for _, i := range h.psus {
		left := 1 - p.t.shape.psus[i].chance
		x, y := p.psuTotals(i)
		n, c, a, b = n+1, c+left, a+x, b+y
		ca, cb, ab, cab = ca+left*x, cb+left*y, ab+x*y, cab+left*x*y
	}
	if p.t.policy.pps == PPSOvertonYatesGrundy {
		return (n*cab + c*ab - ca*b - cb*a) / (2 * (n - 1))
	}
	return (n*cab - (ca*b+cb*a)/2) / (n - 1)
}
