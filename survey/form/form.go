package form

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/expr"
	"github.com/khaosat/khaosat/survey/kinds"
	"github.com/khaosat/khaosat/survey/words"
)

// Form is a questionnaire made ready to run: paths resolved, expressions parsed. It is immutable and safe for
// concurrent use.
type Form struct {
	Q      *survey.Questionnaire
	Fields []*Field // every item in the author's order, containers before their members

	top       []*Field
	ByPath    map[string]*Field
	byName    map[string][]*Field
	instances map[string]*expr.Instance
	choiceAt  map[*expr.Node]*survey.Choice // of the items of the lists' instances
	name      *expr.Expr                    // instance_name; nil when responses have no name
	tellsID   bool                          // see TellsID
}

// Field is one item of a Form.
type Field struct {
	kinds.Question
	Path   string // "group/name"
	Key    string // stable across versions: Item.Key, else the path
	Parent *Field // nil at the top
	Repeat *Field // nearest repeat around it, nil when there is none
	Source *Field // the item whose answers are the choices, nil when there is none

	children []*Field
	relevant, constraint, required, calculation,
	initial, filter, readOnly, count *expr.Expr // every ${name} bound to its path
	convert  *expr.Expr // brings computed values to the kind's form; nil: they are read as they are
	triggers []*Field   // the calculation waits for an answer to one of them; none: it does not wait
	turn     int        // when relevance and calculation are worked out, see orderFields
	lookups  map[string]*expr.Expr
	byLot    bool // the calculation draws by lot, another value each time: it is worked out once
}

// Children are the members of a group or repeat, in order.
func (f *Field) Children() []*Field { return f.children }

// AlwaysRequired reports whether the item must be answered whenever it is asked, whatever else was answered.
func (f *Field) AlwaysRequired() bool { return IsYes(f.Item.Required) }

// Choice returns the choice with the code, nil when the item's list has none.
func (f *Field) Choice(code string) *survey.Choice { return f.Codes[code] }

// Top returns the fields at the top of the questionnaire, in order.
func (f *Form) Top() []*Field { return f.top }

// Field returns the field with the path, nil when there is none.
func (f *Form) Field(path string) *Field { return f.ByPath[path] }

// Find returns the field that a key of an answer names: a path, or a bare name where it is unique. A nil field with
// ambiguous set means that several items have the name.
func (f *Form) Find(key string) (field *Field, ambiguous bool) {
	if field := f.ByPath[key]; field != nil {
		return field, false
	}
	switch named := f.byName[key]; len(named) {
	case 0:
		return nil, false
	case 1:
		return named[0], false
	}
	return nil, true
}

// Compile makes a Form. The problems name every expression that cannot be parsed, every reference to an item that does
// not exist and every missing list, with sheet and cell where the item knows them; with problems the Form is nil.
func Compile(q *survey.Questionnaire) (*Form, []survey.Problem) { return CompileWith(nil, q) }

// CompileWith is Compile with other kinds than the built-in ones.
func CompileWith(t *kinds.Set, q *survey.Questionnaire) (*Form, []survey.Problem) {
	f, problems, unnamed := build(t, q)
	if problems = append(problems, unnamed...); len(problems) > 0 {
		return nil, problems
	}
	return f, nil
}

// CompilePublished is Compile for a version that was published: one whose instance_name is wrong still runs, its
// responses have no name.
func CompilePublished(t *kinds.Set, q *survey.Questionnaire) (*Form, []survey.Problem) {
	f, problems, _ := build(t, q)
	return f, problems
}

// build is Compile with the problems of instance_name apart: a version that was published with a wrong one still runs,
// its responses have no name. A nil table is that of the built-in kinds.
func build(t *kinds.Set, q *survey.Questionnaire) (f *Form, problems, unnamed []survey.Problem) {
	c := &compiler{kinds: t, offers: map[string]offer{},
		form: &Form{Q: q, ByPath: map[string]*Field{}, byName: map[string][]*Field{},
			instances: map[string]*expr.Instance{}, choiceAt: map[*expr.Node]*survey.Choice{}}}
	c.form.top = c.fields("", nil, nil, q.Items)
	for i := range q.Lists {
		list := &q.Lists[i]
		in := listInstance(list, q.DefaultLanguage)
		c.form.instances[list.Name] = in
		for n, item := range in.Items() {
			c.form.choiceAt[item] = &list.Choices[n]
		}
	}
	for _, f := range c.form.Fields {
		c.expressions(f)
		c.triggers(f)
		c.source(f)
	}
	unnamed = c.instanceName(q)
	if len(c.problems) > 0 {
		return nil, c.problems, unnamed
	}
	c.form.orderFields()
	return c.form, nil, unnamed
}

