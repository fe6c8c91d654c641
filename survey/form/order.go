package form

import (
	"strings"

	"github.com/khaosat/khaosat/survey/expr"
)

// orderFields numbers the fields so that what a relevance or calculation reads comes before it: worked out in the order
// of their turns, chains of calculations settle at once, whatever order the author wrote them in. Fields that read each
// other, as the rows of a repeat do that build on the row before, share one turn.
func (f *Form) orderFields() {
	o := &orderer{form: f, index: make(map[*Field]int, len(f.Fields)), low: make(map[*Field]int, len(f.Fields)),
		open: map[*Field]bool{}}
	for _, field := range f.Fields {
		if o.index[field] == 0 {
			o.visit(field)
		}
	}
}

// orderer finds the strongly connected components of the fields, those that are read first.
// Source: Tarjan (1972), SIAM Journal on Computing 1, 146-160.
type orderer struct {
	form       *Form
	index, low map[*Field]int // index from 1
	open       map[*Field]bool
	stack      []*Field
	turn       int
}

func (o *orderer) visit(f *Field) {
	n := len(o.index) + 1
	o.index[f], o.low[f] = n, n
	o.stack, o.open[f] = append(o.stack, f), true
	for _, d := range o.form.reads(f) {
		switch {
		case o.index[d] == 0:
			o.visit(d)
			o.low[f] = min(o.low[f], o.low[d])
		case o.open[d]:
			o.low[f] = min(o.low[f], o.index[d])
		}
	}
	if o.low[f] != n {
		return
	}
	for {
		last := o.stack[len(o.stack)-1]
		o.stack = o.stack[:len(o.stack)-1]
		o.open[last], last.turn = false, o.turn
		if last == f {
			o.turn++
			return
		}
	}
}

// reads lists the fields that decide whether and with what value a field is there: the container around it, and what
// its relevance and calculation refer to, and what sets it off. A reference to a container that the field is not in
// reads all its members.
func (f *Form) reads(field *Field) []*Field {
	var out []*Field
	if field.Parent != nil {
		out = append(out, field.Parent)
	}
	out = append(out, field.triggers...)
	for _, e := range []*expr.Expr{field.relevant, field.calculation} {
		if e == nil {
			continue
		}
		for _, ref := range e.Refs() {
			out = f.below(f.Referred(field, ref), field, out)
		}
	}
	return out
}

// Referred is the field that a reference in an expression of from leads to: an item, or a container whose members or
// rows are meant. nil for rows of lists, the form saved before and places outside the form.
func (f *Form) Referred(from *Field, ref expr.Ref) *Field {
	if ref.LastSaved || ref.Row {
		return nil
	}
	path := RootName + "/" + from.Path
	if ref.Name != "" {
		named, ok := f.Resolve(from, ref.Name)
		if !ok {
			return nil
		}
		path = named
	}
	if ref.Path != "" {
		var ok bool
		if path, ok = expr.ResolvePath(path, ref.Path); !ok {
			return nil
		}
	}
	return f.ByPath[strings.TrimPrefix(path, RootName+"/")]
}

func (f *Form) below(field, from *Field, out []*Field) []*Field {
	if field == nil || field == from {
		return out
	}
	out = append(out, field)
	if strings.HasPrefix(from.Path, field.Path+"/") {
		return out
	}
	for _, c := range field.children {
		out = f.below(c, from, out)
	}
	return out
}
