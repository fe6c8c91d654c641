package stats

import (
	"math"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/khaosat/khaosat/stats/exact"
	"github.com/khaosat/khaosat/stats/problem"
)

// Tally is what one pass over rows leaves: for each slot of the sample (stratum × PSU) and each cell, the number of
// rows and the sum of weight × value. Every estimate is made from tallies alone, and tallies add: Merge.
//
// Cells are columns of values: a constant 1, the indicator of a code, a number, a product. They come in blocks; a row
// has values in one block only, so that second moments, which element designs need, stay small.
type Tally struct {
	shape  *sampleShape
	policy policy
	cells  int
	block  int // cells in a block
	// sum is [slot][cell], the sum of weight × value; count the number of rows with a value that is not 0.
	sum   exact.Sums
	count []int32
	// second is [slot][block][i][j], sums of weight² × value_i × value_j; empty unless the shape has elements.
	second exact.Sums
	// residual stands in for sum in variances when the design is calibrated: sums of what calibration leaves
	// unexplained.
	residual []float64
	entries  [][]entry // values of each cell, while residuals are being made
	// zero [cell] counts rows of weight 0; nil where there are none.
	zero []int64
	// domains are groups of rows that have their own degrees of freedom: columns of a banner. rows is [slot][domain],
	// live the same without rows of weight 0, members [domain] all rows. weight [slot][domain] is the sum of their
	// weights.
	domains int
	rows    []int32
	live    []int32
	members []int64
	weight  exact.Sums
	// replicate is [replicate][cell] where the design has replicate weights.
	replicate []float64
	reps      *replicates
	repDF     []int // per domain
}

// policy is how a design wants variances done.
type policy struct {
	lonely       Lonely
	adjustDomain bool
	ultimate     bool
	pps          PPS
	allPresent   bool // a calibrated or PPS design keeps its rows outside a subpopulation, with weight 0
	allRows      int  // where allPresent: the number of its rows
}

// rooms are the spans of what a tally is going to add up, so that its sums need not be widened on the way.
type rooms struct{ sum, second, weight exact.Span }

// newTally makes an empty tally of a design.
func newTally(d *Design, cells, block, domains int, room rooms) *Tally {
	s := d.shape
	t := &Tally{
		shape: s, cells: cells, block: block, domains: domains, reps: d.reps,
		policy: policy{lonely: d.spec.Lonely, adjustDomain: d.spec.AdjustDomainLonely,
			ultimate: d.spec.UltimateCluster, pps: d.spec.PPS},
		sum:     exact.NewSums(len(s.slots)*cells, room.sum),
		count:   make([]int32, len(s.slots)*cells),
		rows:    make([]int32, len(s.slots)*domains),
		live:    make([]int32, len(s.slots)*domains),
		members: make([]int64, domains),
		weight:  exact.NewSums(len(s.slots)*domains, room.weight),
	}
	if s.elements && d.adjust == nil && !d.sumsOnly {
		t.second = exact.NewSums(len(s.slots)*cells*block, room.second)
	}
	if d.keepsRows() {
		t.policy.allPresent, t.policy.allRows = true, d.counted
	}
	if d.adjust != nil {
		t.entries = make([][]entry, cells)
	}
	if len(d.zeros) > 0 {
		t.zero = make([]int64, cells)
	}
	if d.reps != nil {
		t.replicate = make([]float64, d.reps.count*cells)
		t.repDF = make([]int, domains)
	}
	return t
}

// record adds a row with its values in some cells of one block to a slot, or takes it out.
func (t *Tally) record(slot, row int, w float64, values []Coef, out bool) {
	for _, v := range values {
		at := slot*t.cells + v.Cell
		t.count[at] += signed(out)
		z := exact.Exactly(w).Times(v.Factor)
		t.sum.AddProduct(at, z, out)
		switch {
		case t.entries != nil:
			t.entries[v.Cell] = append(t.entries[v.Cell], entry{uint32(row), v.Factor})
		case !t.second.None():
			z = z.Times(w)
			for _, u := range values {
				t.second.AddProduct(at*t.block+u.Cell%t.block, z.Times(u.Factor), out)
			}
		}
	}
	if t.reps != nil {
		t.reps.addRow(t, row, w, values)
	}
}

// Cells is the number of cells.
func (t *Tally) Cells() int { return t.cells }

// Total is the sum of weight × value of a cell over the sample, rounded once.
func (t *Tally) Total(cell int) float64 {
	var room [8]uint64
	return exact.Rounded(t.sum.Total(cell, t.cells, room[:0]), t.sum.Low)
}

// Value is a quotient without its standard error; NaN where its base is empty.
func (t *Tally) Value(q Quotient) float64 {
	k := newKnown(t)
	den := k.denominator(&q)
	if den.High == 0 {
		return math.NaN()
	}
	return doubleSum(q.Num, k.total).By(den).Value()
}

