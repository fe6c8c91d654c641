package live

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/khaosat/khaosat/stats"
	"github.com/khaosat/khaosat/stats/filter"
	"github.com/khaosat/khaosat/survey"
)

// ByLevel before a level of units names the break by the units of that level: "unit:huyen".
const ByLevel = "unit:"

// Bounds of what one request for tables may ask for.
const (
	mostBreakCodes   = 60  // of a choice that may be a break
	mostTableColumns = 400 // of all breaks together
)

// TablesQuery asks for tables of the answers to a survey.
type TablesQuery struct {
	Items   []string         // paths of items with choices or numbers, outside repeats
	By      []string         // breaks side by side: paths of single choices, or ByLevel and a level of units
	Where   string           // condition on answers in the questionnaire language; "" = all
	Letters stats.Adjustment // of the tests between columns; "" = no tests
	Lang    string           // of labels and errors
}

// Offer is what tables of a survey can be made of, by path, with their labels in the language asked for.
type Offer struct{ Items, Breaks []Choice }

// Choice is one thing that can be chosen: an item, or a level of units.
type Choice struct {
	Path, Label string
	Level       bool
}

// Tabulated are tables with what their reader has to know of the survey.
type Tabulated struct {
	*stats.Tables
	Counted int64 // responses before the condition
	Form    *survey.Form
}

// Offered lists the items that can be tabulated and those, and the levels of units, that can break them down.
func (b *Board) Offered(ctx context.Context, slug, lang string) (*Offer, error) {
	out := &Offer{}
	err := b.locked(ctx, slug, func(c *columns, form *survey.Form) error {
		chain := form.Q.Chain(lang)
		for _, level := range c.breakLevels() {
			out.Breaks = append(out.Breaks, Choice{Path: ByLevel + level, Label: level, Level: true})
		}
		for _, f := range form.Fields {
			if !c.tabulable(form, f) {
				continue
			}
			choice := Choice{Path: f.Path, Label: cmp.Or(oneLine(f.Item.Label.In(chain...)), f.Item.Name)}
			out.Items = append(out.Items, choice)
			if f.Item.Kind == survey.Single && len(f.List.Choices) <= mostBreakCodes {
				out.Breaks = append(out.Breaks, choice)
			}
		}
		return nil
	})
	return out, err
}

// Tables makes the tables of a query from the answers as they are now. Labels are those of the questionnaire's current version.
func (b *Board) Tables(ctx context.Context, slug string, q TablesQuery) (*Tabulated, error) {
	out := &Tabulated{}
	err := b.locked(ctx, slug, func(c *columns, form *survey.Form) error {
		tables, err := c.tabulate(form, q)
		out.Tables, out.Counted, out.Form = tables, c.states[survey.Submitted], form
		return err
	})
	return out, err
}

