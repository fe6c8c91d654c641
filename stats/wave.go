package stats

import (
	"math"

	"github.com/khaosat/khaosat/stats/exact"
	"github.com/khaosat/khaosat/stats/law"
	"github.com/khaosat/khaosat/stats/problem"
)

// WaveDifference is a later figure less an earlier one, from independent samples.
type WaveDifference struct {
	Before, After Estimate
	Diff, SE      float64
	Z, PZ         float64 // by the normal
	DF, P         float64 // by t, with the degrees of freedom of both samples added
	// DFSatterthwaite and PSatterthwaite use Satterthwaite's degrees of freedom, which suit samples of unequal size or
	// spread better.
	DFSatterthwaite, PSatterthwaite float64
}

// CompareWaves compares the same figure in two independent samples: se² = se1² + se2². Where the waves share PSUs it is
// wrong: use Beside, or stack the waves and break by wave.
func CompareWaves(before, after Estimate) WaveDifference {
	d := WaveDifference{Before: before, After: after, Diff: after.Value - before.Value}
	v1, v2 := before.SE*before.SE, after.SE*after.SE
	d.SE = math.Sqrt(v1 + v2)
	d.Z = d.Diff / d.SE
	size := math.Abs(d.Z)
	d.PZ = 2 * law.NormalUpper(size)
	d.DF, d.P = before.DF+after.DF, math.NaN()
	d.DFSatterthwaite, d.PSatterthwaite = math.NaN(), math.NaN()
	if before.DF > 0 && after.DF > 0 {
		d.P = 2 * law.TUpper(size, d.DF)
		d.DFSatterthwaite = (v1 + v2) * (v1 + v2) / (v1*v1/before.DF + v2*v2/after.DF)
		d.PSatterthwaite = 2 * law.TUpper(size, d.DFSatterthwaite)
	}
	return d
}

// Interval is the t interval of the difference at a level, with the degrees of freedom of both samples. There is none
// where either has none.
func (d *WaveDifference) Interval(level float64) (lower, upper float64) {
	if d.Before.DF <= 0 || d.After.DF <= 0 {
		return math.NaN(), math.NaN()
	}
	return d.interval(level, d.DF)
}

// NormalInterval takes the degrees of freedom as infinite.
func (d *WaveDifference) NormalInterval(level float64) (lower, upper float64) {
	return d.interval(level, math.Inf(1))
}

// SatterthwaiteInterval uses Satterthwaite's degrees of freedom.
func (d *WaveDifference) SatterthwaiteInterval(level float64) (lower, upper float64) {
	return d.interval(level, d.DFSatterthwaite)
}

func (d *WaveDifference) interval(level, df float64) (lower, upper float64) {
	if !(df > 0) {
		return math.NaN(), math.NaN()
	}
	t := law.TQuantile(1-(1-level)/2, df)
	return d.Diff - t*d.SE, d.Diff + t*d.SE
}

// Beside puts the cells of two tallies side by side, for waves (or questionnaires) whose samples have the same PSUs:
// cell i of b becomes cell a.Cells()+i, domain j of b becomes domain a's+j. Quotients of both then have the covariance
// that shared PSUs give. PSUs are matched by the names of stratum and PSU; a PSU of one wave only counts in both.
// Samples of rows without clusters cannot be matched and are an error.
func Beside(a, b *Tally) (*Tally, error) {
	if a.shape.elements || b.shape.elements {
		return nil, problem.New("stats.waves_no_clusters_psus")
	}
	if a.policy != b.policy || a.policy.allPresent || a.reps != nil || b.reps != nil {
		return nil, problem.New("stats.tallies_whose_variances_computed")
	}
	shape, atA, atB, err := mergeShapes(a.shape, b.shape)
	if err != nil {
		return nil, err
	}
	cells, domains, n := a.cells+b.cells, a.domains+b.domains, len(shape.slots)
	t := &Tally{shape: shape, policy: a.policy, cells: cells, block: 1, domains: domains,
		sum:   exact.NewSums(n*cells, exact.Span{}),
		count: make([]int32, n*cells), zero: make([]int64, cells), rows: make([]int32, n*domains),
		live:    make([]int32, n*domains),
		members: append(append([]int64(nil), a.members...), b.members...),
		weight:  exact.NewSums(n*domains, exact.Span{})}
	t.shift(a, atA, 0, 0)
	t.shift(b, atB, a.cells, a.domains)
	return t, nil
}

// shift copies a tally to cells and domains further on.
func (t *Tally) shift(u *Tally, at []int, cell, domain int) {
	for s, to := range at {
		for c := range u.cells {
			i, j := to*t.cells+cell+c, s*u.cells+c
			t.count[i] = u.count[j]
			t.sum.AddSum(i, &u.sum, j)
		}
		for d := range u.domains {
			i, j := to*t.domains+domain+d, s*u.domains+d
			t.rows[i], t.live[i] = u.rows[j], u.live[j]
			t.weight.AddSum(i, &u.weight, j)
		}
	}
	copy(t.zero[cell:], u.zero)
}

// moved is a quotient of a tally that stands after another of so many cells and domains in Beside.
func (q Quotient) moved(cells, domains int) Quotient {
	move := func(list []Coef) []Coef {
		if list == nil {
			return nil
		}
		out := make([]Coef, len(list))
		for i, c := range list {
			out[i] = Coef{c.Cell + cells, c.Factor}
		}
		return out
	}
	base := make([]int, len(q.Base))
	for i, c := range q.Base {
		base[i] = c + cells
	}
	moved := q
	moved.Num, moved.Den, moved.Base, moved.Domain = move(q.Num), move(q.Den), base, q.Domain+domains
	if q.Spread != nil {
		moved.Spread = func(total func(int) exact.Double) float64 {
			return q.Spread(func(cell int) exact.Double { return total(cell + cells) })
		}
	}
	return moved
}
