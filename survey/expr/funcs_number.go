package expr

import (
	"math"
	"strconv"
)

// numberFunctions compute. What has no result is NaN, which shows as empty.
var numberFunctions = map[string]*function{
	"number": {usage: "number(value)", max: 1, eval: func(r *run, t *term) Value {
		if len(t.args) == 0 {
			return NumberValue(r.number(Value{kind: KindNodes, one: r.node}))
		}
		return NumberValue(r.num(t.args[0]))
	}},
	"round": {usage: "round(number, decimals)", min: 1, max: 2, eval: func(r *run, t *term) Value {
		places := 0.0
		if len(t.args) == 2 {
			places = toInt(r.num(t.args[1]))
		}
		return NumberValue(roundTo(r.num(t.args[0]), places))
	}},
	"int":     unary("int(number)", toInt),
	"floor":   unary("floor(number)", math.Floor),
	"ceiling": unary("ceiling(number)", math.Ceil),
	"abs":     unary("abs(number)", math.Abs),
	"sqrt":    unary("sqrt(number)", math.Sqrt),
	"exp":     unary("exp(number)", math.Exp),
	"exp10":   unary("exp10(number)", exp10),
	"log":     unary("log(number)", math.Log),
	"log10":   unary("log10(number)", math.Log10),
	"sin":     unary("sin(number)", math.Sin),
	"cos":     unary("cos(number)", math.Cos),
	"tan":     unary("tan(number)", math.Tan),
	"asin":    unary("asin(number)", math.Asin),
	"acos":    unary("acos(number)", math.Acos),
	"atan":    unary("atan(number)", math.Atan),
	"atan2":   binary("atan2(y, x)", math.Atan2),
	"pow":     binary("pow(number, power)", pow),
	"pi":      {usage: "pi()", eval: func(*run, *term) Value { return NumberValue(math.Pi) }},
}

func unary(usage string, f func(float64) float64) *function {
	return &function{usage: usage, min: 1, max: 1,
		eval: func(r *run, t *term) Value { return NumberValue(f(r.num(t.args[0]))) }}
}

func binary(usage string, f func(a, b float64) float64) *function {
	return &function{usage: usage, min: 2, max: 2, eval: func(r *run, t *term) Value {
		return NumberValue(f(r.num(t.args[0]), r.num(t.args[1])))
	}}
}

// exp10 is exact for whole powers, which Go's and the browsers' pow are not, each in its own way.
func exp10(x float64) float64 {
	if x == math.Trunc(x) && math.Abs(x) < 400 {
		f, _ := strconv.ParseFloat("1e"+strconv.Itoa(int(x)), 64)
		return f
	}
	return math.Pow(10, x)
}

// pow is Java's and JavaScript's Math.pow: unlike IEEE and Go, 1 to an undefined or infinite power is undefined.
func pow(a, b float64) float64 {
	if math.IsNaN(b) || math.Abs(a) == 1 && math.IsInf(b, 0) {
		return math.NaN()
	}
	return math.Pow(a, b)
}
