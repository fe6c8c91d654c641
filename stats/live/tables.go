package live

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/khaosat/khaosat/stats"
	"github.com/khaosat/khaosat/stats/filter"
	"github.com/khaosat/khaosat/stats/plain"
	"github.com/khaosat/khaosat/stats/problem"
	"github.com/khaosat/khaosat/stats/results"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/form"
	"github.com/khaosat/khaosat/survey/kinds"
	"github.com/khaosat/khaosat/survey/versions"
	"github.com/khaosat/khaosat/survey/words"
)

// Bounds of what one request for tables may ask for.
const (
	mostBreakCodes   = 60  // of a choice that may be a break
	mostTableColumns = 400 // of all breaks together
)

// TablesQuery asks for tables of the answers to a survey.
type TablesQuery struct {
	// names of series with choices or numbers, outside repeats: paths, those of previous versions that stand apart as
	// “q@1”
	Items []string
	// breaks side by side: names of single choices, results.ByLevel and a level of units, or another dimension: "_wave"
	By      []string
	Scope   results.Scope    // whose answers
	Where   string           // condition on answers in the questionnaire language; "" = all
	Letters plain.Adjustment // of the tests between columns; "" = no tests
	Lang    string           // of labels and errors
	// of everything that is stored, by whatever process, and with Keys: for a workbook and its snapshot
	Fresh bool
}

// Offer is what tables of a survey can be made of, by name, with their labels in the language asked for: each item is
// followed by answers to it that stand apart, items that only previous versions have come last. The labels of both are
// marked.
type Offer struct {
	Form          *form.Form // the version that is shown
	Items, Breaks []Choice
	Waves         []results.Wave
	Wave          string // whose answers the tables are of
}

// Choice is one thing that can be chosen: the answers of a series, a level of units or another dimension.
type Choice struct {
	Name, Label string
	Level       bool
	Series      *versions.Series // nil for what is no item
	Called      string           // how a condition names the item: tuoi, ${q@1}
}

// Tabulated are tables with what their reader has to know of the survey.
type Tabulated struct {
	*stats.Tables
	Counted int64 // responses before the condition
	Lineage *versions.Lineage
	Survey  *survey.Survey
	Wave    string // whose answers these are, as in results.Results
	Waves   []results.Wave
	Made    time.Time
	Keys    []survey.Key // of the responses that they are of, before the condition; of a Fresh query only
}

