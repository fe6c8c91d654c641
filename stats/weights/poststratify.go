package weights

import "github.com/khaosat/khaosat/stats/exact"

// PostStratify multiplies the weights of each cell so that they add up to its population count:
// w' = w · N_c / Σ_c w.
//
// With partial, cells of the population without respondents are passed over (their people are then
// represented by nobody, and the weights add up to less); otherwise they are an error, as are a row
// without a cell and a weight that is negative or not a number.
//
// The residual step is z - w'·[Σ_c(z·w/w') / Σ_c w]. Agrees with R survey postStratify.
func PostStratify(weights []float64, m Margin, partial bool) (*Calibration, error) {
	if err := checkWeights(weights); err != nil {
		return nil, err
	}
	if err := m.Check(weights, partial); err != nil {
		return nil, err
	}
	fitted := make([]float64, len(weights))
	fitMargin(fitted, weights, &m)
	base := m.sums(weights)
	c := newCalibration(weights, fitted, func(z []float64) {
		scores := make([]exact.Sum, len(base))
		for i, cell := range m.Cells {
			if fitted[i] != 0 {
				scores[cell].Add(z[i] * weights[i] / fitted[i])
			}
		}
		for i, cell := range m.Cells {
			if base[cell] != 0 {
				z[i] -= fitted[i] * scores[cell].Value() / base[cell]
			}
		}
	})
	c.Converged, c.Iterations = true, 1
	return c, nil
}

// fitMargin puts weights that meet one margin exactly into fitted, which may be weights itself.
func fitMargin(fitted, weights []float64, m *Margin) {
	ratio := m.sums(weights)
	for cell, sum := range ratio {
		if sum != 0 {
			ratio[cell] = m.Population[cell] / sum
		}
	}
	for i, cell := range m.Cells {
		fitted[i] = weights[i] * ratio[cell]
	}
}
