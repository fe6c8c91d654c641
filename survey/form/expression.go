package form

import "github.com/khaosat/khaosat/survey/expr"

// Expressions returns the parsed expressions of an item by column (relevant, constraint, required, calculation,
// default, choice_filter, read_only, repeat_count), every ${name} bound to its path; plain yes, no and default values
// are none.
func (f *Form) Expressions(field *Field) map[string]*expr.Expr {
	out := map[string]*expr.Expr{}
	for column, e := range map[string]*expr.Expr{
		"relevant": field.relevant, "constraint": field.constraint, "required": field.required,
		"calculation": field.calculation,
		"default":     field.initial, "choice_filter": field.filter, "read_only": field.readOnly,
		"repeat_count": field.count,
	} {
		if e != nil {
			out[column] = e
		}
	}
	return out
}
