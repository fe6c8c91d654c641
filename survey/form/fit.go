package form

import (
	"math"
	"math/big"
	"strings"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/expr"
)

// Computed reports whether the field's value is only worked out: whoever answers can neither type nor mend it. One that a trigger sets
// off can be changed.
func (f *Field) Computed() bool {
	return f.calculation != nil && f.Item.Trigger == ""
}

// fit is what an item that people see can hold of the value that its calculation came to, which stands at the slot's node; Absent
// when it can hold nothing of it: nobody could mend that, so it holds nobody up. As in Collect and Enketo a whole number is cut off at
// its point and what is no number or date gives none; a date and a date-time become each other. A code that is not offered gives
// none either. web/respond/static/respond_fit.js does the same on the phone.
func (x *Filled) fit(s *Slot) survey.Value {
	f, text := s.Field, s.node.Value
	if text == "" {
		return survey.Value{}
	}
	var v survey.Value
	switch kind := f.Item.Kind; {
	case !kind.Asked():
		return survey.OfText(text)
	case kind == survey.Integer:
		v = survey.OfText(wholePart(text))
	case kind == survey.Range:
		v = survey.OfText(f.nearestStep(text))
	case kind == survey.Date:
		v = survey.OfText(x.moment(s, toDate))
	case kind == survey.DateTime:
		if v = survey.OfText(text); s.node.Type == expr.Decimal || !strings.Contains(text, "T") {
			v = survey.OfText(x.moment(s, toDateTime))
		}
	case kind == survey.Time:
		v = survey.OfText(text[strings.Index(text, "T")+1:])
	default:
		v = Kinds[kind].Read(f, []string{text})
	}
	if v.Empty() {
		return survey.Value{}
	}
	v, bad := Kinds[f.Item.Kind].accept(f, v)
	if bad != nil {
		return survey.Value{}
	}
	if _, out := (&checker{x: x}).notOffered(s, v); out {
		return survey.Value{}
	}
	return v
}

// toDate and toDateTime bring what stands at an item to a date or a date-time; what is neither, to nothing.
var toDate, toDateTime = mustParse("date(.)"), mustParse("date-time(.)")

func mustParse(source string) *expr.Expr {
	e, err := expr.Parse(source)
	if err != nil {
		panic("survey: " + source + ": " + err.Error())
	}
	return e
}

func (x *Filled) moment(s *Slot, by *expr.Expr) string {
	v, err := by.Eval(x.at(s))
	if err != nil {
		return ""
	}
	return v.Text()
}

// wholePart cuts a decimal number off at its point; other text stays.
func wholePart(text string) string {
	if clean, bad := cleanNumber(strings.TrimSpace(text)); bad == nil {
		text, _, _ = strings.Cut(clean, ".")
	}
	if text == "-0" {
		return "0"
	}
	return text
}

// almost is how far from a step a computed number may lie, in steps: 0.1 + 0.2 is on a step of 0.1.
const almost = 1e-9

// nearestStep puts a number that lies almost on a step of a Range on it; other text stays.
func (f *Field) nearestStep(text string) string {
	clean, bad := cleanNumber(strings.TrimSpace(text))
	if bad != nil {
		return text
	}
	n, _ := new(big.Rat).SetString(clean)
	start, _, step := f.Bounds()
	steps, _ := new(big.Rat).Quo(new(big.Rat).Sub(n, start), step).Float64()
	whole := math.Round(steps)
	if math.Abs(steps-whole) > almost {
		return text
	}
	on := new(big.Rat).SetFloat64(whole)
	if on == nil {
		return text
	}
	return decimalString(on.Add(start, on.Mul(on, step)))
}
