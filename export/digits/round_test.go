package digits_test

import (
	"math"
	"math/big"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/khaosat/khaosat/export/digits"
)

func TestPercentHundredths(t *testing.T) {
	for _, c := range []struct {
		name    string
		x, n    int64
		want    int64
		because string
	}{
		{"tie below in binary", 3849, 4000, 9623, "96.225 % exactly"},
		{"tie above", 19247, 20000, 9624, "96.235 % exactly"},
		{"quoted in the report", 1047, 1088, 9623, "96.2316…"},
		{"thirds", 2, 3, 6667, ""},
		{"almost all", 99995, 100000, 10000, "99.995 % is a tie"},
		{"a difference", -1, 3, -3333, "away from zero both ways"},
		{"a negative tie", -3849, 4000, -9623, ""},
		{"a country", math.MaxInt64, math.MaxInt64, 10000, "no overflow"},
		{"half a country", math.MaxInt64 / 2, math.MaxInt64, 5000, ""},
		{"empty base", 0, 0, digits.Undefined, "no data is not 0"},
		{"impossible base", 3, -1, digits.Undefined, ""},
		{"does not fit", math.MaxInt64, 1, digits.Undefined, ""},
		{"most negative", math.MinInt64, 1, digits.Undefined, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := digits.PercentHundredths(c.x, c.n); got != c.want {
				t.Errorf("PercentHundredths(%d, %d) = %d, want %d (%s)", c.x, c.n, got, c.want, c.because)
			}
		})
	}
}

// The exact ratio by rational arithmetic is the outside judge.
func TestPercentHundredthsIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64Range(1, math.MaxInt64).Draw(t, "n")
		x := rapid.Int64Range(0, n).Draw(t, "x")
		got := new(big.Rat).SetInt64(digits.PercentHundredths(x, n))
		exact := new(big.Rat).Mul(big.NewRat(x, n), big.NewRat(10000, 1))
		gap := new(big.Rat).Sub(got, exact)
		half := big.NewRat(1, 2)
		if gap.Cmp(half) > 0 || gap.Cmp(new(big.Rat).Neg(half)) <= 0 {
			t.Fatalf("%d/%d: %s is not the exact ratio %s rounded half up", x, n, got, exact.FloatString(6))
		}
	})
}

func TestRoundPercent(t *testing.T) {
	for _, c := range []struct {
		percent float64
		want    int64
	}{
		{96.22499999999998, 9623}, {96.2249999, 9622}, {2.675, 268}, {-2.675, -268}, {0.004999, 0},
		{math.NaN(), digits.Undefined}, {math.Inf(1), digits.Undefined}, {1e18, digits.Undefined},
	} {
		if got := digits.RoundPercent(c.percent); got != c.want {
			t.Errorf("RoundPercent(%v) = %d, want %d", c.percent, got, c.want)
		}
	}
	if got := digits.ProportionHundredths(0.96225); got != 9623 {
		t.Errorf("ProportionHundredths(0.96225) = %d, want 9623", got)
	}
}

func TestLargestRemainder(t *testing.T) {
	u := digits.Undefined
	for _, c := range []struct {
		name   string
		counts []int64
		want   []int64
	}{
		{"thirds", []int64{1, 1, 1}, []int64{3334, 3333, 3333}},
		{"two ties", []int64{3849, 151}, []int64{9623, 377}},
		{"nothing", []int64{0, 0}, []int64{0, 0}},
		{"no categories", nil, []int64{}},
		{"negative", []int64{4, -1}, []int64{u, u}},
		{"too large", []int64{math.MaxInt64, 1}, []int64{u, u}},
		{"large", []int64{math.MaxInt64 - 1, 1}, []int64{10000, 0}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := digits.LargestRemainder(c.counts); !slices.Equal(got, c.want) {
				t.Errorf("LargestRemainder(%v) = %v, want %v", c.counts, got, c.want)
			}
		})
	}
	if got := digits.LargestRemainderWeighted([]float64{1, math.NaN()}); !slices.Equal(got, []int64{u, u}) {
		t.Errorf("a NaN among the weights gives %v, want no figure", got)
	}
}

// Shares add up to 100,00 and none is further than 0,01 from its own rounding.
func TestLargestRemainderAddsUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		counts := rapid.SliceOfN(rapid.Int64Range(0, 1e12), 1, 40).Draw(t, "counts")
		var n, sum, weighted int64
		floats := make([]float64, len(counts))
		for i, k := range counts {
			n += k
			floats[i] = float64(k) * 0.37
		}
		if n == 0 {
			return
		}
		shares := digits.LargestRemainder(counts)
		for i, share := range shares {
			sum += share
			if d := share - digits.PercentHundredths(counts[i], n); d < -1 || d > 1 {
				t.Fatalf("share %d of %v moved by %d hundredths", i, counts, d)
			}
		}
		for _, share := range digits.LargestRemainderWeighted(floats) {
			weighted += share
		}
		if sum != 10000 || weighted != 10000 {
			t.Fatalf("%v: shares add up to %d, weighted ones to %d", counts, sum, weighted)
		}
	})
}
