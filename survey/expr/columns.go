package expr

// Column is a column of a choice list or file that an expression reads.
type Column struct{ Instance, Name string }

// Columns lists the columns that pulldata() and instance('list')/root/item[…]/column name by a literal, each once, in
// the order of the source.
func (e *Expr) Columns() []Column {
	var out []Column
	seen := map[Column]bool{}
	add := func(instance, name string) {
		if c := (Column{instance, name}); name != "" && name != "*" && !seen[c] {
			seen[c] = true
			out = append(out, c)
		}
	}
	e.top.each(func(t *term) bool {
		switch {
		case t.op == opCall && t.text == "pulldata" && len(t.args) >= 3 && t.args[0].op == opText:
			for _, a := range t.args[1:3] {
				if a.op == opText {
					add(t.args[0].text, a.text)
				}
			}
		case t.op == opPath && t.from == fromTerm && t.args[0].op == opCall && t.args[0].text == "instance" &&
			t.args[0].args[0].op == opText:
			rowColumns(t, t.args[0].args[0].text, add)
		}
		return true
	})
	return out
}

// rowColumns calls add for the columns of a path instance(…)/root/item[…]/column.
func rowColumns(t *term, instance string, add func(instance, name string)) {
	if len(t.steps) < 2 || t.steps[0].name != "root" || t.steps[1].name != "item" {
		return // another shape: not a list
	}
	if len(t.steps) > 2 && t.steps[2].axis == axisChild {
		add(instance, t.steps[2].name)
	}
	for _, p := range t.steps[1].where {
		p.each(func(x *term) bool {
			if x.op == opPath && x.from == fromTerm {
				return false // of another list, or of the form
			}
			if x.op == opPath && x.from == fromItem && len(x.steps) > 0 && x.steps[0].axis == axisChild {
				add(instance, x.steps[0].name)
			}
			return true
		})
	}
}
