package stats

import (
	"math"

	"github.com/khaosat/khaosat/stats/exact"
)

// Cross is the tally of one item by one break: for each column, and for the rows in no column, the codes of the item,
// then the five missing kinds, then the sum of squared weights of the valid rows.
//
// A Multi or Rank item has a cell for each code, one for "answered" and then the same; a Number item has 1, the value,
// its square and then the same.
type Cross struct {
	*Tally
	Item  *Column
	Break *Break
	width int
	// lowValues are the low four bits of the bytes that may be stored for the item, where it is short; equal says that
	// all rows have the weight 1; fixed that weights are multiples of 2^unit in few words.
	lowValues []uint8
	equal     bool
	fixed     bool
	unit      int
	places    []*Cross    // of each code of a Rank item
	codes     int         // in the item's list when the cross was made; 0 of a Number item
	bases     []crossBase // of each column, of the rows in none, and of the total
}

// crossBase is the valid base of a column, shared by the quotients that rest on it.
type crossBase struct {
	cells []int
	coefs []Coef
}

// Columns of a cross: Total stands for all rows, in a column of the break or not.
const Total = -1

// newCross makes an empty cross. Cells of a column never share a row but for Multi and Number items.
func newCross(d *Design, item *Column, b *Break, weights digitRange, values exact.Span) *Cross {
	x := &Cross{Item: item, Break: b}
	block := 1
	switch item.Variable.Kind {
	case Single:
		x.width = len(item.Variable.Codes) + missingKinds + 1
	case Multi, Rank:
		x.width = len(item.Variable.Codes) + 1 + missingKinds + 1
		block = x.width
	default:
		x.width = 3 + missingKinds + 1
		block = x.width
	}
	if len(item.Variable.Codes) <= jointCodes {
		for i := range item.Variable.Codes {
			x.lowValues = append(x.lowValues, uint8(i))
		}
		for why := DontKnow; why <= NotAsked; why++ {
			x.lowValues = append(x.lowValues, encodeMissing[uint8](why)&15)
		}
	}
	if item.Variable.Kind != Number {
		x.codes = len(item.Variable.Codes)
	}
	x.equal, x.fixed, x.unit = d.weights == nil, weights.fixed, weights.Low
	columns := b.rest() + 1
	x.Tally = newTally(d, columns*x.width, block, columns+1, roomFor(weights.Span, values))
	valid := x.validValues()
	for col := range columns {
		cells := x.at(col, valid...)
		x.bases = append(x.bases, crossBase{cells, ones(cells)})
	}
	cells := x.at(Total, valid...)
	x.bases = append(x.bases, crossBase{cells, ones(cells)})
	return x
}

// values is the number of cells before the missing kinds.
func (x *Cross) values() int { return x.width - missingKinds - 1 }

// squareValue is the place of the sum of squared weights.
func (x *Cross) squareValue() int { return x.width - 1 }

// cell is the place of a value in a column.
func (x *Cross) cell(column, value int) int { return column*x.width + value }

// missingValue is the value that counts a missing kind.
func (x *Cross) missingValue(why MissingKind) int { return x.values() + int(why) - 1 }

// columns lists the columns that a column stands for: itself, or all for Total.
func (x *Cross) columns(column int) []int {
	if column != Total {
		return []int{column}
	}
	all := make([]int, x.Break.rest()+1)
	for i := range all {
		all[i] = i
	}
	return all
}

// domain is the group of rows of a column.
func (x *Cross) domain(column int) int {
	if column == Total {
		return x.Break.rest() + 1
	}
	return column
}

// base is the valid base of a column.
func (x *Cross) base(column int) *crossBase { return &x.bases[x.domain(column)] }

// at lists the cells of some values in a column, or in all of them.
func (x *Cross) at(column int, values ...int) []int {
	var list []int
	for _, col := range x.columns(column) {
		for _, v := range values {
			list = append(list, x.cell(col, v))
		}
	}
	return list
}

// Bases are the bases of one column: rows asked, answered and valid, the weights of the valid, and Kish's effective
// base.
type Bases struct {
	Asked    int64 `json:"asked"`
	Answered int64 `json:"answered"`
	Valid    int64 `json:"valid"`
	// Weighted is the sum of weights of the valid rows.
	Weighted float64 `json:"weighted"`
	// Effective is (Σ w)²/Σ w² of the valid rows: how many equal weights would tell as much (Kish 1965).
	Effective float64 `json:"effective"`
}

// validValues lists the values that are in the valid base: codes whose role is no missing kind; for Multi and Number
// the cell that counts the answered.
func (x *Cross) validValues() []int {
	v := &x.Item.Variable
	switch v.Kind {
	case Multi, Rank:
		return []int{len(v.Codes)}
	case Number:
		return []int{0}
	}
	var list []int
	for i := range v.Codes {
		if v.valid(i) {
			list = append(list, i)
		}
	}
	return list
}

