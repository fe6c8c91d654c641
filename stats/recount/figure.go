package recount

import (
	"math"

	"github.com/khaosat/khaosat/stats"
	"github.com/khaosat/khaosat/stats/law"
	"github.com/khaosat/khaosat/stats/plain"
	"github.com/khaosat/khaosat/stats/results"
)

// smallBase is the base below which a figure is flagged.
const smallBase = 30

// cell works out one cell. The sample is a simple random one with equal weights, and the column a part of it: with n
// responses in the sample the variance of a share or a mean over m of them is n/(n-1) Σ(y-ȳ)²/m², that of a total
// n/(n-1) Σ(z-z̄)² over all n, where z is y in the column and 0 elsewhere (Särndal, Swensson & Wretman 1992, ch. 5).
// The design effect divides by what m answers of their own would give.
func (t *tableOf) cell(r *row, c *column) stats.TableCell {
	nan := stats.Figure(math.NaN())
	out := stats.TableCell{Row: r.name, Net: r.net, Column: c.key, Count: r.count(c), Estimate: nan, SE: nan,
		Lower: nan, Upper: nan, Deff: nan,
		DF: stats.Figure(max(0, c.rows-1)), Flags: []stats.Reason{}}
	out.WeightedCount = stats.Figure(out.Count)
	if r.outside {
		out.Flags = append(out.Flags, stats.ReasonOutside)
		return out
	}
	n := c.base.Valid
	var values []float64
	if r.number {
		values = r.values(c)
		n = int64(len(values))
	}
	if n == 0 {
		out.Flags = append(out.Flags, stats.ReasonEmpty)
		return out
	}
	if r.number {
		t.mean(&out, values, r.total)
	} else {
		t.share(&out, out.Count, n)
	}
	switch {
	case n < 2:
		out.SE, out.Deff, out.Lower, out.Upper = nan, nan, nan, nan
		out.Flags = append(out.Flags, stats.ReasonOne)
	case out.SE == 0:
		out.Deff = nan
		out.Flags = append(out.Flags, stats.ReasonZeroVariance)
	}
	if n < smallBase {
		out.Flags = append(out.Flags, stats.ReasonSmallBase)
	}
	return out
}

// whole is n/(n-1) of the sample.
func (t *tableOf) whole() float64 { return float64(t.sample) / float64(t.sample-1) }

// shareVariance is the variance of k of m.
func (t *tableOf) shareVariance(k, m int64) float64 {
	p := float64(k) / float64(m)
	return t.whole() * p * (1 - p) / float64(m)
}

// share fills in the share of k of m.
func (t *tableOf) share(out *stats.TableCell, k, m int64) {
	p, n := float64(k)/float64(m), float64(m)
	lower, upper := plain.BinomialInterval(k, m, plain.Wilson, results.Confidence)
	out.Estimate, out.SE, out.Lower, out.Upper = stats.Figure(p), stats.Figure(math.Sqrt(t.shareVariance(k, m))),
		stats.Figure(lower), stats.Figure(upper)
	out.Deff = stats.Figure(t.shareVariance(k, m) / (p * (1 - p) / (n - 1)))
}

// mean fills in the mean or the total of values.
func (t *tableOf) mean(out *stats.TableCell, values []float64, total bool) {
	s, n, all := results.Summary(values), float64(len(values)), float64(t.sample)
	squares := s.SD * s.SD * (n - 1) // Σ(y-ȳ)²
	estimate, variance, alone := s.Mean, t.whole()*squares/(n*n), s.SD*s.SD/n
	if total {
		estimate, variance, alone = s.Total, t.whole()*(squares+n*s.Mean*s.Mean*(1-n/all)), s.SD*s.SD*n
	}
	se := math.Sqrt(variance)
	if se < 1e-12*math.Abs(estimate) { // what rounding leaves of nothing
		se = 0
	}
	half := law.TQuantile(1-(1-results.Confidence)/2, float64(out.DF)) * se
	out.Estimate, out.SE, out.Lower, out.Upper = stats.Figure(estimate), stats.Figure(se), stats.Figure(estimate-half),
		stats.Figure(estimate+half)
	if alone > 0 {
		out.Deff = stats.Figure(variance / alone)
	}
}

// letterAlpha is the level of the tests behind letters.
const letterAlpha = 0.05

// letter tests each share in every pair of columns by the t of its difference, with the degrees of freedom of the whole
// table, and marks the higher one with the letter of the other. Shares of 0 and 1 are not tested, nor columns with
// fewer than two answers.
func (t *tableOf) letter(out *stats.Table, rows []row, columns []*column) {
	if t.letters == "" || len(columns) < 3 || t.kind() == stats.Number {
		return
	}
	for i := range out.Bases[1:] {
		out.Bases[i+1].Letter = plain.ColumnLetter(i)
	}
	df := float64(columns[0].rows - 1)
	for i := range rows {
		r := &rows[i]
		if r.outside || r.number || t.everybody(r) {
			continue
		}
		var tests []stats.ColumnTest
		var p []float64
		for a := 1; a < len(columns); a++ {
			for b := a + 1; b < len(columns); b++ {
				test := t.compare(r, columns[a], columns[b], df)
				test.Col1, test.Col2 = a-1, b-1
				tests, p = append(tests, test), append(p, test.P)
			}
		}
		for j, adjusted := range plain.AdjustP(p, t.letters) {
			tests[j].PAdjusted = adjusted
		}
		marks := stats.Letters(tests, 1, len(columns)-1, letterAlpha)[0]
		for j, c := range columns[1:] {
			cell := out.FindNet(r.name, *c.key)
			if !r.net {
				cell = out.Find(r.name, *c.key)
			}
			cell.Letters = marks[j]
		}
	}
}

// everybody tells whether a row of a ranking counts everybody who ranked the choice: among the best of all.
func (t *tableOf) everybody(r *row) bool {
	_, k, net := stats.RankRow(r.name)
	return t.kind() == stats.Rank && net && k == len(t.item.choices)
}

// compare tests the share of a row in two columns, which share no response.
func (t *tableOf) compare(r *row, a, b *column, df float64) stats.ColumnTest {
	out := stats.ColumnTest{P: math.NaN()}
	n, m := a.base.Valid, b.base.Valid
	x, y := r.count(a), r.count(b)
	if n < 2 || m < 2 || df <= 0 || x == 0 || x == n || y == 0 || y == m {
		return out
	}
	out.Diff = float64(x)/float64(n) - float64(y)/float64(m)
	out.SE = math.Sqrt(t.shareVariance(x, n) + t.shareVariance(y, m))
	out.P = 2 * law.TUpper(math.Abs(out.Diff/out.SE), df)
	return out
}
