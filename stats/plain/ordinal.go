package plain

import (
	"math"

	"github.com/khaosat/khaosat/stats/law"
)

// OrdinalAssociation measures how two rating scales of the same respondents go together, from their
// two-way table with both scales in order.
type OrdinalAssociation struct {
	N                      int64
	Concordant, Discordant int64   // pairs of respondents in the same and in opposite order
	Gamma                  float64 // Goodman-Kruskal (P-Q)/(P+Q), ties left out
	GammaASE, GammaASE0    float64 // asymptotic standard errors: of the estimate, and if there is no association
	GammaZ, GammaP         float64 // Gamma/GammaASE0 and its two-sided p
	TauB, TauC             float64 // Kendall's tau-b, Stuart's tau-c
	ColumnGivenRow         float64 // Somers' d of the column scale given the row scale
	RowGivenColumn         float64
}

// Ordinal computes them from counts [rows][columns]; NaN where no pair differs in both (gamma) or in
// one scale (tau, d). The standard errors are those of SPSS and SAS.
// Source: Goodman & Kruskal (1963), JASA 58, 310-364; Agresti (2010), Analysis of Ordinal Categorical Data.
func Ordinal(table [][]int64) OrdinalAssociation {
	rows, cols := MarginsOf(table)
	same, opposite := orderedPairs(table, len(cols))
	var a OrdinalAssociation
	var rowSquares, colSquares float64
	for _, s := range rows {
		a.N += s
		rowSquares += float64(s) * float64(s)
	}
	for _, s := range cols {
		colSquares += float64(s) * float64(s)
	}
	n := float64(a.N)
	var p, q float64 // twice the pairs
	for i, row := range table {
		for j, count := range row {
			p += float64(count) * same[i][j]
			q += float64(count) * opposite[i][j]
		}
	}
	var spread, spread0 float64
	for i, row := range table {
		for j, count := range row {
			c, d := same[i][j], opposite[i][j]
			spread += float64(count) * (q*c - p*d) * (q*c - p*d)
			spread0 += float64(count) * (c - d) * (c - d)
		}
	}
	a.Concordant, a.Discordant = int64(p/2), int64(q/2)
	a.Gamma = (p - q) / (p + q)
	a.GammaASE = 4 / ((p + q) * (p + q)) * math.Sqrt(spread)
	a.GammaASE0 = 2 / (p + q) * math.Sqrt(math.Max(0, spread0-(p-q)*(p-q)/n))
	a.GammaZ = a.Gamma / a.GammaASE0
	a.GammaP = 2 * law.NormalUpper(math.Abs(a.GammaZ))
	untiedRows, untiedCols := n*n-rowSquares, n*n-colSquares
	a.TauB = (p - q) / math.Sqrt(untiedRows*untiedCols)
	m := float64(min(len(positive(rows)), len(positive(cols))))
	a.TauC = m * (p - q) / (n * n * (m - 1))
	a.ColumnGivenRow = (p - q) / untiedRows
	a.RowGivenColumn = (p - q) / untiedCols
	return a
}

// orderedPairs returns, for each cell, the counts in the same order to it (above left and below right)
// and in opposite order.
func orderedPairs(table [][]int64, cols int) (same, opposite [][]float64) {
	rows := len(table)
	// before[i][j] is the sum of the cells above row i and left of column j.
	before := make([][]float64, rows+1)
	before[0] = make([]float64, cols+1)
	for i := range rows {
		before[i+1] = make([]float64, cols+1)
		for j := range cols {
			count := 0.0
			if j < len(table[i]) {
				count = float64(table[i][j])
			}
			before[i+1][j+1] = before[i][j+1] + before[i+1][j] - before[i][j] + count
		}
	}
	block := func(i0, i1, j0, j1 int) float64 {
		return before[i1][j1] - before[i0][j1] - before[i1][j0] + before[i0][j0]
	}
	same, opposite = make([][]float64, rows), make([][]float64, rows)
	for i := range rows {
		same[i], opposite[i] = make([]float64, cols), make([]float64, cols)
		for j := range cols {
			same[i][j] = block(0, i, 0, j) + block(i+1, rows, j+1, cols)
			opposite[i][j] = block(0, i, j+1, cols) + block(i+1, rows, 0, j)
		}
	}
	return same, opposite
}
