package xlsform

import (
	"math/big"
	"strings"

	"github.com/khaosat/khaosat/survey"
)

// checkRange says what is wrong with the bounds of a range question, and completes them: 1 to 10 by 1.
func (r *reader) checkRange(rec record, p map[string]string, appearance string) map[string]string {
	if p == nil {
		p = map[string]string{}
	}
	at := rec.at(colParameters)
	for k, v := range map[string]string{"start": "1", "end": "10", "step": "1"} {
		if _, ok := p[k]; !ok {
			p[k] = v
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
			r.fail(rec.t.sheet, at, "range.number", survey.Say("Tham số %[1]s của range phải là số (đang ghi “%[2]s”).", "The parameter %[1]s of range must be a number (it says “%[2]s”).", k, v))
			return p
		}
		n[k] = x
	}
	r.checkRangeNumbers(rec, at, n)
	if n["tick_interval"] != nil || n["placeholder"] != nil || p["tick_labelset"] != "" {
		if appearance != "" && appearance != "vertical" && appearance != "no-ticks" && appearance != "vertical no-ticks" {
			r.fail(rec.t.sheet, at, "range.appearance", survey.Say("tick_interval, placeholder và tick_labelset chỉ dùng với appearance vertical hoặc no-ticks.", "tick_interval, placeholder and tick_labelset go only with the appearances vertical and no-ticks."))
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
		r.fail(rec.t.sheet, at, "list.missing", survey.Say("tick_labelset nhắc danh sách “%s” không có ở trang choices.", "tick_labelset names the list “%s”, which the choices sheet does not have.", list))
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
			r.fail(c.Source.Sheet, c.Source.Cell, "range.tick", survey.Say("Mã “%[1]s” của danh sách “%[2]s” không nằm đúng một nấc của thang (%[3]s, dòng %[4]d).", "The code “%[1]s” of the list “%[2]s” is not on a step of the range (%[3]s, row %[4]d).", c.Code, list, rec.t.sheet, rec.number))
			return
		}
	}
	if ends && (!ended[n["start"].RatString()] || !ended[n["end"].RatString()]) {
		r.fail(rec.t.sheet, at, "range.ends", survey.Say("Với no-ticks, danh sách “%s” phải có đúng hai mã là start và end.", "With no-ticks the list “%s” must have the codes of start and end, and no others.", list))
	}
}

// onRange reports whether x lies between start and end, and a whole number of steps from start.
func onRange(x, start, end, step *big.Rat) bool {
	low, high := start, end
	if low.Cmp(high) > 0 {
		low, high = high, low
	}
	return x.Cmp(low) >= 0 && x.Cmp(high) <= 0 && new(big.Rat).Quo(new(big.Rat).Sub(x, start), step).IsInt()
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
			r.fail(rec.t.sheet, at, "range.zero", survey.Say("Tham số %s của range không được bằng 0.", "The parameter %s of range must not be 0.", k))
			return
		case x.Cmp(width) > 0:
			r.fail(rec.t.sheet, at, "range.step", survey.Say("Tham số %s lớn hơn khoảng từ start đến end.", "The parameter %s is larger than the span from start to end.", k))
		case k == "tick_interval" && !multiple(x):
			r.fail(rec.t.sheet, at, "range.tick", survey.Say("tick_interval phải là bội số của step.", "tick_interval must be a multiple of step."))
		}
	}
	if x := n["placeholder"]; x != nil {
		if !onRange(x, start, end, step) {
			r.fail(rec.t.sheet, at, "range.placeholder", survey.Say("placeholder phải nằm trong thang và đúng một nấc.", "placeholder must lie within the range and on a step."))
		}
	}
}
