package stats

import "slices"

// Running keeps the tallies of some items by some breaks up with a frame that grows: a table after one more answer costs what the new
// rows cost, not what all rows cost. Rows that were replaced or withdrawn cost their PSU; a new code in a list, Arrange, or a
// design with fpc or two stages that count cost a tally of everything.
//
// Figures agree with those of a fresh tally to 1e-12. It may be used by one goroutine at a time, while the frame is not changed.
type Running struct {
	frame   *Frame
	spec    DesignSpec
	items   []string
	breaks  [][]string
	design  *Design
	index   *slotIndex
	crosses [][]*Cross
	changes int // of frame.changed, that are taken in
	lists   int // codes in all lists
	pass    *pass
}

// NewRunning tallies items by breaks and stands ready to follow.
func NewRunning(f *Frame, spec DesignSpec, items []string, breaks [][]string) (*Running, error) {
	r := &Running{frame: f, spec: spec, items: items, breaks: breaks}
	return r, r.rebuild()
}

// Update takes in what the frame has got since. After an error the tallies are as they were before, or half-way where the error says
// a row; the next Update then begins anew.
func (r *Running) Update() error {
	if r.design == nil || r.design.arrange != r.frame.arranged || r.lists != r.codes() || len(r.spec.FPC) > 0 {
		return r.rebuild()
	}
	if len(r.frame.changed) > r.changes {
		if !r.redo() {
			return r.rebuild()
		}
	}
	if r.frame.rows > r.design.rows {
		fresh, err := r.design.extend(r.index)
		if err != nil {
			r.design = nil
			return err
		}
		r.tally(fresh)
	}
	return nil
}

// Crosses are the tallies [item][break], up to date as of the last Update.
func (r *Running) Crosses() [][]*Cross { return r.crosses }

// Design is the design over the rows of the last Update.
func (r *Running) Design() *Design { return r.design }

// codes counts the codes of all lists: a list that has grown needs other tallies.
func (r *Running) codes() int {
	n := 0
	for _, c := range r.frame.columns {
		n += len(c.Variable.Codes)
	}
	return n
}

// rebuild tallies everything.
func (r *Running) rebuild() error {
	r.design = nil
	d, err := NewDesign(r.frame, r.spec)
	if err != nil {
		return err
	}
	var columns []*Column
	for _, name := range r.items {
		c := r.frame.Column(name)
		if c == nil {
			return problemf("không có biến %[1]q", "there is no variable %[1]q", name)
		}
		columns = append(columns, c)
	}
	var breaks []*Break
	for _, names := range r.breaks {
		b, err := NewBreak(r.frame, names...)
		if err != nil {
			return err
		}
		breaks = append(breaks, b)
	}
	if len(breaks) == 0 {
		breaks = []*Break{{}}
	}
	r.design, r.index = d, newSlotIndex(d.shape)
	r.crosses = d.TallyItems(columns, breaks)
	r.changes, r.lists, r.pass = len(r.frame.changed), r.codes(), newPass(d)
	return nil
}

// tally adds runs to the tallies.
func (r *Running) tally(runs []run) {
	for _, row := range r.crosses {
		for _, x := range row {
			x.grow(r.design)
		}
	}
	for _, run := range runs {
		r.pass.run(run, r.crosses)
	}
	var slots []int
	for _, run := range runs {
		slots = append(slots, int(run.slot))
	}
	slices.Sort(slots)
	slots = slices.Compact(slots)
	for _, row := range r.crosses {
		for _, x := range row {
			x.finish(r.design, slots...)
		}
	}
}

// redo tallies the slots of changed rows again. It is false where a row has moved to another slot, or is new to its design.
func (r *Running) redo() bool {
	d := r.design
	var slots []int
	for _, row := range r.frame.changed[r.changes:] {
		if int(row) >= d.rows {
			continue // it will come as a new row
		}
		if !d.scope.Has(int(row)) {
			return false // restored
		}
		at := d.slotOf(row)
		if r.frame.Withdrawn(int(row)) {
			return false // a PSU may be gone with it
		}
		stratum, psu, err := d.rowKeys(int(row))
		if i, ok := r.index.psus[stratum+"\x00"+psu]; err != nil || !ok || d.shape.slotsOf[i][0] != at {
			return false
		}
		if d.weights != nil {
			w := d.frame.Column(d.spec.Weight + d.spec.Prob).numbers[row]
			if d.spec.Prob != "" {
				w = 1 / w
			}
			if w != d.weights[row] {
				return false
			}
		}
		slots = append(slots, at)
	}
	slices.Sort(slots)
	slots = slices.Compact(slots)
	var again []run
	for _, row := range r.crosses {
		for _, x := range row {
			for _, s := range slots {
				x.clearSlot(s)
			}
		}
	}
	for _, run := range d.runs {
		if _, found := slices.BinarySearch(slots, int(run.slot)); found {
			again = append(again, run)
		}
	}
	r.tally(again)
	r.changes = len(r.frame.changed)
	return true
}

// grow makes room for slots that the design has got since.
func (x *Cross) grow(d *Design) {
	n := len(d.shape.slots)
	x.shape = d.shape
	x.sum = x.sum.grown(n * x.cells)
	x.second = x.second.grown(n * x.cells * x.block)
	x.weight = x.weight.grown(n * x.domains)
	x.count = append(x.count, make([]int32, n*x.cells-len(x.count))...)
	x.rows = append(x.rows, make([]int32, n*x.domains-len(x.rows))...)
	x.live = append(x.live, make([]int32, n*x.domains-len(x.live))...)
	if len(d.zeros) > 0 && x.zero == nil {
		x.zero = make([]int64, x.cells)
	}
}

// grown makes room for n sums; what has no room yet stays without where it was not used.
func (s sums) grown(n int) sums {
	if s.high == nil {
		return s
	}
	s.high = append(s.high, make([]float64, n-len(s.high))...)
	if s.low != nil {
		s.low = append(s.low, make([]float64, n-len(s.low))...)
	}
	return s
}

// clearSlot forgets the sums of a slot.
func (x *Cross) clearSlot(s int) {
	clear(x.count[s*x.cells : (s+1)*x.cells])
	x.sum.clear(s*x.cells, (s+1)*x.cells)
	if x.second.high != nil {
		x.second.clear(s*x.cells*x.block, (s+1)*x.cells*x.block)
	}
}

func (s sums) clear(from, to int) {
	clear(s.high[from:to])
	if s.low != nil {
		clear(s.low[from:to])
	}
}
