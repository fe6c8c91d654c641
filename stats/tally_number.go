package stats

// addNumbers tallies a Number item: 1, the value about its shift, and the square of that. Of the square only the sum is kept, for
// the spread; it is in no variance.
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
			x.put(s.slot, x.cell(int(col), x.missingValue(why)), w)
			continue
		}
		x.addNumber(s.slot, x.cell(int(col), 0), value-x.shift, w)
		x.square(s.slot, int(col), w)
	}
}

// addNumber adds a value at the first cell of a column.
func (x *Cross) addNumber(slot, first int, y, w float64) {
	at := slot*x.cells + first
	x.count[at]++
	x.count[at+1]++
	x.count[at+2]++
	if x.second.high == nil {
		x.sum.high[at] += w
		x.sum.high[at+1] += w * y
		x.sum.high[at+2] += w * y * y
		return
	}
	if x.equal { // second moments follow from the sums: finishSlot
		x.sum.add(at, 1)
		x.sum.add(at+1, y)
		x.sum.addDouble(at+2, times(y, y))
		return
	}
	zy, zw := times(w, y), times(w, w)
	x.sum.add(at, w)
	x.sum.addDouble(at+1, zy)
	x.sum.addDouble(at+2, zy.times(double{high: y}))
	cross := zw.times(double{high: y})
	x.second.addDouble(at*x.block, zw)
	x.second.addDouble(at*x.block+1, cross)
	x.second.addDouble((at+1)*x.block, cross)
	x.second.addDouble((at+1)*x.block+1, zy.times(zy))
}

// equalMoments fills the second moments of a slot where all weights are 1: they are sums of products without weights.
func (x *Cross) equalMoments(s int) {
	set := func(i, j int, v double) {
		at := (s*x.cells+i)*x.block + j%x.block
		x.second.high[at], x.second.low[at] = v.high, v.low
	}
	for col := range x.Break.rest() + 1 {
		one, y := x.cell(col, 0), x.cell(col, 1)
		set(one, one, x.sum.double(s*x.cells+one))
		set(one, y, x.sum.double(s*x.cells+y))
		set(y, one, x.sum.double(s*x.cells+y))
		set(y, y, x.sum.double(s*x.cells+x.cell(col, 2)))
	}
}
