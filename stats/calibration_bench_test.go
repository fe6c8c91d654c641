package stats

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/khaosat/khaosat/stats/exact"
	"github.com/khaosat/khaosat/stats/weights"
)

// benchMargins are four margins of a province: 8 districts, 4 ages, 2 sexes, 3 classes.
func benchMargins(rows int) (ws []float64, margins []weights.Margin) {
	source := rand.New(rand.NewPCG(1, 2))
	ws = make([]float64, rows)
	for i := range ws {
		ws[i] = 50 + 100*source.Float64()
	}
	for _, cells := range []int{8, 4, 2, 3} {
		m := weights.Margin{Name: fmt.Sprint(cells, " cells"), Population: make([]float64, cells),
			Cells: make([]int, rows)}
		for i := range m.Cells {
			m.Cells[i] = source.IntN(cells)
			m.Population[m.Cells[i]] += ws[i]
		}
		for c := range m.Population {
			m.Population[c] *= (0.8 + 0.4*float64(c)/float64(cells))
		}
		whole := exact.TotalOf(m.Population)
		for c := range m.Population {
			m.Population[c] *= 100 * float64(rows) / whole
		}
		margins = append(margins, m)
	}
	return ws, margins
}

func BenchmarkRake(b *testing.B) {
	for _, rows := range []int{1000, 100_000} {
		ws, margins := benchMargins(rows)
		b.Run(fmt.Sprint(rows, " respondents × 4 margins"), func(b *testing.B) {
			for b.Loop() {
				if _, err := weights.Rake(ws, margins, weights.RakeOptions{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkCalibrate(b *testing.B) {
	for _, rows := range []int{1000, 100_000} {
		ws, margins := benchMargins(rows)
		auxiliaries := margins[0].Auxiliaries(false)
		for _, m := range margins[1:] {
			auxiliaries = append(auxiliaries, m.Auxiliaries(true)...)
		}
		b.Run(fmt.Sprint(rows, " respondents × 14 totals"), func(b *testing.B) {
			for b.Loop() {
				if _, err := weights.Calibrate(ws, auxiliaries,
					weights.CalibrateOptions{Distance: weights.Exponential}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkResiduals is what one more estimate costs under a raked design.
func BenchmarkResiduals(b *testing.B) {
	ws, margins := benchMargins(100_000)
	c, err := weights.Rake(ws, margins, weights.RakeOptions{})
	if err != nil {
		b.Fatal(err)
	}
	z := make([]float64, len(ws))
	for b.Loop() {
		copy(z, ws)
		c.Residuals(z)
	}
}
