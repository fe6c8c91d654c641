package xlsform

import (
	"math/big"
	"strings"

	"github.com/khaosat/khaosat/survey/kinds"
)

// checkRange says what is wrong with the bounds of a range question, and completes them by their defaults.
func (r *reader) checkRange(rec record, bounds []kinds.Parameter, p map[string]string, appearance string,
) map[string]string {
	if p == nil {
		p = map[string]string{}
	}
	at := rec.at(colParameters)
	for _, b := range bounds {
		if _, ok := p[b.Name]; !ok {
			p[b.Name] = b.Default
		}
	}
	n := map[string]*big.Rat{}
	for _, k := range []string{"start", "end", "step", "tick_interval", "placeholder"} {
		v, ok := p[k]
		if !ok {
			continue
		}
		x, isNumber := rational(v)
		if !isNumber {
			r.fail(rec.t.sheet, at, "range.number", "parameter", k, "value", v)
			return p
		}
		n[k] = x
	}
	r.checkRangeNumbers(rec, at, n)
	if n["tick_interval"] != nil || n["placeholder"] != nil || p["tick_labelset"] != "" {
		if appearance != "" && appearance != "vertical" && appearance != "no-ticks" &&
			appearance != "vertical no-ticks" {
			r.fail(rec.t.sheet, at, "range.appearance")
		}
	}
	if list := p["tick_labelset"]; list != "" {
		r.checkTicks(rec, at, list, n, strings.Contains(appearance, "no-ticks"))
	}
	return p
}

// checkTicks looks at the list whose labels stand along a range: its codes are numbers on the steps of the range.
func (r *reader) checkTicks(rec record, at, list string, n map[string]*big.Rat, ends bool) {
	l := r.lists[list]
	if l == nil {
		r.fail(rec.t.sheet, at, "list.missing:tick_labelset", "list", list)
		return
	}
	every := n["step"]
	if n["tick_interval"] != nil {
		every = n["tick_interval"]
	}
	if every.Sign() == 0 {
		return // said already
	}
	ended := map[string]bool{}
	for _, c := range l.Choices {
		x, ok := rational(c.Code)
		if ok {
			ended[x.RatString()] = true
		}
		if !ok || !onRange(x, n["start"], n["end"], every) || (ends && x.Cmp(n["start"]) != 0 && x.Cmp(n["end"]) != 0) {
			r.fail(c.Source.Sheet, c.Source.Cell, "range.tick", "code", c.Code, "list", list, "sheet", rec.t.sheet,
				"row", rec.number)
			return
		}
	}
	if ends && (!ended[n["start"].RatString()] || !ended[n["end"].RatString()]) {
		r.fail(rec.t.sheet, at, "range.ends", "list", list)
	}
}

// onRange reports whether x lies between start and end, and a whole number of steps from start.
func onRange(x, start, end, step *big.Rat) bool {
	b := kinds.Bounds{Start: start, End: end, Step: step}
	return b.Hold(x) && b.Steps(x).IsInt()
}

func (r *reader) checkRangeNumbers(rec record, at string, n map[string]*big.Rat) {
	start, end, step := n["start"], n["end"], n["step"]
	width := new(big.Rat).Abs(new(big.Rat).Sub(end, start))
	multiple := func(x *big.Rat) bool { return new(big.Rat).Quo(x, step).IsInt() }
	for _, k := range []string{"step", "tick_interval"} {
		x := n[k]
		switch {
		case x == nil:
		case x.Sign() == 0:
			r.fail(rec.t.sheet, at, "range.zero", "parameter", k)
			return
		case x.Cmp(width) > 0:
			r.fail(rec.t.sheet, at, "range.step", "parameter", k)
		case k == "tick_interval" && !multiple(x):
			r.fail(rec.t.sheet, at, "range.tick:tick_interval")
		}
	}
	if x := n["placeholder"]; x != nil {
		if !onRange(x, start, end, step) {
			r.fail(rec.t.sheet, at, "range.placeholder")
		}
	}
}
