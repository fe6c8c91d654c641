package exact

import "math"

// AddTo adds x to high + low. The sum of high and x is split exactly into its float64 and the error (Knuth's two-sum),
// and the parts are brought back so that |low| is at most half a unit in the last place of high.
func AddTo(high, low, x float64) (float64, float64) {
	s := high + x
	b := s - high
	err := (high - (s - b)) + (x - b) + low
	h := s + err
	if math.IsInf(h, 0) || h != h {
		return h, 0
	}
	return h, err - (h - s)
}

// Double is a number of twice the digits: high + low, with |low| at most half a unit in the last place of high.
type Double struct{ High, low float64 }

// times is the exact product of two float64.
func times(x, y float64) Double {
	p := x * y
	return Double{p, math.FMA(x, y, -p)}
}

func (a Double) Plus(b Double) Double {
	h, l := AddTo(a.High, a.low, b.High)
	h, l = AddTo(h, l, b.low)
	return Double{h, l}
}

func (a Double) Minus(b Double) Double { return a.Plus(Double{-b.High, -b.low}) }

func (a Double) Times(b Double) Double {
	p := times(a.High, b.High)
	h, l := AddTo(p.High, p.low, a.High*b.low+a.low*b.High)
	return Double{h, l}
}

// Over is a divided by a float64.
func (a Double) Over(n float64) Double {
	h := a.High / n
	l := (math.FMA(-h, n, a.High) + a.low) / n
	return Double{h, l}
}

func (a Double) Value() float64 { return a.High + a.low }

// By is a divided by b.
func (a Double) By(b Double) Double {
	h := a.High / b.High
	if h-h != 0 {
		return Double{High: h}
	}
	rest := a.Minus(b.Scaled(h))
	l := rest.Value() / b.High
	return Double{h, 0}.Plus(Double{High: l})
}

// Scaled is a times a float64.
func (a Double) Scaled(x float64) Double {
	if x == 1 {
		return a
	}
	return a.Times(Double{High: x})
}
