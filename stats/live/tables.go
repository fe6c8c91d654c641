package live

import (
	"cmp"
	"context"
	"errors"
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
	By      []string         // breaks side by side: paths of single choices, results.ByLevel and a level of units, or another dimension: "_wave"
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
			out.Breaks = append(out.Breaks, Choice{Path: results.ByLevel + level, Label: level, Level: true})
		}
		for _, d := range results.Dimensions {
			if c.dimension(d.Name) != "" && c.divides(d.Variable) {
				out.Breaks = append(out.Breaks, Choice{Path: d.Name, Label: words.T(lang, "dimension."+d.Name)})
			}
		}
		for _, f := range form.Fields {
			if !c.tabulable(form, f) {
				continue
			}
			choice := Choice{Path: f.Path, Label: cmp.Or(results.OneLine(f.Item.Label.In(chain...)), f.Item.Name)}
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
	naming := results.NewNaming(c.survey, c.lineage, c.places, links, q.Lang)
	spec := stats.TableSpec{Design: design, Letters: q.Letters, Lang: q.Lang, Order: naming.Compare}
	for _, path := range q.Items {
		f := form.Field(path)
		if f == nil || !c.tabulable(form, f) {
			return nil, survey.Fail(survey.Invalid, "tables.item", survey.Say("Không lập bảng được cho mục %q.", "The item %q cannot be tabulated.", path))
		}
		spec.Items = append(spec.Items, c.variable(form, f))
	}
	columns := 0
	for _, by := range q.By {
		name, err := c.breakName(form, by)
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
	if err := c.rebase(tables, spec); err != nil {
		return nil, err
	}
	naming.Put(tables)
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

// variable is the name of an item's column.
func (c *columns) variable(form *survey.Form, f *survey.Field) string {
	return c.main.frame.Columns()[c.main.forms[form][f.Path]].Variable.Name
}

// breakName is the variable of a break.
func (c *columns) breakName(form *survey.Form, by string) (string, error) {
	by = results.Levelled(by)
	if level, ok := strings.CutPrefix(by, results.ByLevel); ok && slices.Contains(c.breakLevels(), level) {
		return results.UnitVariable + level, nil
	}
	if variable := c.dimension(by); variable != "" && !strings.HasPrefix(by, results.ByLevel) {
		return variable, nil
	}
	f := form.Field(by)
	if f == nil || !c.tabulable(form, f) || f.Item.Kind != survey.Single || len(f.List.Choices) > mostBreakCodes {
		return "", survey.Fail(survey.Invalid, "tables.break", survey.Say("Không phân tổ được theo %q.", "%q cannot be a break.", by))
	}
	return c.variable(form, f), nil
}

// BreakCodes are the codes of the columns of the breaks that are not items, by their names in the query: a column stands there although none of
// the answers is in it, since other waves have some.
func (t *Tabulated) BreakCodes(q TablesQuery) map[string][]string {
	out := map[string][]string{}
	for i, by := range q.By {
		if t.Form.Field(by) != nil || i >= len(t.Tables.Tables) {
			continue
		}
		for _, base := range t.Tables.Tables[i].Bases[1:] {
			out[by] = append(out[by], *base.Column)
		}
		slices.Sort(out[by])
	}
	return out
}
