package weights

import (
	"math"
	"strconv"
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
		return problem.New("phân tổ %[1]s có %[2]d dòng, trong khi có %[3]d quyền số",
			"margin %[1]s classifies %[2]d rows but there are %[3]d weights", m.Name, len(m.Cells), len(weights))
	}
	sums := make([]float64, len(m.Population))
	for i, cell := range m.Cells {
		if cell < 0 || cell >= len(m.Population) {
			return problem.New("dòng %[1]d không có giá trị %[2]s nên không gán được vào tổng thể; hãy bổ sung hoặc loại phiếu này",
				"row %[1]d has no value for %[2]s, so it belongs to no population cell; please either complete or exclude it", i+1, m.Name)
		}
		if math.IsNaN(m.Population[cell]) {
			return problem.New("nhóm %[1]q của %[2]s có phiếu nhưng không có trong số liệu tổng thể",
				"cell %[1]q of %[2]s has respondents but is not in the population figures", m.label(cell), m.Name)
		}
		sums[cell] += weights[i]
	}
	people := 0.0
	var absent []int
	for cell, pop := range m.Population {
		switch {
		case pop < 0 || math.IsInf(pop, 0):
			return problem.New("số tổng thể của nhóm %[1]q (%[2]s) không hợp lệ: %[3]v",
				"the population count of cell %[1]q of %[2]s is not valid: %[3]v", m.label(cell), m.Name, pop)
		case pop == 0 && sums[cell] > 0:
			return problem.New("nhóm %[1]q của %[2]s có phiếu nhưng số tổng thể là 0; hãy kiểm tra số tổng thể, hoặc loại các phiếu này",
				"cell %[1]q of %[2]s has respondents but 0 people in the population; please either check the count or exclude these respondents", m.label(cell), m.Name)
		case pop > 0 && !(sums[cell] > 0):
			absent = append(absent, cell)
		}
		if pop > 0 {
			people += pop
		}
	}
	switch {
	case people == 0:
		return problem.New("tổng biên %[1]s không có người nào", "margin %[1]s has no people at all", m.Name)
	case len(absent) > 0 && !partial:
		return m.absent(absent)
	}
	return nil
}

// absent is the problem of cells for which nobody answered: weights would add up to less than the population.
func (m *Margin) absent(cells []int) *problem.Problem {
	if len(cells) == 1 {
		return problem.New("nhóm %[1]q của %[2]s có %[3]v người trong tổng thể nhưng không có phiếu nào; hãy gộp với nhóm khác",
			"cell %[1]q of %[2]s has %[3]v people in the population but no respondents; please merge it with another", m.label(cells[0]), m.Name, m.Population[cells[0]])
	}
	var names []string
	people := 0.0
	for _, cell := range cells {
		names = append(names, strconv.Quote(m.label(cell)))
		people += m.Population[cell]
	}
	return problem.New("các nhóm %[1]s của %[2]s có %[3]v người trong tổng thể nhưng không có phiếu nào; hãy gộp với nhóm khác",
		"cells %[1]s of %[2]s have %[3]v people in the population but no respondents; please merge them with others", strings.Join(names, ", "), m.Name, people)
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
			return problem.New("quyền số ở dòng %[1]d không hợp lệ: %[2]v; quyền số phải là số không âm",
				"the weight in row %[1]d is not valid: %[2]v; a weight is a number of 0 or more", i+1, w)
		}
		total += w
	}
	if total == 0 {
		return problem.New("không có dòng nào có quyền số lớn hơn 0", "no row has a weight above 0")
	}
	return nil
}