// Bases counts the bases of a column.
func (x *Cross) Bases(column int) Bases {
	var b Bases
	squares := 0.0
	for _, cell := range x.base(column).cells {
		b.Valid += x.Count(cell)
		b.Weighted += x.Tally.Total(cell)
	}
	for _, cell := range x.at(column, x.squareValue()) {
		squares += x.Tally.Total(cell)
	}
	b.Answered = b.Valid
	if v := &x.Item.Variable; v.Kind == Single {
		for i := range v.Codes {
			if !v.valid(i) {
				b.Answered += x.count64(column, i)
			}
		}
	}
	for why := DontKnow; why <= NotApplicable; why++ {
		b.Answered += x.count64(column, x.missingValue(why))
	}
	b.Asked = b.Answered + x.count64(column, x.missingValue(NotAnswered))
	if b.Valid > 0 {
		b.Effective = b.Weighted * b.Weighted / squares
	}
	return b
}

// count64 counts the rows of a value in a column.
func (x *Cross) count64(column, value int) int64 {
	n := int64(0)
	for _, cell := range x.at(column, value) {
		n += x.Count(cell)
	}
	return n
}

// Missing counts the rows of a column that are missing for a reason, codes with such a role included.
func (x *Cross) Missing(column int, why MissingKind) int64 {
	n := x.count64(column, x.missingValue(why))
	if v := &x.Item.Variable; v.Kind == Single {
		for i, c := range v.Codes {
			if c.Role.Missing() == why {
				n += x.count64(column, i)
			}
		}
	}
	return n
}

// ones are cells with the factor 1.
func ones(cells []int) []Coef {
	out := make([]Coef, len(cells))
	for i, c := range cells {
		out[i] = Coef{c, 1}
	}
	return out
}

// Share is the proportion of the valid base of a column that holds one of some codes: of all valid rows for a net, each
// counted once. For a Multi item give one code.
func (x *Cross) Share(column int, codes ...int) Quotient {
	num, den := ones(x.at(column, codes...)), x.base(column)
	return Quotient{
		Num: num, Den: den.coefs, Base: den.cells, Domain: x.domain(column), Share: true,
		Spread: func(total func(int) exact.Double) float64 {
			p := doubleSum(num, total).Value() / doubleSum(den.coefs, total).Value()
			return p * (1 - p)
		},
	}
}

// WeightedCount is the sum of weights of the rows of a column that hold one of some codes: the estimated number of
// people.
func (x *Cross) WeightedCount(column int, codes ...int) Quotient {
	q := x.Share(column, codes...)
	q.Den, q.Share = nil, false
	return q
}

// ScoreMean is the mean score of a column over the rows whose code has a score.
func (x *Cross) ScoreMean(column int) Quotient {
	var num, den, squares []Coef
	var base []int
	for i, code := range x.Item.Variable.Codes {
		if !code.HasScore || !x.Item.Variable.valid(i) {
			continue
		}
		for _, cell := range x.at(column, i) {
			num = append(num, Coef{cell, code.Score})
			squares = append(squares, Coef{cell, code.Score * code.Score})
			den = append(den, Coef{cell, 1})
			base = append(base, cell)
		}
	}
	return Quotient{Num: num, Den: den, Base: base, Domain: x.domain(column), Spread: spread(num, squares, den)}
}

// spread is Σ w(y-ȳ)²/Σ w from the sums of y, y² and 1.
func spread(num, squares, den []Coef) func(func(int) exact.Double) float64 {
	return func(total func(int) exact.Double) float64 {
		n, y, square := doubleSum(den, total), doubleSum(num, total), doubleSum(squares, total)
		x := square.Minus(y.Times(y.By(n)))
		if math.Abs(x.High) > doubleNoise*square.High {
			return x.Value() / n.Value()
		}
		return 0
	}
}

// Mean is the mean of a Number item in a column.
func (x *Cross) Mean(column int) Quotient {
	var num, den, squares []Coef
	for _, col := range x.columns(column) {
		one, y := x.cell(col, 0), x.cell(col, 1)
		num = append(num, Coef{y, 1})
		squares = append(squares, Coef{x.cell(col, 2), 1})
		den = append(den, Coef{one, 1})
	}
	return Quotient{Num: num, Den: den, Base: x.base(column).cells, Domain: x.domain(column),
		Spread: spread(num, squares, den)}
}

// Sum is the weighted total of a Number item in a column, over those who gave a number.
func (x *Cross) Sum(column int) Quotient {
	q := x.Mean(column)
	q.Den = nil
	return q
}

// CodeCount is the number of rows of a column (or of all, for Total) that hold a code of the item. For a Number item
// there are none.
func (x *Cross) CodeCount(column, code int) int64 {
	if x.Item.Variable.Kind == Number {
		return 0
	}
	return x.count64(column, code)
}
