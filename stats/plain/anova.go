package plain

import (
	"math"
	"slices"

	"github.com/khaosat/khaosat/stats/exact"
	"github.com/khaosat/khaosat/stats/law"
)

// Anova compares the means of groups of a simple random sample, one way.
type Anova struct {
	F, DF1, DF2, P                     float64 // equal variances
	WelchF, WelchDF1, WelchDF2, WelchP float64 // unequal variances, Welch (1951), Biometrika 38, 330-336
	KruskalH, KruskalDF, KruskalP      float64 // Kruskal-Wallis on ranks, corrected for ties
}

// OneWay computes all three tests of the groups; NaN values are left out, groups without values too.
// What is not defined (one group, a group of one for Welch) is NaN. Agrees with R oneway.test and
// kruskal.test.
func OneWay(groups [][]float64) Anova {
	var kept [][]float64
	for _, g := range groups {
		if g = slices.DeleteFunc(slices.Clone(g), math.IsNaN); len(g) > 0 {
			kept = append(kept, g)
		}
	}
	var a Anova
	a.equalVariances(kept)
	a.welch(kept)
	a.kruskal(kept)
	return a
}

func (a *Anova) equalVariances(groups [][]float64) {
	var n, sum float64
	for _, g := range groups {
		n += float64(len(g))
		sum += exact.TotalOf(g)
	}
	var between, within float64
	for _, g := range groups {
		d := Describe(g)
		between += float64(d.N) * (d.Mean - sum/n) * (d.Mean - sum/n)
		if d.N > 1 {
			within += float64(d.N-1) * d.Variance
		}
	}
	a.DF1, a.DF2 = float64(len(groups)-1), n-float64(len(groups))
	a.F = between / a.DF1 / (within / a.DF2)
	a.P = law.FUpper(a.F, a.DF1, a.DF2)
}

func (a *Anova) welch(groups [][]float64) {
	k := float64(len(groups))
	var sumW, sumWM float64
	for _, g := range groups {
		d := Describe(g)
		w := float64(d.N) / d.Variance
		sumW += w
		sumWM += w * d.Mean
	}
	var between, correction float64
	for _, g := range groups {
		d := Describe(g)
		w := float64(d.N) / d.Variance
		between += w * (d.Mean - sumWM/sumW) * (d.Mean - sumWM/sumW)
		correction += (1 - w/sumW) * (1 - w/sumW) / float64(d.N-1)
	}
	correction /= k*k - 1
	a.WelchDF1, a.WelchDF2 = k-1, 1/(3*correction)
	a.WelchF = between / (k - 1) / (1 + 2*(k-2)*correction)
	a.WelchP = law.FUpper(a.WelchF, a.WelchDF1, a.WelchDF2)
}

func (a *Anova) kruskal(groups [][]float64) {
	ranks, ties := Ranks(slices.Concat(groups...))
	n := float64(len(ranks))
	sum, at := 0.0, 0
	for _, g := range groups {
		r := exact.TotalOf(ranks[at : at+len(g)])
		sum += r * r / float64(len(g))
		at += len(g)
	}
	a.KruskalDF = float64(len(groups) - 1)
	a.KruskalH = (12*sum/(n*(n+1)) - 3*(n+1)) / (1 - tieSum(ties, cubes)/(n*n*n-n))
	a.KruskalP = law.ChiSquareUpper(a.KruskalH, a.KruskalDF)
}
