package kinds

import (
	"math/big"
	"strings"
)

// The parameters that bound a scale of numbers, in the order of Bounds.
var boundParameters = []Parameter{
	{Name: "start", Default: "1"}, {Name: "end", Default: "10"}, {Name: "step", Default: "1"}}

// Bounds are those of a scale of numbers, exactly. Start is above End where the scale runs down.
type Bounds struct{ Start, End, Step *big.Rat }

// Bounds are those that the author gave, and the defaults of their parameters where there are none; Step is above 0.
func (q *Question) Bounds() Bounds {
	var n [3]*big.Rat
	for i, p := range boundParameters {
		s := q.Item.Parameters[p.Name]
		x, ok := new(big.Rat).SetString(strings.TrimSpace(s))
		if !ok || len(s) > maxDigits || p.Name == "step" && x.Sign() == 0 {
			x, _ = new(big.Rat).SetString(p.Default)
		}
		n[i] = x
	}
	return Bounds{Start: n[0], End: n[1], Step: n[2].Abs(n[2])}
}

// Ends are Start and End, the lower one first.
func (b Bounds) Ends() (low, high *big.Rat) {
	if b.Start.Cmp(b.End) > 0 {
		return b.End, b.Start
	}
	return b.Start, b.End
}

// Hold reports whether x lies between the ends or at one.
func (b Bounds) Hold(x *big.Rat) bool {
	low, high := b.Ends()
	return x.Cmp(low) >= 0 && x.Cmp(high) <= 0
}

// Steps is how many steps x lies above Start: a whole number when it is on one.
func (b Bounds) Steps(x *big.Rat) *big.Rat {
	way := new(big.Rat).Sub(x, b.Start)
	return way.Quo(way, b.Step)
}

// At is the number that many steps above Start.
func (b Bounds) At(steps *big.Rat) *big.Rat {
	way := new(big.Rat).Mul(steps, b.Step)
	return way.Add(way, b.Start)
}

// Decimal writes a number to at most twelve decimals, without zeros that say nothing.
func Decimal(x *big.Rat) string {
	return strings.TrimSuffix(strings.TrimRight(x.FloatString(12), "0"), ".")
}
