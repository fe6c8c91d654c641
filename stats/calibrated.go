package stats

import (
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/khaosat/khaosat/stats/exact"
	"github.com/khaosat/khaosat/stats/problem"
	"github.com/khaosat/khaosat/stats/weights"
)

// calibrationStep takes what a calibration explains out of weighted scores. rows are the rows that it was fitted to,
// nil for all.
type calibrationStep struct {
	fit  *weights.Calibration
	rows []int
}

// residuals changes scores, one per row of the frame, in place.
func (c *calibrationStep) residuals(z []float64) {
	if c.rows == nil {
		c.fit.Residuals(z)
		return
	}
	part := gather(z, c.rows)
	c.fit.Residuals(part)
	for k, i := range c.rows {
		z[i] = part[k]
	}
}

func gather(x []float64, rows []int) []float64 {
	out := make([]float64, len(rows))
	for k, i := range rows {
		out[k] = x[i]
	}
	return out
}

// keptRows lists the rows that the design has, nil where these are all rows of the frame.
func (d *Design) keptRows() []int {
	if d.counted == d.rows {
		return nil
	}
	rows := make([]int, 0, d.counted)
	for i := range d.rows {
		if d.kept.Has(i) {
			rows = append(rows, i)
		}
	}
	return rows
}

// Margin classifies the rows of the design by the codes of some Single variables. population gives the count of each
// class, the key being the code values joined by "\x00". Classes and counts have to fit each other: a class of the
// population for which nobody answered is refused, also one whose code the frame does not have, and so is a class that
// answered and has no count, or a count of
// 0. The problem names the class.
func (d *Design) Margin(names []string, population map[string]float64) (weights.Margin, error) {
	m, err := d.PartialMargin(names, population)
	if err == nil {
		err = m.Check(d.KeptWeights(), false)
	}
	return m, err
}

// PartialMargin is Margin where classes for which nobody answered stay unrepresented, for PostStratify with partial.
// Such a class is a cell without rows.
func (d *Design) PartialMargin(names []string, population map[string]float64) (weights.Margin, error) {
	b, err := NewBreak(d.frame, names...)
	if err != nil {
		return weights.Margin{}, err
	}
	m := weights.Margin{Name: b.Name}
	classes := map[string]bool{}
	for _, col := range b.Columns {
		key := strings.Join(col.Codes, "\x00")
		n, ok := population[key]
		if !ok {
			n = math.NaN()
		}
		classes[key] = true
		m.Labels, m.Population = append(m.Labels, col.Key), append(m.Population, n)
	}
	for _, key := range slices.Sorted(maps.Keys(population)) {
		if !classes[key] { // no row can be in it
			m.Labels, m.Population = append(m.Labels, strings.ReplaceAll(key, "\x00", " × ")),
				append(m.Population, population[key])
		}
	}
	rows := d.keptRows()
	column := make([]uint16, 1)
	for k := range d.counted {
		i := k
		if rows != nil {
			i = rows[k]
		}
		b.fill(i, column)
		cell := int(column[0])
		if cell == b.rest() {
			cell = -1
		}
		m.Cells = append(m.Cells, cell)
	}
	return m, nil
}

// KeptWeights are the weights of the rows that the design has, in row order: what PostStratify, Rake, Calibrate and
// TrimWeights take.
func (d *Design) KeptWeights() []float64 {
	w := make([]float64, 0, d.counted)
	for i := range d.rows {
		if d.kept.Has(i) {
			w = append(w, d.Weight(i))
		}
	}
	return w
}

// Calibrated is the design with its weights fitted to population figures. fit is handed the weights of the rows that
// the design has; with replicate weights each set is fitted by itself. Variances are of what the figures do not
// explain.
func (d *Design) Calibrated(fit func(weights []float64) (*weights.Calibration, error)) (*Design, error) {
	c, err := fit(d.KeptWeights())
	if err != nil {
		return nil, err
	}
	out := d.reweighted(c.Weights)
	if d.reps != nil {
		out.reps, err = d.refitted(fit)
		return out, err
	}
	out.adjust = append(append([]calibrationStep(nil), d.adjust...), calibrationStep{c, d.keptRows()})
	return out, nil
}

