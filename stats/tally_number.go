package stats

import "github.com/khaosat/khaosat/stats/exact"

// addNumbers tallies a Number item: 1, the value, and its square. Of the square only the sum is kept, for the spread;
// it is in no variance.
func (x *Cross) addNumbers(s *stretch) {
	for i, col := range s.columns {
		if col == outside {
			continue
		}
		w := 1.0
		if s.weights != nil {
			w = s.weights[i]
		}
		value := x.Item.numbers[s.from+i]
		if why := numberMissing(value); why != NotMissing {
			x.put(s.slot, x.cell(int(col), x.missingValue(why)), w, false)
			continue
		}
		x.addNumber(s.slot, x.cell(int(col), 0), value, w, false)
		x.square(s.slot, int(col), w, false)
	}
}

// addNumber adds a value at the first cell of a column, or takes it out.
func (x *Cross) addNumber(slot, first int, y, w float64, out bool) {
	at := slot*x.cells + first
	for k := range 3 {
		x.count[at+k] += signed(out)
	}
	zw := exact.Exactly(w)
	zy := zw.Times(y)
	x.sum.AddProduct(at, zw, out)
	x.sum.AddProduct(at+1, zy, out)
	x.sum.AddProduct(at+2, zy.Times(y), out)
	if x.second.None() || x.equal { // second moments of equal weights follow from the sums: equalMoments
		return
	}
	zw, zy = zw.Times(w), zy.Times(w)
	x.second.AddProduct(at*x.block, zw, out)
	x.second.AddProduct(at*x.block+1, zy, out)
	x.second.AddProduct((at+1)*x.block, zy, out)
	x.second.AddProduct((at+1)*x.block+1, zy.Times(y), out)
}

// signed is 1 for what is added, -1 for what is taken out.
func signed(out bool) int32 {
	if out {
		return -1
	}
	return 1
}

// equalMoments fills the second moments of a column in a slot where all weights are 1: they are sums of products
// without weights.
func (x *Cross) equalMoments(s, col int) {
	set := func(i, j, from int) { x.second.Set((s*x.cells+i)*x.block+j%x.block, &x.sum, s*x.cells+from) }
	one, y, square := x.cell(col, 0), x.cell(col, 1), x.cell(col, 2)
	set(one, one, one)
	set(one, y, y)
	set(y, one, y)
	set(y, y, square)
}
