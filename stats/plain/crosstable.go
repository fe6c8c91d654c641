package plain

import "math"

// CrossTable is a plain two-way table of counts [rows][columns].
type CrossTable [][]int64

// Crosstabulate counts the rows that have both codes; a negative code is a missing value. It panics when
// the two are of unequal length or a code is beyond the table.
func Crosstabulate(rowCodes, colCodes []int, rows, cols int) CrossTable {
	if len(rowCodes) != len(colCodes) {
		panic("stats: cross-tabulating columns of unequal length")
	}
	t := make(CrossTable, rows)
	for r := range t {
		t[r] = make([]int64, cols)
	}
	for i, r := range rowCodes {
		if c := colCodes[i]; r >= 0 && c >= 0 {
			t[r][c]++
		}
	}
	return t
}

// RowShares are the shares of each row's sum; NaN in an empty row.
func (t CrossTable) RowShares() [][]float64 {
	rows, _ := MarginsOf(t)
	return t.over(func(r, _ int) int64 { return rows[r] })
}

// ColumnShares are the shares of each column's sum; NaN in an empty column.
func (t CrossTable) ColumnShares() [][]float64 {
	_, cols := MarginsOf(t)
	return t.over(func(_, c int) int64 { return cols[c] })
}

// TotalShares are the shares of the whole table; NaN in an empty one.
func (t CrossTable) TotalShares() [][]float64 {
	rows, _ := MarginsOf(t)
	var n int64
	for _, s := range rows {
		n += s
	}
	return t.over(func(int, int) int64 { return n })
}

func (t CrossTable) over(base func(r, c int) int64) [][]float64 {
	shares := make([][]float64, len(t))
	for r, row := range t {
		shares[r] = make([]float64, len(row))
		for c, count := range row {
			shares[r][c] = float64(count) / float64(base(r, c))
		}
	}
	return shares
}

// Frequencies are the counts of one question with their shares.
type Frequencies struct {
	Base       int64
	Shares     []float64 // of Base, NaN when it is 0
	Cumulative []float64 // running sums, from counts so that the last is exactly 1
}

// FrequencyTable divides counts by their sum.
func FrequencyTable(counts []int64) Frequencies {
	f := Frequencies{Shares: make([]float64, len(counts)), Cumulative: make([]float64, len(counts))}
	for _, k := range counts {
		f.Base += k
	}
	var running int64
	for i, k := range counts {
		running += k
		if f.Base == 0 {
			f.Shares[i], f.Cumulative[i] = math.NaN(), math.NaN()
			continue
		}
		f.Shares[i] = float64(k) / float64(f.Base)
		f.Cumulative[i] = float64(running) / float64(f.Base)
	}
	return f
}
