package answergen

import (
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/expr"
	"github.com/khaosat/khaosat/survey/form"
	"github.com/khaosat/khaosat/survey/kinds"
)

// Mutation is a valid sheet with one thing made wrong.
type Mutation struct {
	Name    string // what was made wrong, "an unknown code"
	Item    string // the place that a problem must name: "group/rows[2]/name"
	Code    string // the code that this problem must have
	Answers survey.Answers
}

// perName bounds how many mutations of one name Invalid makes: a form of a thousand items does not need a thousand.
const perName = 3

// Invalid makes mutations of the newest valid answers, each of which must be refused; nil when there are none. Other
// problems may come with the one that is named: what depended on the answer that was changed.
func (g *Generator) Invalid() []Mutation {
	if g.last == nil {
		if _, ok := g.Valid(); !ok {
			return nil
		}
	}
	m := &mutator{filling: g.last, valid: g.last.answers(), count: map[string]int{}}
	m.whole()
	slots := slices.Clone(g.last.x.All)
	shuffle(g.rand, slots)
	for _, slot := range slots {
		m.slot(slot)
	}
	return m.out
}

type mutator struct {
	*filling
	valid survey.Answers
	count map[string]int
	out   []Mutation
}

// add makes a mutation in which the slot has another value; Absent takes the answer away.
func (m *mutator) add(name string, slot *form.Slot, code string, v survey.Value) {
	if m.count[name] >= perName {
		return
	}
	m.count[name]++
	m.out = append(m.out, Mutation{Name: name, Item: slot.Path, Code: code, Answers: with(m.valid, slot, v)})
}

// with copies answers and changes one of them.
func with(a survey.Answers, slot *form.Slot, v survey.Value) survey.Answers {
	out := maps.Clone(a)
	inner := out
	rest := slot.Path
	for _, repeat := range repeatsAround(slot.Field) { // copy the row on the way down, each level
		row := rowIn(rest, repeat)
		rows := slices.Clone(inner[repeat.Path].Rows)
		rows[row-1] = maps.Clone(rows[row-1])
		inner[repeat.Path] = survey.OfRows(rows)
		inner = rows[row-1]
	}
	put(inner, slot.Field.Path, v)
	return out
}

func put(a survey.Answers, path string, v survey.Value) {
	if v.Kind == survey.Absent {
		delete(a, path)
		return
	}
	a[path] = v
}

// repeatsAround lists the repeats that a field is in, the outermost first.
func repeatsAround(f *form.Field) []*form.Field {
	var out []*form.Field
	for r := f.Repeat; r != nil; r = r.Repeat {
		out = append([]*form.Field{r}, out...)
	}
	return out
}

// rowIn reads from a slot's path the 1-based row of a repeat around it.
func rowIn(slot string, repeat *form.Field) int {
	depth := strings.Count(repeat.Path, "/")
	part := strings.Split(slot, "/")[depth]
	n := 0
	for _, r := range part[strings.LastIndexByte(part, '[')+1 : len(part)-1] {
		n = n*10 + int(r-'0')
	}
	return n
}

// whole makes mutations that concern no item: names that the form does not have, or not there.
func (m *mutator) whole() {
	extra := func(name, key, code string, v survey.Value) {
		a := maps.Clone(m.valid)
		a[key] = v
		m.out = append(m.out, Mutation{Name: name, Item: key, Code: code, Answers: a})
	}
	extra("an unknown item", "khong_co/cau_nay", "answer.unknown_item", survey.OfText("1"))
	for _, f := range m.g.form.Fields {
		switch kind := f.Kind; {
		case !kind.Holds() && f.Repeat == nil && m.count["note"] == 0:
			m.count["note"]++
			extra("an answer to a note or group", f.Path, "answer.unknown_item", survey.OfText("1"))
		case kind.Asked() && f.Repeat != nil && m.count["place"] == 0:
			m.count["place"]++
			extra("an item of a repeat outside its rows", f.Path, "answer.wrong_place", survey.OfText("1"))
		}
	}
	for _, path := range slices.Sorted(maps.Keys(m.valid)) {
		f := m.g.form.Field(path)
		if same, ambiguous := m.g.form.Find(f.Item.Name); f.Parent != nil && same == f && !ambiguous &&
			f.Item.Kind != survey.Repeat {
			a := maps.Clone(m.valid)
			a[f.Item.Name] = m.valid[path]
			first := max(path, f.Item.Name) // keys are read in byte order: the second one is told
			m.out = append(m.out, Mutation{Name: "an item answered under two names", Item: first, Code: "answer.twice",
				Answers: a})
			break
		}
	}
}

// slot makes the mutations of one place.
func (m *mutator) slot(slot *form.Slot) {
	it := slot.Field.Item
	switch {
	case it.Kind == survey.Repeat:
		m.rows(slot)
		return
	case !slot.Field.Kind.Asked() || it.Calculation != "" || m.g.known.asksItself(slot.Field):
		return
	case !slot.Asked:
		m.hidden(slot)
		return
	}
	if m.x.Required(slot) && m.typed(slot) && !slot.Value.Empty() &&
		!readsItself(m.g.known.expressions[slot.Field]["required"], m.g.form, slot.Field) {
		m.add("a required answer missing", slot, "answer.required", survey.Value{})
	}
	m.shape(slot)
	m.choice(slot)
	m.constraint(slot)
}

func readsItself(e *expr.Expr, form *form.Form, f *form.Field) bool {
	return e != nil && slices.ContainsFunc(e.Refs(), func(r expr.Ref) bool { return form.Referred(f, r) == f })
}

