package form

import (
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/expr"
)

// Set changes the answer of one slot, unjudged; Absent takes it away. Relevance and calculations follow at the next
// Recalculate, the number of rows of a repeat_count only in a new Fill. Groups, repeats and notes hold no answer.
func (x *Filled) Set(s *Slot, v survey.Value) {
	if s.node == nil || s.Field.Kind.Container() || !s.Field.Kind.Holds() {
		return
	}
	s.Value = survey.Cleaned(v)
	s.kept = !s.Value.Empty()
	s.show()
}

// Wrong lists what is wrong with the answer of one slot, all other answers as they are, under the strict rules of
// Check.
func (x *Filled) Wrong(s *Slot) []survey.Problem {
	if s.Field.Kind.Container() || !s.Field.Kind.Holds() {
		return nil
	}
	c := &checker{x: x, strict: true}
	c.item(s)
	return c.problems
}

// Eval works out an expression as if it were one of the slot's own. An error is an *expr.EvalError.
func (x *Filled) Eval(s *Slot, e *expr.Expr) (expr.Value, error) {
	ctx := *x.at(s)
	ctx.Resolve = func(name string) (string, bool) { return x.Form.Resolve(s.Field, name) }
	return e.Eval(&ctx)
}
