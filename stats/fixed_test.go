package stats

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
)

// TestFixedWeights holds weights in one word and in two, and sums of their squares, to math/big's.
func TestFixedWeights(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	for _, scale := range []float64{1, 1 << 9, 1 << 11, 1 << 20, 1 << 31, 0x1p-1060} {
		weights := []float64{0, scale, 1 - 0x1p-53}
		for len(weights) < 300 {
			weights = append(weights, (0.5+rng.Float64())*math.Pow(math.Max(scale, 1), rng.Float64()))
		}
		if scale < 1 { // numbers too small for all their digits
			weights = []float64{0, scale, 3 * 0x1p-1074, 0x1.8p-1040}
		}
		d := digitsOf(weights)
		if !d.fixed {
			t.Fatalf("scale %g spans %d to %d", scale, d.Low, d.High)
		}
		f := newFixedWeights(d)
		if narrow := d.High-d.Low <= 64; narrow != (f.words != nil) {
			t.Fatalf("scale %g: one word for %d digits: %v", scale, d.High-d.Low, !narrow)
		}
		f.fix(weights, d.Low)
		var sum squareSum
		want := new(big.Int)
		for i, x := range weights {
			n, _ := new(big.Float).SetMantExp(big.NewFloat(x), -d.Low).Int(nil)
			w, square := f.of(i), f.squareOf(i)
			low := w.sum()
			if got := wholeOf(low[:]); w.rows() != 1 || got.Cmp(n) != 0 {
				t.Errorf("weight %g is %v of %d rows, want %v", x, got, w.rows(), n)
			}
			n.Mul(n, n)
			if got := wholeOf(square[:]); got.Cmp(n) != 0 {
				t.Errorf("the square of %g is %v, want %v", x, got, n)
			}
			sum.add(f, i)
			want.Add(want, n)
		}
		if got := wholeOf(sum.square()[:]); got.Cmp(want) != 0 {
			t.Errorf("scale %g: squares add up to %v, want %v", scale, got, want)
		}
	}
}

// wholeOf reads words, lowest first.
func wholeOf(words []uint64) *big.Int {
	n := new(big.Int)
	for i := len(words) - 1; i >= 0; i-- {
		n.Lsh(n, 64).Or(n, new(big.Int).SetUint64(words[i]))
	}
	return n
}
