package stats

import "math"

// sums adds up many numbers at many places. With low it keeps what rounding takes away (the exact error of each addition), so
// that the result does not depend on order or chunks but in a few cases out of 2^50.
type sums struct {
	high, low []float64
}

func newSums(n int, exact bool) sums {
	s := sums{high: make([]float64, n)}
	if exact {
		s.low = make([]float64, n)
	}
	return s
}

// add adds x at place i.
func (s sums) add(i int, x float64) {
	if s.low == nil {
		s.high[i] += x
		return
	}
	s.high[i], s.low[i] = addTo(s.high[i], s.low[i], x)
}

// addSum adds a number that is itself a high and a low part.
func (s sums) addSum(i int, high, low float64) {
	if s.low == nil {
		s.high[i] += high
		return
	}
	h, l := addTo(s.high[i], s.low[i], high)
	s.high[i], s.low[i] = addTo(h, l, low)
}

// at is the sum at place i.
func (s sums) at(i int) float64 {
	if s.low == nil {
		return s.high[i]
	}
	return s.high[i] + s.low[i]
}

// lowAt is the low part at place i.
func (s sums) lowAt(i int) float64 {
	if s.low == nil {
		return 0
	}
	return s.low[i]
}

// addTo adds x to high + low. The sum of high and x is split exactly into its float64 and the error (Knuth's two-sum), and the
// parts are brought back so that |low| is at most half a unit in the last place of high.
func addTo(high, low, x float64) (float64, float64) {
	s := high + x
	b := s - high
	err := (high - (s - b)) + (x - b) + low
	h := s + err
	if math.IsInf(h, 0) || h != h {
		return h, 0
	}
	return h, err - (h - s)
}

// exactTotal adds numbers in the given order with the errors kept.
func exactTotal(n int, x func(int) float64) float64 {
	high, low := 0.0, 0.0
	for i := range n {
		high, low = addTo(high, low, x(i))
	}
	return high + low
}

// double is a number of twice the digits: high + low, with |low| at most half a unit in the last place of high.
type double struct{ high, low float64 }

// times is the exact product of two float64.
func times(x, y float64) double {
	p := x * y
	return double{p, math.FMA(x, y, -p)}
}

func (a double) plus(b double) double {
	h, l := addTo(a.high, a.low, b.high)
	h, l = addTo(h, l, b.low)
	return double{h, l}
}

func (a double) minus(b double) double { return a.plus(double{-b.high, -b.low}) }

func (a double) times(b double) double {
	p := times(a.high, b.high)
	h, l := addTo(p.high, p.low, a.high*b.low+a.low*b.high)
	return double{h, l}
}

// over is a divided by a float64.
func (a double) over(n float64) double {
	h := a.high / n
	l := (math.FMA(-h, n, a.high) + a.low) / n
	return double{h, l}
}

func (a double) value() float64 { return a.high + a.low }

// double is the sum at place i with its low part.
func (s sums) double(i int) double { return double{s.high[i], s.lowAt(i)} }

// addDouble adds a number of twice the digits at place i.
func (s sums) addDouble(i int, x double) { s.addSum(i, x.high, x.low) }
