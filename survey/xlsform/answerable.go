package xlsform

import (
	"time"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/expr"
	"github.com/khaosat/khaosat/survey/form"
	"github.com/khaosat/khaosat/survey/kinds"
)

// checkAnswerable says where the form asks for what nobody can give. What is passed over when answers are judged is a
// warning; what would stop everybody keeps the form from being published.
func (r *reader) checkAnswerable(form *form.Form) {
	for _, f := range form.Fields {
		columns := form.Expressions(f)
		readOnly := f.Item.ReadOnly != "" && columns["read_only"] == nil
		r.checkRequired(f, readOnly)
		r.checkCount(f.Item, columns["repeat_count"])
		if !f.Kind.Asked() {
			continue
		}
		if columns["default"] == nil {
			r.checkInitial(f)
		}
		calculation := columns["calculation"]
		if f.Computed() {
			r.checkResult(f, calculation)
		}
		switch {
		case f.Computed() && constant(calculation):
			r.checkConstant(f, calculation, columns["constraint"])
		case readOnly && f.Item.Default != "" && columns["default"] == nil && f.Item.Calculation == "" &&
			columns["constraint"] != nil:
			if x, s := r.alone(f); x != nil {
				x.Set(s, x.Initial(s))
				r.checkFixed(f, x, s, columns["constraint"])
			}
		}
	}
}

// checkInitial warns of a written default that the item cannot hold: it is dropped. Codes are looked up elsewhere.
func (r *reader) checkInitial(f *form.Field) {
	if f.Item.Default == "" || f.Kind.Choosing() || f.Kind.Open {
		return
	}
	x, s := r.alone(f)
	if x == nil || !x.Initial(s).Empty() {
		return
	}
	said := f.Kind.Default
	if said.In("vi") == "" {
		said = survey.Say("xlsform.what_type_takes")
	}
	p := place(f.Item, colDefault)
	r.warn(p.Sheet, p.Cell, "default.fit", "value", f.Item.Default, "wanted", said)
}

const longList = 1000

// alone is a form with the one item in it, and its slot: to see what it holds costs no more however large the author's
// form is. nil when the item reads others, or its list is so long that looking would hold up the import.
func (r *reader) alone(f *form.Field) (*form.Filled, *form.Slot) {
	if f.List != nil && len(f.List.Choices) > longList {
		return nil, nil
	}
	it := *f.Item
	it.Relevant, it.Required, it.Label, it.Hint, it.Guidance, it.ConstraintMessage, it.RequiredMessage = "", "", nil,
		nil, nil, nil, nil
	q := &survey.Questionnaire{Items: []*survey.Item{&it}}
	if f.List != nil {
		q.Lists = []survey.ChoiceList{*f.List}
	}
	fm, problems := form.CompileWith(r.options.Kinds, q)
	if len(problems) > 0 {
		return nil, nil
	}
	x := fm.Fill(survey.Answers{}, form.Clock{Now: func() time.Time { return time.Time{} }, Zone: time.UTC})
	return x, x.Slot(it.Name)
}

// checkConstant looks at what a calculation comes to that reads nothing.
func (r *reader) checkConstant(f *form.Field, calculation, constraint *expr.Expr) {
	x, s := r.alone(f)
	if x == nil {
		return
	}
	v, err := x.Eval(s, calculation)
	if err != nil {
		return
	}
	if s.Value.Empty() && !v.Empty() {
		p := place(f.Item, colCalculation)
		r.warn(p.Sheet, p.Cell, "calculation.fit", "item", f.Item.Name, "value", v.Text())
	}
	r.checkFixed(f, x, s, constraint)
}

// constant reports whether an expression gives the same whatever is answered and whenever.
func constant(e *expr.Expr) bool {
	return e != nil && len(e.Refs()) == 0 && len(e.Instances()) == 0 && !e.Volatile()
}

// checkRequired warns where an answer is required that nobody can enter.
func (r *reader) checkRequired(f *form.Field, readOnly bool) {
	it := f.Item
	if it.Required == "" {
		return
	}
	p := place(it, colRequired)
	switch {
	case !f.Kind.Container() && !f.Kind.Holds():
		r.warn(p.Sheet, p.Cell, "required.note")
	case f.Kind.Asked() && readOnly && it.Default == "" && it.Calculation == "" && f.Stops():
		r.warn(p.Sheet, p.Cell, "required.stops", "item", it.Name)
	case f.Kind.Asked() && readOnly && it.Default == "" && it.Calculation == "":
		r.warn(p.Sheet, p.Cell, "required.read_only", "item", it.Name)
	}
}

// checkCount warns of a repeat_count that is always no number of rows, or more than can be filled in by hand.
func (r *reader) checkCount(it *survey.Item, e *expr.Expr) {
	if it.Kind != survey.Repeat || !constant(e) {
		return
	}
	v, err := e.Eval(&expr.Context{})
	if err != nil {
		return
	}
	p := place(it, colRepeatCount)
	switch n := v.Number(); {
	case !(n >= 1):
		r.warn(p.Sheet, p.Cell, "repeat_count.none", "value", it.RepeatCount, "item", it.Name)
	case n > form.MaxRows:
		r.warn(p.Sheet, p.Cell, "repeat_count.many", "value", it.RepeatCount, "most", form.MaxRows)
	}
}

// checkResult warns of codes among the results of a calculation that the choice list does not have.
func (r *reader) checkResult(f *form.Field, e *expr.Expr) {
	if f.Kind.Choose != kinds.OneOf || f.List == nil || len(f.List.Choices) == 0 || constant(e) {
		return
	}
	for _, code := range results(e) {
		if code == "" || f.Choice(code) != nil {
			continue
		}
		p := place(f.Item, colCalculation)
		hint := didYouMean(code, r.facts(f.List).codes)
		r.warn(p.Sheet, p.Cell, "calculation.code", "list", f.List.Name, "code", code, "item", f.Item.Name,
			"hint", hint)
		return
	}
}

// results lists the values written out in an expression that it may come to.
func results(e *expr.Expr) []string {
	if v, ok := e.Literal(); ok {
		return []string{v.Text()}
	}
	parts := e.Parts()
	switch {
	case e.Operator() == "call" && e.Name() == "if" && len(parts) == 3:
		parts = parts[1:]
	case e.Operator() == "call" && (e.Name() == "coalesce" || e.Name() == "once"):
	default:
		return nil
	}
	var out []string
	for _, p := range parts {
		out = append(out, results(p)...)
	}
	return out
}

// checkFixed refuses a constraint that a value breaks which nobody can change: then nobody could ever send the form.
func (r *reader) checkFixed(f *form.Field, x *form.Filled, s *form.Slot, constraint *expr.Expr) {
	if constraint == nil || constraint.Volatile() || s.Value.Empty() || f.Stops() {
		return
	}
	for up := f.Parent; up != nil; up = up.Parent {
		if up.Item.Relevant != "" {
			return // shown to some only
		}
	}
	for _, ref := range constraint.Refs() {
		if ref.Path != "." && ref.Name != f.Item.Name {
			return
		}
	}
	for _, wrong := range x.Wrong(s) {
		if wrong.Code == "answer.constraint" {
			p := place(f.Item, colConstraint)
			r.block(p.Sheet, p.Cell, "constraint.never", "item", f.Item.Name)
		}
	}
}