// rows breaks the count of a repeat that has one.
func (m *mutator) rows(slot *form.Slot) {
	n, fixed := m.x.RowsWanted(slot)
	if !slot.Asked || slot.Row > 0 || !fixed || n != len(slot.Children) || n == 0 || n > maxRows {
		return
	}
	e := m.g.known.expressions[slot.Field]["repeat_count"]
	if c := m.g.known.causes(slot.Field, e); len(c.repeats) > 0 {
		return // the count follows the rows
	}
	rows := m.collect([]*form.Slot{slot})[slot.Field.Path].Rows
	m.add("a row too many", slot, "answer.rows", survey.OfRows(append(slices.Clone(rows), rows[0])))
}

// hidden answers an item that routing does not reach, in a row or group that it does reach or not.
func (m *mutator) hidden(slot *form.Slot) {
	for up := slot.Field.Repeat; up != nil; up = up.Repeat {
		if m.asked(up) == nil {
			return // there is no row to put it in
		}
	}
	if !m.inAskedRow(slot) {
		return
	}
	if values := m.candidates(slot); len(values) > 0 {
		m.add("an answer to an item that is not asked", slot, "answer.not_asked", values[0])
	}
}

// inAskedRow reports whether the answers hold the row that a slot is in.
func (m *mutator) inAskedRow(slot *form.Slot) bool {
	inner := m.valid
	for _, repeat := range repeatsAround(slot.Field) {
		row := rowIn(slot.Path, repeat)
		if row > len(inner[repeat.Path].Rows) {
			return false
		}
		inner = inner[repeat.Path].Rows[row-1]
	}
	return true
}

// shape gives an answer of another type than the item takes, or one beyond what its kind allows.
func (m *mutator) shape(slot *form.Slot) {
	if mistakes := slot.Field.Kind.Mistakes; mistakes != nil {
		for _, x := range mistakes(&slot.Field.Question) {
			m.add(x.Name, slot, x.Code, x.Value)
		}
	}
}

// choice gives codes that the list does not have, or not together.
func (m *mutator) choice(slot *form.Slot) {
	f := slot.Field
	const nobody = "khong_co_ma_nay"
	if f.Source != nil {
		given := survey.OfCodes(nobody)
		if !f.Kind.Several() {
			given = survey.OfText(nobody)
		}
		m.add("a choice that no row gives", slot, "answer.filtered", given)
	}
	if f.List == nil {
		return
	}
	offered := m.x.Choices(slot)
	if f.Kind.Choose == kinds.OneOf {
		m.add("an unknown code", slot, "answer.choice", survey.OfText(nobody))
		m.add("two codes for one choice", slot, "answer.too_many", survey.OfCodes("a", "b"))
		for _, c := range f.List.Choices {
			if !slices.ContainsFunc(offered, func(o *survey.Choice) bool { return o.Code == c.Code }) {
				m.add("a code that the choice_filter leaves out", slot, "answer.filtered", survey.OfText(c.Code))
				break
			}
		}
		return
	}
	var all []string
	exclusive := ""
	for _, c := range f.List.Choices {
		if !slices.Contains(all, c.Code) {
			all = append(all, c.Code)
		}
		if c.Exclusive {
			exclusive = c.Code
		}
	}
	if len(all) < 2 {
		return
	}
	m.add("an unknown code", slot, "answer.choice", survey.OfCodes(nobody))
	m.add("a code twice", slot, "answer.duplicate", survey.OfCodes(all[0], all[0]))
	if len(f.List.Choices) == len(all) {
		m.add("more codes than choices", slot, "answer.too_many", survey.OfCodes(append(slices.Clone(all), nobody)...))
	}
	if exclusive != "" && f.Kind.Choose == kinds.SomeOf {
		other := all[0]
		if other == exclusive {
			other = all[1]
		}
		m.add("an exclusive choice beside another", slot, "answer.exclusive", survey.OfCodes(other, exclusive))
	}
}

// constraint breaks the author's constraint: where it compares the answer with a number, by arithmetic alone; else with
// a value that was found.
func (m *mutator) constraint(slot *form.Slot) {
	e := m.g.known.expressions[slot.Field]["constraint"]
	if e == nil || !m.typed(slot) {
		return
	}
	if n, ok := beyond(e); ok && slot.Field.Kind.Numeric() {
		v := kinds.OfFloat(n)
		if _, bad := slot.Field.Kind.Accept(&slot.Field.Question, v); bad == nil {
			m.add("a number beyond the constraint", slot, "answer.constraint", v)
			return
		}
	}
	if m.g.known.looped[slot.Field] || m.count["a value against the constraint"] >= perName {
		return
	}
	before := slot.Value
	defer m.x.Set(slot, before)
	for _, v := range m.candidates(slot) {
		m.x.Set(slot, v)
		if wrong := m.x.Wrong(slot); len(wrong) == 1 && wrong[0].Code == "answer.constraint" {
			m.add("a value against the constraint", slot, "answer.constraint", v)
			return
		}
	}
}

// beyond reads a bound of a constraint such as ". >= 0 and . <= 120" and gives a whole number that breaks it.
func beyond(e *expr.Expr) (float64, bool) {
	parts := e.Parts()
	op := e.Operator()
	if op == "and" {
		for _, p := range parts {
			if n, ok := beyond(p); ok {
				return n, true
			}
		}
		return 0, false
	}
	if !slices.Contains([]string{"<", "<=", ">", ">="}, op) {
		return 0, false
	}
	bound, ok := parts[1].Literal()
	refs := parts[0].Refs()
	if !ok || bound.Kind() != expr.KindNumber || parts[0].Operator() != "path" || len(refs) != 1 ||
		refs[0].Path != "." || refs[0].Name != "" {
		return 0, false
	}
	if strings.HasPrefix(op, "<") {
		return math.Ceil(bound.Number()) + 1, true
	}
	return math.Floor(bound.Number()) - 1, true
}
