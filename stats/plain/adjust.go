package plain

import (
	"math"
	"slices"
)

// Adjustment guards a family of tests against chance findings.
type Adjustment string

// The adjustments, from none to strict. BenjaminiHochberg bounds the share of false findings (Benjamini
// & Hochberg 1995, JRSS B 57, 289-300), the others the chance of any (Holm 1979, Scand. J. Statistics 6,
// 65-70; Holm is never weaker than Bonferroni).
const (
	NoAdjustment      Adjustment = "none"
	BenjaminiHochberg Adjustment = "bh"
	Holm              Adjustment = "holm"
	Bonferroni        Adjustment = "bonferroni"
)

// AdjustP returns adjusted p values in the order given, to be compared with the wanted level themselves.
// NaN (not tested) stays NaN and does not count. It panics on an adjustment that is not listed. Agrees
// with R p.adjust.
func AdjustP(p []float64, how Adjustment) []float64 {
	adjusted := slices.Clone(p)
	var order []int
	for i, x := range p {
		if !math.IsNaN(x) {
			order = append(order, i)
		}
	}
	m := float64(len(order))
	slices.SortStableFunc(order, func(a, b int) int {
		if p[a] < p[b] {
			return -1
		} else if p[a] > p[b] {
			return 1
		}
		return 0
	})
	switch how {
	case NoAdjustment:
	case Bonferroni:
		for _, i := range order {
			adjusted[i] = math.Min(1, m*p[i])
		}
	case Holm:
		running := 0.0
		for rank, i := range order {
			running = math.Max(running, math.Min(1, (m-float64(rank))*p[i]))
			adjusted[i] = running
		}
	case BenjaminiHochberg:
		running := 1.0
		for rank := len(order) - 1; rank >= 0; rank-- {
			i := order[rank]
			running = math.Min(running, m/float64(rank+1)*p[i])
			adjusted[i] = running
		}
	default:
		panic("stats: unknown adjustment " + string(how))
	}
	return adjusted
}
