package survey

import "github.com/khaosat/khaosat/survey/expr"

// Expressions returns the parsed expressions of the item by column (relevant, constraint, required, calculation, default,
// choice_filter, read_only, repeat_count); plain yes, no and default values are none.
func (f *Field) Expressions() map[string]*expr.Expr {
	out := map[string]*expr.Expr{}
	for column, e := range map[string]*expr.Expr{
		"relevant": f.relevant, "constraint": f.constraint, "required": f.required, "calculation": f.calculation,
		"default": f.initial, "choice_filter": f.filter, "read_only": f.readOnly, "repeat_count": f.count,
	} {
		if e != nil {
			out[column] = e
		}
	}
	return out
}
