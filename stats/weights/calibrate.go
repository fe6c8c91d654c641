package weights

import (
	"math"
	"strconv"

	"github.com/khaosat/khaosat/stats/problem"
)

// Auxiliary is a variable whose population total is known: 1 for everybody (the intercept, total N), the
// indicator of a class, or a number such as the members of a household.
type Auxiliary struct {
	Name   string
	Values []float64 // one per row, no NaN
	Total  float64   // its total over the population
}

// Auxiliaries turns a margin into the indicators of its cells. skipFirst leaves out the first cell,
// whose count follows from the intercept and the others (treatment contrasts).
func (m *Margin) Auxiliaries(skipFirst bool) []Auxiliary {
	var list []Auxiliary
	for cell := range m.Population {
		if cell == 0 && skipFirst {
			continue
		}
		a := Auxiliary{Name: m.Name + m.label(cell), Values: make([]float64, len(m.Cells)), Total: m.Population[cell]}
		for i, c := range m.Cells {
			if c == cell {
				a.Values[i] = 1
			}
		}
		list = append(list, a)
	}
	return list
}

// Distance says how Calibrate turns u = x·λ into the ratio g = w'/w of new to old weights.
type Distance string

// The distances of Deville & Särndal (1992), JASA 87, 376-382.
const (
	Linear      Distance = "linear" // g = 1 + u: generalised regression; may go below 0 without bounds
	Exponential Distance = "raking" // g = exp(u): always positive, the same weights as Rake on margins
	Logit       Distance = "logit"  // g between the bounds by a logistic curve; needs both bounds
)

// CalibrateOptions choose the distance and bound the ratios. The zero value is Linear without bounds,
// 100 Newton steps, tolerance 1e-10.
type CalibrateOptions struct {
	Distance Distance
	// Lower and Upper bound g = w'/w; 0 and 0 mean no bounds. Lower < 1 < Upper.
	Lower, Upper float64
	// Epsilon is the largest |fitted - wanted| / (1 + |wanted|) that counts as met (R's default is 1e-7).
	Epsilon float64
	// MaxSteps is the largest number of Newton steps.
	MaxSteps int
}

// Calibrate finds the weights nearest to the old ones, by the chosen distance, that give every
// auxiliary its population total. Auxiliaries that follow from the others are harmless when their
// totals agree. It is an error when the totals cannot be met within the bounds: there is no
// weight to use then. Negative weights of Linear are counted in Calibration.Negative.
//
// The residual step is g·√w · resid[z/(g·√w) on X·√w] by plain least squares, w being the weights
// before. Agrees with R survey calibrate (linear, bounded linear, raking, logit).
func Calibrate(weights []float64, auxiliaries []Auxiliary, options CalibrateOptions) (*Calibration, error) {
	fit, err := newCalibrationFit(weights, auxiliaries, options)
	if err != nil {
		return nil, err
	}
	steps := fit.solve()
	fitted := make([]float64, len(weights))
	for i, w := range weights {
		fitted[i] = w * fit.g[i]
	}
	c := newCalibration(weights, fitted, nil)
	c.Iterations = steps
	worst := 0
	for j, m := range fit.misfit {
		if off := math.Abs(m) / (1 + math.Abs(auxiliaries[j].Total)); off > c.Misfit || math.IsNaN(off) {
			c.Misfit, worst = off, j
		}
	}
	if c.Converged = c.Misfit < fit.options.Epsilon || fit.stalled && c.Misfit < 1e-10; !c.Converged {
		return nil, problem.New(
			"stats.no_weights_meet_total", "auxiliary", auxiliaries[worst].Name, "steps", steps, "off",
			strconv.FormatFloat(c.Misfit, 'g', 2, 64))
	}
	c.residual = greg(weights, fit.g, auxiliaries)
	return c, nil
}

// greg returns the residual step of Calibrate.
func greg(weights, g []float64, auxiliaries []Auxiliary) func(z []float64) {
	columns := make([][]float64, len(auxiliaries))
	root := make([]float64, len(weights))
	for i, w := range weights {
		root[i] = math.Sqrt(w)
	}
	for j, a := range auxiliaries {
		columns[j] = make([]float64, len(weights))
		for i, x := range a.Values {
			columns[j][i] = root[i] * x
		}
	}
	basis := orthonormal(columns)
	return func(z []float64) {
		for i := range z {
			if s := root[i] * g[i]; s != 0 {
				z[i] /= s
			} else {
				z[i] = 0
			}
		}
		Project(z, basis)
		for i := range z {
			z[i] *= root[i] * g[i]
		}
	}
}
