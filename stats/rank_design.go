package stats

import (
	"math"
	"slices"

	"github.com/khaosat/khaosat/stats/exact"
	"github.com/khaosat/khaosat/stats/law"
)

// RankScore turns the share of the population below a value into a score.
type RankScore string

// The rank scores.
const (
	RankWilcoxon RankScore = "wilcoxon"      // the share itself; with several groups the Kruskal-Wallis test
	RankNormal   RankScore = "vanderWaerden" // its normal quantile
	RankMedian   RankScore = "median"        // above the median or not
)

// RankScores are the scores of a number by the estimated ranks of the population: cumulated weights up to the middle of
// each row, averaged over ties, as a share of all. Compare groups by Regress of the scores. Rows without the number are
// missing. The rows that a calibrated or PPS design keeps outside its scope count among ties, with weight 0, as in R.
//
// Source: Lumley & Scott (2013), Biometrika 100, 831-842. Agrees with svyranktest of R survey.
func (d *Design) RankScores(c *Column, score RankScore) Term {
	x := make([]float64, d.rows)
	var order []int
	for i := range x {
		x[i] = math.NaN()
		if d.kept.Has(i) && c.numbers[i] == c.numbers[i] {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case c.numbers[a] < c.numbers[b]:
			return -1
		case c.numbers[a] > c.numbers[b]:
			return 1
		}
		return 0
	})
	var below exact.Sum
	middle := make([]float64, len(order))
	for k, i := range order {
		middle[k] = below.Value() + d.Weight(i)/2
		below.Add(d.Weight(i))
	}
	for from := 0; from < len(order); {
		to, sum := from, 0.0
		for to < len(order) && c.numbers[order[to]] == c.numbers[order[from]] {
			sum += middle[to]
			to++
		}
		rank := sum / float64(to-from) / below.Value()
		for _, i := range order[from:to] {
			x[i] = score.of(rank)
		}
		from = to
	}
	return Values(x)
}

// of is the score of a share between 0 and 1.
func (s RankScore) of(rank float64) float64 {
	switch s {
	case RankNormal:
		return law.NormalQuantile(rank)
	case RankMedian:
		if rank > 0.5 {
			return 1
		}
		return 0
	}
	return rank
}
