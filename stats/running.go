package stats

import (
	"slices"

	"github.com/khaosat/khaosat/stats/exact"
)

// RunningSpec says what to keep up to date.
type RunningSpec struct {
	Design DesignSpec
	Items  []string // variables to tally
	// the variables of each break, nested in each other; an empty list is the total alone, and so is no break
	Breaks [][]string
	// Rows tells which rows of the frame are the sample, such as those of one wave; nil: all. It is asked when a row is
	// new or has changed.
	Rows func(row int) bool
	// NoErrors leaves out the second moments that standard errors need where rows are units: counts, sums and Value are
	// kept, in much less room where several choices are tallied by many columns.
	NoErrors bool
}

// Running keeps the tallies of items by breaks up with a frame that changes. An update costs the rows that are new,
// replaced, withdrawn or restored, each its own cells and nothing else; a new code in a list, or a new PSU, costs the
// size of the tallies, not the rows. Since sums are exact the result is that of a fresh tally of the rows as they are
// now, bit for bit.
//
// Everything is tallied again, still with that result, after Arrange, where the role of a code has changed, where most
// rows have changed, and in designs with an fpc, unequal probabilities, or rows that are named PSUs.
//
//	r, err := stats.NewRunning(frame, stats.RunningSpec{Items: names, Breaks: [][]string{{}, {"district"}}})
//	…the frame changes…
//	err = r.Update()
//	x := r.Cross(0, 1) // item 0 by district: counts, bases, shares, means
//	n := r.Numbers(2)  // mean, SD, median, least and largest of item 2, a number
//
// What Cross, Crosses and Numbers give holds until the next Update. One goroutine may use it at a time, while the frame
// is not changed.
type Running struct {
	frame   *Frame
	spec    RunningSpec
	items   []int   // numbers of the variables
	breaks  [][]int // the same of each break
	design  *Design // shape and kind of weights; its rows are as of the last tally of everything
	crosses [][]*Cross
	numbers []*Numbers // of each item; nil until asked for
	sample  Selection  // rows that are counted
	counted int
	slots   slotTable
	weights exact.Sum // sum over the sample
	seen    int       // rows of the frame that were looked at
	entries int       // of its journal that are taken in
	version uint64
	lists   [][]Role // roles of the items' codes
}

// NewRunning tallies items by breaks and stands ready to follow.
func NewRunning(f *Frame, spec RunningSpec) (*Running, error) {
	r := &Running{frame: f, spec: spec}
	if len(r.spec.Breaks) == 0 {
		r.spec.Breaks = [][]string{{}}
	}
	f.keepJournal()
	return r, r.rebuild()
}

// Update takes in what the frame has got since. After an error the next Update begins anew.
func (r *Running) Update() error {
	if r.design != nil && r.version == r.frame.version {
		return nil
	}
	if !r.follows() {
		return r.rebuild()
	}
	changed, first := r.changed()
	if len(changed)+r.frame.rows-r.seen > max(64, r.counted/32) {
		return r.rebuild()
	}
	for row := r.seen; row < r.frame.rows; row++ {
		changed = append(changed, uint32(row))
	}
	if !r.take(changed, first) {
		return r.rebuild()
	}
	return nil
}

// Crosses are the tallies [item][break].
func (r *Running) Crosses() [][]*Cross { return r.crosses }

// Cross is the tally of an item by a break, both by their place in the spec.
func (r *Running) Cross(item, by int) *Cross { return r.crosses[item][by] }

// Rows is the number of rows of the sample.
func (r *Running) Rows() int64 { return int64(r.counted) }

// Has tells whether a row of the frame is in the sample.
func (r *Running) Has(row int) bool { return row < r.sample.n && r.sample.Has(row) }

// Numbers describes the values of an item that is a number, over the rows of the sample, whatever their weight. The
// first question reads all rows.
func (r *Running) Numbers(item int) *Numbers {
	if r.numbers[item] == nil {
		n, c := &Numbers{}, r.crosses[item][0].Item
		for row := range r.sample.n {
			if r.sample.Has(row) && c.Missing(row) == NotMissing {
				n.Add(c.numbers[row])
			}
		}
		r.numbers[item] = n
	}
	return r.numbers[item]
}

