package stats

import "slices"

// presence says in which strata and PSUs a base has rows.
type presence struct {
	strata []stratumPresence
	alone  map[int]bool // PSUs with one second-stage unit left, where that matters
}

// stratumPresence are the PSUs of a stratum that have rows; units is their number, or the number of rows where rows are
// PSUs.
type stratumPresence struct {
	stratum int
	psus    []int
	units   int64
}

// presence finds the PSUs with rows in some cells. A calibrated design is present everywhere, since its residuals do.
func (t *Tally) presence(cells []int) *presence {
	r := &presence{alone: map[int]bool{}}
	for i := range t.shape.psus {
		n := int64(0)
		for _, s := range t.shape.slotsOf[i] {
			for _, cell := range cells {
				n += int64(t.count[s*t.cells+cell])
			}
		}
		if n == 0 && !t.policy.allPresent {
			continue
		}
		if t.averagesUnits() && t.unitsWith(i, cells) == 1 {
			r.alone[i] = true
		}
		if !t.rowsAreUnits() {
			n = 1
		}
		r.add(t.shape.psus[i].stratum, i, n)
	}
	slices.SortFunc(r.strata, func(a, b stratumPresence) int { return a.stratum - b.stratum })
	return r
}

// averagesUnits tells whether a PSU with one second-stage unit left in a subpopulation is lonely and to be made up for
// by others.
func (t *Tally) averagesUnits() bool {
	return t.shape.stages == 2 && t.policy.adjustDomain && t.policy.lonely == LonelyAverage && !t.policy.allPresent
}

// unitsWith counts the second-stage units of a PSU with rows in some cells.
func (t *Tally) unitsWith(psu int, cells []int) int {
	units := 0
	for _, s := range t.shape.slotsOf[psu] {
		rows := 0
		for _, cell := range cells {
			rows += int(t.count[s*t.cells+cell])
		}
		if rows > 0 && !t.shape.elements {
			rows = 1
		}
		units += rows
	}
	return units
}

// rowsAreUnits tells whether the first-stage units are rows.
func (t *Tally) rowsAreUnits() bool { return t.shape.elements && t.shape.stages == 1 }

// add notes a PSU of a stratum. PSUs come stratum by stratum.
func (r *presence) add(h, psu int, units int64) {
	at := slices.IndexFunc(r.strata, func(s stratumPresence) bool { return s.stratum == h })
	if n := len(r.strata); n > 0 && r.strata[n-1].stratum == h {
		at = n - 1
	}
	if at < 0 {
		at = len(r.strata)
		r.strata = append(r.strata, stratumPresence{stratum: h})
	}
	r.strata[at].psus = append(r.strata[at].psus, psu)
	r.strata[at].units += units
}

// with is where either base has rows.
func (r *presence) with(o *presence) *presence {
	out := &presence{alone: map[int]bool{}}
	for psu := range r.alone {
		out.alone[psu] = o.alone[psu]
	}
	i, j := 0, 0
	for i < len(r.strata) || j < len(o.strata) {
		switch {
		case j == len(o.strata) || (i < len(r.strata) && r.strata[i].stratum < o.strata[j].stratum):
			out.strata = append(out.strata, r.strata[i])
			i++
		case i == len(r.strata) || o.strata[j].stratum < r.strata[i].stratum:
			out.strata = append(out.strata, o.strata[j])
			j++
		default:
			a, b := r.strata[i], o.strata[j]
			psus := append(append([]int(nil), a.psus...), b.psus...)
			slices.Sort(psus)
			out.strata = append(out.strata, stratumPresence{a.stratum, slices.Compact(psus), max(a.units, b.units)})
			i, j = i+1, j+1
		}
	}
	return out
}