// offer is a choice list in the author's order and by code.
type offer struct {
	choices []*survey.Choice
	codes   map[string]*survey.Choice
}

func offerOf(l *survey.ChoiceList) offer {
	o := offer{make([]*survey.Choice, len(l.Choices)), make(map[string]*survey.Choice, len(l.Choices))}
	for i := range l.Choices {
		o.choices[i] = &l.Choices[i]
		o.codes[l.Choices[i].Code] = &l.Choices[i]
	}
	return o
}

type compiler struct {
	kinds    *kinds.Set
	form     *Form
	offers   map[string]offer
	problems []survey.Problem
}

func (c *compiler) problem(it *survey.Item, column, path, code string, pairs ...any) {
	place := it.Source
	if p, ok := it.Cells[column]; ok {
		place = p
	}
	place.Item = path
	c.problems = append(c.problems, survey.ProblemAt(place, code, pairs...))
}

func (c *compiler) fields(prefix string, parent, repeat *Field, items []*survey.Item) []*Field {
	var out []*Field
	for _, it := range items {
		f := &Field{Question: c.kinds.Question(it), Path: prefix + it.Name, Parent: parent, Repeat: repeat, Key: it.Key}
		if f.Key == "" {
			f.Key = f.Path
		}
		if c.form.ByPath[f.Path] != nil {
			c.problem(it, "name", f.Path, "item.duplicate", "item", f.Path)
			continue
		}
		c.form.Fields = append(c.form.Fields, f)
		c.form.ByPath[f.Path] = f
		c.form.byName[it.Name] = append(c.form.byName[it.Name], f)
		if !c.kinds.Known(it.Kind) {
			c.problem(it, "type", f.Path, "item.kind", "kind", it.Kind)
		}
		if f.Kind.Choosing() {
			c.choices(f)
		}
		if f.Kind.Container() {
			inner := repeat
			if it.Kind == survey.Repeat {
				inner = f
			}
			f.children = c.fields(f.Path+"/", f, inner, it.Children)
		}
		out = append(out, f)
	}
	return out
}

func (c *compiler) choices(f *Field) {
	if f.Item.ChoicesFrom() != "" {
		return // see source
	}
	f.List = c.form.Q.List(f.Item.List)
	if f.List == nil {
		c.problem(f.Item, "type", f.Path, "list.missing", "list", f.Item.List)
		return
	}
	o, ok := c.offers[f.Item.List]
	if !ok { // one for a list, however many items share it
		o = offerOf(f.List)
		c.offers[f.Item.List] = o
	}
	f.Codes, f.Offer = o.codes, o.choices
}

func (c *compiler) expressions(f *Field) {
	it := f.Item
	f.relevant = c.parse(f, "relevant", it.Relevant)
	f.constraint = c.parse(f, "constraint", it.Constraint)
	if !f.Kind.Container() { // containers hold no value
		f.calculation = c.parse(f, "calculation", it.Calculation)
	}
	if f.calculation != nil {
		f.convert = conversion(f.Kind)
	}
	f.byLot = f.calculation != nil && f.calculation.Volatile() &&
		slices.ContainsFunc(f.calculation.Functions(), func(name string) bool {
			return name == "random" || name == "uuid" || name == "randomize"
		})
	f.filter = c.parse(f, "choice_filter", it.ChoiceFilter)
	f.count = c.parse(f, "repeat_count", it.RepeatCount)
	if !IsYes(it.Required) && !IsNo(it.Required) {
		f.required = c.parse(f, "required", it.Required)
	}
	if !IsYes(it.ReadOnly) && !IsNo(it.ReadOnly) {
		f.readOnly = c.parse(f, "read_only", it.ReadOnly)
	}
	if f.Kind.Computes(it.Default) {
		f.initial = c.parse(f, "default", it.Default)
	}
	c.findLookups(f)
	for column, text := range map[string]survey.Text{"label": it.Label, "hint": it.Hint, "guidance_hint": it.Guidance,
		"constraint_message": it.ConstraintMessage, "required_message": it.RequiredMessage} {
		for _, s := range text {
			for _, m := range survey.Piped.FindAllStringSubmatch(s, -1) {
				c.known(f, column, strings.TrimPrefix(m[1], expr.LastSaved))
			}
		}
	}
}

// triggers finds the questions whose answers set off the calculation. A change of one of them is seen where people
// answer.
func (c *compiler) triggers(f *Field) {
	for _, m := range survey.Piped.FindAllStringSubmatch(f.Item.Trigger, -1) {
		path, _ := c.form.Resolve(f, m[1])
		if t := c.form.ByPath[strings.TrimPrefix(path, RootName+"/")]; t != nil {
			f.triggers = append(f.triggers, t)
		}
	}
}

