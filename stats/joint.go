package stats

// jointTable adds up weights and rows for pairs of values of four bits each. Two items are tallied with one addition for both: the
// table of the pair is summed over either side afterwards. It is the inner loop of every tally of short code lists.
type jointTable [256]jointCell

// jointCell is the sum of weights, of squared weights, and the number of rows.
type jointCell struct {
	w, square float64
	n         uint64
}

func (c *jointCell) add(d *jointCell) {
	c.w += d.w
	c.square += d.square
	c.n += d.n
}

const (
	// jointCodes is the longest code list that fits four bits with the missing kinds: these are stored as 251 to 255, whose low
	// bits are 11 to 15.
	jointCodes = 16 - missingKinds
	// jointColumns is the number of columns that fits four bits with one for the rows in none and one for those out of scope.
	jointColumns = 14
	// shortStretch is the number of rows below which the table costs more than it saves.
	shortStretch = 64
)

// pairs tells whether a cross can be tallied through a joint table: bytes, a short code list, and no second moments but those of
// equal weights.
func (x *Cross) pairs() bool {
	return x.Item.Variable.Kind == Single && x.Item.narrow != nil && len(x.Item.Variable.Codes) <= jointCodes &&
		(x.second.high == nil || x.equal)
}

// low4 brings two bytes of a row to one index.
func low4(a, b uint8) uint8 { return a&15 | b<<4 }

// count fills the table from the values of two columns of bytes. w may be nil: all 1.
func (t *jointTable) count(a, b []uint8, w []float64) {
	clear(t[:])
	b = b[:len(a)]
	if w == nil {
		for i, c := range a {
			t[low4(c, b[i])].n++
		}
		for i := range t {
			n := float64(t[i].n)
			t[i].w, t[i].square = n, n
		}
		return
	}
	w = w[:len(a)]
	for i, c := range a {
		cell := &t[low4(c, b[i])]
		cell.w += w[i]
		cell.square += w[i] * w[i]
		cell.n++
	}
}

// pair tallies two items (or one with itself) over a stretch whose rows are all in one column.
func (t *jointTable) pair(s *stretch, x, y *Cross) {
	t.count(x.Item.narrow[s.from:s.to], y.Item.narrow[s.from:s.to], s.weights)
	var left, right [16]jointCell
	for _, a := range x.lowValues {
		for _, b := range y.lowValues {
			if cell := &t[low4(a, b)]; cell.n > 0 {
				left[a].add(cell)
				right[b].add(cell)
			}
		}
	}
	x.take(s.slot, s.column, &left)
	if x != y {
		y.take(s.slot, s.column, &right)
	}
}

// byColumn tallies an item over a stretch whose rows are in several columns: the column takes the place of the second item. bytes is
// room for the columns of the rows.
func (t *jointTable) byColumn(s *stretch, x *Cross) {
	t.count(x.Item.narrow[s.from:s.to], s.narrow, s.weights)
	for col := range x.Break.rest() + 1 {
		var side [16]jointCell
		for _, a := range x.lowValues {
			side[a] = t[low4(a, uint8(col))]
		}
		x.take(s.slot, col, &side)
	}
}

// take adds sums by low value to a column of a slot.
func (x *Cross) take(slot, column int, side *[16]jointCell) {
	first := slot*x.cells + column*x.width
	for _, low := range x.lowValues {
		cell := &side[low]
		if cell.n == 0 {
			continue
		}
		value := int(low)
		if low >= jointCodes {
			value = x.missingValue(MissingKind(low - jointCodes + 1))
		} else if x.Item.Variable.valid(value) {
			x.sum.add(first+x.squareValue(), cell.square)
		}
		x.count[first+value] += int32(cell.n)
		x.sum.add(first+value, cell.w)
		if x.second.high != nil {
			x.second.add(first+value, cell.square)
		}
	}
}
