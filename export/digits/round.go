package digits

import (
	"math"
	"math/bits"
	"sort"
)

// Undefined is the hundredths value of a percentage that does not exist, for example of an empty
// base. The formatting functions show it as Dash; it must never be added or compared.
const Undefined int64 = math.MinInt64

// fullPercent is 100,00 % in hundredths of a percent.
const fullPercent = 10000

// PercentHundredths returns 100·x/n in hundredths of a percent (9623 for 96,23 %), rounding the
// exact ratio half away from zero: 3849 of 4000 is 96,225 % and gives 9623, although the nearest
// float64 lies below the tie. It is Undefined when n <= 0, or when the answer does not fit int64.
// The product is formed in 128 bits, so every int64 is safe.
func PercentHundredths(x, n int64) int64 {
	if n <= 0 || x == math.MinInt64 {
		return Undefined
	}
	negative := x < 0
	if negative {
		x = -x
	}
	q, ok := mulDivHalfUp(uint64(x), fullPercent, uint64(n))
	if !ok {
		return Undefined
	}
	if negative {
		return -q
	}
	return q
}

// mulDivHalfUp returns a·b/n rounded half up, and false when that exceeds int64.
func mulDivHalfUp(a, b, n uint64) (int64, bool) {
	hi, lo := bits.Mul64(a, b)
	if hi >= n {
		return 0, false
	}
	q, r := bits.Div64(hi, lo, n)
	if r >= n-r {
		q++
	}
	return int64(q), q <= math.MaxInt64
}

// RoundPercent rounds a percentage that is not a ratio of integers (a weighted one) to hundredths,
// half away from zero. A slack of 1e-9 percent points makes up for what the sums behind it lost, so
// that 96.22499999999998 counts as the tie it stands for. NaN, infinities and values beyond int64
// give Undefined.
func RoundPercent(percent float64) int64 {
	h := math.Floor(100*math.Abs(percent) + 0.5 + 1e-7)
	if math.IsNaN(h) || h >= math.MaxInt64 {
		return Undefined
	}
	if percent < 0 {
		return -int64(h)
	}
	return int64(h)
}

// ProportionHundredths is RoundPercent for a proportion between 0 and 1.
func ProportionHundredths(p float64) int64 { return RoundPercent(100 * p) }

// LargestRemainder returns the shares of counts in hundredths of a percent that add up to exactly
// 10000 (Hamilton's method): each share is rounded down and the units left go to the largest
// remainders, equal ones to the earlier category. Integers decide, so ties are exact.
//
// A share may differ by 0,01 from PercentHundredths: use it for a single column that is printed, say
// so beside it, and never compute with it. All counts zero give all zero; a negative count, or a sum
// beyond 2^63, makes every share Undefined.
func LargestRemainder(counts []int64) []int64 {
	var sum uint64
	for _, k := range counts {
		if k < 0 {
			return allUndefined(len(counts))
		}
		if sum += uint64(k); sum > math.MaxInt64 {
			return allUndefined(len(counts))
		}
	}
	shares := make([]int64, len(counts))
	if sum == 0 {
		return shares
	}
	remainders := make([]uint64, len(counts))
	left := int64(fullPercent)
	for i, k := range counts {
		hi, lo := bits.Mul64(uint64(k), fullPercent)
		q, r := bits.Div64(hi, lo, sum)
		shares[i], remainders[i] = int64(q), r
		left -= int64(q)
	}
	giveToLargest(shares, left, func(i, j int) bool { return remainders[i] > remainders[j] })
	return shares
}

// LargestRemainderWeighted is LargestRemainder for weighted counts, which have no exact ratio.
// A sum that is NaN or infinite, or a negative count, makes every share Undefined.
func LargestRemainderWeighted(counts []float64) []int64 {
	var sum float64
	for _, k := range counts {
		if k < 0 {
			return allUndefined(len(counts))
		}
		sum += k
	}
	if math.IsNaN(sum) || math.IsInf(sum, 0) {
		return allUndefined(len(counts))
	}
	shares := make([]int64, len(counts))
	if sum == 0 {
		return shares
	}
	remainders := make([]float64, len(counts))
	left := int64(fullPercent)
	for i, k := range counts {
		quota := fullPercent * k / sum
		shares[i] = int64(math.Floor(quota))
		remainders[i] = quota - math.Floor(quota)
		left -= shares[i]
	}
	giveToLargest(shares, left, func(i, j int) bool { return remainders[i] > remainders[j] })
	return shares
}

// giveToLargest adds one to the first `left` shares in descending order of remainder; ties keep
// the order of the categories. left is below len(shares) but for the noise of float quotas.
func giveToLargest(shares []int64, left int64, larger func(i, j int) bool) {
	order := make([]int, len(shares))
	for i := range order {
		order[i] = i
	}
	sort.SliceStable(order, func(a, b int) bool { return larger(order[a], order[b]) })
	for _, i := range order {
		if left <= 0 {
			return
		}
		shares[i]++
		left--
	}
}

func allUndefined(n int) []int64 {
	shares := make([]int64, n)
	for i := range shares {
		shares[i] = Undefined
	}
	return shares
}