// locked brings the columns of a survey up to date and uses them while nobody else does.
func (b *Board) locked(ctx context.Context, slug string, use func(*columns, *survey.Form) error) error {
	sv, err := b.svc.Survey(ctx, slug)
	if err != nil {
		return err
	}
	form, err := b.svc.Form(ctx, slug, "")
	if err != nil {
		return err
	}
	c := b.columnsOf(sv)
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := c.follow(ctx, sv, form); err != nil {
		return err
	}
	return use(c, form)
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// tabulable tells whether an item has codes or numbers to count, one answer for each response.
func (c *columns) tabulable(form *survey.Form, f *survey.Field) bool {
	_, there := c.main.forms[form][f.Path]
	return there && f.Repeat == nil && f.Item.Kind.Asked() && (f.Item.Kind.Numeric() || f.List != nil)
}

// breakLevels are the levels of units that have several units, few enough to stand side by side.
func (c *columns) breakLevels() []string {
	count := map[string]int{}
	for _, code := range c.tree.Codes() {
		u, _ := c.tree.Unit(code)
		count[u.Level]++
	}
	return slices.DeleteFunc(slices.Clone(c.tree.Levels()), func(level string) bool { return count[level] < 2 || count[level] > mostTableColumns })
}

func (c *columns) tabulate(form *survey.Form, q TablesQuery) (*stats.Tables, error) {
	design, err := stats.NewDesign(c.main.frame, stats.DesignSpec{})
	if err != nil {
		return nil, err
	}
	keep, err := filter.Rows(c.main.frame, q.Where, survey.Words{VI: "Điều kiện", EN: "Condition"}.In(q.Lang), func(name string) *stats.Column { return c.named(form, name) })
	if err != nil {
		return nil, err
	}
	if keep != nil {
		design = design.Within(*keep)
	}
	l := labels{c: c, form: form, chain: form.Q.Chain(q.Lang), fields: map[string]*survey.Field{}, places: map[string]int{}}
	for i, code := range c.tree.Codes() {
		l.places[code] = i
	}
	spec := stats.TableSpec{Design: design, Letters: q.Letters, Lang: q.Lang, Order: l.order}
	for _, path := range q.Items {
		f := form.Field(path)
		if f == nil || !c.tabulable(form, f) {
			return nil, survey.Fail(survey.Invalid, "tables.item", survey.Say("Không lập bảng được cho mục %q.", "The item %q cannot be tabulated.", path))
		}
		spec.Items = append(spec.Items, l.variable(f))
	}
	columns := 0
	for _, by := range q.By {
		name, err := l.breakName(by)
		if err != nil {
			return nil, err
		}
		columns += len(c.main.frame.Column(name).Variable.Codes)
		spec.Banner = append(spec.Banner, []string{name})
	}
	if columns > mostTableColumns {
		return nil, survey.Fail(survey.Invalid, "tables.wide", survey.Say("Các phân tổ có %d cột, quá %d. Hãy chọn ít phân tổ hơn.",
			"The breaks have %d columns, more than %d. Please choose fewer.", columns, mostTableColumns))
	}
	if len(spec.Items) == 0 {
		return nil, survey.Fail(survey.Invalid, "tables.none", survey.Say("Hãy chọn ít nhất một mục.", "Please choose at least one item."))
	}
	tables, err := stats.Tabulate(c.main.frame, spec)
	var wrong *stats.Problem
	if errors.As(err, &wrong) {
		return nil, survey.Fail(survey.Invalid, "tables.stats", survey.Words{VI: wrong.VI, EN: wrong.EN})
	}
	if err != nil {
		return nil, err
	}
	for i := range tables.Tables {
		l.put(&tables.Tables[i])
	}
	return tables, nil
}

// named is the column of an item that a condition names by path or by its bare name; nil for one that has none.
func (c *columns) named(form *survey.Form, name string) *stats.Column {
	f := form.Field(name)
	if f == nil {
		f, _ = form.Find(name)
	}
	if f == nil || f.Repeat != nil {
		return nil
	}
	at, ok := c.main.forms[form][f.Path]
	if !ok {
		return nil
	}
	return c.main.frame.Columns()[at]
}

// labels puts the questionnaire's words to tables, whose variables are named by keys and codes.
type labels struct {
	c      *columns
	form   *survey.Form
	chain  []string
	fields map[string]*survey.Field // by variable
	places map[string]int           // of units in the register
}

// variable is the name of an item's column.
func (l *labels) variable(f *survey.Field) string {
	name := l.c.main.frame.Columns()[l.c.main.forms[l.form][f.Path]].Variable.Name
	l.fields[name] = f
	return name
}

// breakName is the variable of a break.
func (l *labels) breakName(by string) (string, error) {
	if level, ok := strings.CutPrefix(by, ByLevel); ok && slices.Contains(l.c.breakLevels(), level) {
		return unitVariable + level, nil
	}
	f := l.form.Field(by)
	if f == nil || !l.c.tabulable(l.form, f) || f.Item.Kind != survey.Single || len(f.List.Choices) > mostBreakCodes {
		return "", survey.Fail(survey.Invalid, "tables.break", survey.Say("Không phân tổ được theo %q.", "%q cannot be a break.", by))
	}
	return l.variable(f), nil
}

// order has units in the order of the register; choices stand in the order of their list already.
func (l *labels) order(name string, x, y stats.BreakColumn) int {
	if !strings.HasPrefix(name, unitVariable) {
		return 0
	}
	return l.places[x.Key] - l.places[y.Key]
}

// put writes the labels of a table. The item is called by its path, the banner by its label; a level of units stays as in the query.
func (l *labels) put(t *stats.Table) {
	if t.Banner != nil {
		name := *t.Banner
		for i := range t.Bases[1:] {
			base := &t.Bases[i+1]
			base.Label = l.code(name, *base.Column)
		}
		shown := ByLevel + strings.TrimPrefix(name, unitVariable)
		if f := l.fields[name]; f != nil {
			shown = l.text(f)
		}
		t.Banner = &shown
	}
	f := l.fields[t.Item]
	for _, cells := range [][]stats.TableCell{t.Cells, t.Nets} {
		for i := range cells {
			if c := &cells[i]; t.Kind != "number" && l.choice(f, c.Row) != "" {
				c.Label = l.choice(f, c.Row)
			}
		}
	}
	t.Item, t.Label = f.Path, l.text(f)
}

func (l *labels) text(f *survey.Field) string {
	return cmp.Or(oneLine(f.Item.Label.In(l.chain...)), f.Item.Name)
}

// code is the label of a column.
func (l *labels) code(variable, code string) string {
	if strings.HasPrefix(variable, unitVariable) {
		u, _ := l.c.tree.Unit(code)
		return u.Name
	}
	return l.choice(l.fields[variable], code)
}

// choice is the label of a choice, "" for a row that is none.
func (l *labels) choice(f *survey.Field, code string) string {
	if f.List == nil {
		return ""
	}
	for i := range f.List.Choices {
		if c := &f.List.Choices[i]; c.Code == code {
			return oneLine(c.Label.In(l.chain...))
		}
	}
	return ""
}
