package stats

import (
	"math"
	"strings"

	"github.com/khaosat/khaosat/stats/problem"
	"github.com/khaosat/khaosat/survey/words"
)

// DesignSpec says how a sample was drawn, by the names of columns of a frame. Its zero value is a simple random sample
// with replacement and equal weights.
type DesignSpec struct {
	Weight string   // sampling weight of each row; "" with Prob or FPC says nothing, else 1
	Prob   string   // or: its inverse
	Strata string   // first-stage strata
	PSU    []string // first-stage and second-stage units; none: each row is a unit
	FPC    []string // per stage: population number of units, or sampling fraction where all are at most 1
	Nest   bool     // PSU names are unique only within strata
	PPS    PPS      // units were drawn with unequal probabilities without replacement; FPC are these probabilities then
	Lonely Lonely
	// AdjustDomainLonely treats a stratum that has one PSU left in a subpopulation as lonely too.
	AdjustDomainLonely bool
	// UltimateCluster leaves out what the second stage adds.
	UltimateCluster bool
}

// Design is a checked sampling design over the rows of a frame. It never changes; Within, Calibrated and their kin give
// others.
type Design struct {
	frame   *Frame
	spec    DesignSpec
	rows    int
	weights []float64 // nil: all 1
	zeros   []uint32  // rows whose weight is 0
	shape   *sampleShape
	runs    []run     // in the order of slots
	byRow   []run     // in the order of rows
	scope   Selection // rows that the design speaks of; withdrawn rows are outside
	whole   bool      // scope is every row
	// rows that the design has: the scope, but a calibrated or PPS design keeps those outside too, with weight 0
	kept     Selection
	counted  int // how many these are
	adjust   []calibrationStep
	reps     *replicates
	sumsOnly bool   // tallies keep no second moments
	arrange  uint64 // the frame's arrangement that row numbers belong to
}

// run is a stretch of rows [from, to) of one slot.
type run struct {
	slot, from, to uint32
}

// NewDesign checks a design against the frame: weights must be there, finite, not negative and not all 0, strata and
// PSUs must be known for every row, a PSU lies in one stratum, and a population is not smaller than its sample. Errors
// name the row.
func NewDesign(f *Frame, spec DesignSpec) (*Design, error) {
	return newDesignOf(f, spec, f.Select(func(int) bool { return true }))
}

// NewDesignOf is NewDesign of a sample that is some rows of the frame, such as one wave: the others are no part of it,
// as rows outside a subpopulation are.
func NewDesignOf(f *Frame, spec DesignSpec, rows func(row int) bool) (*Design, error) {
	return newDesignOf(f, spec, f.Select(rows))
}

// newDesignOf is NewDesign where the sample is some rows of the frame and the others might as well not be there.
func newDesignOf(f *Frame, spec DesignSpec, sample Selection) (*Design, error) {
	d := &Design{frame: f, spec: spec, rows: f.rows, arrange: f.arranged, scope: sample}
	if len(spec.PSU) > 2 {
		return nil, problem.New("stats.design_most_two_stages")
	}
	if err := spec.checkPPS(); err != nil {
		return nil, err
	}
	d.keep(d.scope)
	d.whole = d.counted == d.rows
	keys, err := d.keys()
	if err != nil {
		return nil, err
	}
	if err := d.build(keys); err != nil {
		return nil, err
	}
	if err := d.readFPC(keys); err != nil {
		return nil, err
	}
	if err := d.readWeights(keys); err != nil {
		return nil, err
	}
	return d, nil
}

// Frame is the frame whose rows the design describes.
func (d *Design) Frame() *Frame { return d.frame }

// Weighted tells whether rows may have different weights.
func (d *Design) Weighted() bool { return d.weights != nil }

// Weight is the weight of row i; 0 outside the scope.
func (d *Design) Weight(i int) float64 {
	if !d.scope.Has(i) {
		return 0
	}
	if d.weights == nil {
		return 1
	}
	return d.weights[i]
}

// Weights are the weights of all rows, 0 outside the scope, in row order.
func (d *Design) Weights() []float64 {
	w := make([]float64, d.rows)
	for i := range w {
		w[i] = d.Weight(i)
	}
	return w
}

