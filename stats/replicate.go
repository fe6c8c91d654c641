package stats

import (
	"math"
	"slices"

	"github.com/khaosat/khaosat/stats/problem"
	"github.com/khaosat/khaosat/stats/weights"
)

// ReplicateType is how sets of replicate weights were made, which fixes the scale of the variance.
type ReplicateType string

// The types of replicate weights.
const (
	JK1       ReplicateType = "JK1"       // jackknife, one stratum: scale (R-1)/R
	JKn       ReplicateType = "JKn"       // jackknife, strata: scale 1, RScales (n_h-1)/n_h
	BRR       ReplicateType = "BRR"       // balanced half samples: 1/R
	Fay       ReplicateType = "Fay"       // BRR with factors rho and 2-rho: 1/(R(1-rho)²)
	Bootstrap ReplicateType = "bootstrap" // 1/(R-1)
)

// ReplicateSpec gives replicate weights. Factors is [row of the table][replicate].
type ReplicateSpec struct {
	Type    ReplicateType
	Factors [][]float64
	// Key is the variable by which rows find their factors, Keys its value for each row of Factors. Without Key,
	// Factors has one row for each row of the frame.
	Key  string
	Keys []string
	// Combined says that the factors are whole weights; otherwise they multiply the sampling weight.
	Combined bool
	Scale    float64   // 0: by type; another type than those above needs it
	RScales  []float64 // one for each replicate, or one for all; none: 1, but JKn needs them
	MSE      bool      // squares about the full estimate, not about the mean of the replicates
	Rho      float64   // of Fay
}

// replicates are sets of weights that stand in for a formula of the variance.
type replicates struct {
	count   int
	factor  []float64 // [key][replicate]
	key     []uint32  // key of each row; nil: the row is the key
	whole   bool      // factors are weights themselves, not multipliers of the sampling weight
	scale   float64
	rscales []float64
	mse     bool
}

// WithReplicates is the design with replicate weights: they give variances and degrees of freedom from here on.
func (d *Design) WithReplicates(spec ReplicateSpec) (*Design, error) {
	if len(spec.Factors) == 0 || len(spec.Factors[0]) < 2 {
		return nil, problem.New("stats.least_two_sets_replicate")
	}
	r := &replicates{count: len(spec.Factors[0]), whole: spec.Combined, mse: spec.MSE}
	for i, row := range spec.Factors {
		if len(row) != r.count {
			return nil, problem.New("stats.row_replicate_weights_values", "row", i+1, "values", len(row), "wanted",
				r.count)
		}
		r.factor = append(r.factor, row...)
	}
	for i, x := range r.factor {
		if x-x != 0 {
			return nil, problem.New("stats.row_replicate_weights_column", "row", i/r.count+1, "column", i%r.count+1)
		}
	}
	if err := r.scales(spec); err != nil {
		return nil, err
	}
	if err := r.join(d, spec); err != nil {
		return nil, err
	}
	out := *d
	out.reps, out.spec.PPS = r, NoPPS // the replicates say all about variances
	out.shape = &sampleShape{stages: 1, elements: true, strata: []stratum{{n: d.counted, population: math.Inf(1)}},
		psus: []psu{{population: math.Inf(1)}}, slots: []slot{{}}}
	out.shape.link()
	out.runs = out.stretches(make([]int, d.rows))
	return &out, nil
}

// scales sets what squares are multiplied with.
func (r *replicates) scales(spec ReplicateSpec) error {
	n := float64(r.count)
	r.scale = spec.Scale
	if r.scale == 0 {
		switch spec.Type {
		case JK1:
			r.scale = (n - 1) / n
		case BRR:
			r.scale = 1 / n
		case Fay:
			r.scale = 1 / (n * (1 - spec.Rho) * (1 - spec.Rho))
		case Bootstrap:
			r.scale = 1 / (n - 1)
		case JKn:
			r.scale = 1
		default:
			return problem.New("stats.replicate_weights_type_need", "type", spec.Type)
		}
	}
	switch {
	case !(r.scale > 0) || math.IsInf(r.scale, 1):
		return problem.New("stats.scale_replicate_weights_above", "scale", r.scale)
	case spec.Type == JKn && len(spec.RScales) == 0:
		return problem.New("stats.stratified_jackknife_jkn_needs")
	}
	switch len(spec.RScales) {
	case 0, 1:
		for range r.count {
			r.rscales = append(r.rscales, append(slices.Clone(spec.RScales), 1)[0])
		}
	case r.count:
		r.rscales = spec.RScales
	default:
		return problem.New("stats.scales_sets_replicate_weights", "scales", len(spec.RScales), "wanted", r.count)
	}
	return nil
}

// join finds the factors of each row.
func (r *replicates) join(d *Design, spec ReplicateSpec) error {
	if spec.Key == "" {
		if len(spec.Factors) != d.rows {
			return problem.New("stats.replicate_weights_rows_data", "rows", len(spec.Factors), "wanted", d.rows)
		}
		return nil
	}
	c := d.frame.Column(spec.Key)
	if c == nil || c.Variable.Kind.several() {
		return problem.New("stats.no_column_join_replicate", "column", spec.Key)
	}
	at := map[string]uint32{}
	for i, key := range spec.Keys {
		at[key] = uint32(i)
	}
	r.key = make([]uint32, d.rows)
	for i := range d.rows {
		k, ok := at[c.Text(i)]
		if !ok && d.scope.Has(i) {
			return problem.New("stats.row_no_replicate_weights", "row", i+1, "column", spec.Key, "value", c.Text(i))
		}
		r.key[i] = k
	}
	return nil
}

