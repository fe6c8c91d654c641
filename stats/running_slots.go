package stats

import (
	"cmp"
	"math"
	"slices"
)

// slotTable finds the slot of a row by its stratum and PSU, and counts the rows of each.
type slotTable struct {
	strata, psu int // numbers of the variables; -1: none
	nest        bool
	places      map[slotKey]int
	keys        []slotKey
	names       []slotName
	rows        []int
	stratumOf   map[uint64]uint64 // of each PSU, unless names are nested
	fresh       int               // slots that the shape does not have yet
}

type slotKey struct{ stratum, psu uint64 }

type slotName struct{ stratum, psu string }

// newSlotTable reads the slots of a design that was just made.
func newSlotTable(d *Design) slotTable {
	t := slotTable{strata: -1, psu: -1, nest: d.spec.Nest, places: map[slotKey]int{}, stratumOf: map[uint64]uint64{}}
	if d.spec.Strata != "" {
		t.strata = d.frame.Index(d.spec.Strata)
	}
	if !d.shape.elements {
		t.psu = d.frame.Index(d.spec.PSU[0])
	}
	n := len(d.shape.slots)
	t.keys, t.names, t.rows = make([]slotKey, n), make([]slotName, n), make([]int, n)
	for _, run := range d.runs {
		t.rows[run.slot] += int(run.to - run.from)
		t.keys[run.slot], t.names[run.slot], _ = t.key(d.frame.columns, int(run.from))
	}
	t.index()
	return t
}

// index makes the maps from the lists.
func (t *slotTable) index() {
	clear(t.places)
	clear(t.stratumOf)
	for i, k := range t.keys {
		t.places[k] = i
		t.stratumOf[k.psu] = k.stratum
	}
}

// key is what a row says of its slot; false where it does not.
func (t *slotTable) key(columns []*Column, row int) (k slotKey, name slotName, ok bool) {
	ok = true
	if t.strata >= 0 {
		k.stratum, ok = columns[t.strata].key(row)
		name.stratum = columns[t.strata].Text(row)
	}
	if t.psu >= 0 && ok {
		k.psu, ok = columns[t.psu].key(row)
		name.psu = columns[t.psu].Text(row)
	}
	return k, name, ok
}

// of is the slot of a row that has one.
func (t *slotTable) of(columns []*Column, row int) int {
	if t.strata < 0 && t.psu < 0 {
		return 0
	}
	k, _, _ := t.key(columns, row)
	return t.places[k]
}

// place makes a slot for a row that needs a new one. It is false where the design cannot take the row.
func (t *slotTable) place(columns []*Column, row int) bool {
	if t.strata < 0 && t.psu < 0 {
		return true
	}
	k, name, ok := t.key(columns, row)
	if !ok {
		return false
	}
	if _, there := t.places[k]; there {
		return true
	}
	if h, twice := t.stratumOf[k.psu]; t.psu >= 0 && !t.nest && twice && h != k.stratum {
		return false
	}
	t.places[k], t.stratumOf[k.psu] = len(t.keys), k.stratum
	t.keys, t.names, t.rows = append(t.keys, k), append(t.names, name), append(t.rows, 0)
	t.fresh++
	return true
}

// empty counts the slots that have lost all their rows. A sample without strata and PSUs is one slot, with rows or
// without.
func (t *slotTable) empty() int {
	n := 0
	for _, rows := range t.rows {
		if rows == 0 && (t.strata >= 0 || t.psu >= 0) {
			n++
		}
	}
	return n
}

// sort puts the slots in the order of their names, as a new design has them, without those that had rows and have none.
// It gives the shape and the new place of each slot.
func (t *slotTable) sort(d *Design) (shape *sampleShape, to []int) {
	order := identity(len(t.keys))
	if t.fresh == 0 {
		order = slices.DeleteFunc(order, func(i int) bool { return t.rows[i] == 0 })
	}
	slices.SortStableFunc(order, func(a, b int) int {
		x, y := t.names[a], t.names[b]
		return cmp.Or(compareKeys(x.stratum, y.stratum), compareKeys(x.psu, y.psu))
	})
	to = make([]int, len(t.keys))
	for i := range to {
		to[i] = -1
	}
	old := *t
	t.keys, t.names, t.rows, t.fresh = nil, nil, nil, 0
	for at, i := range order {
		to[i] = at
		t.keys, t.names, t.rows = append(t.keys, old.keys[i]), append(t.names, old.names[i]),
			append(t.rows, old.rows[i])
	}
	t.index()
	return t.shape(d.shape.elements), to
}

func compareKeys(a, b string) int {
	switch {
	case a == b:
		return 0
	case lessKey(a, b):
		return -1
	}
	return 1
}

// shape is the shape of a sample with these slots.
func (t *slotTable) shape(elements bool) *sampleShape {
	s := &sampleShape{stages: 1, elements: elements}
	for i, name := range t.names {
		if i == 0 || name.stratum != t.names[i-1].stratum {
			s.strata = append(s.strata, stratum{key: name.stratum, population: math.Inf(1)})
		}
		h := len(s.strata) - 1
		key := name.psu
		if elements {
			key = name.stratum
		} else {
			s.strata[h].n++
		}
		s.psus = append(s.psus, psu{key: key, stratum: h, population: math.Inf(1)})
		s.slots = append(s.slots, slot{key: key, psu: i})
	}
	s.link()
	t.count(s)
	return s
}

// count tells a shape how many rows its strata have where rows are units.
func (t *slotTable) count(s *sampleShape) {
	if !s.elements {
		return
	}
	for i, n := range t.rows {
		s.strata[s.psus[i].stratum].n = n
	}
}
