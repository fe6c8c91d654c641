package stats

// slotIndex finds the slot of new rows by the names of stratum, PSU and second-stage unit.
type slotIndex struct {
	strata, psus, slots map[string]int
}

func newSlotIndex(s *Shape) *slotIndex {
	x := &slotIndex{strata: map[string]int{}, psus: map[string]int{}, slots: map[string]int{}}
	for i, h := range s.strata {
		x.strata[h.key] = i
	}
	for i := range s.psus {
		x.psus[s.psuName(i)] = i
	}
	for i := range s.slots {
		x.slots[s.slotName(i)] = i
	}
	return x
}

// rowKeys are the names by which a row finds its slot.
func (d *Design) rowKeys(row int) (stratum, psu string, err error) {
	name := func(column, what string) (string, error) {
		text := d.frame.Column(column).Text(row)
		if text == "" {
			return "", missingIn(row, what, column)
		}
		return text, nil
	}
	if d.spec.Strata != "" {
		if stratum, err = name(d.spec.Strata, "stratum"); err != nil {
			return "", "", err
		}
	}
	psu = stratum
	if !d.shape.elements {
		psu, err = name(d.spec.PSU[0], "PSU")
	}
	return stratum, psu, err
}

// place finds or makes the slot of a row. A PSU that turns up in a second stratum is an error unless the design is nested.
func (d *Design) place(x *slotIndex, row int) (slotAt int, err error) {
	s := d.shape
	stratumName, psuName, err := d.rowKeys(row)
	if err != nil {
		return 0, err
	}
	h, ok := x.strata[stratumName]
	if !ok {
		h = len(s.strata)
		x.strata[stratumName] = h
		s.strata = append(s.strata, stratum{key: stratumName, population: noPopulation})
	}
	full := stratumName + "\x00" + psuName
	i, ok := x.psus[full]
	if !ok {
		if other, twice := x.elsewhere(s, psuName, h); twice && !d.spec.Nest && !s.elements {
			return 0, problemf("dòng %[1]d: PSU %[2]s nằm trong tầng %[3]s và cả trong tầng %[4]s", "row %[1]d: PSU %[2]s is in stratum %[3]s and in stratum %[4]s",
				row+1, psuName, s.strata[other].key, stratumName)
		}
		i = len(s.psus)
		x.psus[full] = i
		s.psus = append(s.psus, psu{key: psuName, stratum: h, population: noPopulation})
		s.slots = append(s.slots, slot{key: psuName, psu: i})
		s.slotsOf = append(s.slotsOf, []int{len(s.slots) - 1})
		x.slots[full+"\x00"+psuName] = len(s.slots) - 1
		if !s.elements {
			s.strata[h].n++
		}
	}
	if s.elements {
		s.strata[h].n++
	}
	return s.slotsOf[i][0], nil
}

// elsewhere finds a PSU of the same name in another stratum.
func (x *slotIndex) elsewhere(s *Shape, name string, h int) (stratum int, found bool) {
	for other := range s.strata {
		if _, ok := x.psus[s.strata[other].key+"\x00"+name]; ok && other != h {
			return other, true
		}
	}
	return 0, false
}

// extend takes in the rows that the frame has got since, and gives their runs.
func (d *Design) extend(x *slotIndex) ([]run, error) {
	from := d.rows
	d.rows = d.frame.rows
	d.scope.extend(d.rows)
	var fresh []run
	for i := from; i < d.rows; i++ {
		if d.frame.Withdrawn(i) {
			d.whole = false
			if d.weights != nil {
				d.weights = append(d.weights, 0)
			}
			continue
		}
		if err := d.extendWeight(i); err != nil {
			return nil, err
		}
		at, err := d.place(x, i)
		if err != nil {
			return nil, err
		}
		d.scope.Set(i, true)
		d.counted++
		if n := len(fresh); n > 0 && int(fresh[n-1].slot) == at && int(fresh[n-1].to) == i {
			fresh[n-1].to++
		} else {
			fresh = append(fresh, run{uint32(at), uint32(i), uint32(i) + 1})
		}
	}
	d.kept = d.scope
	d.runs, d.byRow = append(d.runs, fresh...), append(d.byRow, fresh...)
	return fresh, nil
}

// extendWeight appends the weight of a new row.
func (d *Design) extendWeight(row int) error {
	if d.weights == nil {
		return nil
	}
	name := d.spec.Weight + d.spec.Prob
	w := d.frame.Column(name).numbers[row]
	if d.spec.Prob != "" {
		w = 1 / w
	}
	if !(w >= 0) || w-w != 0 {
		return problemf("dòng %[1]d (cột %[2]s): quyền số %[3]v; quyền số phải là số từ 0 trở lên", "row %[1]d (column %[2]s): weight %[3]v; weights are 0 or greater", row+1, name, w)
	}
	if w == 0 {
		d.zeros = append(d.zeros, uint32(row))
	}
	d.weights = append(d.weights, w)
	return nil
}
