package live

import (
	"cmp"
	"context"
	"errors"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/khaosat/khaosat/stats"
	"github.com/khaosat/khaosat/stats/filter"
	"github.com/khaosat/khaosat/stats/results"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/words"
)

// Bounds of what one request for tables may ask for.
const (
	mostBreakCodes   = 60  // of a choice that may be a break
	mostTableColumns = 400 // of all breaks together
)

// TablesQuery asks for tables of the answers to a survey.
type TablesQuery struct {
	Items   []string         // paths of items with choices or numbers, outside repeats
	By      []string         // breaks side by side: paths of single choices, ByLevel and a level of units, or another dimension: "_wave"
	Scope   results.Scope    // whose answers
	Where   string           // condition on answers in the questionnaire language; "" = all
	Letters stats.Adjustment // of the tests between columns; "" = no tests
	Lang    string           // of labels and errors
	Fresh   bool             // of everything that is stored, by whatever process, and with Keys: for a workbook and its snapshot
}

// Offer is what tables of a survey can be made of, by path, with their labels in the language asked for.
type Offer struct {
	Items, Breaks []Choice
	Waves         []results.Wave
	Wave          string // whose answers the tables are of
}

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
	Survey  *survey.Survey
	Wave    string // whose answers these are, as in results.Results
	Waves   []results.Wave
	Made    time.Time
	Keys    []survey.Key // of the responses that they are of, before the condition; of a Fresh query only
}

