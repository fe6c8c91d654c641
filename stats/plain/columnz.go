package plain

import "math"

// ColumnPair compares the shares of one row in two columns of a table, unweighted and independent.
type ColumnPair struct {
	Row, Col1, Col2 int
	P1, P2          float64 // column shares of the row; NaN in an empty column
	Z               float64 // pooled; NaN when both shares are 0 or both are 1, or a column is empty: not tested
	P               float64 // two-sided
	PBonferroni     float64 // min(1, P times the number of pairs in a row of the table)
}

// ColumnPairs tests every pair of columns in every row of a table of counts [rows][columns], row by row.
// For weighted or clustered answers use the design-based comparison: this one finds too much there.
func ColumnPairs(table [][]int64) []ColumnPair {
	_, cols := MarginsOf(table)
	inRow := float64(len(cols)*(len(cols)-1)) / 2
	var list []ColumnPair
	for r, row := range table {
		for a := range row {
			for b := a + 1; b < len(row); b++ {
				t := TwoProportions(row[a], cols[a], row[b], cols[b], 0.95)
				list = append(list, ColumnPair{
					Row: r, Col1: a, Col2: b, P1: float64(row[a]) / float64(cols[a]),
					P2: float64(row[b]) / float64(cols[b]), Z: t.Z, P: t.P, PBonferroni: math.Min(1, t.P*inRow),
				})
			}
		}
	}
	return list
}

// ColumnLetters marks each cell [rows][columns] with the letters of the columns whose share is
// significantly lower, at the level alpha (0.05), the first column being "a".
func ColumnLetters(pairs []ColumnPair, rows, cols int, alpha float64, bonferroni bool) [][]string {
	letters := make([][]string, rows)
	for r := range letters {
		letters[r] = make([]string, cols)
	}
	for _, pair := range pairs {
		p := pair.P
		if bonferroni {
			p = pair.PBonferroni
		}
		if !(p < alpha) {
			continue
		}
		if pair.Z > 0 {
			letters[pair.Row][pair.Col1] += ColumnLetter(pair.Col2)
		} else {
			letters[pair.Row][pair.Col2] += ColumnLetter(pair.Col1)
		}
	}
	return letters
}

// ColumnLetter names a column: a to z, then aa, ab and so on.
func ColumnLetter(column int) string {
	name := string(rune('a' + column%26))
	if column >= 26 {
		return ColumnLetter(column/26-1) + name
	}
	return name
}