// follows tells whether what has happened can be taken in row by row. Lists that have grown are taken in here.
func (r *Running) follows() bool {
	d := r.design
	if d == nil || d.arrange != r.frame.arranged || r.entries < r.frame.journal.first || r.counted == 0 {
		return false
	}
	if s := &d.spec; len(s.FPC) > 0 || s.PPS != NoPPS || (len(s.PSU) > 0 && d.shape.elements) {
		return false
	}
	grown := false
	for k, at := range r.items {
		codes := r.frame.columns[at].Variable.Codes
		for i, role := range r.lists[k] {
			if codes[i].Role != role {
				return false
			}
		}
		if grown = grown || len(codes) > len(r.lists[k]); grown && r.frame.columns[at].Variable.Kind == Rank {
			return false // a choice that rows before were not offered
		}
	}
	for k, list := range r.breaks {
		for j, at := range list {
			grown = grown || len(r.frame.columns[at].Variable.Codes) > r.crosses[0][k].Break.sizes[j]
		}
	}
	if grown {
		return r.layOut(d.shape, identity(len(d.shape.slots))) == nil
	}
	return true
}

func identity(n int) []int {
	list := make([]int, n)
	for i := range list {
		list[i] = i
	}
	return list
}

// changed lists the known rows that have changed, in order of time, and the first journal entry of each: what is
// counted of it.
func (r *Running) changed() (rows []uint32, first map[uint32]int) {
	j := r.frame.journal
	first = map[uint32]int{}
	for k := r.entries - j.first; k < len(j.rows); k++ {
		row := j.rows[k]
		if _, twice := first[row]; !twice && int(row) < r.seen {
			first[row] = k
			rows = append(rows, row)
		}
	}
	return rows, first
}

// rebuild tallies everything.
func (r *Running) rebuild() error {
	r.design = nil
	f := r.frame
	sample := f.Select(func(row int) bool { return r.spec.Rows == nil || r.spec.Rows(row) })
	d, err := newDesignOf(f, r.spec.Design, sample)
	if err != nil {
		return err
	}
	d.sumsOnly = r.spec.NoErrors
	columns, breaks, err := r.resolve()
	if err != nil {
		return err
	}
	r.crosses = d.TallyItems(columns, breaks)
	r.sample, r.counted, r.seen, r.entries, r.version = sample, d.counted, f.rows, f.journal.end(), f.version
	r.numbers = make([]*Numbers, len(columns))
	r.weights = exact.Sum{}
	for _, w := range d.weights {
		r.weights.Add(w)
	}
	if d.weights != nil {
		r.countZeros()
	}
	r.slots = newSlotTable(d)
	d.runs, d.byRow, d.weights = nil, nil, d.weights[:0]
	r.design = d
	r.noteLists()
	return nil
}

// countZeros makes room for rows of weight 0, of which there may be none yet.
func (r *Running) countZeros() {
	for _, row := range r.crosses {
		for _, x := range row {
			for _, y := range append([]*Cross{x}, x.places...) {
				if y.zero == nil {
					y.zero = make([]int64, y.cells)
				}
			}
		}
	}
}

func (r *Running) noteLists() {
	r.lists = make([][]Role, len(r.items))
	for k, at := range r.items {
		for _, code := range r.frame.columns[at].Variable.Codes {
			r.lists[k] = append(r.lists[k], code.Role)
		}
	}
}

// resolve finds the variables of the spec.
func (r *Running) resolve() (columns []*Column, breaks []*Break, err error) {
	r.items, r.breaks = nil, nil
	for _, name := range r.spec.Items {
		at := r.frame.Index(name)
		if at < 0 {
			return nil, nil, r.frame.noVariable(name)
		}
		r.items = append(r.items, at)
		columns = append(columns, r.frame.columns[at])
	}
	for _, names := range r.spec.Breaks {
		b, err := NewBreak(r.frame, names...)
		if err != nil {
			return nil, nil, err
		}
		var list []int
		for _, name := range names {
			list = append(list, r.frame.Index(name))
		}
		breaks, r.breaks = append(breaks, b), append(r.breaks, list)
	}
	return columns, breaks, nil
}

