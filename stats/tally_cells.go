package stats

import (
	"runtime"
	"slices"

	"github.com/khaosat/khaosat/stats/exact"
)

// TallyItems tallies items by breaks in one pass over the rows: crosses [item][break]. Work is dealt out to the cores
// by slots and items, so that no sum depends on how many cores there are.
func (d *Design) TallyItems(items []*Column, breaks []*Break) [][]*Cross {
	var own []int // where each item stands in the list with the places of Rank items
	var list []*Column
	for _, item := range items {
		own = append(own, len(list))
		list = append(append(list, item), item.places...)
	}
	all := d.tallyItems(list, breaks)
	out := make([][]*Cross, len(items))
	for i, at := range own {
		out[i] = all[at]
		for k := range items[i].places {
			for b, x := range out[i] {
				x.places = append(x.places, all[at+1+k][b])
			}
		}
	}
	return out
}

// tallyItems tallies columns, those of places among them.
func (d *Design) tallyItems(items []*Column, breaks []*Break) [][]*Cross {
	d.mustBeCurrent()
	out := make([][]*Cross, len(items))
	weights := d.weightDigits()
	for i, item := range items {
		values := item.span()
		for _, b := range breaks {
			out[i] = append(out[i], newCross(d, item, b, weights, values))
		}
	}
	if d.adjust != nil || d.reps != nil {
		d.passByRow(out)
		return out
	}
	tasks := d.tasks(out)
	onAllCores(len(tasks), func() func(int) {
		p := newPass(d, weights)
		return func(i int) {
			for _, r := range tasks[i].runs {
				p.run(r, tasks[i].crosses)
			}
		}
	})
	onAllCores(len(out), func() func(int) {
		return func(i int) {
			for _, x := range out[i] {
				x.finish(d)
			}
		}
	})
	return out
}

// mustBeCurrent panics when the rows have moved since the design was made: it would count the wrong ones.
func (d *Design) mustBeCurrent() {
	if d.arrange != d.frame.arranged {
		panic("stats: the frame was arranged after its design was made")
	}
}

// task is a stretch of runs, of whole slots, and the items to tally over it.
type task struct {
	runs    []run
	crosses [][]*Cross
}

// tasks cuts the work at borders of slots, and by items where there are fewer slots than cores can use.
func (d *Design) tasks(crosses [][]*Cross) []task {
	cores := runtime.GOMAXPROCS(0)
	share := max(1, d.counted/(4*cores))
	var parts [][]run
	start, rows := 0, 0
	for i, r := range d.runs {
		rows += int(r.to - r.from)
		if last := i+1 == len(d.runs); last || (rows >= share && d.runs[i+1].slot != r.slot) {
			parts = append(parts, d.runs[start:i+1])
			start, rows = i+1, 0
		}
	}
	groups := 1
	if len(parts) < 2*cores {
		groups = min(len(crosses), cores)
	}
	var tasks []task
	for _, runs := range parts {
		for g := range groups {
			tasks = append(tasks, task{runs, crosses[g*len(crosses)/groups : (g+1)*len(crosses)/groups]})
		}
	}
	return tasks
}

// pass holds the buffers of one goroutine.
type pass struct {
	d       *Design
	columns []uint16
	bytes   []uint8
	fixed   *fixedWeights // of the stretch; nil where weights are not fixed
	unit    int
	joint   jointTable
	bits    bitSets
}

// outside marks a row that is not in scope.
const outside = ^uint16(0)

// passRows is how many rows a pass looks at together: their weights stay in the nearest cache while the items go by.
const passRows = 2048

func newPass(d *Design, weights digitRange) *pass {
	p := &pass{d: d, columns: make([]uint16, passRows), bytes: make([]uint8, passRows)}
	if d.weights != nil && weights.fixed {
		p.fixed, p.unit = newFixedWeights(weights), weights.Low
	}
	return p
}

// run tallies the rows of a run, some at a time.
func (p *pass) run(r run, crosses [][]*Cross) {
	if len(crosses) == 0 {
		return
	}
	for from := int(r.from); from < int(r.to); from += passRows {
		s := stretch{slot: int(r.slot), from: from, columns: p.columns[:min(passRows, int(r.to)-from)]}
		s.to = from + len(s.columns)
		if p.d.weights != nil {
			s.weights = p.d.weights[from:s.to]
		}
		if p.fixed != nil && len(s.columns) >= shortStretch {
			s.fixed = p.fixed
			s.fixed.fix(s.weights, p.unit)
		}
		for b := range crosses[0] {
			s.squares = nil
			crosses[0][b].Break.fill(from, s.columns)
			p.limit(from, s.columns)
			s.column = oneColumn(s.columns)
			if s.column < 0 && crosses[0][b].Break.rest() <= jointColumns {
				s.narrow = p.bytes[:len(s.columns)]
				for i, c := range s.columns {
					s.narrow[i] = uint8(c)
				}
			}
			p.items(&s, crosses, b)
		}
	}
}