// total is Total with twice the digits.
func (t *Tally) total(cell int) exact.Double {
	var room [8]uint64
	return exact.Doubled(t.sum.Total(cell, t.cells, room[:0]), t.sum.Low)
}

// Count is the number of rows of a cell, whatever their weight.
func (t *Tally) Count(cell int) int64 {
	n := int64(0)
	for at := cell; at < len(t.count); at += t.cells {
		n += int64(t.count[at])
	}
	return n
}

// liveRows is the number of rows of a cell whose weight is not 0.
func (t *Tally) liveRows(cell int) int64 {
	n := t.Count(cell)
	if t.zero != nil {
		n -= t.zero[cell]
	}
	return n
}

// Rows is the number of rows of a domain: those of the subpopulation, for the single domain of a tally of terms.
func (t *Tally) Rows(domain int) int64 { return t.members[domain] }

// domainWeight is the sum of weights of a domain.
func (t *Tally) domainWeight(domain int) float64 {
	var room [8]uint64
	return exact.Rounded(t.weight.Total(domain, t.domains, room[:0]), t.weight.Low)
}

// DF are the design degrees of freedom of a domain: PSUs with a row of non-zero weight less strata with such a row.
// With replicate weights, the rank of the weights less 1.
func (t *Tally) DF(domain int) int {
	if t.reps != nil {
		return t.repDF[domain]
	}
	psus, strata := make([]int64, len(t.shape.psus)), make([]bool, len(t.shape.strata))
	df := 0
	for s, sl := range t.shape.slots {
		n := int64(t.live[s*t.domains+domain])
		if n > 0 {
			strata[t.shape.psus[sl.psu].stratum] = true
		}
		psus[sl.psu] += n
	}
	for _, n := range psus {
		switch {
		case n > 0 && t.shape.elements && t.shape.stages == 1:
			df += int(n)
		case n > 0:
			df++
		}
	}
	for _, there := range strata {
		if there {
			df--
		}
	}
	return df
}

// Merge adds two tallies of the same cells: of two stretches of rows, two shards or two days. Slots are matched by the
// names of stratum and PSU. Sums are exact, so that the result is that of one tally over all rows, bit for bit,
// whatever the parts and the order of merging. Counts of PSUs in the sample are those of both parts together.
func Merge(a, b *Tally) (*Tally, error) {
	switch {
	case a.cells != b.cells || a.block != b.block || a.domains != b.domains:
		return nil, problem.New("stats.tallies_different_cells_cannot")
	case a.policy.allPresent || b.policy.allPresent || a.reps != nil || b.reps != nil:
		return nil, problem.New("stats.tallies_calibrated_weights_replicate")
	case a.policy != b.policy:
		return nil, problem.New("stats.tallies_under_different_policies")
	}
	shape, atA, atB, err := mergeShapes(a.shape, b.shape)
	if err != nil {
		return nil, err
	}
	t := &Tally{shape: shape, policy: a.policy, cells: a.cells, block: a.block, domains: a.domains,
		sum: exact.NewSums(len(shape.slots)*a.cells, exact.Span{}), count: make([]int32, len(shape.slots)*a.cells),
		rows: make([]int32, len(shape.slots)*a.domains), live: make([]int32, len(shape.slots)*a.domains),
		members: make([]int64, a.domains),
		weight:  exact.NewSums(len(shape.slots)*a.domains, exact.Span{})}
	if shape.elements {
		t.second = exact.NewSums(len(shape.slots)*a.cells*a.block, exact.Span{})
	}
	if a.zero != nil || b.zero != nil {
		t.zero = make([]int64, a.cells)
	}
	t.take(a, atA)
	t.take(b, atB)
	return t, nil
}

// take adds another tally whose slot s is our slot at[s].
func (t *Tally) take(u *Tally, at []int) {
	wide := t.cells * t.block
	for s, to := range at {
		for c := range t.cells {
			i, j := to*t.cells+c, s*t.cells+c
			t.sum.AddSum(i, &u.sum, j)
			t.count[i] += u.count[j]
		}
		for d := range t.domains {
			i, j := to*t.domains+d, s*t.domains+d
			t.rows[i] += u.rows[j]
			t.live[i] += u.live[j]
			t.weight.AddSum(i, &u.weight, j)
		}
		if !t.second.None() {
			for k := range wide {
				t.second.AddSum(to*wide+k, &u.second, s*wide+k)
			}
		}
	}
	for c, n := range u.zero {
		t.zero[c] += n
	}
	for d, n := range u.members {
		t.members[d] += n
	}
}

// onAllCores does the tasks 0..n-1, each once, on as many goroutines as there are cores; worker makes what one
// goroutine does with a task, so that it can have buffers of its own. No result may depend on which goroutine did which
// task.
func onAllCores(n int, worker func() func(task int)) {
	var wg sync.WaitGroup
	var next atomic.Int64
	for range min(runtime.GOMAXPROCS(0), n) {
		wg.Go(func() {
			do := worker()
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				do(i)
			}
		})
	}
	wg.Wait()
}
