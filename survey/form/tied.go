package form

import (
	"slices"
	"strings"

	"github.com/khaosat/khaosat/survey/expr"
)

// Tied lists the items whose answers can tell that of a field: itself, those that it is chosen or worked out by, and
// all that are chosen, worked out or asked by one of these, with what stands inside; in the form's order.
func (f *Form) Tied(field *Field) []*Field {
	tied := map[*Field]bool{field: true}
	f.behind(field, tied)
	for before := 0; before < len(tied); {
		before = len(tied)
		for _, g := range f.Fields {
			tied[g] = tied[g] || slices.ContainsFunc(f.dependsOn(g), func(d *Field) bool { return tied[d] })
		}
		for g, is := range tied {
			if !is {
				delete(tied, g)
			}
		}
	}
	return slices.DeleteFunc(slices.Clone(f.Fields), func(g *Field) bool { return !tied[g] })
}

// Behind lists the items that a field is chosen or worked out by, and those behind them; in the form's order.
func (f *Form) Behind(field *Field) []*Field {
	found := map[*Field]bool{}
	f.behind(field, found)
	return slices.DeleteFunc(slices.Clone(f.Fields), func(g *Field) bool { return !found[g] || g == field })
}

func (f *Form) behind(field *Field, to map[*Field]bool) {
	for _, d := range f.chosenBy(field) {
		if !to[d] && len(d.children) == 0 {
			to[d] = true
			f.behind(d, to)
		}
	}
}

// chosenBy lists the fields that give a field its value or its choices.
func (f *Form) chosenBy(field *Field) []*Field {
	out := slices.Clone(field.triggers)
	if field.Source != nil {
		out = append(out, field.Source)
	}
	for _, e := range []*expr.Expr{field.calculation, field.filter, field.initial} {
		if e == nil {
			continue
		}
		for _, ref := range e.Refs() {
			out = f.below(f.Referred(field, ref), field, out)
		}
	}
	return out
}

// dependsOn lists the fields that decide on the value of a field, its choices, and whether it is asked.
func (f *Form) dependsOn(field *Field) []*Field { return append(f.chosenBy(field), f.reads(field)...) }

// WithoutRows takes the row numbers out of a path: "rep[2]/a" is "rep/a".
func WithoutRows(path string) string {
	for {
		open := strings.IndexByte(path, '[')
		end := strings.IndexByte(path, ']')
		if open < 0 || end < open {
			return path
		}
		path = path[:open] + path[end+1:]
	}
}
