package stats

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// benchMargins are four margins of a province: 8 districts, 4 ages, 2 sexes, 3 classes.
func benchMargins(rows int) (weights []float64, margins []Margin) {
	source := rand.New(rand.NewPCG(1, 2))
	weights = make([]float64, rows)
	for i := range weights {
		weights[i] = 50 + 100*source.Float64()
	}
	for _, cells := range []int{8, 4, 2, 3} {
		m := Margin{Name: fmt.Sprint(cells, " cells"), Population: make([]float64, cells), Cells: make([]int, rows)}
		for i := range m.Cells {
			m.Cells[i] = source.IntN(cells)
			m.Population[m.Cells[i]] += weights[i]
		}
		for c := range m.Population {
			m.Population[c] *= (0.8 + 0.4*float64(c)/float64(cells))
		}
		whole := total(m.Population)
		for c := range m.Population {
			m.Population[c] *= 100 * float64(rows) / whole
		}
		margins = append(margins, m)
	}
	return weights, margins
}

func BenchmarkRake(b *testing.B) {
	for _, rows := range []int{1000, 100_000} {
		weights, margins := benchMargins(rows)
		b.Run(fmt.Sprint(rows, " respondents × 4 margins"), func(b *testing.B) {
			for b.Loop() {
				if _, err := Rake(weights, margins, RakeOptions{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkCalibrate(b *testing.B) {
	for _, rows := range []int{1000, 100_000} {
		weights, margins := benchMargins(rows)
		auxiliaries := margins[0].Auxiliaries(false)
		for _, m := range margins[1:] {
			auxiliaries = append(auxiliaries, m.Auxiliaries(true)...)
		}
		b.Run(fmt.Sprint(rows, " respondents × 14 totals"), func(b *testing.B) {
			for b.Loop() {
				if _, err := Calibrate(weights, auxiliaries, CalibrateOptions{Distance: Exponential}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkResiduals is what one more estimate costs under a raked design.
func BenchmarkResiduals(b *testing.B) {
	weights, margins := benchMargins(100_000)
	c, err := Rake(weights, margins, RakeOptions{})
	if err != nil {
		b.Fatal(err)
	}
	z := make([]float64, len(weights))
	for b.Loop() {
		copy(z, weights)
		c.Residuals(z)
	}
}
