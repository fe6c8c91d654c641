package stats

import (
	"encoding/binary"
	"math/bits"

	"github.com/khaosat/khaosat/stats/exact"
)

// jointTable adds up rows and weights for pairs of values of four bits each. Two items are tallied with one addition
// for both: the table of the pair is summed over either side afterwards. It is the inner loop of every tally of short
// code lists.
type jointTable struct {
	w      [256]fixedWeight
	square [256]fixedSquare // where second moments are needed
}

// jointCell is one value of one item.
type jointCell struct {
	w      fixedWeight
	square fixedSquare
}

const (
	// jointCodes is the longest code list that fits four bits with the missing kinds: these are stored as 251 to 255,
	// whose low bits are 11 to 15.
	jointCodes = 16 - missingKinds
	// jointColumns is the number of columns that fits four bits with one for the rows in none and one for those out of
	// scope.
	jointColumns = 14
	// shortStretch is the number of rows below which the table costs more than it saves.
	shortStretch = 64
)

// pairs tells whether a cross can be tallied through a joint table: bytes, a short code list, and weights in few words.
func (x *Cross) pairs() bool {
	return x.Item.Variable.Kind == Single && x.Item.narrow != nil && len(x.Item.Variable.Codes) <= jointCodes && x.fixed
}

// low4 brings two bytes of a row to one index.
func low4(a, b uint8) uint8 { return a&15 | b<<4 }

// count fills the table from the values of two columns of bytes. Without weights rows are counted and nothing else.
func (t *jointTable) count(a, b []uint8, f *fixedWeights, squares bool) {
	clear(t.w[:])
	b = b[:len(a)]
	if f == nil {
		for i, c := range a {
			t.w[low4(c, b[i])][1] += oneRow
		}
		return
	}
	if f.words != nil {
		t.countWords(a, b, f.words)
	} else {
		w := f.w[:len(a)]
		for i, c := range a {
			t.w[low4(c, b[i])].add(&w[i])
		}
	}
	if squares {
		clear(t.square[:])
		for i, c := range a {
			square := f.squareOf(i)
			t.square[low4(c, b[i])].add(&square)
		}
	}
}

// countWords adds up weights of a word each.
func (t *jointTable) countWords(a, b []uint8, words []uint64) {
	b, words = b[:len(a)], words[:len(a)]
	for i, c := range a {
		to := &t.w[low4(c, b[i])]
		low, carry := bits.Add64(to[0], words[i], 0)
		to[1], _ = bits.Add64(to[1], oneRow, carry)
		to[0] = low
	}
}

// pair tallies two items (or one with itself) over a stretch whose rows are all in one column.
func (t *jointTable) pair(s *stretch, x, y *Cross) {
	squares := !x.equal && !x.second.None()
	t.count(x.Item.narrow[s.from:s.to], y.Item.narrow[s.from:s.to], s.fixed, squares)
	var left, right [16]jointCell
	for _, a := range x.lowValues {
		for _, b := range y.lowValues {
			at := low4(a, b)
			if t.w[at][1] == 0 {
				continue
			}
			left[a].w.add(&t.w[at])
			right[b].w.add(&t.w[at])
			if squares {
				left[a].square.add(&t.square[at])
				right[b].square.add(&t.square[at])
			}
		}
	}
	x.take(s, s.column, &left)
	if x != y {
		y.take(s, s.column, &right)
	}
}

// byColumn tallies an item over a stretch whose rows are in several columns: the column takes the place of the second
// item.
func (t *jointTable) byColumn(s *stretch, x *Cross) {
	squares := !x.equal && !x.second.None()
	t.count(x.Item.narrow[s.from:s.to], s.narrow, s.fixed, squares)
	for col := range x.Break.rest() + 1 {
		var side [16]jointCell
		for _, a := range x.lowValues {
			side[a] = jointCell{w: t.w[low4(a, uint8(col))]}
			if squares {
				side[a].square = t.square[low4(a, uint8(col))]
			}
		}
		x.take(s, col, &side)
	}
}

