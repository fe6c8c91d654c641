package stats

import (
	"math"
	"slices"
	"sort"

	"github.com/khaosat/khaosat/stats/exact"
)

// QuantileRule says which value a quantile of weighted data is. The names are R survey's: hf1 to hf9 are the nine rules
// of Hyndman & Fan (1996), American Statistician 50, 361-365, carried over to weights.
type QuantileRule string

// The quantile rules.
const (
	RuleMath      QuantileRule = "math"   // hf1: the smallest value with at least the share p of the weight
	RuleSchool    QuantileRule = "school" // hf2: the same, but the middle of two values where p falls exactly between
	RuleShahVaish QuantileRule = "shahvaish"
	RuleHF1       QuantileRule = "hf1"
	RuleHF2       QuantileRule = "hf2"
	RuleHF3       QuantileRule = "hf3"
	RuleHF4       QuantileRule = "hf4"
	RuleHF5       QuantileRule = "hf5"
	RuleHF6       QuantileRule = "hf6"
	RuleHF7       QuantileRule = "hf7"
	RuleHF8       QuantileRule = "hf8"
	RuleHF9       QuantileRule = "hf9"
)

// weightedValues are values in order with their weights, and the cumulated weights. Weights are cumulated with their
// rounding errors kept: where p falls exactly between two values is decided by equality.
type weightedValues struct {
	x, w, cum []float64
	sum       float64
}

// sortWeighted orders values; those of weight 0 are dropped.
func sortWeighted(x, w []float64) *weightedValues {
	v := &weightedValues{}
	order := make([]int, 0, len(x))
	for i := range x {
		if w[i] != 0 {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case x[a] < x[b]:
			return -1
		case x[a] > x[b]:
			return 1
		}
		return 0
	})
	for _, i := range order {
		v.x, v.w = append(v.x, x[i]), append(v.w, w[i])
	}
	v.cumulate()
	return v
}

func (v *weightedValues) cumulate() {
	high, low := 0.0, 0.0
	v.cum = make([]float64, len(v.w))
	for i, w := range v.w {
		high, low = exact.AddTo(high, low, w)
		v.cum[i] = high + low
	}
	v.sum = high + low
}

// distinct joins equal values.
func (v *weightedValues) distinct() *weightedValues {
	d := &weightedValues{}
	for i, x := range v.x {
		if n := len(d.x); n > 0 && d.x[n-1] == x {
			d.w[n-1] += v.w[i]
			continue
		}
		d.x, d.w = append(d.x, x), append(d.w, v.w[i])
	}
	d.cumulate()
	return d
}

// quantile is the p-quantile by a rule, NaN without values.
func (v *weightedValues) quantile(p float64, rule QuantileRule) float64 {
	switch n := len(v.x); {
	case n == 0 || p < 0 || p > 1 || math.IsNaN(p):
		return math.NaN()
	case n == 1:
		return v.x[0]
	}
	switch rule {
	case RuleSchool, RuleHF2:
		lo, up, below, _ := v.around(p)
		if below <= 0 {
			return (lo + up) / 2
		}
		return up
	case RuleHF3:
		return v.distinct().nearestEven(p)
	case RuleHF4:
		lo, up, below, above := v.around(p)
		g := below / (above + below) // 0/0 at the last value: the rule says nothing there
		return lo*(1-g) + up*g
	case RuleHF5, RuleHF6, RuleHF7, RuleHF8, RuleHF9:
		return interpolate(v.plotting(rule), v.x, p)
	case RuleShahVaish:
		return v.shahVaish(p)
	}
	lo, up, below, _ := v.around(p)
	if below <= 0 {
		return lo
	}
	return up
}

// last is the last place whose cumulated weight is not above p of all; 0 if there is none.
func (v *weightedValues) last(p float64) int {
	want := p * v.sum
	at := 0
	for i, c := range v.cum {
		if c <= want {
			at = i
		}
	}
	return at
}

// around finds the values on both sides of p and how far p is from the share of weight at each.
func (v *weightedValues) around(p float64) (lo, up, below, above float64) {
	at := v.last(p)
	next := min(at+1, len(v.x)-1)
	return v.x[at], v.x[next], p - v.cum[at]/v.sum, v.cum[next]/v.sum - p
}

// nearestEven is hf3 on distinct values: the lower value only where p falls exactly on an even place. Below the share
// of the first value that is the second one, as in R.
func (v *weightedValues) nearestEven(p float64) float64 {
	lo, up, below, _ := v.around(p)
	place := v.last(p) + 1
	if len(v.x) == 1 || (below <= 0 && place%2 == 0) {
		return lo
	}
	return up
}

// plotting are the positions of the values for the rules that interpolate.
func (v *weightedValues) plotting(rule QuantileRule) []float64 {
	n := len(v.x)
	last := v.w[n-1]
	pk := make([]float64, n)
	for i := range pk {
		before := 0.0
		if i > 0 {
			before = v.cum[i-1]
		}
		switch rule {
		case RuleHF5:
			pk[i] = (v.cum[i] - v.w[i]/2) / v.sum
		case RuleHF6:
			pk[i] = v.cum[i] / (v.sum + last)
		case RuleHF7:
			pk[i] = before / v.cum[n-2]
		case RuleHF8:
			pk[i] = (before/3 + 2*v.cum[i]/3) / (v.sum + last/3)
		default:
			pk[i] = (3*before/8 + 5*v.cum[i]/8) / (v.sum + last/4)
		}
	}
	return pk
}

// interpolate is the value of y at p between the places pk, constant beyond their ends.
func interpolate(pk, y []float64, p float64) float64 {
	n := len(pk)
	at := sort.SearchFloat64s(pk, p) // first place not below p
	switch {
	case at == 0:
		return y[0]
	case at == n:
		return y[n-1]
	case pk[at] == p:
		return y[at]
	}
	f := (p - pk[at-1]) / (pk[at] - pk[at-1])
	return y[at-1] + f*(y[at]-y[at-1])
}

// shahVaish is the rule of Shah & Vaish (2006), as R survey codes it: a step function of places (Σ w/w̄ + 1/2 -
// w/2)/(n+1). Since the last w is the weight itself and not w/w̄, places need not be in the order of values.
func (v *weightedValues) shahVaish(p float64) float64 {
	n := float64(len(v.x))
	mean := v.sum / n
	first, at := 0, -1
	place := func(i int) float64 { return (v.cum[i]/mean + 0.5 - v.w[i]/2) / (n + 1) }
	for i := range v.x {
		if place(i) < place(first) {
			first = i
		}
		if place(i) <= p && (at < 0 || place(i) >= place(at)) {
			at = i
		}
	}
	if at < 0 {
		at = first
	}
	return v.x[at]
}
