package plain

import (
	"math"

	"github.com/khaosat/khaosat/stats/exact"
	"github.com/khaosat/khaosat/stats/law"
	"github.com/khaosat/khaosat/stats/problem"
)

// IndependenceTest is a chi-squared test of independence of a two-way table of counts, for a simple
// random sample. Under a sampling design it rejects far too often: use the Rao-Scott test there.
type IndependenceTest struct {
	Statistic      float64     // Pearson's X², with Yates' correction where asked for
	DF             int         // (rows-1)·(columns-1) of the rows and columns that are not empty
	P              float64     // upper tail of X²
	N              int64       // sum of the table
	Rows, Cols     []int       // positions of the rows and columns that are not empty, in order
	Expected       [][]float64 // [Rows][Cols] expected counts
	StdResiduals   [][]float64 // [Rows][Cols] (O-E)/√(E·(1-row share)·(1-column share))
	MinExpected    float64
	ExpectedBelow5 int     // cells with an expected count under 5: the law of X² is doubtful when they are many
	CramersV       float64 // √(X²/(n·(k-1))), k = min(rows, columns), of the uncorrected X²
	Phi            float64 // √(X²/n), uncorrected
	Contingency    float64 // Pearson's coefficient √(X²/(X²+n)), uncorrected
	G2, G2P        float64 // likelihood ratio 2·Σ O·ln(O/E) and its p
}

// Independence tests a table of counts [rows][columns]. Empty rows and columns are left out first.
// Yates' correction min(1/2, |O-E|) applies to 2×2 only. Fewer than two rows or columns that are not
// empty are an error. Agrees with R chisq.test.
func Independence(table [][]int64, yates bool) (*IndependenceTest, error) {
	t := &IndependenceTest{}
	rowSums, colSums := MarginsOf(table)
	t.Rows, t.Cols = positive(rowSums), positive(colSums)
	if len(t.Rows) < 2 || len(t.Cols) < 2 {
		return nil, problem.New("stats.table_rows_columns_counts", "rows", len(t.Rows), "columns", len(t.Cols))
	}
	for _, s := range rowSums {
		t.N += s
	}
	n := float64(t.N)
	var x2, g2 exact.Sum
	t.MinExpected = math.Inf(1)
	nearest := math.Inf(1)
	for _, r := range t.Rows {
		expected, residuals := make([]float64, len(t.Cols)), make([]float64, len(t.Cols))
		for j, c := range t.Cols {
			o, rowShare, colShare := float64(table[r][c]), float64(rowSums[r])/n, float64(colSums[c])/n
			e := float64(rowSums[r]) * float64(colSums[c]) / n
			expected[j] = e
			residuals[j] = (o - e) / math.Sqrt(e*(1-rowShare)*(1-colShare))
			x2.Add((o - e) * (o - e) / e)
			if o > 0 {
				g2.Add(2 * o * math.Log(o/e))
			}
			nearest = math.Min(nearest, math.Abs(o-e))
			t.MinExpected = math.Min(t.MinExpected, e)
			if e < 5 {
				t.ExpectedBelow5++
			}
		}
		t.Expected, t.StdResiduals = append(t.Expected, expected), append(t.StdResiduals, residuals)
	}
	t.DF = (len(t.Rows) - 1) * (len(t.Cols) - 1)
	t.Statistic = x2.Value()
	t.Phi = math.Sqrt(t.Statistic / n)
	t.CramersV = t.Phi / math.Sqrt(float64(min(len(t.Rows), len(t.Cols))-1))
	t.Contingency = math.Sqrt(t.Statistic / (t.Statistic + n))
	if yates && t.DF == 1 {
		t.Statistic = yatesStatistic(table, t, math.Min(0.5, nearest))
	}
	t.P = law.ChiSquareUpper(t.Statistic, float64(t.DF))
	t.G2 = math.Max(0, g2.Value())
	t.G2P = law.ChiSquareUpper(t.G2, float64(t.DF))
	return t, nil
}

func yatesStatistic(table [][]int64, t *IndependenceTest, correction float64) float64 {
	sum := 0.0
	for i, r := range t.Rows {
		for j, c := range t.Cols {
			e := t.Expected[i][j]
			d := math.Abs(float64(table[r][c])-e) - correction
			sum += d * d / e
		}
	}
	return sum
}

// MarginsOf adds up a table by rows and by columns.
func MarginsOf(table [][]int64) (rows, cols []int64) {
	rows = make([]int64, len(table))
	for i, row := range table {
		for j, count := range row {
			if j >= len(cols) {
				cols = append(cols, 0)
			}
			rows[i] += count
			cols[j] += count
		}
	}
	return rows, cols
}

func positive(sums []int64) []int {
	var at []int
	for i, s := range sums {
		if s > 0 {
			at = append(at, i)
		}
	}
	return at
}

// GoodnessOfFitTest is a chi-squared test of counts against given shares.
type GoodnessOfFitTest struct {
	Statistic float64
	DF        int
	P         float64
}

// GoodnessOfFit tests whether counts come from classes with the given shares, which add up to 1. Agrees
// with R chisq.test(x, p = shares).
func GoodnessOfFit(counts []int64, shares []float64) (GoodnessOfFitTest, error) {
	var n int64
	var sum float64
	for _, k := range counts {
		n += k
	}
	for _, p := range shares {
		sum += p
	}
	if len(counts) != len(shares) || len(counts) < 2 || n <= 0 || !(math.Abs(sum-1) < 1e-7) {
		return GoodnessOfFitTest{}, problem.New("stats.test_needs_two_more", "sum", sum)
	}
	t := GoodnessOfFitTest{DF: len(counts) - 1}
	for i, k := range counts {
		e := float64(n) * shares[i]
		t.Statistic += (float64(k) - e) * (float64(k) - e) / e
	}
	t.P = law.ChiSquareUpper(t.Statistic, float64(t.DF))
	return t, nil
}

// McNemarTest compares two yes/no answers of the same respondents.
type McNemarTest struct {
	X2, P     float64
	X2CC, PCC float64 // with continuity correction (|b-c|-1)²/(b+c), 0 when b = c
}

// McNemar tests the two ways in which answers changed: b no→yes, c yes→no. NaN when nobody changed.
// Agrees with R mcnemar.test.
func McNemar(b, c int64) McNemarTest {
	d, n := math.Abs(float64(b-c)), float64(b+c)
	t := McNemarTest{X2: d * d / n}
	cc := math.Max(0, d-1)
	t.X2CC = cc * cc / n
	t.P, t.PCC = law.ChiSquareUpper(t.X2, 1), law.ChiSquareUpper(t.X2CC, 1)
	return t
}