// take adds sums by low value to a column of a slot.
func (x *Cross) take(s *stretch, column int, side *[16]jointCell) {
	first := s.slot*x.cells + column*x.width
	valid := 0
	for _, low := range x.lowValues {
		cell := &side[low]
		n := cell.w.rows()
		if n == 0 {
			continue
		}
		value := int(low)
		if low >= jointCodes {
			value = x.missingValue(MissingKind(low - jointCodes + 1))
		} else if x.Item.Variable.valid(value) {
			valid += n
			if x.equal || !x.second.None() {
				x.addSquares(&x.sum, first+x.squareValue(), cell)
			}
		}
		x.count[first+value] += int32(n)
		x.addWeights(first+value, n, cell.w.sum())
		if !x.second.None() {
			x.addSquares(&x.second, first+value, cell)
		}
	}
	if !x.equal && x.second.None() && valid > 0 {
		square := x.validSquares(s, column)
		x.sum.AddWords(first+x.squareValue(), square[:], 2*x.unit, false)
	}
}

// addWeights adds n rows of some weight in all.
func (x *Cross) addWeights(at, n int, w fixedWeight) {
	if x.equal {
		x.sum.AddCount(at, n)
		return
	}
	x.sum.AddWords(at, w[:], x.unit, false)
}

// addSquares adds the squared weights of a cell at a place.
func (x *Cross) addSquares(to *exact.Sums, at int, cell *jointCell) {
	if x.equal {
		to.AddCount(at, cell.w.rows())
		return
	}
	to.AddWords(at, cell.square[:], 2*x.unit, false)
}

// validSquares are the squared weights of the valid rows of a column: those of all its rows, which many items share,
// less those of the few that are not valid.
func (x *Cross) validSquares(s *stretch, column int) fixedSquare {
	sum := s.columnSquares(column)
	v := &x.Item.Variable
	roles := false
	for i := range v.Codes {
		roles = roles || !v.valid(i)
	}
	cells := x.Item.narrow[s.from:s.to]
	var lost squareSum
	i := 0
	for ; !roles && i+64 <= len(cells); i += 64 { // most are codes
		for missing := highOf((*[64]uint8)(cells[i:])); missing != 0; missing &= missing - 1 {
			bit := bits.TrailingZeros64(missing)
			if k := i + bit%8*8 + bit/8; s.column >= 0 || int(s.columns[k]) == column {
				lost.add(s.fixed, k)
			}
		}
	}
	for ; i < len(cells); i++ {
		if c := cells[i]; (c >= 128 || !v.valid(int(c))) && (s.column >= 0 || int(s.columns[i]) == column) {
			lost.add(s.fixed, i)
		}
	}
	sum.remove(lost.square())
	return sum
}

// highOf has a bit for each of 64 bytes that is a missing kind: their highest bits are set, those of short lists' codes
// are not. Byte 8k+j is bit 8j+k, so that no bits need to be brought together.
func highOf(cells *[64]uint8) uint64 {
	const high = 0x8080808080808080
	return binary.LittleEndian.Uint64(cells[0:8])&high>>7 |
		binary.LittleEndian.Uint64(cells[8:16])&high>>6 |
		binary.LittleEndian.Uint64(cells[16:24])&high>>5 |
		binary.LittleEndian.Uint64(cells[24:32])&high>>4 |
		binary.LittleEndian.Uint64(cells[32:40])&high>>3 |
		binary.LittleEndian.Uint64(cells[40:48])&high>>2 |
		binary.LittleEndian.Uint64(cells[48:56])&high>>1 |
		binary.LittleEndian.Uint64(cells[56:64])&high
}

// columnSquares are the squared weights of a column's rows in the stretch.
func (s *stretch) columnSquares(column int) fixedSquare {
	if s.squares == nil {
		s.squares = make(map[int]fixedSquare, 1)
	}
	sum, known := s.squares[column]
	if !known {
		var all squareSum
		for i := range s.columns {
			if s.column >= 0 || int(s.columns[i]) == column {
				all.add(s.fixed, i)
			}
		}
		sum = *all.square()
		s.squares[column] = sum
	}
	return sum
}