// Within is the design for a subpopulation: the rows of a selection. Strata, PSU counts and fpc stay those of the whole
// sample, as they must for right standard errors.
func (d *Design) Within(s Selection) *Design {
	sub := *d
	sub.scope, sub.whole = d.scope.And(s), false
	if !d.keepsRows() {
		sub.keep(sub.scope)
	}
	return &sub
}

// keepsRows tells whether a subpopulation keeps the rows outside it, with weight 0: what they add to variances is not
// 0.
func (d *Design) keepsRows() bool { return d.adjust != nil || d.spec.PPS != NoPPS }

// keep notes the rows that the design has.
func (d *Design) keep(rows Selection) { d.kept, d.counted = rows, rows.Count() }

// WithLonely is the same design under another policy for lonely PSUs.
func (d *Design) WithLonely(policy Lonely, adjustDomain bool) *Design {
	other := *d
	other.spec.Lonely, other.spec.AdjustDomainLonely = policy, adjustDomain
	return &other
}

// Ultimate is the same design without what the second stage adds to variances.
func (d *Design) Ultimate() *Design {
	other := *d
	other.spec.UltimateCluster = true
	return &other
}

// readWeights finds the weight of each row.
func (d *Design) readWeights(k *designKeys) error {
	switch {
	case d.spec.Weight != "" && d.spec.Prob != "":
		return problem.New("stats.design_weights_probabilities_not")
	case d.spec.Weight != "":
		w, err := d.numberColumn(d.spec.Weight, "weight")
		if err != nil {
			return err
		}
		d.weights = append([]float64(nil), w[:d.rows]...)
	case d.spec.Prob != "":
		p, err := d.numberColumn(d.spec.Prob, "sampling probability")
		if err != nil {
			return err
		}
		d.weights = make([]float64, d.rows)
		for i := range d.weights {
			d.weights[i] = 1 / p[i]
		}
	case len(d.spec.FPC) > 0:
		d.weights = d.expansion(k)
	}
	return d.checkWeights()
}

// checkWeights refuses weights that cannot be, and notes the rows of weight 0.
func (d *Design) checkWeights() error {
	if d.weights == nil {
		return nil
	}
	sum, largest := 0.0, 0
	column := d.spec.Weight + d.spec.Prob
	if column == "" { // the weights come from it
		column = strings.Join(d.spec.FPC, ", ")
	}
	for i, w := range d.weights {
		if !d.scope.Has(i) {
			d.weights[i] = 0
			continue
		}
		switch {
		case w != w:
			return problem.New("stats.row_no_weight_column", "row", i+1, "column", column)
		case w < 0 || math.IsInf(w, 0):
			return problem.New("stats.row_column_weight_weights", "row", i+1, "weight", w, "column", column)
		case w == 0:
			d.zeros = append(d.zeros, uint32(i))
		}
		sum += w
		if w > d.weights[largest] {
			largest = i
		}
	}
	switch {
	case d.counted == 0:
	case sum == 0:
		return problem.New("stats.all_weights_column", "column", column)
	case sum < smallestSum || sum > largestSum:
		return problem.New("stats.row_column_weight_beyond", "row", largest+1, "weight", d.weights[largest], "column",
			column)
	}
	return nil
}

// Weights that add up to less or more leave no room in float64 for their squares.
const (
	smallestSum = 1e-100
	largestSum  = 1e100
)

// told names what a column of the design holds.
func told(what string) words.Message {
	return words.Say("stats.what." + strings.ReplaceAll(what, " ", "_"))
}

// missingIn is the problem of a row that does not say what the design needs.
func missingIn(row int, what, column string) *problem.Problem {
	return problem.New("stats.missing_row_column", "row", row+1, "what", told(what), "column", column)
}

// numberColumn is a Number column without missing values.
func (d *Design) numberColumn(name, what string) ([]float64, error) {
	c := d.frame.Column(name)
	if c == nil || c.Variable.Kind != Number {
		return nil, problem.New("stats.no_column_numbers", "what", told(what), "name", name)
	}
	for i, x := range c.numbers {
		if d.scope.Has(i) && x != x {
			return nil, missingIn(i, what, name)
		}
	}
	return c.numbers, nil
}