// row lists the factors of a row.
func (r *replicates) row(i int) []float64 {
	if r.key != nil {
		i = int(r.key[i])
	}
	return r.factor[i*r.count : (i+1)*r.count]
}

// refitted fits every set of weights to population figures by itself.
func (d *Design) refitted(fit func([]float64) (*weights.Calibration, error)) (*replicates, error) {
	r := *d.reps
	r.whole, r.key = true, nil
	r.factor = make([]float64, d.rows*r.count)
	rows := d.keptRows()
	for k := range r.count {
		w := make([]float64, d.counted)
		for j := range w {
			i := j
			if rows != nil {
				i = rows[j]
			}
			w[j] = d.reps.row(i)[k]
			if !d.reps.whole {
				w[j] *= d.Weight(i)
			}
		}
		c, err := fit(w)
		if err != nil {
			return nil, err
		}
		for j, x := range c.Weights {
			i := j
			if rows != nil {
				i = rows[j]
			}
			r.factor[i*r.count+k] = x
		}
	}
	return &r, nil
}

// addRow adds a row's values under every set of weights.
func (r *replicates) addRow(t *Tally, row int, w float64, values []Coef) {
	if r.whole {
		w = 1
	}
	for k, f := range r.row(row) {
		for _, v := range values {
			t.replicate[k*t.cells+v.Cell] += f * w * v.Factor
		}
	}
}

// replicateVariance is scale Σ_r rscale_r (θ_r - c)², c the mean of the replicates whose rscale is above 0, or the full
// figure with MSE. A replicate in which a figure is undefined is left out, and the scale stays, as in R survey; with
// cov it is left out for all figures, so that the matrix is one of covariances.
func (t *Tally) replicateVariance(qs []Quotient, full []Estimate, cov bool) ([][]float64, [][]float64) {
	r := t.reps
	theta := make([][]float64, r.count)
	for k := range theta {
		theta[k] = make([]float64, len(qs))
		for i := range qs {
			theta[k][i], _ = qs[i].value(func(cell int) float64 { return t.replicate[k*t.cells+cell] })
		}
	}
	acc, usable := newCovariance(len(qs), cov), theta
	if cov {
		usable = wholeReplicates(theta, full)
	}
	for i := range qs {
		for j := range i + 1 {
			if (cov || i == j) && full[i].Reason != ReasonEmpty && full[j].Reason != ReasonEmpty {
				acc.set(i, j, r.spread(usable, i, j, full[i].Value, full[j].Value))
			}
		}
	}
	return acc.v, theta
}

// wholeReplicates makes all figures of a replicate NaN where one is that the full sample has.
func wholeReplicates(theta [][]float64, full []Estimate) [][]float64 {
	out := slices.Clone(theta)
	for k, th := range theta {
		for i, x := range th {
			if math.IsNaN(x) && full[i].Reason != ReasonEmpty {
				out[k] = slices.Repeat([]float64{math.NaN()}, len(th))
				break
			}
		}
	}
	return out
}

// spread is the replicate covariance of two figures.
func (r *replicates) spread(theta [][]float64, i, j int, fullI, fullJ float64) float64 {
	ci, cj, n := 0.0, 0.0, 0.0
	for k, th := range theta {
		if r.rscales[k] > 0 && !math.IsNaN(th[i]+th[j]) {
			ci, cj, n = ci+th[i], cj+th[j], n+1
		}
	}
	ci, cj = ci/n, cj/n
	if r.mse {
		ci, cj = fullI, fullJ
	}
	v := 0.0
	for k, th := range theta {
		if x := (th[i] - ci) * (th[j] - cj); !math.IsNaN(x) {
			v += r.rscales[k] * x
		}
	}
	return r.scale * v
}

// rank is the rank of the weights of some rows, by modified Gram-Schmidt with R's tolerance: a replicate whose weights
// are within 1e-5 of the span of those before it adds nothing. Rows of one key are proportional and count once.
func (d *Design) rank(rows func(i int) bool) int {
	r := d.reps
	columns := make([][]float64, r.count)
	seen := map[uint32]bool{}
	for i := range d.rows {
		if !rows(i) {
			continue
		}
		w := d.Weight(i)
		if r.key != nil {
			if seen[r.key[i]] || (w == 0 && !r.whole) {
				continue
			}
			seen[r.key[i]] = true
			w = 1
		}
		for k, f := range r.row(i) {
			if !r.whole {
				f *= w
			}
			columns[k] = append(columns[k], f)
		}
	}
	var basis [][]float64
	for _, c := range columns {
		before := weights.Norm(c)
		weights.Project(c, basis)
		if after := weights.Norm(c); before > 0 && after > 1e-5*before {
			for i := range c {
				c[i] /= after
			}
			basis = append(basis, c)
		}
	}
	return len(basis)
}
