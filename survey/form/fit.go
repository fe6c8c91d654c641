package form

import (
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/expr"
	"github.com/khaosat/khaosat/survey/kinds"
)

// Computed reports whether the field's value is only worked out: whoever answers can neither type nor mend it. One that
// a trigger sets off can be changed.
func (f *Field) Computed() bool {
	return f.calculation != nil && f.Item.Trigger == ""
}

// fit is what an item that people see can hold of the value that its calculation came to, which stands at the slot's
// node; Absent when it can hold nothing of it: nobody could mend that, so it holds nobody up. As in Collect and Enketo
// a whole number is cut off at its point and what is no number or date gives none; a date and a date-time become each
// other. A code that is not offered gives none either. web/respond/static/respond_fit.js does the same on the phone.
func (x *Filled) fit(s *Slot) survey.Value {
	f, text := s.Field, s.node.Value
	if text == "" {
		return survey.Value{}
	}
	var v survey.Value
	switch kind := f.Kind; {
	case !kind.Asked():
		return survey.OfText(text)
	case kind.Fit != nil:
		v = survey.OfText(kind.Fit(&f.Question, text))
	case f.convert != nil:
		v = survey.OfText(x.converted(s))
	default:
		v = kind.Read(&f.Question, []string{text})
	}
	if v.Empty() {
		return survey.Value{}
	}
	v, bad := f.Kind.Accept(&f.Question, v)
	if bad != nil {
		return survey.Value{}
	}
	if _, out := (&checker{x: x}).notOffered(s, v); out {
		return survey.Value{}
	}
	return v
}

// conversion is how computed values of a kind are converted; nil when they are not.
func conversion(k *kinds.Kind) *expr.Expr {
	if k.Convert == "" {
		return nil
	}
	e, err := expr.Parse(k.Convert)
	if err != nil {
		panic("survey: " + k.Convert + ": " + err.Error())
	}
	return e
}

// converted is what stands at an item after its kind's conversion; "" when that gives nothing.
func (x *Filled) converted(s *Slot) string {
	v, err := s.Field.convert.Eval(x.at(s))
	if err != nil {
		return ""
	}
	return v.Text()
}
