package weights

import (
	"math"
	"strings"

	"github.com/khaosat/khaosat/stats/exact"
	"github.com/khaosat/khaosat/stats/problem"
)

// Calibration is the outcome of fitting weights to known population figures, by PostStratify, Rake or
// Calibrate: the new weights, how well they fit, and what the variance of an estimate needs.
//
// An estimate under calibrated weights varies only as far as the population figures do not explain the
// answers. A variance is therefore taken of residuals: fill z with w·u (Weights times the
// linearised score, in the rows of the whole file, 0 outside a subpopulation), call Residuals, then go
// on as for the uncalibrated design. Several calibrations on top of one another take their residual
// steps in the order in which they were made.
type Calibration struct {
	Before     []float64 // weights handed in, one per row of the file
	Weights    []float64 // weights fitted, same rows
	Converged  bool      // the fit reached the tolerance asked for
	Iterations int       // cycles over all margins, or Newton steps; 1 for post-stratification
	Misfit     float64   // largest |fitted - wanted| / (1 + |wanted|) over the population figures
	Negative   int       // rows with a negative fitted weight: quantiles and Kish's n have no meaning then
	residual   func(z []float64)
}

// Residuals replaces the weighted scores z (one per row of the file) by their calibration residuals. It
// panics when z has another length than Weights.
func (c *Calibration) Residuals(z []float64) {
	if len(z) != len(c.Weights) {
		panic("stats: residuals of another number of rows than the calibration")
	}
	c.residual(z)
}

func newCalibration(before, after []float64, residual func([]float64)) *Calibration {
	c := &Calibration{Before: before, Weights: after, residual: residual}
	for _, w := range after {
		if w < 0 {
			c.Negative++
		}
	}
	return c
}

// Margin is a classification of the rows with the population count of each class: sex; or sex × age
// as one list of cells.
type Margin struct {
	Name       string    // for messages: "sex", "sex × age"
	Labels     []string  // names of the cells, in order
	Cells      []int     // cell of each row; -1 when the row's value is missing
	Population []float64 // population count of each cell, >= 0; NaN when the source does not list it
}

// Check finds the rows and cells that make fitting to this margin impossible. Cells without respondents are all named.
func (m *Margin) Check(weights []float64, partial bool) error {
	if len(m.Cells) != len(weights) {
		return problem.New("stats.margin_classifies_rows_but", "margin", m.Name, "rows", len(m.Cells), "weights",
			len(weights))
	}
	sums := make([]float64, len(m.Population))
	for i, cell := range m.Cells {
		if cell < 0 || cell >= len(m.Population) {
			return problem.New("stats.row_no_value_belongs", "row", i+1, "margin", m.Name)
		}
		if math.IsNaN(m.Population[cell]) {
			return problem.New("stats.cell_respondents_but_not", "cell", m.label(cell), "margin", m.Name)
		}
		sums[cell] += weights[i]
	}
	people := 0.0
	var absent []int
	for cell, pop := range m.Population {
		switch {
		case pop < 0 || math.IsInf(pop, 0):
			return problem.New("stats.population_count_cell_not", "cell", m.label(cell), "margin", m.Name, "people",
				pop)
		case pop == 0 && sums[cell] > 0:
			return problem.New("stats.cell_respondents_but_people", "cell", m.label(cell), "margin", m.Name)
		case pop > 0 && !(sums[cell] > 0):
			absent = append(absent, cell)
		}
		if pop > 0 {
			people += pop
		}
	}
	switch {
	case people == 0:
		return problem.New("stats.margin_no_people_all", "margin", m.Name)
	case len(absent) > 0 && !partial:
		return m.absent(absent)
	}
	return nil
}

// absent is the problem of cells for which nobody answered: weights would add up to less than the population.
func (m *Margin) absent(cells []int) *problem.Problem {
	if len(cells) == 1 {
		return problem.New("stats.cell_people_population_but", "cell", m.label(cells[0]), "margin", m.Name, "people",
			m.Population[cells[0]])
	}
	var names []string
	people := 0.0
	for _, cell := range cells {
		names = append(names, "“"+m.label(cell)+"”")
		people += m.Population[cell]
	}
	return problem.New("stats.cells_people_population_but", "names", strings.Join(names, ", "), "margin", m.Name,
		"people", people)
}

func (m *Margin) label(cell int) string {
	if cell < len(m.Labels) {
		return m.Labels[cell]
	}
	return "?"
}

// sums adds up values by cell.
func (m *Margin) sums(values []float64) []float64 {
	acc := make([]exact.Sum, len(m.Population))
	for i, cell := range m.Cells {
		acc[cell].Add(values[i])
	}
	out := make([]float64, len(acc))
	for cell := range acc {
		out[cell] = acc[cell].Value()
	}
	return out
}

// misfit is the largest deviation of the weights from this margin, as in Calibration.Misfit and in people.
func (m *Margin) misfit(weights []float64) (relative, absolute float64) {
	for cell, sum := range m.sums(weights) {
		if pop := m.Population[cell]; !math.IsNaN(pop) {
			relative = math.Max(relative, math.Abs(sum-pop)/(1+pop))
			absolute = math.Max(absolute, math.Abs(sum-pop))
		}
	}
	return relative, absolute
}

// checkWeights refuses weights that are not finite, negative, or all zero.
func checkWeights(weights []float64) error {
	total := 0.0
	for i, w := range weights {
		if !(w >= 0) || math.IsInf(w, 0) {
			return problem.New("stats.weight_row_not_valid", "row", i+1, "weight", w)
		}
		total += w
	}
	if total == 0 {
		return problem.New("stats.no_row_weight_above")
	}
	return nil
}