// stretch is some rows of one slot under one break.
type stretch struct {
	slot     int
	from, to int
	columns  []uint16  // of each row
	column   int       // the column of all of them, or -1
	narrow   []uint8   // the same as bytes, where they differ and are few; out of scope is 15 in the low bits
	weights  []float64 // nil: all 1
	fixed    *fixedWeights
	squares  map[int]fixedSquare // of the columns that were asked for
}

// limit marks the rows that are out of scope.
func (p *pass) limit(from int, columns []uint16) {
	if p.d.whole {
		return
	}
	for i := range columns {
		if !p.d.scope.Has(from + i) {
			columns[i] = outside
		}
	}
}

// oneColumn is the column in which all rows are, -1 if they are in several or some are out of scope.
func oneColumn(columns []uint16) int {
	first := columns[0]
	if first == outside {
		return -1
	}
	for _, c := range columns {
		if c != first {
			return -1
		}
	}
	return int(first)
}

// items tallies all items over a stretch: two at a time where all rows are in one column and both lists are short, else
// one by one.
func (p *pass) items(s *stretch, crosses [][]*Cross, b int) {
	var waiting *Cross
	for _, row := range crosses {
		x := row[b]
		if s.column < 0 || !x.pairs() || len(s.columns) < shortStretch {
			p.item(s, x)
			continue
		}
		if waiting == nil {
			waiting = x
			continue
		}
		p.joint.pair(s, waiting, x)
		waiting = nil
	}
	if waiting != nil {
		p.joint.pair(s, waiting, waiting)
	}
}

// item tallies one item over a stretch.
func (p *pass) item(s *stretch, x *Cross) {
	switch {
	case x.Item.Variable.Kind == Number:
		x.addNumbers(s)
	case x.Item.Variable.Kind.several():
		if !p.bits.multi(s, x) {
			x.addMulti(s)
		}
	case x.pairs() && x.Break.rest() <= jointColumns && len(s.columns) >= shortStretch:
		p.joint.byColumn(s, x)
	default:
		x.addSingle(s)
	}
}

// addSingle tallies a Single item, row by row.
func (x *Cross) addSingle(s *stretch) {
	for i, col := range s.columns {
		if col == outside {
			continue
		}
		code, why := x.Item.stored(s.from + i)
		valid := code >= 0 && x.Item.Variable.valid(code)
		if code < 0 {
			code = x.missingValue(why)
		}
		w := 1.0
		if s.weights != nil {
			w = s.weights[i]
		}
		x.put(s.slot, int(col)*x.width+code, w, false)
		if valid {
			x.square(s.slot, int(col), w, false)
		}
	}
}

// put adds a row to an indicator cell, or takes it out.
func (x *Cross) put(slot, cell int, w float64, out bool) {
	at := slot*x.cells + cell
	x.count[at] += signed(out)
	x.sum.AddProduct(at, exact.Exactly(w), out)
	if !x.second.None() {
		x.second.AddProduct(at*x.block+cell%x.block, exact.Exactly(w).Times(w), out)
	}
}

// square adds a valid row to the sum of squared weights.
func (x *Cross) square(slot, column int, w float64, out bool) {
	x.sum.AddProduct(slot*x.cells+x.cell(column, x.squareValue()), exact.Exactly(w).Times(w), out)
}

// addMulti tallies a Multi item, row by row.
func (x *Cross) addMulti(s *stretch) {
	var values []Coef
	for i, col := range s.columns {
		if col == outside {
			continue
		}
		w := 1.0
		if s.weights != nil {
			w = s.weights[i]
		}
		x.addRow(s.slot, s.from+i, int(col), w, &values)
	}
}

// addRow tallies one row; values is room for its values.
func (x *Cross) addRow(slot, row, column int, w float64, values *[]Coef) {
	*values = x.rowValues(x.Item, row, column, (*values)[:0])
	x.record(slot, row, w, *values, false)
	if last := (*values)[len(*values)-1].Cell - column*x.width; last < x.values() &&
		(x.Item.Variable.Kind != Single || x.Item.Variable.valid(last)) {
		x.square(slot, column, w, false)
	}
}

