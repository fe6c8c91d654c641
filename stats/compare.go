package stats

import (
	"math"

	"github.com/khaosat/khaosat/stats/law"
	"github.com/khaosat/khaosat/stats/plain"
)

// ColumnTest compares the shares of one row in two columns of a table under the design. Columns may share PSUs, and one
// may be a part of the other (Total): the covariance of the two shares takes care of both.
type ColumnTest struct {
	Row        int // of the rows compared
	Col1, Col2 int // columns; Total for the total
	P1, P2     float64
	Diff       float64 // P1 - P2
	SE         float64
	DF         float64
	Statistic  float64 // t, or z of effective bases; NaN where nothing varies
	P          float64 // two-sided
	PAdjusted  float64 // among the pairs of the row
}

// CompareColumns tests every pair of columns for each row, which is a list of codes (one, or a net): difference by its
// design-based standard error, t on the design's degrees of freedom. p values are adjusted among the pairs of a row.
//
// Agrees with svycontrast of svyby(covmat = TRUE) in R survey 4.5.
func (x *Cross) CompareColumns(rows [][]int, how plain.Adjustment) ([]ColumnTest, error) {
	return x.compare(rows, allPairs(len(x.Break.Columns)), how)
}

// CompareWithTotal tests every column against the Total that it is a part of.
func (x *Cross) CompareWithTotal(rows [][]int, how plain.Adjustment) ([]ColumnTest, error) {
	var pairs [][2]int
	for col := range x.Break.Columns {
		pairs = append(pairs, [2]int{col, Total})
	}
	return x.compare(rows, pairs, how)
}

func allPairs(n int) [][2]int {
	var pairs [][2]int
	for a := range n {
		for b := a + 1; b < n; b++ {
			pairs = append(pairs, [2]int{a, b})
		}
	}
	return pairs
}

// compare tests some pairs of columns.
func (x *Cross) compare(rows [][]int, pairs [][2]int, how plain.Adjustment) ([]ColumnTest, error) {
	var out []ColumnTest
	df, all := float64(x.DF(x.domain(Total))), x.base(Total).cells
	for r, codes := range rows {
		at := map[int]int{}
		var qs []Quotient
		for _, p := range pairs {
			for _, col := range p {
				if _, ok := at[col]; !ok {
					at[col] = len(qs)
					q := x.Share(col, codes...)
					q.Present = all
					qs = append(qs, q)
				}
			}
		}
		e, err := x.Covariance(qs...)
		if err != nil {
			return nil, err
		}
		row := make([]ColumnTest, len(pairs))
		for i, p := range pairs {
			row[i] = columnTest(e, at[p[0]], at[p[1]], df)
			row[i].Row, row[i].Col1, row[i].Col2 = r, p[0], p[1]
		}
		adjustTests(row, how)
		out = append(out, row...)
	}
	return out, nil
}

// columnTest is the t test of two estimates. Where either has no estimate, or nothing varies, nothing is tested.
func columnTest(e *Estimates, i, j int, df float64) ColumnTest {
	d := e.Difference(i, j)
	d.DF = df
	t := ColumnTest{P1: e.Each[i].Value, P2: e.Each[j].Value, Diff: d.Value, SE: d.SE, DF: df, Statistic: math.NaN(),
		P: math.NaN()}
	if d.SE > 1e-12 && df > 0 && e.Each[i].N > 1 && e.Each[j].N > 1 {
		t.Statistic, t.P = d.Value/d.SE, d.P()
	}
	return t
}

// adjustTests fills the adjusted p values of a row.
func adjustTests(row []ColumnTest, how plain.Adjustment) {
	p := make([]float64, len(row))
	for i := range row {
		p[i] = row[i].P
	}
	for i, x := range plain.AdjustP(p, how) {
		row[i].PAdjusted = x
	}
}

// CompareEffective tests every pair of columns by the trade's rule: a pooled z test of weighted shares on Kish's
// effective bases. It takes the weights into account, but neither strata nor clusters: prefer CompareColumns.
func (x *Cross) CompareEffective(rows [][]int, how plain.Adjustment) []ColumnTest {
	var out []ColumnTest
	bases := make([]Bases, len(x.Break.Columns))
	for col := range bases {
		bases[col] = x.Bases(col)
	}
	for r, codes := range rows {
		share := make([]float64, len(bases))
		for col := range bases {
			q := x.Share(col, codes...)
			share[col], _ = q.value(x.Tally.Total)
		}
		var row []ColumnTest
		for _, p := range allPairs(len(bases)) {
			t := effectiveTest(share[p[0]], share[p[1]], bases[p[0]].Effective, bases[p[1]].Effective)
			t.Row, t.Col1, t.Col2 = r, p[0], p[1]
			row = append(row, t)
		}
		adjustTests(row, how)
		out = append(out, row...)
	}
	return out
}

// effectiveTest is the pooled z test of two shares of effective bases n1 and n2.
func effectiveTest(p1, p2, n1, n2 float64) ColumnTest {
	pooled := (p1*n1 + p2*n2) / (n1 + n2)
	se := math.Sqrt(pooled * (1 - pooled) * (1/n1 + 1/n2))
	t := ColumnTest{P1: p1, P2: p2, Diff: p1 - p2, SE: se, DF: math.Inf(1), Statistic: math.NaN(), P: math.NaN()}
	if se > 0 {
		t.Statistic = t.Diff / se
		t.P = 2 * law.NormalUpper(math.Abs(t.Statistic))
	}
	return t
}

// Letters marks cells [row][column] with the letters of the columns that they are significantly above, at the level
// alpha.
func Letters(tests []ColumnTest, rows, columns int, alpha float64) [][]string {
	out := make([][]string, rows)
	for r := range out {
		out[r] = make([]string, columns)
	}
	for _, t := range tests {
		if !(t.PAdjusted < alpha) || t.Col1 == Total || t.Col2 == Total {
			continue
		}
		if t.Diff > 0 {
			out[t.Row][t.Col1] += plain.ColumnLetter(t.Col2)
		} else {
			out[t.Row][t.Col2] += plain.ColumnLetter(t.Col1)
		}
	}
	return out
}
