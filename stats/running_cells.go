package stats

import "github.com/khaosat/khaosat/stats/exact"

// move adds a row to a column of a slot, or takes it out. item holds the row: the item's own column, or that of a
// journal.
func (x *Cross) move(item *Column, row, slot, column int, w float64, out bool) {
	for o, y := range x.places {
		y.move(item.places[o], row, slot, column, w, out)
	}
	valid := x.moveCells(item, row, slot, column, w, out)
	if valid {
		x.square(slot, column, w, out)
	}
	if x.Item.Variable.Kind == Number && x.equal && !x.second.None() {
		x.equalMoments(slot, column)
	}
	n, z := signed(out), exact.Exactly(w)
	for _, domain := range []int{column, x.Break.rest() + 1} {
		at := slot*x.domains + domain
		x.members[domain] += int64(n)
		x.rows[at] += n
		x.weight.AddProduct(at, z, out)
		if w != 0 {
			x.live[at] += n
		}
	}
	if w == 0 && x.zero != nil {
		for _, v := range x.rowValues(item, row, column, nil) {
			x.zero[v.Cell] += int64(n)
		}
	}
}

// moveCells adds or takes out the values of a row, and tells whether it is valid.
func (x *Cross) moveCells(item *Column, row, slot, column int, w float64, out bool) (valid bool) {
	v := &x.Item.Variable
	switch v.Kind {
	case Number:
		value := item.numbers[row]
		if why := numberMissing(value); why != NotMissing {
			x.put(slot, x.cell(column, x.missingValue(why)), w, out)
			return false
		}
		x.addNumber(slot, x.cell(column, 0), value, w, out)
		return true
	case Multi, Rank:
		values := x.rowValues(item, row, column, nil)
		x.record(slot, row, w, values, out)
		return values[len(values)-1].Cell-column*x.width == len(v.Codes)
	}
	code, why := item.stored(row)
	if code < 0 {
		x.put(slot, x.cell(column, x.missingValue(why)), w, out)
		return false
	}
	x.put(slot, x.cell(column, code), w, out)
	return v.valid(code)
}

// columnOf is the column of a row whose cells are in other columns of the break's variables.
func (b *Break) columnOf(sources []*Column, row int) int {
	at := 0
	for k, c := range sources {
		code, _ := c.stored(row)
		if code < 0 {
			at = b.rest()
			break
		}
		at = at*b.sizes[k] + code
	}
	if len(sources) == 0 {
		at = b.rest()
	}
	if b.moved != nil {
		at = int(b.moved[at])
	}
	return at
}

// laidOut is the same tally under another shape and longer lists of codes. to is the new place of each slot, -1 for one
// that is gone.
func (x *Cross) laidOut(d *Design, b *Break, to []int) *Cross {
	y := newCross(d, x.Item, b, digitRange{}, exact.Span{})
	y.sum, y.second, y.weight = x.sum.Like(y.sum.N), x.second.Like(y.second.N), x.weight.Like(y.weight.N)
	for _, p := range x.places {
		y.places = append(y.places, p.laidOut(d, b, to))
	}
	columns, values := x.newColumns(b), x.newValues()
	last, newLast := x.Break.rest()+1, b.rest()+1
	for s, t := range to[:len(x.shape.slots)] { // behind these are new ones
		if t < 0 {
			continue
		}
		for col, c := range columns {
			x.copyColumn(y, s, t, col, c, values)
			x.copyDomain(y, s, t, col, c)
		}
		x.copyDomain(y, s, t, last, newLast)
	}
	for col, c := range columns {
		y.members[c] = x.members[col]
	}
	y.members[newLast] = x.members[last]
	if x.zero != nil {
		y.zero = make([]int64, y.cells)
		for col, c := range columns {
			for v, u := range values {
				y.zero[y.cell(c, u)] = x.zero[x.cell(col, v)]
			}
		}
	}
	return y
}

// newColumns are the places of the columns, and of the rows in none, under longer lists.
func (x *Cross) newColumns(b *Break) []int {
	old := x.Break
	list := make([]int, old.rest()+1)
	for col := range old.rest() {
		at, rest, factor := 0, col, 1
		for k := len(old.sizes) - 1; k >= 0; k-- {
			at += rest % old.sizes[k] * factor
			rest /= old.sizes[k]
			factor *= b.sizes[k]
		}
		list[col] = at
	}
	list[old.rest()] = b.rest()
	return list
}

// newValues are the places of a column's values under a longer list of codes: codes first, then what stands behind
// them.
func (x *Cross) newValues() []int {
	list := make([]int, x.width)
	more := 0
	if v := &x.Item.Variable; v.Kind != Number {
		more = len(v.Codes) - x.codes
	}
	for v := range list {
		list[v] = v
		if v >= x.codes {
			list[v] = v + more
		}
	}
	return list
}

// copyColumn copies a column of a slot.
func (x *Cross) copyColumn(y *Cross, s, t, col, c int, values []int) {
	for v, u := range values {
		from, at := s*x.cells+x.cell(col, v), t*y.cells+y.cell(c, u)
		y.count[at] = x.count[from]
		y.sum.Set(at, &x.sum, from)
		switch {
		case x.second.None():
		case x.block == 1:
			y.second.Set(at, &x.second, from)
		default:
			for w, z := range values {
				y.second.Set(at*y.block+z, &x.second, from*x.block+w)
			}
		}
	}
}

// copyDomain copies rows and weight of a domain of a slot.
func (x *Cross) copyDomain(y *Cross, s, t, domain, to int) {
	from, at := s*x.domains+domain, t*y.domains+to
	y.rows[at], y.live[at] = x.rows[from], x.live[from]
	y.weight.Set(at, &x.weight, from)
}