// rowValues lists the values of a row in the cells of a column. A Number item has 1, the value, and its square, which
// record is not for; a Multi item a cell for each code chosen and one for having answered or for why not.
func (x *Cross) rowValues(item *Column, row, column int, list []Coef) []Coef {
	v := &x.Item.Variable
	first := column * x.width
	if v.Kind == Single {
		code, why := item.stored(row)
		if code < 0 {
			code = x.missingValue(why)
		}
		return append(list, Coef{first + code, 1})
	}
	why := item.Missing(row)
	if v.Kind == Number && why == NotMissing {
		y := item.numbers[row]
		return append(list, Coef{first, 1}, Coef{first + 1, y}, Coef{first + 2, y * y})
	}
	for o := range item.bits {
		if item.Chosen(row, o) {
			list = append(list, Coef{first + o, 1})
		}
	}
	if why != NotMissing {
		return append(list, Coef{first + x.missingValue(why), 1})
	}
	return append(list, Coef{first + len(v.Codes), 1})
}

// passByRow tallies where every row is needed by itself: under calibrated weights and replicate weights.
func (d *Design) passByRow(crosses [][]*Cross) {
	for _, row := range crosses {
		for _, x := range row {
			column := make([]uint16, 1)
			var values []Coef
			for _, r := range d.runs {
				for i := int(r.from); i < int(r.to); i++ {
					if d.scope.Has(i) {
						x.Break.fill(i, column)
						x.addRow(int(r.slot), i, int(column[0]), d.Weight(i), &values)
					}
				}
			}
			if d.adjust != nil {
				d.residualSums(x.Tally)
			}
			x.finish(d)
			if d.reps != nil {
				x.replicateDF(d)
			}
		}
	}
}

// replicateDF finds the degrees of freedom of each column from the replicate weights.
func (x *Cross) replicateDF(d *Design) {
	column := make([]uint16, 1)
	for col := range x.Break.rest() + 1 {
		x.repDF[col] = d.rank(func(i int) bool {
			x.Break.fill(i, column)
			return d.scope.Has(i) && int(column[0]) == col
		}) - 1
	}
	x.repDF[x.Break.rest()+1] = d.rank(d.scope.Has) - 1
}

// finish counts the rows of the columns and of all of them from the cells, and the rows of weight 0.
func (x *Cross) finish(d *Design) {
	status := x.statusValues()
	for s := range d.shape.slots {
		x.finishSlot(s, status)
	}
	x.countZeros(d, x.Break.rest()+1)
}

// finishSlot counts the rows of a slot, by column and in all, and their weight.
func (x *Cross) finishSlot(s int, status []int) {
	last := x.Break.rest() + 1
	whole := s*x.domains + last
	for col := range last {
		n, first := int32(0), s*x.cells+col*x.width
		for _, v := range status {
			n += x.count[first+v]
		}
		if n == 0 {
			continue
		}
		at := s*x.domains + col
		for _, v := range status {
			x.weight.AddSum(at, &x.sum, first+v)
		}
		x.weight.AddSum(whole, &x.weight, at)
		x.addRows(at, col, n)
		x.addRows(whole, last, n)
	}
	if x.Item.Variable.Kind == Number && x.equal && !x.second.None() && !x.policy.allPresent {
		for col := range last {
			x.equalMoments(s, col)
		}
	}
}

// addRows adds to the rows of a domain in a slot.
func (t *Tally) addRows(at, domain int, n int32) {
	t.members[domain] += int64(n)
	t.rows[at] += n
	t.live[at] += n
}

// statusValues are the values of which every row of a column has exactly one.
func (x *Cross) statusValues() []int {
	var list []int
	switch x.Item.Variable.Kind {
	case Multi, Rank:
		list = append(list, len(x.Item.Variable.Codes))
	case Number:
		list = append(list, 0)
	default:
		for i := range x.Item.Variable.Codes {
			list = append(list, i)
		}
	}
	for why := DontKnow; why <= NotAsked; why++ {
		list = append(list, x.missingValue(why))
	}
	return list
}

// countZeros takes rows of weight 0 out of what carries degrees of freedom and bases.
func (x *Cross) countZeros(d *Design, last int) {
	if len(d.zeros) == 0 {
		return
	}
	column := make([]uint16, 1)
	clear(x.zero)
	copy(x.live, x.rows)
	for _, row := range d.zeros {
		if !d.scope.Has(int(row)) {
			continue
		}
		x.Break.fill(int(row), column)
		slot := d.slotOf(row)
		for _, v := range x.rowValues(x.Item, int(row), int(column[0]), nil) {
			x.zero[v.Cell]++
		}
		x.live[slot*x.domains+int(column[0])]--
		x.live[slot*x.domains+last]--
	}
}

// slotOf finds the slot of a row in scope.
func (d *Design) slotOf(row uint32) int {
	at, _ := slices.BinarySearchFunc(d.byRow, row, func(r run, row uint32) int {
		switch {
		case r.to <= row:
			return -1
		case r.from > row:
			return 1
		}
		return 0
	})
	return int(d.byRow[at].slot)
}
