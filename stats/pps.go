package stats

import (
	"strconv"

	"github.com/khaosat/khaosat/stats/problem"
)

// PPS says how the variance is estimated where the units of a stratum were drawn with unequal probabilities without replacement
// (probability proportional to size). π_i is the probability that unit i is in the sample, and t_i its weighted total.
type PPS string

// The estimators of variance. Overton's joint probabilities are π_ij = π_i π_j (n-1)/(n - (π_i+π_j)/2).
const (
	NoPPS PPS = "" // units of a stratum were equally probable
	// PPSBrewer is n/(n-1) Σ (1-π_i)(t_i - t̄)², and needs no joint probabilities. Source: Brewer (2002), ch. 9; R's pps = "brewer".
	PPSBrewer PPS = "brewer"
	// PPSOverton is the Horvitz-Thompson estimator ΣΣ (π_ij - π_i π_j)/π_ij t_i t_j with Overton's joint probabilities, for one
	// stage. Source: Overton & Stehman (1995), The American Statistician 49, 261-268; R's pps = "overton", variance = "HT".
	PPSOverton PPS = "overton"
	// PPSOvertonYatesGrundy is the estimator of Yates & Grundy (1953), ½ ΣΣ (π_i π_j - π_ij)/π_ij (t_i - t_j)², with the same; R's
	// variance = "YG".
	PPSOvertonYatesGrundy PPS = "overton-yg"
)

// checkPPS refuses what the estimators of unequal probabilities cannot do.
func (s *DesignSpec) checkPPS() error {
	switch s.PPS {
	case NoPPS:
		return nil
	case PPSBrewer, PPSOverton, PPSOvertonYatesGrundy:
	default:
		return problem.New("không có cách tính phương sai PPS %[1]q; có: brewer, overton, overton-yg", "PPS method %[1]q is none of brewer, overton, overton-yg", s.PPS)
	}
	stages := max(1, len(s.PSU))
	switch {
	case len(s.FPC) != stages:
		return problem.New("thiết kế PPS %[1]d bậc cần %[1]d cột fpc (xác suất được chọn vào mẫu của mỗi bậc), đang có %[2]d",
			"a PPS design of %[1]d stages needs %[1]d fpc columns, the probabilities of being in the sample at each stage; there are %[2]d", stages, len(s.FPC))
	case stages > 1 && s.PPS != PPSBrewer:
		return problem.New("cách %[1]s chỉ dùng cho một bậc; với hai bậc hãy dùng brewer", "%[1]s is for one stage; please use brewer for two", s.PPS)
	}
	return nil
}

// rowsAsPSUs makes every row a PSU of its own: second moments by stratum do not do where each has a probability of its own.
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
			return problem.New("dòng %[1]d (cột %[3]s): xác suất được chọn vào mẫu %[2]v; trong thiết kế PPS, fpc là xác suất lớn hơn 0 và không quá 1",
				"row %[1]d (column %[3]s): sampling probability %[2]v; in a PPS design fpc is a probability above 0 and at most 1", i+1, x[i], column)
		}
		p := at(unit[i])
		if *p != 0 && *p != x[i] {
			return problem.New("dòng %[1]d (cột %[5]s): xác suất là %[2]v, nhưng ở dòng khác của đơn vị %[4]s là %[3]v",
				"row %[1]d (column %[5]s): the probability is %[2]v, but %[3]v in other rows of unit %[4]s", i+1, x[i], *p, names[unit[i]], column)
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

// leftOf is the share of a stratum's PSUs that was not sampled, 1 in a PPS design, where each has its own; and whether the stratum
// was sampled whole.
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
