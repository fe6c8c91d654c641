package xlsform

import (
	"regexp"
	"strings"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/expr"
	"github.com/khaosat/khaosat/survey/form"
)

// checkExpressions finds what pyxform lets through and what no program can run: expressions that cannot be read,
// circles, and, as plain warnings, codes and columns that do not exist.
func (r *reader) checkExpressions() {
	r.compiled()
	r.checkCircles()
	r.checkLeads()
	r.q.Walk(func(_ string, it *survey.Item) bool {
		for _, e := range expressionsOf(it) {
			r.checkCodesUsed(it, e)
		}
		r.checkInstances(it)
		r.checkFilterColumns(it)
		r.checkDefault(it)
		return true
	})
}

// compiled asks package survey whether it can run the questionnaire. What stands in a cell that has an error already is
// not said twice.
func (r *reader) compiled() {
	wrong := map[[2]string]bool{}
	for _, p := range r.problems {
		if p.Severity == SeverityError {
			wrong[[2]string{p.Sheet, p.Cell}] = true
		}
	}
	form, problems := form.CompileWith(r.options.Kinds, r.q)
	for _, p := range problems {
		if !wrong[[2]string{p.Place.Sheet, p.Place.Cell}] {
			r.blockWith(p.Place.Sheet, p.Place.Cell, p.Code, p.Words)
		}
	}
	if form != nil {
		r.checkAnswerable(form)
	}
}

// cellExpression is an expression and the column that it stands in.
type cellExpression struct{ column, text string }

func expressionsOf(it *survey.Item) []cellExpression {
	var out []cellExpression
	for _, e := range []cellExpression{
		{colRelevant, it.Relevant}, {colConstraint, it.Constraint}, {colCalculation, it.Calculation},
		{colRequired, it.Required},
		{colReadOnly, it.ReadOnly}, {colFilter, it.ChoiceFilter}, {colRepeatCount, it.RepeatCount},
	} {
		if e.text != "" {
			out = append(out, e)
		}
	}
	return out
}

// place is the cell of one of an item's columns.
func place(it *survey.Item, column string) survey.Place {
	if p, ok := it.Cells[column]; ok {
		return p
	}
	return it.Source
}

// checkCircles finds items whose value or relevance depends on itself. A member depends on its group's relevance.
func (r *reader) checkCircles() {
	named := map[string]*survey.Item{}
	parent := map[*survey.Item]*survey.Item{}
	var all []*survey.Item
	var visit func(list []*survey.Item, in *survey.Item)
	visit = func(list []*survey.Item, in *survey.Item) {
		for _, it := range list {
			all = append(all, it)
			named[it.Name], parent[it] = it, in
			visit(it.Children, it)
		}
	}
	visit(r.q.Items, nil)
	needs := func(it *survey.Item) []*survey.Item {
		var out []*survey.Item
		if p := parent[it]; p != nil {
			out = append(out, p)
		}
		for _, text := range []string{it.Relevant, it.Calculation} {
			if text == it.Calculation && it.Trigger != "" || strings.Contains(text, "indexed-repeat") ||
				strings.Contains(text, "once(") {
				continue // computed from an earlier state
			}
			names, _ := references(text)
			for _, n := range names {
				if other := named[n]; other != nil {
					out = append(out, other)
				}
			}
		}
		return out
	}
	for _, circle := range circles(all, needs) {
		first := circle[0]
		var names []string
		for _, it := range circle {
			names = append(names, "${"+it.Name+"}")
		}
		p := place(first, colRelevant)
		if first.Relevant == "" {
			p = place(first, colCalculation)
		}
		list := strings.Join(append(names, names[0]), " → ")
		r.block(p.Sheet, p.Cell, "expression.circular", "list", list)
	}
}

// circles gives each circle of a graph once, in the order in which its first member comes.
func circles(all []*survey.Item, needs func(*survey.Item) []*survey.Item) [][]*survey.Item {
	const open, done = 1, 2
	state := map[*survey.Item]int{}
	var stack []*survey.Item
	var out [][]*survey.Item
	var visit func(it *survey.Item)
	visit = func(it *survey.Item) {
		state[it] = open
		stack = append(stack, it)
		for _, n := range needs(it) {
			switch state[n] {
			case open:
				i := len(stack) - 1
				for stack[i] != n {
					i--
				}
				out = append(out, append([]*survey.Item{}, stack[i:]...))
			case 0:
				visit(n)
			}
		}
		stack = stack[:len(stack)-1]
		state[it] = done
	}
	for _, it := range all {
		if state[it] == 0 {
			visit(it)
		}
	}
	return out
}

// Comparisons of an answer with a code.
var (
	equalsCode   = regexp.MustCompile(`\$\{([^{}]+)\}\s*!?=\s*(?:'([^']*)'|"([^"]*)")`)
	selectedCode = regexp.MustCompile(`selected\(\s*\$\{([^{}]+)\}\s*,\s*(?:'([^']*)'|"([^"]*)")\s*\)`)
)

