package exact

import (
	"math"
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

// wild are finite numbers of all sizes, with many that cancel.
var wild = rapid.OneOf(
	rapid.Float64Range(-1e6, 1e6),
	rapid.Map(rapid.IntRange(-1000, 1000), func(i int) float64 { return float64(i) / 10 }),
	rapid.SampledFrom([]float64{0, 1, -1, 1e16, -1e16, 1e-300, 5e-324, 1e300, -1e300, 0.1, 1 << 53}),
)

// TestExactSums: sums of products are math/big's, rounded once, whatever the order, and what is taken out leaves
// nothing behind.
func TestExactSums(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		terms := rapid.SliceOf(rapid.SliceOfN(wild, 1, 3)).Draw(t, "terms")
		out := rapid.SliceOf(wild).Draw(t, "out")
		s, u := NewSums(3, Span{}), NewSums(3, Span{})
		want := new(big.Float).SetPrec(8000)
		for _, factors := range terms {
			s.AddProduct(1, multiplied(factors), false)
			x := new(big.Float).SetPrec(8000).SetInt64(1)
			for _, f := range factors {
				x.Mul(x, new(big.Float).SetFloat64(f))
			}
			want.Add(want, x)
		}
		for _, x := range out {
			u.Add(1, x)
		}
		for _, factors := range rapid.Permutation(terms).Draw(t, "order") {
			u.AddProduct(1, multiplied(factors), false)
		}
		for _, x := range out {
			u.AddProduct(1, Exactly(x), true)
		}
		high, _ := want.Float64()
		rest, _ := want.Sub(want, new(big.Float).SetFloat64(high)).Float64()
		if math.IsInf(high, 0) {
			return // beyond float64
		}
		for name, got := range map[string]Double{"in order": s.Double(1), "in another": u.Double(1)} {
			if got != (Double{high, rest}) && math.Abs(high) > 1e-290 {
				t.Fatalf("%s: %v, want %v + %v", name, got, high, rest)
			}
		}
		if s.at(1) != u.at(1) || s.at(0) != 0 || u.at(2) != 0 {
			t.Fatalf("%v and %v; beside them %v and %v", s.at(1), u.at(1), s.at(0), u.at(2))
		}
	})
}

func multiplied(factors []float64) product {
	p := Exactly(factors[0])
	for _, x := range factors[1:] {
		p = p.Times(x)
	}
	return p
}