// take brings rows to what they are now; what is counted of a row that was known is in the journal. It is false where
// that cannot be done row by row, with the tallies left half-way.
func (r *Running) take(rows []uint32, first map[uint32]int) bool {
	f := r.frame
	r.sample.extend(f.rows)
	fresh := slices.DeleteFunc(slices.Clone(rows), func(row uint32) bool {
		return f.Withdrawn(int(row)) || (r.spec.Rows != nil && !r.spec.Rows(int(row)))
	})
	for _, row := range fresh {
		if !r.slots.place(f.columns, int(row)) {
			return false
		}
	}
	if r.slots.fresh > 0 && !r.reshape() {
		return false
	}
	for _, row := range rows {
		if k, known := first[row]; known && r.sample.Has(int(row)) {
			if !r.move(f.journal.columns, k, true) {
				return false
			}
			r.sample.Set(int(row), false)
			r.counted--
		}
	}
	for _, row := range fresh {
		if !r.move(f.columns, int(row), false) {
			return false
		}
		r.sample.Set(int(row), true)
		r.counted++
	}
	r.seen, r.entries, r.version = f.rows, f.journal.end(), f.version
	return r.updateShape()
}

// updateShape brings the shape of the sample up to date.
func (r *Running) updateShape() bool {
	if r.counted == 0 {
		return false
	}
	if r.design.weights != nil {
		if sum := r.weights.Value(); sum < smallestSum || sum > largestSum {
			return false
		}
	}
	if r.slots.empty() > 0 {
		return r.reshape()
	}
	if len(r.spec.Design.PSU) > 0 && r.counted > manyPSUs && len(r.slots.names) == r.counted {
		return false
	}
	r.slots.count(r.design.shape)
	return true
}

// reshape lays the tallies out for the slots that have rows now.
func (r *Running) reshape() bool {
	shape, to := r.slots.sort(r.design)
	return r.layOut(shape, to) == nil
}

// layOut moves the sums to where they belong under a shape and the lists of codes as they are. to is the new place of
// each slot, -1 for one that is gone.
func (r *Running) layOut(shape *sampleShape, to []int) error {
	columns, breaks, err := r.resolve()
	if err != nil {
		return err
	}
	d := *r.design
	d.shape = shape
	for k := range columns {
		for b := range breaks {
			r.crosses[k][b] = r.crosses[k][b].laidOut(&d, breaks[b], to)
		}
	}
	if d.weights != nil {
		r.countZeros()
	}
	r.design = &d
	r.noteLists()
	return nil
}

// move adds a row to the tallies, or takes it out. columns are the frame's, or those of its journal.
func (r *Running) move(columns []*Column, row int, out bool) bool {
	slot := r.slots.of(columns, row)
	w, ok := r.weightOf(columns, row)
	if !ok {
		return false
	}
	r.slots.rows[slot] += int(signed(out))
	if r.design.weights != nil {
		r.weights.Add(float64(signed(out)) * w)
	}
	for b := range r.breaks {
		by := r.crosses[0][b].Break
		sources := make([]*Column, len(r.breaks[b]))
		for j, at := range r.breaks[b] {
			sources[j] = columns[at]
		}
		column := by.columnOf(sources, row)
		for k, at := range r.items {
			r.crosses[k][b].move(columns[at], row, slot, column, w, out)
		}
	}
	for k, at := range r.items {
		if n := r.numbers[k]; n != nil && columns[at].Missing(row) == NotMissing {
			n.addTimes(columns[at].numbers[row], int(signed(out)))
		}
	}
	return true
}

// weightOf is the weight of a row; false where it cannot be one.
func (r *Running) weightOf(columns []*Column, row int) (float64, bool) {
	spec := &r.spec.Design
	if r.design.weights == nil {
		return 1, true
	}
	w := columns[r.frame.Index(spec.Weight+spec.Prob)].numbers[row]
	if spec.Prob != "" {
		w = 1 / w
	}
	return w, w >= 0 && w-w == 0
}
