package stats

import (
	"runtime"
	"slices"
)

// TallyItems tallies items by breaks in one pass over the rows: crosses [item][break]. Work is dealt out to the cores by slots and
// items, so that no sum depends on how many cores there are.
func (d *Design) TallyItems(items []*Column, breaks []*Break) [][]*Cross {
	d.mustBeCurrent()
	out := make([][]*Cross, len(items))
	for i, item := range items {
		for _, b := range breaks {
			out[i] = append(out[i], newCross(d, item, b))
		}
	}
	if d.adjust != nil || d.reps != nil {
		d.passByRow(out)
		return out
	}
	tasks := d.tasks(out)
	onAllCores(len(tasks), func() func(int) {
		p := newPass(d)
		return func(i int) {
			for _, r := range tasks[i].runs {
				p.run(r, tasks[i].crosses)
			}
		}
	})
	all := d.allSlots()
	onAllCores(len(out), func() func(int) {
		return func(i int) {
			for _, x := range out[i] {
				x.finish(d, all...)
			}
		}
	})
	return out
}

func (d *Design) allSlots() []int {
	all := make([]int, len(d.shape.slots))
	for i := range all {
		all[i] = i
	}
	return all
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
	joint   jointTable
	bits    bitSets
}

// outside marks a row that is not in scope.
const outside = ^uint16(0)

// passRows is how many rows a pass looks at together: their weights stay in the nearest cache while the items go by.
const passRows = 2048

func newPass(d *Design) *pass {
	return &pass{d: d, columns: make([]uint16, passRows), bytes: make([]uint8, passRows)}
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
		for b := range crosses[0] {
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

// items tallies all items over a stretch: two at a time where all rows are in one column and both lists are short, else one by
// one.
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
	case x.Item.Variable.Kind == Multi:
		if !p.bits.multi(s, x) {
			x.addRows(s)
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
		x.put(s.slot, int(col)*x.width+code, w)
		if valid {
			x.square(s.slot, int(col), w)
		}
	}
}

// put adds a row to an indicator cell.
func (x *Cross) put(slot, cell int, w float64) {
	at := slot*x.cells + cell
	x.count[at]++
	x.sum.add(at, w)
	if x.second.high != nil {
		x.second.addDouble(at*x.block+cell%x.block, times(w, w))
	}
}

// square adds a valid row to the sum of squared weights.
func (x *Cross) square(slot, column int, w float64) {
	x.sum.addDouble(slot*x.cells+x.cell(column, x.squareValue()), times(w, w))
}

// addRows tallies a Multi item, row by row.
func (x *Cross) addRows(s *stretch) {
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
	*values = x.rowValues(row, column, (*values)[:0])
	x.record(slot, row, w, *values)
	if last := (*values)[len(*values)-1].Cell - column*x.width; last < x.values() && (x.Item.Variable.Kind != Single || x.Item.Variable.valid(last)) {
		x.square(slot, column, w)
	}
}

// rowValues lists the values of a row in the cells of a column. A Number item has 1, the value about its shift, and the square of
// that; a Multi item a cell for each code chosen and one for having answered or for why not.
func (x *Cross) rowValues(row, column int, list []Coef) []Coef {
	v := &x.Item.Variable
	first := column * x.width
	if v.Kind == Single {
		code, why := x.Item.stored(row)
		if code < 0 {
			code = x.missingValue(why)
		}
		return append(list, Coef{first + code, 1})
	}
	why := x.Item.Missing(row)
	if v.Kind == Number && why == NotMissing {
		y := x.Item.numbers[row] - x.shift
		return append(list, Coef{first, 1}, Coef{first + 1, y}, Coef{first + 2, y * y})
	}
	for o := range x.Item.bits {
		if x.Item.Chosen(row, o) {
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
			x.finish(d, d.allSlots()...)
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

// finish counts the rows of the columns and of all of them, from the cells of some slots, and the rows of weight 0.
func (x *Cross) finish(d *Design, slots ...int) {
	status := x.statusValues()
	for _, s := range slots {
		x.finishSlot(s, status)
	}
	x.countZeros(d, x.Break.rest()+1)
}

// finishSlot puts the rows of a slot in the place of those that were counted before.
func (x *Cross) finishSlot(s int, status []int) {
	last := x.Break.rest() + 1
	total, weight := int32(0), double{}
	for col := range last {
		n, first := int32(0), s*x.cells+col*x.width
		for _, v := range status {
			n += x.count[first+v]
		}
		if n == 0 && x.rows[s*x.domains+col] == 0 {
			continue
		}
		w := double{}
		for _, v := range status {
			w = w.plus(x.sum.double(first + v))
		}
		x.setDomain(s, col, n, w)
		total += n
		weight = weight.plus(w)
	}
	x.setDomain(s, last, total, weight)
	if x.Item.Variable.Kind == Number && x.equal && x.second.high != nil && !x.policy.allPresent {
		x.equalMoments(s)
	}
}

// setDomain sets rows and weight of a domain in a slot.
func (x *Cross) setDomain(slot, domain int, n int32, w double) {
	at := slot*x.domains + domain
	x.members[domain] += int64(n - x.rows[at])
	x.rows[at], x.live[at] = n, n
	x.weight.high[at] = w.high
	if x.weight.low != nil {
		x.weight.low[at] = w.low
	}
}

// statusValues are the values of which every row of a column has exactly one.
func (x *Cross) statusValues() []int {
	var list []int
	switch x.Item.Variable.Kind {
	case Multi:
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
		for _, v := range x.rowValues(int(row), int(column[0]), nil) {
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
