package stats

import (
	"cmp"
	"math"
	"slices"
)

// build makes the shape of the sample and the runs of rows that belong to each slot.
func (d *Design) build(k *designKeys) error {
	s := &sampleShape{stages: 1, elements: k.psu == nil}
	for _, name := range k.strata {
		s.strata = append(s.strata, stratum{key: name, population: math.Inf(1)})
	}
	of := k.stratum // slot of each row
	switch {
	case k.psu == nil:
		for h, name := range k.strata {
			s.psus = append(s.psus, psu{key: name, stratum: h, population: math.Inf(1)})
		}
		for i, h := range k.stratum {
			if d.scope.Has(i) {
				s.strata[h].n++
			}
		}
	default:
		of = k.psu
		for i, name := range k.psus {
			s.psus = append(s.psus, psu{key: name, stratum: k.psuStratum[i], population: math.Inf(1)})
			s.strata[k.psuStratum[i]].n++
		}
	}
	for i, p := range s.psus {
		s.slots = append(s.slots, slot{key: p.key, psu: i})
	}
	if k.unit != nil {
		of = d.secondStage(s, k)
	}
	s.link()
	d.shape = s
	d.runs = d.stretches(of)
	return nil
}

// secondStage adds the second-stage units: as slots of their own, or, where each is one row, as second moments of their
// PSU.
func (d *Design) secondStage(s *sampleShape, k *designKeys) (slotOf []int) {
	s.stages = 2
	for _, i := range k.unitPSU {
		s.psus[i].m++
	}
	if len(k.units) == d.counted && d.spec.PPS == NoPPS {
		s.elements = true
		return k.psu
	}
	s.slots = nil
	for u, name := range k.units {
		s.slots = append(s.slots, slot{key: name, psu: k.unitPSU[u]})
	}
	return k.unit
}

// stretches cuts the rows of the scope into runs of one slot, in the order of slots and then of rows.
func (d *Design) stretches(of []int) []run {
	var runs []run
	for i := 0; i < d.rows; i++ {
		if !d.scope.Has(i) {
			continue
		}
		slot := uint32(of[i])
		if n := len(runs); n > 0 && runs[n-1].slot == slot && int(runs[n-1].to) == i {
			runs[n-1].to++
			continue
		}
		runs = append(runs, run{slot, uint32(i), uint32(i) + 1})
	}
	d.byRow = slices.Clone(runs)
	slices.SortStableFunc(runs, func(a, b run) int { return cmp.Compare(a.slot, b.slot) })
	return runs
}
