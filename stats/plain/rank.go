package plain

import (
	"math"
	"sort"

	"github.com/khaosat/khaosat/stats/exact"
	"github.com/khaosat/khaosat/stats/law"
)

// Ranks returns mid-ranks from 1 on, and the sizes of the groups of equal values (1 for a value that
// stands alone). There must be no NaN.
func Ranks(values []float64) (ranks []float64, ties []int) {
	order := make([]int, len(values))
	for i := range order {
		order[i] = i
	}
	sort.Slice(order, func(a, b int) bool { return values[order[a]] < values[order[b]] })
	ranks = make([]float64, len(values))
	for from := 0; from < len(order); {
		to := from
		for to < len(order) && values[order[to]] == values[order[from]] {
			to++
		}
		for _, i := range order[from:to] {
			ranks[i] = float64(from+to+1) / 2
		}
		ties = append(ties, to-from)
		from = to
	}
	return ranks, ties
}

// tieSum adds up a function of the sizes of the tied groups.
func tieSum(ties []int, f func(t float64) float64) float64 {
	sum := 0.0
	for _, t := range ties {
		sum += f(float64(t))
	}
	return sum
}

func cubes(t float64) float64 { return t*t*t - t }

// RankSumTest compares two groups by ranks (Mann-Whitney, Wilcoxon).
type RankSumTest struct {
	W      float64 // Mann-Whitney U of the first group: pairs in which its value is larger, ties half
	P, PCC float64 // two-sided, tie-corrected normal approximation, without and with continuity correction
}

// RankSum tests the first group against the second; NaN values are left out. p is NaN when a group is
// empty or all values are equal. Agrees with R wilcox.test(exact = FALSE).
func RankSum(first, second []float64) RankSumTest {
	a, b := sortedPresent(first), sortedPresent(second)
	m, n := float64(len(a)), float64(len(b))
	ranks, ties := Ranks(append(append([]float64(nil), a...), b...))
	t := RankSumTest{W: exact.TotalOf(ranks[:len(a)]) - m*(m+1)/2, P: math.NaN(), PCC: math.NaN()}
	sigma := math.Sqrt(m * n / 12 * (m + n + 1 - tieSum(ties, cubes)/((m+n)*(m+n-1))))
	if !(sigma > 0) {
		return t
	}
	d := math.Abs(t.W - m*n/2)
	t.P = math.Min(1, 2*law.NormalUpper(d/sigma))
	t.PCC = math.Min(1, 2*law.NormalUpper((d-math.Min(0.5, d))/sigma))
	return t
}