// Offered lists the items that can be tabulated and those, the levels of units and the further dimensions, that can
// break them down.
func (b *Board) Offered(ctx context.Context, slug, lang string, asked results.Scope) (*Offer, error) {
	out := &Offer{}
	err := b.locked(ctx, slug, false, func(c *columns, sv *survey.Survey, _ *form.Form) (err error) {
		if out.Wave, err = c.scope(sv, asked); err != nil {
			return err
		}
		out.Form, out.Waves = c.lineage.Form, c.waves(sv)
		naming := results.NewNaming(sv, c.lineage, c.places, nil, lang)
		for _, level := range c.breakLevels() {
			out.Breaks = append(out.Breaks, Choice{Name: results.ByLevel + level, Label: level, Level: true})
		}
		for _, d := range results.Dimensions {
			if c.dimension(d.Name) != "" && c.divides(d.Variable) {
				out.Breaks = append(out.Breaks, Choice{Name: d.Name, Label: words.T(lang, "dimension."+d.Name)})
			}
		}
		for _, s := range c.lineage.Series {
			if !c.tabulable(s) {
				continue
			}
			choice := Choice{Name: s.Name, Label: naming.Text(s), Series: s, Called: s.Field.Item.Name}
			if c.lineage.Called(choice.Called) != s {
				choice.Called = "${" + s.Name + "}"
			}
			out.Items = append(out.Items, choice)
			if breaks(s) {
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

// Tables makes the tables of a query from the answers as they are now. Labels are those of the questionnaire's current
// version.
func (b *Board) Tables(ctx context.Context, slug string, q TablesQuery) (*Tabulated, error) {
	q.Items, q.By = results.Once(q.Items), results.Once(q.By)
	out := &Tabulated{}
	err := b.locked(ctx, slug, q.Fresh, func(c *columns, sv *survey.Survey, _ *form.Form) (err error) {
		if out.Wave, err = c.scope(sv, q.Scope); err != nil {
			return err
		}
		links, err := c.svc.Links(ctx, reader, slug)
		if err != nil {
			return err
		}
		out.Counted, out.Lineage, out.Survey, out.Waves, out.Made = c.tide(out.Wave).counted(), c.lineage, sv,
			c.waves(sv), c.asked
		if q.Fresh {
			out.Keys = c.keys(out.Wave)
		}
		out.Tables, err = c.tabulate(q, out.Wave, links)
		return err
	})
	return out, err
}

// tabulable tells whether a series has codes or numbers to count, one answer for each response.
func (c *columns) tabulable(s *versions.Series) bool {
	return c.lineage.Repeat(s) == nil && c.main.frame.Index(s.Name) >= 0 && s.Field.Tabulable()
}

// breaks tells whether a series that can be tabulated can break tables down.
func breaks(s *versions.Series) bool {
	return s.Field.Tally() == kinds.TallyOne && len(s.Field.List.Choices) <= mostBreakCodes
}

// breakLevels are the levels of units that have several units, few enough to stand side by side.
func (c *columns) breakLevels() []string {
	count := map[string]int{}
	tree := c.places.All
	for _, code := range tree.Codes() {
		u, _ := tree.Unit(code)
		count[u.Level]++
	}
	return slices.DeleteFunc(slices.Clone(tree.Levels()),
		func(level string) bool { return count[level] < 2 || count[level] > mostTableColumns })
}

func (c *columns) tabulate(q TablesQuery, scope string, links []survey.Link) (*stats.Tables, error) {
	design, err := c.main.design(scope)
	if err != nil {
		return nil, err
	}
	keep, err := filter.Rows(c.main.frame, q.Where, survey.Say("tables.condition").In(q.Lang), c.named)
	if err != nil {
		return nil, err
	}
	if keep != nil {
		design = design.Within(*keep)
	}
	naming := results.NewNaming(c.survey, c.lineage, c.places, links, q.Lang)
	spec := stats.TableSpec{Design: design, Letters: q.Letters, Lang: q.Lang, Order: naming.Compare}
	for _, name := range q.Items {
		s := c.lineage.Named(name)
		if s == nil || !c.tabulable(s) {
			return nil, survey.Fail(survey.Invalid, "tables.item", "item", name)
		}
		spec.Items = append(spec.Items, s.Name)
	}
	columns := 0
	for _, by := range q.By {
		name, err := c.breakName(by)
		if err != nil {
			return nil, err
		}
		columns += len(c.main.frame.Column(name).Variable.Codes)
		spec.Banner = append(spec.Banner, []string{name})
	}
	if columns > mostTableColumns {
		return nil, survey.Fail(survey.Invalid, "tables.wide", "columns", columns, "most", mostTableColumns)
	}
	if len(spec.Items) == 0 {
		return nil, survey.Fail(survey.Invalid, "tables.none")
	}
	tables, err := stats.Tabulate(c.main.frame, spec)
	var wrong *problem.Problem
	if errors.As(err, &wrong) {
		return nil, survey.FailWith(survey.Invalid, "tables.stats", wrong.Message)
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

// named is the column of what a condition names, a series or a dimension; nil for one that has none.
func (c *columns) named(name string) *stats.Column {
	if variable := c.dimension(name); variable != "" {
		return c.main.frame.Column(variable)
	}
	s := c.lineage.Called(name)
	if s == nil || c.lineage.Repeat(s) != nil || c.main.frame.Index(s.Name) < 0 {
		return nil
	}
	return c.main.frame.Column(s.Name)
}

// breakName is the variable of a break.
func (c *columns) breakName(by string) (string, error) {
	by = results.Levelled(by)
	if level, ok := strings.CutPrefix(by, results.ByLevel); ok && slices.Contains(c.breakLevels(), level) {
		return results.UnitVariable + level, nil
	}
	if variable := c.dimension(by); variable != "" && !strings.HasPrefix(by, results.ByLevel) {
		return variable, nil
	}
	s := c.lineage.Named(by)
	if s == nil || !c.tabulable(s) || !breaks(s) {
		return "", survey.Fail(survey.Invalid, "tables.break", "break", by)
	}
	return s.Name, nil
}

// BreakCodes are the codes of the columns of the breaks that are not items, by their names in the query: a column
// stands there although none of the answers is in it, since other waves have some.
func (t *Tabulated) BreakCodes(q TablesQuery) map[string][]string {
	out := map[string][]string{}
	for i, by := range q.By {
		if t.Lineage.Named(by) != nil || i >= len(t.Tables.Tables) {
			continue
		}
		for _, base := range t.Tables.Tables[i].Bases[1:] {
			out[by] = append(out[by], *base.Column)
		}
		slices.Sort(out[by])
	}
	return out
}
