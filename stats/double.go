package stats

import "math"

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

// by is a divided by b.
func (a double) by(b double) double {
	h := a.high / b.high
	if h-h != 0 {
		return double{high: h}
	}
	rest := a.minus(b.scaled(h))
	l := rest.value() / b.high
	return double{h, 0}.plus(double{high: l})
}

// scaled is a times a float64.
func (a double) scaled(x float64) double {
	if x == 1 {
		return a
	}
	return a.times(double{high: x})
}
