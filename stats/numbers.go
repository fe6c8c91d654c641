package stats

import (
	"math"
	"math/big"
	"slices"
	"sort"

	"github.com/khaosat/khaosat/stats/exact"
	"github.com/khaosat/khaosat/stats/plain"
)

// Numbers are values that come and go, each counting once: what a page says of a number's mean, spread and middle. Sums
// are exact and the values are kept in order, so that every figure depends on the values alone, not on how they came or
// what was there meanwhile, and one more costs the same however many there are. The zero Numbers are none.
type Numbers struct {
	n      int
	sum    exact.Sum
	square exact2
	values multiset
}

// exact2 is an exact sum of squares.
type exact2 struct{ s exact.Sums }

func (e *exact2) add(x float64, n int) {
	p := exact.Exactly(x).Times(x).Times(float64(n))
	if e.s.N == 0 {
		e.s = exact.NewSums(1, exact.Span{})
	}
	e.s.AddProduct(0, p, false)
}

// Add takes a value in. It must be finite.
func (s *Numbers) Add(x float64) { s.addTimes(x, 1) }

// Remove takes out a value that was taken in.
func (s *Numbers) Remove(x float64) { s.addTimes(x, -1) }

// addTimes takes a value in n times, or out where n is below 0.
func (s *Numbers) addTimes(x float64, n int) {
	if n == 0 {
		return
	}
	s.n += n
	if s.sum.S.N == 0 {
		s.sum.S = exact.NewSums(1, exact.SpanOf(x))
	}
	s.sum.S.AddProduct(0, exact.Exactly(x).Times(float64(n)), false)
	s.square.add(x, n)
	s.values.add(x+0, n) // + 0 makes one of the two zeros
}

// N is how many values there are.
func (s *Numbers) N() int64 { return int64(s.n) }

// Sum is their sum, rounded once.
func (s *Numbers) Sum() float64 { return s.sum.Value() }

// Mean is their mean, NaN without any.
func (s *Numbers) Mean() float64 {
	if s.n == 0 {
		return math.NaN()
	}
	return quotientOf(s.sum.S.Big(), s.sum.S.Low, int64(s.n))
}

// SD is the standard deviation with the divisor n-1, NaN of less than two values.
func (s *Numbers) SD() float64 {
	if s.n < 2 {
		return math.NaN()
	}
	n := int64(s.n)
	y, square := s.sum.S.Big(), s.square.s.Big()
	y.Mul(y, y)
	square.Mul(square, big.NewInt(n))
	low := min(2*s.sum.S.Low, s.square.s.Low)
	y.Lsh(y, uint(2*s.sum.S.Low-low))
	square.Lsh(square, uint(s.square.s.Low-low))
	v := wide(square.Sub(square, y), low)
	v.Quo(v, big.NewFloat(float64(n)*float64(n-1)))
	sd, _ := v.Sqrt(v).Float64()
	return sd
}

// Min and Max are the least and the largest value, NaN without any.
func (s *Numbers) Min() float64 { return s.rank(1) }

// Max is the largest value.
func (s *Numbers) Max() float64 { return s.rank(s.n) }

// Median is the middle value, or the mean of the two in the middle.
func (s *Numbers) Median() float64 { return s.Quantile(0.5, plain.QuantileSAS) }

// Quantile is SampleQuantile of the values.
func (s *Numbers) Quantile(p float64, kind plain.QuantileType) float64 {
	return plain.QuantileOf(s.n, s.values.rank, p, kind)
}

func (s *Numbers) rank(k int) float64 {
	if s.n == 0 {
		return math.NaN()
	}
	return s.values.rank(k)
}

// wide is x · 2^exp with more digits than a float64 can show.
func wide(x *big.Int, exp int) *big.Float {
	f := new(big.Float).SetPrec(256).SetInt(x)
	return f.SetMantExp(f, exp)
}

// quotientOf is x · 2^exp / n, rounded once.
func quotientOf(x *big.Int, exp int, n int64) float64 {
	f := wide(x, exp)
	q, _ := f.Quo(f, new(big.Float).SetInt64(n)).Float64()
	return q
}

// multiset keeps values in order with how often each is there, in chunks so that one more moves few.
type multiset struct{ chunks []chunk }

type chunk struct {
	values []float64
	counts []int
	n      int // sum of counts
}

// chunkValues is how many different values a chunk may hold.
const chunkValues = 512

// add puts a value in n times; below 0 takes it out.
func (m *multiset) add(x float64, n int) {
	at := sort.Search(len(m.chunks), func(i int) bool { return m.chunks[i].values[len(m.chunks[i].values)-1] >= x })
	if at == len(m.chunks) {
		if at == 0 {
			m.chunks = []chunk{{[]float64{x}, []int{n}, n}}
			return
		}
		at--
	}
	c := &m.chunks[at]
	i, found := slices.BinarySearch(c.values, x)
	if !found {
		c.values, c.counts = slices.Insert(c.values, i, x), slices.Insert(c.counts, i, 0)
	}
	c.counts[i] += n
	c.n += n
	switch {
	case c.counts[i] == 0:
		c.values, c.counts = slices.Delete(c.values, i, i+1), slices.Delete(c.counts, i, i+1)
		if len(c.values) == 0 {
			m.chunks = slices.Delete(m.chunks, at, at+1)
		}
	case len(c.values) > chunkValues:
		m.split(at)
	}
}

// split halves a chunk.
func (m *multiset) split(at int) {
	c := m.chunks[at]
	half := len(c.values) / 2
	right := chunk{slices.Clone(c.values[half:]), slices.Clone(c.counts[half:]), 0}
	for _, n := range right.counts {
		right.n += n
	}
	m.chunks[at] = chunk{c.values[:half:half], c.counts[:half:half], c.n - right.n}
	m.chunks = slices.Insert(m.chunks, at+1, right)
}

// rank is the k-th value in order, from 1; k is brought into what is there.
func (m *multiset) rank(k int) float64 {
	k = max(k, 1)
	last := math.NaN()
	for i := range m.chunks {
		c := &m.chunks[i]
		if k > c.n && i+1 < len(m.chunks) {
			k -= c.n
			continue
		}
		for j, n := range c.counts {
			last = c.values[j]
			if k -= n; k <= 0 {
				return last
			}
		}
	}
	return last
}
