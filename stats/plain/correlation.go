package plain

import (
	"math"
	"sort"

	"github.com/khaosat/khaosat/stats/exact"
	"github.com/khaosat/khaosat/stats/law"
)

// Correlation is a correlation of two numbers or ratings of the same respondents, unweighted.
type Correlation struct {
	N            int     // pairs with both values
	R            float64 // the coefficient: Pearson's r, Spearman's rho or Kendall's tau-b
	Statistic    float64 // t of Pearson, S = Σd² of Spearman, z of Kendall
	DF           float64 // of Pearson's t; NaN for the others
	P            float64 // two-sided
	Lower, Upper float64 // of Pearson's r by Fisher's z, for at least 4 pairs; NaN for the others
}

func newCorrelation(n int, r float64) Correlation {
	nan := math.NaN()
	return Correlation{N: n, R: r, Statistic: nan, DF: nan, P: nan, Lower: nan, Upper: nan}
}

// pairs keeps the rows that have both values.
func pairs(x, y []float64) (a, b []float64) {
	if len(x) != len(y) {
		panic("stats: pairs of unequal length")
	}
	for i := range x {
		if !math.IsNaN(x[i]) && !math.IsNaN(y[i]) {
			a, b = append(a, x[i]), append(b, y[i])
		}
	}
	return a, b
}

// Pearson correlates two numbers. NaN for fewer than two pairs or a constant; p and interval need three
// and four. Agrees with R cor.test.
func Pearson(x, y []float64, level float64) Correlation {
	a, b := pairs(x, y)
	c := newCorrelation(len(a), moment(a, b)/math.Sqrt(moment(a, a)*moment(b, b)))
	if c.N < 3 || math.IsNaN(c.R) {
		return c
	}
	c.R = math.Max(-1, math.Min(1, c.R))
	c.DF = float64(c.N - 2)
	c.Statistic = math.Sqrt(c.DF) * c.R / math.Sqrt(1-c.R*c.R)
	c.P = 2 * law.TUpper(math.Abs(c.Statistic), c.DF)
	if c.N >= 4 {
		z, half := math.Atanh(c.R), -law.NormalQuantile((1-level)/2)/math.Sqrt(float64(c.N-3))
		c.Lower, c.Upper = math.Tanh(z-half), math.Tanh(z+half)
	}
	return c
}

// moment is the sum of products of deviations from the means.
func moment(a, b []float64) float64 {
	n := float64(len(a))
	ma, mb := exact.TotalOf(a)/n, exact.TotalOf(b)/n
	var sum exact.Sum
	for i := range a {
		sum.Add((a[i] - ma) * (b[i] - mb))
	}
	return sum.Value()
}

// Spearman is Pearson's coefficient of the mid-ranks; p by t with n-2 degrees of freedom, as R
// cor.test(exact = FALSE).
func Spearman(x, y []float64) Correlation {
	a, b := pairs(x, y)
	ra, _ := Ranks(a)
	rb, _ := Ranks(b)
	c := Pearson(ra, rb, 0.95)
	n := float64(c.N)
	c.Statistic = (n*n*n - n) * (1 - c.R) / 6
	c.DF, c.Lower, c.Upper = math.NaN(), math.NaN(), math.NaN()
	return c
}

// Kendall is tau-b; p by the normal law with the variance corrected for ties and no continuity
// correction, as R cor.test(exact = FALSE). Time n log n (Knight 1966, JASA 61, 436-439).
func Kendall(x, y []float64) Correlation {
	a, b := pairs(x, y)
	c := newCorrelation(len(a), math.NaN())
	s, tiesX, tiesY := kendallScore(a, b)
	n := float64(c.N)
	two := func(t float64) float64 { return t * (t - 1) }
	three := func(t float64) float64 { return t * (t - 1) * (t - 2) }
	five := func(t float64) float64 { return t * (t - 1) * (2*t + 5) }
	t1, t2 := tieSum(tiesX, two), tieSum(tiesY, two)
	c.R = 2 * s / math.Sqrt((two(n)-t1)*(two(n)-t2))
	variance := (five(n)-tieSum(tiesX, five)-tieSum(tiesY, five))/18 + t1*t2/(2*two(n)) +
		tieSum(tiesX, three)*tieSum(tiesY, three)/(9*three(n))
	if c.N == 2 {
		variance = (five(n) - tieSum(tiesX, five) - tieSum(tiesY, five)) / 18
	}
	if variance > 0 {
		c.Statistic = s / math.Sqrt(variance)
		c.P = 2 * law.NormalUpper(math.Abs(c.Statistic))
	}
	return c
}

// kendallScore returns concordant minus discordant pairs and the sizes of the ties.
func kendallScore(x, y []float64) (score float64, tiesX, tiesY []int) {
	n := len(x)
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	sort.Slice(order, func(i, j int) bool {
		a, b := order[i], order[j]
		return x[a] < x[b] || x[a] == x[b] && y[a] < y[b]
	})
	sorted := make([]float64, n)
	both := 0.0 // pairs tied in x and y
	run := 0
	for k, i := range order {
		sorted[k] = y[i]
		if k > 0 && x[order[k-1]] == x[i] && y[order[k-1]] == y[i] {
			run++
			both += float64(run)
		} else {
			run = 0
		}
	}
	_, tiesX = Ranks(x)
	_, tiesY = Ranks(y)
	pairsOf := func(t float64) float64 { return t * (t - 1) / 2 }
	// Exchanges of a merge sort by y count the discordant pairs.
	discordant := exchanges(sorted, make([]float64, n))
	comparable := pairsOf(float64(n)) - tieSum(tiesX, pairsOf) - tieSum(tiesY, pairsOf) + both
	return comparable - 2*discordant, tiesX, tiesY
}

// exchanges sorts y and returns how many pairs stood in falling order.
func exchanges(y, space []float64) float64 {
	if len(y) < 2 {
		return 0
	}
	half := len(y) / 2
	count := exchanges(y[:half], space[:half]) + exchanges(y[half:], space[half:])
	i, j, k := 0, half, 0
	for i < half && j < len(y) {
		if y[j] < y[i] {
			space[k] = y[j]
			count += float64(half - i)
			j++
		} else {
			space[k] = y[i]
			i++
		}
		k++
	}
	copy(space[k:], y[i:half])
	copy(space[k+half-i:], y[j:])
	copy(y, space)
	return count
}
