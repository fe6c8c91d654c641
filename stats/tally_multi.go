package stats

import "math/bits"

// multiColumns is the number of columns in a stretch up to which a Multi item is tallied by bits.
const multiColumns = 16

// bitSets are the rows of a stretch as bits: room that a pass uses again.
type bitSets struct {
	column  [passRows / 64]uint64 // rows of a column that answered
	options [][passRows / 64]uint64
	values  []Coef
}

// multi tallies a Multi item by bits, column by column: choices are counted 64 rows at a time. It is false, with
// nothing done, where columns are too many or rows need second moments of unequal weights.
func (b *bitSets) multi(s *stretch, x *Cross) bool {
	columns := s.distinct(multiColumns)
	if columns == nil || (!x.equal && (s.fixed == nil || !x.second.None())) {
		return false
	}
	for len(b.options) < len(x.Item.bits) {
		b.options = append(b.options, [passRows / 64]uint64{})
	}
	n := len(s.columns)
	for o, set := range x.Item.bits {
		cut(&b.options[o], set, s.from, n)
	}
	for i, col := range s.columns {
		if col == outside || x.Item.narrow[s.from+i] == 0 {
			continue
		}
		x.addRow(s.slot, s.from+i, int(col), s.weight(i), &b.values)
	}
	for _, col := range columns {
		b.column = [passRows / 64]uint64{}
		for i, c := range s.columns {
			if c == col && x.Item.narrow[s.from+i] == 0 {
				b.column[i>>6] |= 1 << (i & 63)
			}
		}
		b.add(s, x, int(col), (n+63)/64)
	}
	return true
}

// distinct lists the columns of a stretch, nil if they are more than most.
func (s *stretch) distinct(most int) []uint16 {
	if s.column >= 0 {
		return []uint16{uint16(s.column)}
	}
	list := []uint16{}
	for _, col := range s.columns {
		if col == outside || containsColumn(list, col) {
			continue
		}
		if list = append(list, col); len(list) > most {
			return nil
		}
	}
	return list
}

func containsColumn(list []uint16, col uint16) bool {
	for _, c := range list {
		if c == col {
			return true
		}
	}
	return false
}

// weight is the weight of row i of the stretch.
func (s *stretch) weight(i int) float64 {
	if s.weights == nil {
		return 1
	}
	return s.weights[i]
}

// cut copies n bits that begin at bit from.
func cut(to *[passRows / 64]uint64, set []uint64, from, n int) {
	shift := from & 63
	for k := range (n + 63) / 64 {
		at := from>>6 + k
		w := set[at] >> shift
		if shift > 0 && at+1 < len(set) {
			w |= set[at+1] << (64 - shift)
		}
		to[k] = w
	}
}

// add adds the rows of a column: those that answered, and those of each option.
func (b *bitSets) add(s *stretch, x *Cross, col, words int) {
	answered := len(x.Item.Variable.Codes)
	sum := b.sums(s, &b.column, words)
	if sum.w.rows() == 0 {
		return
	}
	x.addIndicator(s.slot, x.cell(col, answered), &sum)
	x.addSquares(&x.sum, s.slot*x.cells+x.cell(col, x.squareValue()), &sum)
	for o := range answered {
		var in [passRows / 64]uint64
		for k := range words {
			in[k] = b.options[o][k] & b.column[k]
		}
		chosen := b.sums(s, &in, words)
		if chosen.w.rows() == 0 {
			continue
		}
		x.addIndicator(s.slot, x.cell(col, o), &chosen)
		if x.second.None() {
			continue
		}
		x.addPair(s.slot, x.cell(col, o), x.cell(col, answered), chosen.w.rows())
		for p := range o {
			both := 0
			for k := range words {
				both += bits.OnesCount64(in[k] & b.options[p][k])
			}
			x.addPair(s.slot, x.cell(col, o), x.cell(col, p), both)
		}
	}
}

// sums counts the rows of a set and adds up their weights and squared weights.
func (b *bitSets) sums(s *stretch, set *[passRows / 64]uint64, words int) (sum jointCell) {
	for k := range words {
		word := set[k]
		if s.fixed == nil {
			sum.w[1] += oneRow * uint64(bits.OnesCount64(word))
			continue
		}
		for ; word != 0; word &= word - 1 {
			i := k<<6 + bits.TrailingZeros64(word)
			w, square := s.fixed.of(i), s.fixed.squareOf(i)
			sum.w.add(&w)
			sum.square.add(&square)
		}
	}
	return sum
}

// addIndicator adds rows to an indicator cell. Its second moment is their number, since weights are equal where there
// is one.
func (x *Cross) addIndicator(slot, cell int, sum *jointCell) {
	at := slot*x.cells + cell
	n := sum.w.rows()
	x.count[at] += int32(n)
	x.addWeights(at, n, sum.w.sum())
	if !x.second.None() {
		x.second.AddCount(at*x.block+cell%x.block, n)
	}
}

// addPair adds n rows that are in two cells to their second moment.
func (x *Cross) addPair(slot, a, b, n int) {
	x.second.AddCount((slot*x.cells+a)*x.block+b%x.block, n)
	x.second.AddCount((slot*x.cells+b)*x.block+a%x.block, n)
}