// Triggers are the questions whose answers set off the field's calculation, nil when it goes with what it reads.
func (f *Field) Triggers() []*Field { return f.triggers }

func (c *compiler) parse(f *Field, column, source string) *expr.Expr {
	if strings.TrimSpace(source) == "" {
		return nil
	}
	e, err := expr.ParseIn(source, c.form.Q.Roots()...)
	if err != nil {
		w := words.Plain(err.Error())
		if s, ok := err.(*expr.SyntaxError); ok {
			w = s.Message
		}
		c.problem(f.Item, column, f.Path, "expression.syntax", "column", column, "why", w)
		return nil
	}
	for _, ref := range e.Refs() {
		if ref.Name != "" {
			c.known(f, column, ref.Name)
		}
	}
	c.form.meant(e)
	bound, err := e.Bind(func(name string) (string, bool) { return c.form.Resolve(f, name) })
	if err != nil {
		return nil // a name that known has told of
	}
	return bound
}

func (c *compiler) known(f *Field, column, name string) {
	if _, ok := c.form.Resolve(f, name); ok {
		c.form.tellsID = c.form.tellsID || len(c.form.byName[name]) == 0 && name == instanceID
		return
	}
	c.problem(f.Item, column, f.Path, "expression.unknown_item", "column", column, "name", "${"+name+"}")
}

// listInstance shows a choice list to instance('list')/root/item and to choice filters: its columns, name and label.
func listInstance(l *survey.ChoiceList, language string) *expr.Instance {
	columns := []string{"name", "label"}
	at := map[string]int{"name": 0, "label": 1}
	for _, c := range l.Choices {
		for _, k := range slices.Sorted(maps.Keys(c.Columns)) {
			if _, ok := at[k]; !ok {
				at[k] = len(columns)
				columns = append(columns, k)
			}
		}
	}
	rows := make([][]string, len(l.Choices))
	for i, c := range l.Choices {
		row := make([]string, len(columns))
		for k, v := range c.Columns {
			row[at[k]] = v
		}
		row[0], row[1] = c.Code, c.Label.In(language)
		rows[i] = row
	}
	return expr.NewInstance(columns, rows)
}

// Resolve finds the absolute path that ${name} means, for expressions of the field: the nearest one that shares a
// container.
func (f *Form) Resolve(from *Field, name string) (string, bool) {
	named := f.byName[name]
	if len(named) == 0 {
		if field := f.ByPath[name]; field != nil {
			return RootName + "/" + field.Path, true
		}
		if name == instanceID {
			return instanceIDPath, true
		}
		return "", false
	}
	best := named[0]
	for _, n := range named[1:] {
		if common(n.Path, from.Path) > common(best.Path, from.Path) {
			best = n
		}
	}
	return RootName + "/" + best.Path, true
}

// RootName is the path of the root of every instance tree.
const RootName = "/data"

func common(a, b string) int {
	x, y := strings.Split(a, "/"), strings.Split(b, "/")
	n := 0
	for n < len(x) && n < len(y) && x[n] == y[n] {
		n++
	}
	return n
}

func IsYes(s string) bool {
	switch strings.ToLower(strings.TrimSpace(s)) {
	case "yes", "true", "true()", "1":
		return true
	}
	return false
}

func IsNo(s string) bool {
	switch strings.ToLower(strings.TrimSpace(s)) {
	case "", "no", "false", "false()", "0":
		return true
	}
	return false
}

// String names the form for logs.
func (f *Form) String() string { return fmt.Sprintf("%s %s", f.Q.FormID, f.Q.Version) }

// Forget takes metadata of all sorts but one out of normalized answers, in rows of repeats, too.
func (f *Form) Forget(answers survey.Answers, but string) {
	for path, v := range answers {
		if field := f.ByPath[path]; field != nil && field.Kind.From == kinds.FromDevice && field.Item.Meta != but {
			delete(answers, path)
		}
		for _, row := range v.Rows {
			f.Forget(row, but)
		}
	}
}

// Date fills in the items today that were not sent, for the conditions that look at them.
func (f *Form) Date(answers survey.Answers, today string) {
	for _, field := range f.Fields {
		if field.Item.Meta == "today" && field.Repeat == nil && answers[field.Path].Empty() {
			answers[field.Path] = survey.OfText(today)
		}
	}
}

// SystemColumns lists those of SystemColumns that responses to this form have: without a name where it gives none.
func (f *Form) SystemColumns() []string {
	return slices.DeleteFunc(survey.SystemColumns(),
		func(name string) bool { return name == survey.ColumnName && !f.HasNames() })
}

// SystemColumn is the header of a system column in tables of this form: its name, with an underscore before it while an
// item at the top has that name.
func (f *Form) SystemColumn(name string) string {
	for f.ByPath[name] != nil {
		name = "_" + name
	}
	return name
}