// Reweighted is the design with other weights for the rows that it has, as after trimming. Earlier calibrations go on
// being taken out of variances, as R does.
func (d *Design) Reweighted(weights []float64) (*Design, error) {
	if len(weights) != d.counted {
		return nil, problem.New("stats.weights_rows", "weights", len(weights), "rows", d.counted)
	}
	return d.reweighted(weights), nil
}

func (d *Design) reweighted(weights []float64) *Design {
	out := *d
	out.weights, out.zeros = make([]float64, d.rows), nil
	k := 0
	for i := range d.rows {
		if !d.kept.Has(i) {
			continue
		}
		out.weights[i] = weights[k]
		if weights[k] == 0 {
			out.zeros = append(out.zeros, uint32(i))
		}
		k++
	}
	return &out
}

// NegativeWeights counts the rows whose weight is below 0.
func (d *Design) NegativeWeights() int {
	n := 0
	for _, w := range d.weights {
		if w < 0 {
			n++
		}
	}
	return n
}

// entry is the value of a row in a cell.
type entry struct {
	row   uint32
	value float64
}

// residualSums sums what calibration leaves of each cell by slot, and their products where the shape has elements. The
// tally's entries are the values of each cell.
func (d *Design) residualSums(t *Tally) {
	entries := t.entries
	t.entries = nil
	t.residual = make([]float64, len(t.shape.slots)*t.cells)
	if t.shape.elements {
		t.block = t.cells
		t.second = exact.NewSums(len(t.shape.slots)*t.cells*t.cells, exact.Span{})
	}
	for a := range t.cells {
		if len(entries[a]) == 0 {
			continue
		}
		z := d.residualOf(entries[a])
		for _, r := range d.runs {
			for i := r.from; i < r.to; i++ {
				t.residual[int(r.slot)*t.cells+a] += z[i]
			}
		}
	}
	if t.shape.elements {
		d.residualProducts(t, entries)
	}
}

// residualOf is a cell's weighted values less what calibration explains of them.
func (d *Design) residualOf(list []entry) []float64 {
	z := make([]float64, d.rows)
	for _, e := range list {
		z[e.row] = d.Weight(int(e.row)) * e.value
	}
	for k := range d.adjust {
		d.adjust[k].residuals(z)
	}
	return z
}

// residualTile is how many cells' residuals are in memory at once, twice.
const residualTile = 32

// residualProducts adds up the products of residuals of pairs of cells.
func (d *Design) residualProducts(t *Tally, entries [][]entry) {
	tile := func(from int) [][]float64 {
		var zs [][]float64
		for a := from; a < min(from+residualTile, t.cells); a++ {
			zs = append(zs, d.residualOf(entries[a]))
		}
		return zs
	}
	for from := 0; from < t.cells; from += residualTile {
		left := tile(from)
		for to := 0; to <= from; to += residualTile {
			right := left
			if to < from {
				right = tile(to)
			}
			for a := range left {
				for b := range right {
					d.addProducts(t, from+a, to+b, left[a], right[b])
				}
			}
		}
	}
}

func (d *Design) addProducts(t *Tally, a, b int, x, y []float64) {
	if b > a {
		return
	}
	for _, r := range d.runs {
		at := int(r.slot) * t.cells * t.cells
		high, low := 0.0, 0.0
		for i := r.from; i < r.to; i++ {
			high, low = exact.AddTo(high, low, x[i]*y[i])
		}
		for _, v := range []float64{high, low} {
			t.second.Add(at+a*t.cells+b, v)
			if a != b {
				t.second.Add(at+b*t.cells+a, v)
			}
		}
	}
}
