package plain

import (
	"math"
	"slices"

	"github.com/khaosat/khaosat/stats/exact"
)

// QuantileType names how an unweighted quantile lies between two order statistics, in the numbering of
// Hyndman & Fan (1996), American Statistician 50, 361-365.
type QuantileType int

// The types in use: R's default, that of SPSS and Minitab, and the mean of two middle values.
const (
	QuantileR7   QuantileType = 7
	QuantileSPSS QuantileType = 6
	QuantileSAS  QuantileType = 2
)

// SampleQuantile returns the p-quantile of the values that are not NaN; NaN when there are none or p is
// outside [0, 1]. Unweighted: for a survey estimate use the weighted quantile of the design.
func SampleQuantile(values []float64, p float64, kind QuantileType) float64 {
	return QuantileSorted(sortedPresent(values), p, kind)
}

func sortedPresent(values []float64) []float64 {
	present := slices.DeleteFunc(slices.Clone(values), math.IsNaN)
	slices.Sort(present)
	return present
}

func QuantileSorted(x []float64, p float64, kind QuantileType) float64 {
	n := len(x)
	return QuantileOf(n, func(k int) float64 { return x[min(max(k, 1), n)-1] }, p, kind)
}

// QuantileOf is the quantile of n values of which at gives the k-th in order, the first for less and the last for more.
func QuantileOf(n int, at func(k int) float64, p float64, kind QuantileType) float64 {
	if n == 0 || !(p >= 0 && p <= 1) {
		return math.NaN()
	}
	// The slack keeps p·n on the whole number that it stands for, as R does.
	const slack = 4 * 0x1p-52
	switch kind {
	case QuantileSAS:
		h := float64(n) * p
		k := math.Floor(h + slack)
		if h-k > slack {
			return at(int(k) + 1)
		}
		return (at(int(k)) + at(int(k)+1)) / 2
	case QuantileSPSS:
		return between(at, float64(n+1)*p, slack)
	case QuantileR7:
		return between(at, 1+float64(n-1)*p, slack)
	}
	panic("stats: unknown quantile type")
}

// between interpolates the order statistics at position h (from 1).
func between(at func(int) float64, h, slack float64) float64 {
	k := math.Floor(h + slack)
	g := h - k
	if math.Abs(g) < slack {
		g = 0
	}
	low, high := at(int(k)), at(int(k)+1)
	if g == 0 {
		return low
	}
	if g == 1 {
		return high
	}
	return (1-g)*low + g*high
}

// Description is the unweighted summary of a number. What is not defined is NaN: the spread of one
// value, the skewness of a constant.
type Description struct {
	N, Missing       int
	Sum, Mean        float64
	Variance, SD, SE float64 // divisor n-1; SE = SD/√n holds for a simple random sample only
	Min, Max         float64
	Skewness         float64 // g1 = m3/m2^1.5
	AdjustedSkewness float64 // G1 of SPSS and SAS
	Kurtosis         float64 // g2 = m4/m2² - 3
	AdjustedKurtosis float64 // G2 of SPSS and SAS
}

// Describe summarises the values that are not NaN. Source of g1, G1, g2, G2: Joanes & Gill (1998), The
// Statistician 47, 183-189.
func Describe(values []float64) Description {
	nan := math.NaN()
	d := Description{
		Mean: nan, Variance: nan, SD: nan, SE: nan, Min: nan, Max: nan,
		Skewness: nan, AdjustedSkewness: nan, Kurtosis: nan, AdjustedKurtosis: nan,
	}
	var sum exact.Sum
	for _, x := range values {
		if math.IsNaN(x) {
			d.Missing++
			continue
		}
		if d.N++; d.N == 1 {
			d.Min, d.Max = x, x
		}
		d.Min, d.Max = math.Min(d.Min, x), math.Max(d.Max, x)
		sum.Add(x)
	}
	d.Sum = sum.Value()
	if d.N == 0 {
		return d
	}
	n := float64(d.N)
	d.Mean = d.Sum / n
	m2, m3, m4 := centralMoments(values, d.Mean, n)
	if d.N >= 2 {
		d.Variance = m2 * n / (n - 1)
		d.SD = math.Sqrt(d.Variance)
		d.SE = d.SD / math.Sqrt(n)
	}
	if m2 > 0 {
		d.Skewness = m3 / math.Pow(m2, 1.5)
		d.Kurtosis = m4/(m2*m2) - 3
		if d.N >= 3 {
			d.AdjustedSkewness = d.Skewness * math.Sqrt(n*(n-1)) / (n - 2)
		}
		if d.N >= 4 {
			d.AdjustedKurtosis = ((n+1)*d.Kurtosis + 6) * (n - 1) / ((n - 2) * (n - 3))
		}
	}
	return d
}

// centralMoments returns the moments about the mean with divisor n.
func centralMoments(values []float64, mean, n float64) (m2, m3, m4 float64) {
	var s2, s3, s4 exact.Sum
	for _, x := range values {
		if math.IsNaN(x) {
			continue
		}
		d := x - mean
		s2.Add(d * d)
		s3.Add(d * d * d)
		s4.Add(d * d * d * d)
	}
	return s2.Value() / n, s3.Value() / n, s4.Value() / n
}
