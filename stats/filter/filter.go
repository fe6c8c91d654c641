// Package filter chooses rows of a frame by an expression of the questionnaire language: district = 'D1' and age >= 18.
// The language has one parser, survey/expr; this package tells it what a name means in a frame.
package filter

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/khaosat/khaosat/stats"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/expr"
	"github.com/khaosat/khaosat/survey/words"
)

// Rows marks the rows of a frame for which a condition holds; nil for the condition "", which holds for all. column
// finds what a name stands for, nil for a name that is not known. A missing value is the empty text, several codes are
// joined by blanks. where says in errors whose condition it is ("--filter").
func Rows(f *stats.Frame, condition, where string, column func(name string) *stats.Column) (*stats.Selection, error) {
	if condition == "" {
		return nil, nil
	}
	columns := map[string]*stats.Column{}
	c, err := Parse(condition, where, func(name string) bool {
		if columns[name] == nil {
			columns[name] = column(name)
		}
		return columns[name] != nil
	})
	if err != nil {
		return nil, err
	}
	row := 0
	text := func(name string) string { return columns[name].Text(row) }
	keep := f.Select(func(i int) (holds bool) {
		if err == nil {
			row = i
			holds, err = c.Holds(text)
		}
		return holds
	})
	if err != nil {
		return nil, survey.Fail(survey.Invalid, "filter.value", "where", where, "row", row+1, "cause", err)
	}
	return &keep, nil
}

// Condition is a condition all of whose names are known.
type Condition struct {
	expr  *expr.Expr
	names map[string]string // of columns, by what the expression calls them
}

// Holds judges one row, whose values text gives by the names of columns as Parse was asked for them.
func (c *Condition) Holds(text func(name string) string) (bool, error) {
	v, err := c.expr.Eval(&expr.Context{Lookup: func(called string) (expr.Value, bool) {
		name, ok := c.names[called]
		if !ok {
			return expr.Value{}, false
		}
		return expr.TextValue(text(name)), true
	}})
	return err == nil && v.Bool(), err
}

// Parse understands a condition, which is not "". known tells whether a name stands for a column; a name that does not
// is an Invalid error.
func Parse(condition, where string, known func(name string) bool) (*Condition, error) {
	names := map[string]string{}
	condition = braced(condition, names, known)
	e, err := parse(condition, where)
	if err != nil {
		return nil, err
	}
	if spelled := byPath(condition, e, names, known); spelled != condition {
		if e, err = parse(spelled, where); err != nil {
			return nil, err
		}
	}
	bare := e.Names()
	for _, r := range e.Refs() {
		name := r.Name
		if name == "" && slices.Contains(bare, r.Path) {
			name = r.Path
		}
		if name == "" || r.LastSaved {
			if r.Row {
				continue
			}
			return nil, survey.Fail(survey.Invalid, "filter.path", "where", where, "path", r.Path)
		}
		if _, ok := names[name]; !ok && known(name) {
			names[name] = name
		}
		if _, ok := names[name]; !ok {
			return nil, survey.Fail(survey.Invalid, "filter.column", "where", where, "column", name, "text", name)
		}
	}
	return &Condition{e, names}, nil
}

func parse(condition, where string) (*expr.Expr, error) {
	e, err := expr.Parse(condition)
	var wrong *expr.SyntaxError
	if errors.As(err, &wrong) {
		return nil, survey.FailWith(survey.Invalid, wrong.Code, words.Join(": ", words.Plain(where), wrong.Message))
	}
	return e, err
}

// braced writes a name that the language knows in place of names in braces that only a column can have: ${Nghề, việc}.
// names gets what stands for them.
func braced(condition string, names map[string]string, known func(string) bool) string {
	var out strings.Builder
	quote := byte(0)
	for i := 0; i < len(condition); i++ {
		c := condition[i]
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '\'' || c == '"':
			quote = c
		case strings.HasPrefix(condition[i:], "${"):
			if name, found := inBraces(condition[i+2:], known); found {
				own := fmt.Sprintf("column.%d", i)
				names[own] = name
				out.WriteString("${" + own + "}")
				i += len("${") + len(name) // the closing brace follows
				continue
			}
		}
		out.WriteByte(c)
	}
	return out.String()
}

// inBraces is the name of a column that a text begins with, up to one of its closing braces.
func inBraces(text string, known func(string) bool) (name string, found bool) {
	for end := range len(text) {
		if text[end] == '}' && known(text[:end]) {
			return text[:end], true
		}
	}
	return "", false
}

// byPath writes ${…} in place of paths that are names of columns, as in the header of an export: group/item = '1'.
// names gets what stands for them.
func byPath(condition string, e *expr.Expr, names map[string]string, known func(string) bool) string {
	refs, text := e.Refs(), []rune(condition)
	for i := len(refs) - 1; i >= 0; i-- {
		r := refs[i]
		if r.Name != "" || r.Row || !strings.Contains(r.Path, "/") ||
			!strings.HasPrefix(string(text[r.Offset:]), r.Path) {
			continue
		}
		if known(r.Path) {
			name := fmt.Sprintf("path.%d", i)
			names[name] = r.Path
			text = slices.Replace(text, r.Offset, r.Offset+len([]rune(r.Path)), []rune("${"+name+"}")...)
		}
	}
	return string(text)
}
