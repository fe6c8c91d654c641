// Package filter chooses rows of a frame by an expression of the questionnaire language: district = 'D1' and age >= 18. The language
// has one parser, survey/expr; this package tells it what a name means in a frame.
package filter

import (
	"errors"

	"github.com/khaosat/khaosat/stats"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/expr"
)

// Rows marks the rows of a frame for which a condition holds; nil for the condition "", which holds for all. column finds what a name
// stands for, nil for a name that is not known. A missing value is the empty text, several codes are joined by blanks. where says in
// errors whose condition it is ("--filter").
func Rows(f *stats.Frame, condition, where string, column func(name string) *stats.Column) (*stats.Selection, error) {
	if condition == "" {
		return nil, nil
	}
	e, err := expr.Parse(condition)
	var wrong *expr.SyntaxError
	if errors.As(err, &wrong) {
		return nil, survey.Fail(survey.Invalid, wrong.Code, survey.Words{VI: where + ": " + wrong.VI, EN: where + ": " + wrong.EN})
	}
	if err != nil {
		return nil, err
	}
	columns := map[string]*stats.Column{}
	names := e.Names()
	for _, r := range e.Refs() {
		names = append(names, r.Name)
	}
	for _, name := range names {
		if columns[name] = column(name); name != "" && columns[name] == nil {
			return nil, survey.Fail(survey.Invalid, "filter.column", survey.Say("%[1]s: không có cột %[2]q.", "%[1]s: there is no column %[2]q.", where, name))
		}
	}
	row := 0
	ctx := &expr.Context{Lookup: func(name string) (expr.Value, bool) {
		c := columns[name]
		if c == nil {
			return expr.Value{}, false
		}
		return expr.TextValue(c.Text(row)), true
	}}
	keep := f.Select(func(i int) bool {
		if err != nil {
			return false
		}
		row = i
		var v expr.Value
		v, err = e.Eval(ctx)
		return err == nil && v.Bool()
	})
	if err != nil {
		return nil, survey.Fail(survey.Invalid, "filter.value", survey.Say("%s, dòng %d: %v", "%s, row %d: %v", where, row+1, err))
	}
	return &keep, nil
}
