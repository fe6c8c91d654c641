package stats

// CodeCount is the number of rows of a column (or of all, for Total) that hold a code of the item. For a Number item there are none.
func (x *Cross) CodeCount(column, code int) int64 {
	if x.Item.Variable.Kind == Number {
		return 0
	}
	return x.count64(column, code)
}