// Offered lists the items that can be tabulated and those, the levels of units and the further dimensions, that can break them down.
func (b *Board) Offered(ctx context.Context, slug, lang string, asked results.Scope) (*Offer, error) {
	out := &Offer{}
	err := b.locked(ctx, slug, false, func(c *columns, sv *survey.Survey, form *survey.Form) (err error) {
		if out.Wave, err = c.scope(sv, asked); err != nil {
			return err
		}
		out.Waves = c.waves(sv)
		chain := form.Q.Chain(lang)
		for _, level := range c.breakLevels() {
			out.Breaks = append(out.Breaks, Choice{Path: ByLevel + level, Label: level, Level: true})
		}
		for _, d := range dimensions {
			if c.dimension(d.name) != "" && c.divides(d.variable) {
				out.Breaks = append(out.Breaks, Choice{Path: d.name, Label: words.T(lang, "dimension."+d.name)})
			}
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

// divides reports whether the answers stand in two columns or more of a dimension, and in few enough.
func (c *columns) divides(variable string) bool {
	n := len(c.main.frame.Column(variable).Variable.Codes)
	return n > 1 && n <= mostTableColumns
}

// Tables makes the tables of a query from the answers as they are now. Labels are those of the questionnaire's current version.
func (b *Board) Tables(ctx context.Context, slug string, q TablesQuery) (*Tabulated, error) {
	out := &Tabulated{}
	err := b.locked(ctx, slug, q.Fresh, func(c *columns, sv *survey.Survey, form *survey.Form) (err error) {
		if out.Wave, err = c.scope(sv, q.Scope); err != nil {
			return err
		}
		links, err := c.svc.Links(ctx, system, slug)
		if err != nil {
			return err
		}
		out.Counted, out.Form, out.Survey, out.Waves, out.Made = c.tide(out.Wave).counted(), form, sv, c.waves(sv), c.asked
		if q.Fresh {
			out.Keys = c.keys(out.Wave)
		}
		out.Tables, err = c.tabulate(form, q, out.Wave, links)
		return err
	})
	return out, err
}

// system is who reads the names of links for the heads of tables.
var system = survey.System("tables")

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// tabulable tells whether an item has codes or numbers to count, one answer for each response.
func (c *columns) tabulable(form *survey.Form, f *survey.Field) bool {
	_, there := c.main.forms[form][f.Path]
	return there && f.Repeat == nil && f.Item.Kind.Asked() && (f.Item.Kind.Numeric() || f.List != nil)
}

// breakLevels are the levels of units that have several units, few enough to stand side by side.
func (c *columns) breakLevels() []string {
	count := map[string]int{}
	tree := c.places.All
	for _, code := range tree.Codes() {
		u, _ := tree.Unit(code)
		count[u.Level]++
	}
	return slices.DeleteFunc(slices.Clone(tree.Levels()), func(level string) bool { return count[level] < 2 || count[level] > mostTableColumns })
}

func (c *columns) tabulate(form *survey.Form, q TablesQuery, scope string, links []survey.Link) (*stats.Tables, error) {
	design, err := c.main.design(scope)
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
	l := labels{c: c, form: form, lang: q.Lang, chain: form.Q.Chain(q.Lang), fields: map[string]*survey.Field{}, order: map[string]int{}, links: links}
	for i, code := range c.places.All.Codes() {
		l.order[code] = i
	}
	spec := stats.TableSpec{Design: design, Letters: q.Letters, Lang: q.Lang, Order: l.compare}
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
	if err := l.rebase(tables, spec); err != nil {
		return nil, err
	}
	for i := range tables.Tables {
		l.put(&tables.Tables[i])
	}
	tables.Notices = append(tables.Notices, l.apart(spec.Items)...)
	return tables, nil
}

// named is the column of an item that a condition names by path or by its bare name, or of a dimension; nil for one that has none.
func (c *columns) named(form *survey.Form, name string) *stats.Column {
	if variable := c.dimension(name); variable != "" {
		return c.main.frame.Column(variable)
	}
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
	lang   string
	chain  []string
	fields map[string]*survey.Field // by variable
	order  map[string]int           // of places in the register
	links  []survey.Link
}

// variable is the name of an item's column.
func (l *labels) variable(f *survey.Field) string {
	name := l.c.main.frame.Columns()[l.c.main.forms[l.form][f.Path]].Variable.Name
	l.fields[name] = f
	return name
}

// levelled is the name of a break, which addresses of before have with another prefix.
func levelled(by string) string {
	if level, ok := strings.CutPrefix(by, "unit:"); ok {
		return ByLevel + level
	}
	return by
}

// breakName is the variable of a break.
func (l *labels) breakName(by string) (string, error) {
	by = levelled(by)
	if level, ok := strings.CutPrefix(by, ByLevel); ok && slices.Contains(l.c.breakLevels(), level) {
		return unitVariable + level, nil
	}
	if variable := l.c.dimension(by); variable != "" && !strings.HasPrefix(by, ByLevel) {
		return variable, nil
	}
	f := l.form.Field(by)
	if f == nil || !l.c.tabulable(l.form, f) || f.Item.Kind != survey.Single || len(f.List.Choices) > mostBreakCodes {
		return "", survey.Fail(survey.Invalid, "tables.break", survey.Say("Không phân tổ được theo %q.", "%q cannot be a break.", by))
	}
	return l.variable(f), nil
}

// compare has units in the order of the register, waves, classes and versions in that of the survey; choices stand in the order of their
// list already.
func (l *labels) compare(name string, x, y stats.BreakColumn) int {
	if strings.HasPrefix(name, unitVariable) {
		return l.order[x.Key] - l.order[y.Key]
	}
	if !strings.HasPrefix(name, "@") {
		return 0
	}
	at := func(code string) int {
		if i := slices.Index(l.c.listed(name), code); i >= 0 {
			return i
		}
		return math.MaxInt
	}
	return cmp.Or(cmp.Compare(at(x.Key), at(y.Key)), cmp.Compare(x.Key, y.Key))
}

// listed are the codes of a dimension in the order that the survey gives them.
func (c *columns) listed(variable string) []string {
	var out []string
	switch variable {
	case "@class":
		for _, class := range c.survey.Classes {
			out = append(out, class.Code)
		}
	case waveVariable:
		for _, w := range c.survey.Waves {
			out = append(out, w.Code)
		}
	case "@version":
		return c.survey.Versions
	}
	return out
}

// put writes the labels of a table. The item is called by its path, the banner by its label; a level of units stays as in the query.
func (l *labels) put(t *stats.Table) {
	if t.Banner != nil {
		name := *t.Banner
		for i := range t.Bases[1:] {
			base := &t.Bases[i+1]
			base.Label = l.code(name, *base.Column)
		}
		shown := l.banner(name)
		t.Banner = &shown
	}
	f := l.fields[t.Item]
	for _, cells := range [][]stats.TableCell{t.Cells, t.Nets} {
		for i := range cells {
			c := &cells[i]
			code := c.Row
			if t.Kind == stats.Rank.String() {
				code, _, _ = stats.RankRow(code)
			}
			if t.Kind != "number" && l.choice(f, code) != "" {
				c.Label = l.choice(f, code)
			}
		}
	}
	t.Item, t.Label = f.Path, l.text(f)
}

func (l *labels) text(f *survey.Field) string {
	return cmp.Or(oneLine(f.Item.Label.In(l.chain...)), f.Item.Name)
}

// banner is what stands above the columns of a break; a level of units stays as in the query.
func (l *labels) banner(variable string) string {
	if f := l.fields[variable]; f != nil {
		return l.text(f)
	}
	if level, ok := strings.CutPrefix(variable, unitVariable); ok {
		return ByLevel + level
	}
	return words.T(l.lang, "dimension._"+strings.TrimPrefix(variable, "@"))
}

// code is the label of a column.
func (l *labels) code(variable, code string) string {
	if strings.HasPrefix(variable, unitVariable) {
		u, _ := l.c.places.All.Unit(code)
		return u.Name
	}
	if f := l.fields[variable]; f != nil {
		return l.choice(f, code)
	}
	var label survey.Text
	switch variable {
	case "@class":
		if i := slices.IndexFunc(l.c.survey.Classes, func(x survey.Class) bool { return x.Code == code }); i >= 0 {
			label = l.c.survey.Classes[i].Label
		}
	case waveVariable:
		w, _ := l.c.survey.FindWave(code)
		label = w.Label
	case "@mode":
		if key := "desk.channel." + code; words.T(l.lang, key) != key {
			return words.T(l.lang, key)
		}
	case "@language":
		x, _ := l.form.Q.Language(code)
		return cmp.Or(x.Name, code)
	case "@link":
		if i := slices.IndexFunc(l.links, func(x survey.Link) bool { return x.Code == code }); i >= 0 {
			return cmp.Or(l.links[i].Label, code)
		}
	}
	return cmp.Or(oneLine(label.In(l.chain...)), code)
}

// choice is the label of a choice, "" for a row that is none.
func (l *labels) choice(f *survey.Field, code string) string {
	if f.List == nil {
		return ""
	}
	label := ""
	if c := f.List.Choice(code); c != nil {
		label = oneLine(c.Label.In(l.chain...))
	}
	return l.marked(f, code, label)
}
