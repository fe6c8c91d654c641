package weights

import (
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/khaosat/khaosat/stats/exact"
	"github.com/khaosat/khaosat/stats/problem"
)

// calibrationFit is the state of the Newton iteration for λ.
type calibrationFit struct {
	weights     []float64
	auxiliaries []Auxiliary
	options     CalibrateOptions
	lambda      []float64
	g, slope    []float64 // ratio and its derivative by u, one per row
	misfit      []float64 // wanted - fitted, one per auxiliary
	stalled     bool      // the last step no longer improved: rounding decides
}

func newCalibrationFit(weights []float64, auxiliaries []Auxiliary, options CalibrateOptions) (*calibrationFit, error) {
	if err := checkWeights(weights); err != nil {
		return nil, err
	}
	if len(auxiliaries) == 0 {
		return nil, problem.New("stats.no_auxiliary_known_total")
	}
	for _, a := range auxiliaries {
		if len(a.Values) != len(weights) {
			return nil, problem.New("stats.rows_but_weights", "auxiliary", a.Name, "rows", len(a.Values), "weights",
				len(weights))
		}
		for i, x := range a.Values {
			if math.IsNaN(x) || math.IsInf(x, 0) {
				return nil, problem.New("stats.row_no_value_either", "row", i+1, "auxiliary", a.Name)
			}
		}
		if math.IsNaN(a.Total) || math.IsInf(a.Total, 0) {
			return nil, problem.New("stats.population_total_missing", "auxiliary", a.Name)
		}
	}
	if options.Distance == "" {
		options.Distance = Linear
	}
	if options.Epsilon <= 0 {
		options.Epsilon = 1e-10
	}
	if options.MaxSteps <= 0 {
		options.MaxSteps = 100
	}
	if options.Lower == 0 && options.Upper == 0 {
		options.Lower, options.Upper = math.Inf(-1), math.Inf(1)
	}
	if !(options.Lower < 1 && options.Upper > 1) ||
		options.Distance == Logit && math.IsInf(options.Upper-options.Lower, 0) {
		return nil, problem.New("stats.bounds_weight_ratio_must", "lower", options.Lower, "upper", options.Upper)
	}
	f := &calibrationFit{
		weights: weights, auxiliaries: auxiliaries, options: options, lambda: make([]float64, len(auxiliaries)),
		g: make([]float64, len(weights)), slope: make([]float64, len(weights)),
		misfit: make([]float64, len(auxiliaries)),
	}
	f.evaluate()
	return f, nil
}

// solve takes Newton steps until the totals are met or rounding stops them, and returns their number.
func (f *calibrationFit) solve() int {
	off := f.worst()
	for step := 1; step <= f.options.MaxSteps; step++ {
		if off < f.options.Epsilon {
			return step - 1
		}
		start := append([]float64(nil), f.lambda...)
		delta := f.newtonStep()
		length := 1.0
		for ; ; length /= 2 {
			for j := range f.lambda {
				f.lambda[j] = start[j] + length*delta[j]
			}
			if f.evaluate(); !math.IsNaN(f.worst()) && !math.IsInf(f.worst(), 0) || length < 1e-6 {
				break
			}
		}
		now := f.worst()
		f.stalled = now > off/2
		if f.stalled && now < 1e-12 {
			return step
		}
		off = now
	}
	return f.options.MaxSteps
}

// evaluate computes ratios, slopes and misfits at the present λ.
func (f *calibrationFit) evaluate() {
	sums := make([]exact.Sum, len(f.auxiliaries))
	for i, w := range f.weights {
		u := 0.0
		for j := range f.auxiliaries {
			u += f.auxiliaries[j].Values[i] * f.lambda[j]
		}
		f.g[i], f.slope[i] = f.options.ratio(u)
		if w == 0 {
			continue
		}
		for j := range f.auxiliaries {
			sums[j].Add(w * f.g[i] * f.auxiliaries[j].Values[i])
		}
	}
	for j := range sums {
		sums[j].Add(-f.auxiliaries[j].Total)
		f.misfit[j] = -sums[j].Value()
	}
}

// ratio returns g(u) and g'(u).
func (o CalibrateOptions) ratio(u float64) (g, slope float64) {
	g, slope = 1+u, 1
	switch o.Distance {
	case Exponential:
		g = math.Exp(u)
		slope = g
	case Logit:
		l, h := o.Lower, o.Upper
		a := (h - l) / ((h - 1) * (1 - l))
		e := math.Exp(-math.Abs(a * u))
		up, low := 1.0, e
		if u < 0 {
			up, low = e, 1
		}
		bottom := (h-1)*low + (1-l)*up
		return (l*(h-1)*low + h*(1-l)*up) / bottom, (h - 1) * (1 - l) * (h - l) * a * e / (bottom * bottom)
	}
	switch {
	case g <= o.Lower:
		return o.Lower, 0
	case g >= o.Upper:
		return o.Upper, 0
	}
	return g, slope
}

func (f *calibrationFit) worst() float64 {
	off := 0.0
	for j, m := range f.misfit {
		off = math.Max(off, math.Abs(m)/(1+math.Abs(f.auxiliaries[j].Total)))
	}
	return off
}

// newtonStep solves (X'·W·slope·X) δ = misfit by the pseudo-inverse of the matrix scaled to unit
// diagonal, so that redundant auxiliaries do no harm.
func (f *calibrationFit) newtonStep() []float64 {
	p := len(f.auxiliaries)
	cross := make([]float64, p*p)
	x := make([]float64, p)
	for i, w := range f.weights {
		if w *= f.slope[i]; w == 0 {
			continue
		}
		for j := range x {
			x[j] = f.auxiliaries[j].Values[i]
		}
		for j, xj := range x {
			if xj == 0 {
				continue
			}
			row := cross[j*p : (j+1)*p]
			for k := j; k < p; k++ {
				row[k] += w * xj * x[k]
			}
		}
	}
	return solveSymmetric(mat.NewSymDense(p, cross), f.misfit)
}

// solveSymmetric returns the least-norm solution of a x = b for a positive semi-definite matrix.
func solveSymmetric(a *mat.SymDense, b []float64) []float64 {
	p := len(b)
	scale := make([]float64, p)
	for j := range p {
		if scale[j] = math.Sqrt(a.At(j, j)); scale[j] == 0 {
			scale[j] = 1
		}
	}
	unit := mat.NewSymDense(p, nil)
	for j := range p {
		for k := j; k < p; k++ {
			unit.SetSym(j, k, a.At(j, k)/(scale[j]*scale[k]))
		}
	}
	x := make([]float64, p)
	var eigen mat.EigenSym
	if !eigen.Factorize(unit, true) {
		return x
	}
	var vectors mat.Dense
	eigen.VectorsTo(&vectors)
	values := eigen.Values(nil)
	for k, value := range values {
		if value <= 1e-13*values[p-1] {
			continue
		}
		along := 0.0
		for j := range p {
			along += vectors.At(j, k) * b[j] / scale[j]
		}
		for j := range p {
			x[j] += vectors.At(j, k) * along / value / scale[j]
		}
	}
	return x
}
