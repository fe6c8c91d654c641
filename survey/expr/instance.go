package expr

import (
	"strings"
	"sync"
)

// Instance is a secondary instance: a choice list or a file, shaped as ODK shapes them (root/item/column). It is read
// by many evaluations at once and must not be changed once it is in use.
type Instance struct {
	top *Node // unnamed document node above "root"

	mu      sync.Mutex
	columns map[string]map[string][]*Node // column → value → items, built when first asked for
}

// NewInstance makes an instance of rows. Cells beyond the columns are dropped, missing cells are empty.
func NewInstance(columns []string, rows [][]string) *Instance {
	in := &Instance{top: NewRoot("")}
	in.top.list = in
	root := in.top.Append("root", "")
	for _, row := range rows {
		item := root.Append("item", "")
		for i, c := range columns {
			cell := ""
			if i < len(row) {
				cell = row[i]
			}
			item.Append(c, cell)
		}
	}
	return in
}

// Items are the nodes root/item, in order.
func (in *Instance) Items() []*Node {
	if root := in.top.Child("root"); root != nil {
		return root.All("item")
	}
	return nil
}

// with returns the items whose column has that value, in order. An item without the column counts as empty.
func (in *Instance) with(column, value string) []*Node {
	in.mu.Lock()
	defer in.mu.Unlock()
	index, ok := in.columns[column]
	if !ok {
		index = map[string][]*Node{}
		for _, item := range in.Items() {
			cells := item.All(column)
			if len(cells) == 0 {
				cells = []*Node{nil}
			}
			for _, c := range cells { // several only when two columns have one name
				v := c.text()
				if same := index[v]; len(same) == 0 || same[len(same)-1] != item {
					index[v] = append(same, item)
				}
			}
		}
		if in.columns == nil {
			in.columns = map[string]map[string][]*Node{}
		}
		in.columns[column] = index
	}
	return index[value]
}

// Pull is pulldata's lookup: column want of the first row whose column key has that value; "" when there is none.
func (in *Instance) Pull(want, key, value string) string {
	for _, item := range in.with(key, value) {
		return item.Child(want).text()
	}
	return ""
}

// Filter gives the items for which the expression holds, in order: a choice filter. In it bare names are columns, while
// ${name} and current() belong to the item ctx.Current, or ctx.Node when that is nil.
func (e *Expr) Filter(ctx *Context, in *Instance) ([]*Node, error) {
	r := begin(ctx)
	items := r.filter(e.top, r.candidates(e.top, in), []*term{e.top}).Nodes()
	return items, r.end()
}

// candidates are the items that can fulfil a predicate: those that an index finds when the predicate, or the first part
// of its "and", says that a column equals a text that does not depend on the row; else all.
func (r *run) candidates(p *term, in *Instance) Value {
	column, value := keyOf(p)
	if value != nil {
		v := r.eval(value)
		if v.comparesAs() == Text && v.Len() <= 1 {
			return nodeSet(in.with(column, v.Text()))
		}
	}
	return nodeSet(in.Items())
}

// Column is the column of a list by which an expression cuts it: "column = value" at its head, with a value that is the
// same for every row. "" when it has another form.
func (e *Expr) Column() string {
	column, _ := keyOf(e.top)
	return column
}

// keyOf finds "column = value" at the head of a predicate; value is nil when it has another form or depends on the row.
func keyOf(p *term) (column string, value *term) {
	equal := p
	if p.op == opAnd {
		equal = p.args[0]
	}
	if equal.op != opEqual || !rowFree(p, false) {
		return "", nil
	}
	for i, a := range equal.args {
		if names := plainNames(a.steps); a.op == opPath && a.from == fromItem && len(names) == 1 &&
			rowFree(equal.args[1-i], true) {
			return names[0], equal.args[1-i]
		}
	}
	return "", nil
}

// rowFree tells whether a term does not depend on the place of the row in the list and, with strict, not on the row at
// all.
func rowFree(t *term, strict bool) bool {
	free := true
	t.each(func(x *term) bool {
		switch {
		case x.op == opCall && (x.text == "position" || x.text == "last" || x.fn.volatile):
			free = false
		case strict && (x.op == opPath && x.from == fromItem || x.op == opCall && len(x.args) == 0 && x.fn.max != 0):
			free = false
		}
		return free
	})
	return free
}

// lookupInstance finds an instance by its name, with or without ".csv".
func lookupInstance(all map[string]*Instance, name string) *Instance {
	if in := all[name]; in != nil {
		return in
	}
	if short, ok := strings.CutSuffix(name, ".csv"); ok {
		return all[short]
	}
	return all[name+".csv"]
}
