package weights

import (
	"math"
	"strconv"

	"github.com/khaosat/khaosat/stats/exact"
	"github.com/khaosat/khaosat/stats/problem"
)

// rakeResidualRounds is how often R's survey sweeps the margins out of the scores of a raked design:
// ten rounds whether or not they have settled.
const rakeResidualRounds = 10

// RakeOptions bound the iteration of Rake. The zero value is 500 cycles and a tolerance of 1e-12.
type RakeOptions struct {
	// MaxCycles is the largest number of cycles over all margins.
	MaxCycles int
	// Epsilon ends the iteration when no cell of any margin moves by more in a whole cycle. Below 1 it is a
	// share of the sum of weights, from 1 on it is in population units (R's default is 1, with 10
	// cycles: far too loose for figures that must repeat).
	Epsilon float64
}

func (o RakeOptions) orDefault() RakeOptions {
	if o.MaxCycles <= 0 {
		o.MaxCycles = 500
	}
	if o.Epsilon <= 0 {
		o.Epsilon = 1e-12
	}
	return o
}

// Rake fits the weights to several margins at once (iterative proportional fitting, Deming & Stephan
// 1940): it post-stratifies to each margin in the order given until the margins stand still. The last
// margin is met exactly, the others nearly. Margins with contradictory totals never settle.
//
// When it has not settled, the Calibration is returned as it stands together with an error, so that the
// caller can show how far the margins are off; it is never silent.
//
// The residual step sweeps the margins ten times: z - w_m · mean_c(z/w_m), with w_m the weights
// right after margin m in the last cycle and the plain mean over the rows of the cell. Agrees with
// R survey 4.5 rake, whose stopping rule on the margins this is.
func Rake(weights []float64, margins []Margin, options RakeOptions) (*Calibration, error) {
	if err := checkWeights(weights); err != nil {
		return nil, err
	}
	if len(margins) == 0 {
		return nil, problem.New("stats.no_margin_rake")
	}
	for i := range margins {
		if err := margins[i].Check(weights, false); err != nil {
			return nil, err
		}
	}
	options = options.orDefault()
	limit := options.Epsilon
	if limit < 1 {
		limit *= exact.TotalOf(weights)
	}
	fitted, after, cycles, settled := rakeCycles(weights, margins, options.MaxCycles, limit)
	c := newCalibration(weights, fitted, func(z []float64) { sweepMargins(z, margins, after) })
	c.Iterations = cycles
	worst, off := 0, 0.0
	for i := range margins {
		relative, absolute := margins[i].misfit(fitted)
		c.Misfit = math.Max(c.Misfit, relative)
		if absolute > off {
			worst, off = i, absolute
		}
	}
	c.Converged = settled && off <= 100*limit
	switch {
	case !settled:
		return c, problem.New(
			"stats.raking_not_converged_after", "cycles", cycles, "margin", margins[worst].Name, "off",
			strconv.FormatFloat(off, 'g', 4, 64))
	case !c.Converged:
		return c, problem.New(
			"stats.margins_contradict_each_other", "margin", margins[worst].Name, "off",
			strconv.FormatFloat(off, 'g', 4, 64))
	}
	return c, nil
}

// RakeFit is Rake for Design.Calibrated. With replicate weights every set goes through as many cycles as the sample
// itself took, as in R: whether they have settled is judged by the sample alone.
func RakeFit(margins []Margin, options RakeOptions) func(weights []float64) (*Calibration, error) {
	cycles := 0
	return func(weights []float64) (*Calibration, error) {
		if cycles == 0 {
			c, err := Rake(weights, margins, options)
			if c != nil {
				cycles = c.Iterations
			}
			return c, err
		}
		fitted, after, _, _ := rakeCycles(weights, margins, cycles, 0)
		return newCalibration(weights, fitted, func(z []float64) { sweepMargins(z, margins, after) }), nil
	}
}

// rakeCycles returns the weights of the last cycle and, for each margin, those right after it.
func rakeCycles(
	weights []float64, margins []Margin, most int, limit float64,
) (fitted []float64, after [][]float64, cycles int, settled bool) {
	fitted = weights
	after = make([][]float64, len(margins))
	for i := range after {
		after[i] = make([]float64, len(weights))
	}
	before := marginSums(margins, weights)
	for cycles < most {
		cycles++
		for i := range margins {
			fitMargin(after[i], fitted, &margins[i])
			fitted = after[i]
		}
		now := marginSums(margins, fitted)
		moved := 0.0
		for i := range now {
			moved = math.Max(moved, math.Abs(now[i]-before[i]))
		}
		if moved < limit {
			return fitted, after, cycles, true
		}
		before = now
	}
	return fitted, after, cycles, false
}

// marginSums lists the weighted counts of all cells of all margins.
func marginSums(margins []Margin, weights []float64) []float64 {
	var all []float64
	for i := range margins {
		all = append(all, margins[i].sums(weights)...)
	}
	return all
}

// sweepMargins is the residual step of Rake; rows of weight 0 are outside every mean.
func sweepMargins(z []float64, margins []Margin, after [][]float64) {
	for range rakeResidualRounds {
		for m := range margins {
			sums := make([]exact.Sum, len(margins[m].Population))
			rows := make([]float64, len(sums))
			for i, cell := range margins[m].Cells {
				if w := after[m][i]; w != 0 {
					sums[cell].Add(z[i] / w)
					rows[cell]++
				}
			}
			for i, cell := range margins[m].Cells {
				if w := after[m][i]; w != 0 {
					z[i] -= w * sums[cell].Value() / rows[cell]
				}
			}
		}
	}
}