// checkCodesUsed warns of comparisons with a code that the choice list does not have: they are never true.
func (r *reader) checkCodesUsed(it *survey.Item, e cellExpression) {
	for _, pattern := range []*regexp.Regexp{equalsCode, selectedCode} {
		for _, m := range pattern.FindAllStringSubmatch(e.text, -1) {
			list, code := r.listOf(m[1]), m[2]+m[3]
			if list == nil || code == "" || len(list.Choices) == 0 || r.facts(list).codes[code] {
				continue
			}
			p := place(it, e.column)
			hint := didYouMean(code, r.facts(list).codes)
			r.warn(p.Sheet, p.Cell, "expression.code", "item", "${"+m[1]+"}", "code", code, "hint", hint)
		}
	}
}

// listOf is the choice list of the one item with a name, nil when it has none or the name is not clear.
func (r *reader) listOf(name string) *survey.ChoiceList {
	if r.byName == nil {
		r.byName = map[string]*survey.Item{}
		r.q.Walk(func(_ string, it *survey.Item) bool {
			r.byName[it.Name] = it
			return true
		})
	}
	if it := r.byName[name]; it != nil && r.types.kinds.Of(it.Kind).Choosing() && r.names.rows[name] == 1 {
		return r.lists[it.List]
	}
	return nil
}

// checkFilterColumns warns of columns in a choice_filter that no choice of the list has: the filter then matches
// nothing.
func (r *reader) checkFilterColumns(it *survey.Item) {
	list := r.lists[it.List]
	if it.ChoiceFilter == "" || list == nil || len(list.Choices) == 0 {
		return
	}
	e, err := expr.Parse(it.ChoiceFilter)
	if err != nil {
		return
	}
	columns := r.facts(list).columns
	for _, n := range e.Names() {
		if !columns[n] {
			p := place(it, colFilter)
			hint := didYouMean(n, columns)
			r.warn(p.Sheet, p.Cell, "choice_filter.column", "name", n, "list", list.Name, "hint", hint)
		}
	}
}

// checkDefault warns of a default that is no code of the list.
func (r *reader) checkDefault(it *survey.Item) {
	list, kind := r.lists[it.List], r.types.kinds.Of(it.Kind)
	if it.Default == "" || !kind.Choosing() || list == nil || len(list.Choices) == 0 || kind.Computes(it.Default) {
		return
	}
	for _, code := range strings.Fields(it.Default) {
		if codes := r.facts(list).codes; !codes[code] && !codes[it.Default] {
			p := place(it, colDefault)
			hint := didYouMean(code, r.facts(list).codes)
			r.warn(p.Sheet, p.Cell, "default.code", "code", code, "list", list.Name, "hint", hint)
		}
	}
}

// checkInstances warns of expressions that look into a list which is nowhere, and makes it an empty one.
func (r *reader) checkInstances(it *survey.Item) {
	for _, e := range append(expressionsOf(it), r.lookupsOf(it)...) {
		if !strings.Contains(e.text, "instance(") && !strings.Contains(e.text, "pulldata(") {
			continue
		}
		parsed, err := expr.Parse(e.text)
		if err != nil {
			continue
		}
		for _, name := range parsed.Instances() {
			if r.lists[name] != nil {
				continue
			}
			p := place(it, e.column)
			hint := didYouMean(name, r.lists)
			r.warn(p.Sheet, p.Cell, "expression.instance", "name", name, "hint", hint)
			r.lists[name] = &survey.ChoiceList{Name: name}
			r.q.Lists = append(r.q.Lists, *r.lists[name])
		}
		r.checkColumns(it, e, parsed)
	}
}

// lookupsOf are what the texts of an item look up by instance(). pyxform makes an output of it; one that cannot be read
// is shown as it is written.
func (r *reader) lookupsOf(it *survey.Item) []cellExpression {
	var out []cellExpression
	for column, text := range map[string]survey.Text{colLabel: it.Label, colHint: it.Hint, colGuidance: it.Guidance,
		colConstraintMs: it.ConstraintMessage, colRequiredMsg: it.RequiredMessage} {
		for _, lang := range sortedKeys(text) {
			s := text[lang]
			for _, at := range form.Lookups(s) {
				source := s[at[0]:at[1]]
				if _, err := form.ParseLookup(r.q, source); err != nil {
					p := place(it, column)
					r.warn(p.Sheet, p.Cell, "text.lookup", "source", source)
					continue
				}
				out = append(out, cellExpression{column, plain(source)})
			}
		}
	}
	return out
}

// checkColumns warns of columns that the list or file which an expression looks into does not have.
func (r *reader) checkColumns(it *survey.Item, e cellExpression, parsed *expr.Expr) {
	for _, c := range parsed.Columns() {
		list := r.lists[strings.TrimSuffix(c.Instance, ".csv")]
		if list == nil || len(list.Choices) == 0 || r.facts(list).columns[c.Name] || r.hasColumn(list.File, c.Name) {
			continue
		}
		p := place(it, e.column)
		hint := didYouMean(c.Name, r.facts(list).columns)
		r.warn(p.Sheet, p.Cell, "expression.column", "list", c.Instance, "column", c.Name, "hint", hint)
	}
}
