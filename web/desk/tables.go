package desk

import (
	"bytes"
	"cmp"
	"html/template"
	"net/url"
	"slices"
	"strings"

	"github.com/khaosat/khaosat/export/digits"
	"github.com/khaosat/khaosat/export/workbook"
	"github.com/khaosat/khaosat/stats"
	"github.com/khaosat/khaosat/stats/live"
	"github.com/khaosat/khaosat/stats/plain"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/kinds"
	"github.com/khaosat/khaosat/survey/versions"
	"github.com/khaosat/khaosat/web/edge"
)

// letterChoices are the ways to test columns against each other, "" for none.
var letterChoices = []plain.Adjustment{"", "holm", "bh", "bonferroni", "none"}

// tablesPage is the page on which an analyst makes tables: items down, breaks across.
type tablesPage struct {
	Items, Breaks []tableChoice
	Names         []tableName
	Where         string
	Letters       []tableChoice
	Intervals     bool
	Unmet         bool         // the condition is wrong, or no response meets it
	Example       string       // of a condition, in the names and codes of this survey
	Workbook      template.URL // the same tables as a workbook; "" before any were made
	Counted, Rows string
	Made          string
	Waves         wavesPart
	Notices       []string
	Tables        []tableView
	Notes         []string // what letters, italics and dashes mean, as far as there are any
}

type tableChoice struct {
	Value, Label string
	Chosen       bool
}

// tableName tells how a condition names an item and its choices.
type tableName struct {
	Name, Label string
	Codes       []tableCode
	More        bool // there are more codes
}

type tableCode struct{ Code, Label string }

// tableView is one item with its breaks side by side.
type tableView struct {
	ID, Title string
	Groups    []tableGroup
	Columns   []tableColumn
	Rows      []tableLine
	Bases     tableLine
}

type tableGroup struct {
	Name string
	Span int
}

type tableColumn struct {
	Name, Letter string
	First        bool // of its break
}

type tableLine struct {
	Label string
	Net   bool
	Cells []tableFigure
}

type tableFigure struct {
	Figure, Interval, Letters string
	Small, First              bool
	Outside                   bool // a code outside the valid base: its count
}

// tablesQuery reads what is asked for.
func tablesQuery(v *visit) live.TablesQuery {
	q := live.TablesQuery{Items: v.QueryArray("item"), By: v.QueryArray("by"), Where: v.Query("where"),
		Scope: v.scope(), Lang: v.Lang}
	if how := plain.Adjustment(v.Query("letters")); slices.Contains(letterChoices, how) {
		q.Letters = how
	}
	return q
}

// tabulated makes the tables that are asked for. Who may not see rows, and in an anonymous survey nobody, sees a column
// of fewer answers than survey.MinimumBase.
func (d *Desk) tabulated(v *visit, q live.TablesQuery) (*live.Tabulated, error) {
	t, err := d.Tables.Tables(v.Request.Context(), v.sv.Slug, q)
	if err != nil {
		return nil, err
	}
	if least := d.least(v); least > 0 {
		t.Suppress(least)
	}
	workbook.NameLevels(v.Lang, t.Tables)
	return t, nil
}

// least is how many valid answers a column must have for this person.
func (d *Desk) least(v *visit) int64 {
	if v.actor.May(survey.SeeRows, v.sv.Slug, "", nil) && v.sv.Mode != survey.Anonymous {
		return 0
	}
	return survey.MinimumBase
}

// tablesPage offers items and breaks, and shows the tables of those that were chosen.
func (d *Desk) tablesPage(v *visit) error {
	if v.sv.Current == "" {
		return d.render(v, "tables", tablesPage{})
	}
	q := tablesQuery(v)
	offer, err := d.Tables.Offered(v.Request.Context(), v.sv.Slug, v.Lang, q.Scope)
	if err != nil {
		return err
	}
	page := tablesPage{Where: q.Where, Intervals: v.Query("intervals") != "", Example: exampleOf(offer.Items),
		Waves: wavesView(v, offer.Wave, offer.Waves)}
	for _, c := range offer.Items {
		page.Items = append(page.Items, tableChoice{c.Name, c.Label, slices.Contains(q.Items, c.Name)})
		page.Names = append(page.Names, tableNameOf(c, offer.Form.Q.Chain(v.Lang), v.Lang))
	}
	for _, c := range offer.Breaks {
		label := c.Label
		if c.Level {
			label = v.T("desk.tables.unit_level", "level", levelName(v.View, c.Label))
		}
		page.Breaks = append(page.Breaks, tableChoice{c.Name, label, slices.Contains(q.By, c.Name)})
	}
	for _, how := range letterChoices {
		page.Letters = append(page.Letters,
			tableChoice{string(how), v.T("desk.tables.letters." + string(how)), how == q.Letters})
	}
	if len(q.Items) == 0 {
		return d.render(v, "tables", page)
	}
	t, err := d.tabulated(v, q)
	if err != nil {
		page.Unmet = q.Where != ""
		return d.again(v, err, func(v *visit) error { return d.render(v, "tables", page) })
	}
	if t.Rows == 0 && q.Where != "" {
		page.Unmet = true
		return d.render(v, "tables", page)
	}
	page.Counted, page.Rows, page.Notices = digits.FormatCount(v.Lang, t.Counted), digits.FormatCount(v.Lang, t.Rows),
		t.Notices
	page.Made = localTime(v.Lang, v.sv, t.Made)
	again := url.Values{"item": q.Items, "by": q.By, "where": {q.Where}, "letters": {string(q.Letters)},
		"wave": {q.Scope.Wave}}
	page.Workbook = template.URL("/desk/" + v.sv.Slug + "/tables.xlsx?" + again.Encode())
	flags := map[stats.Reason]bool{}
	for _, tables := range t.ByItem() {
		page.Tables = append(page.Tables, tableOf(v, tables, page.Intervals, flags))
	}
	for _, note := range []struct {
		key   string
		there bool
	}{{"letters_mean", q.Letters != ""}, {"small_mean", flags[stats.ReasonSmallBase]},
		{"hidden_mean", flags[stats.ReasonSuppressed]}} {
		if note.there {
			page.Notes = append(page.Notes, v.T("desk.tables."+note.key))
		}
	}
	return d.render(v, "tables", page)
}

// mostNamedCodes is how many codes of an item are listed.
const mostNamedCodes = 40

// tableNameOf tells how conditions name an offered item and its choices.
func tableNameOf(c live.Choice, chain []string, lang string) tableName {
	out := tableName{Name: c.Called, Label: c.Label}
	shown := c.Series.Choices[:min(len(c.Series.Choices), mostNamedCodes)]
	out.More = len(shown) < len(c.Series.Choices)
	for i := range shown {
		label := shown[i].Label.In(chain...)
		if shown[i].Previous {
			label += " (" + versions.OfPreviousVersions(shown[i].Version).In(lang) + ")"
		}
		out.Codes = append(out.Codes, tableCode{shown[i].Code, label})
	}
	return out
}

// exampleOf is a condition on the first items of each kind: sex = 'f' and age >= 18 and selected(channels, 'radio').
func exampleOf(items []live.Choice) string {
	var single, number, multi string
	for _, c := range items {
		switch f := c.Series.Field; {
		case c.Series.Previous:
		case f.List == nil:
			number = cmp.Or(number, c.Called+" >= 18")
		case len(f.List.Choices) == 0:
		case f.Kind.Choose == kinds.SomeOf:
			multi = cmp.Or(multi, "selected("+c.Called+", '"+f.List.Choices[0].Code+"')")
		default:
			single = cmp.Or(single, c.Called+" = '"+f.List.Choices[0].Code+"'")
		}
	}
	return strings.Join(slices.DeleteFunc([]string{single, number, multi}, func(s string) bool { return s == "" }),
		" and ")
}

// tablesWorkbook gives the tables as a workbook.
func (d *Desk) tablesWorkbook(v *visit) error {
	if v.sv.Current == "" {
		return edge.ErrNoPage
	}
	q := tablesQuery(v)
	q.Fresh = true
	t, err := d.Tables.Tables(v.Request.Context(), v.sv.Slug, q)
	if err != nil {
		return err
	}
	if _, err := d.Service.TakeSnapshot(v.Request.Context(), v.sv.Slug, t.Keys); err != nil {
		return err
	}
	var b bytes.Buffer
	if err := workbook.SurveyTablesOf(t, q, d.least(v)).Write(&b, v.Lang, d.Service.Identity()); err != nil {
		return err
	}
	v.attach(v.sv.Slug+"-tables.xlsx", edge.WorkbookType, b.Bytes())
	return nil
}

// tableOf lays the breaks of an item side by side behind its total, and notes which flags it has.
func tableOf(v *visit, tables []*stats.Table, intervals bool, flags map[stats.Reason]bool) tableView {
	t := tables[0]
	out := tableView{ID: "t-" + t.Item, Title: t.Label}
	var rows []stats.TableCell
	out.Groups, out.Columns = []tableGroup{{"", 1}}, []tableColumn{{Name: v.T("xlsx.tables.total")}}
	out.Bases = tableLine{Label: v.T("xlsx.tables.base.valid"),
		Cells: []tableFigure{{Figure: digits.FormatCount(v.Lang, t.Bases[0].Valid)}}}
	codes, nets := t.Plain()
	for at, c := range slices.Concat(codes, nets) {
		out.Rows = append(out.Rows,
			tableLine{workbook.TableRowName(v.Lang, t, &c), at >= len(codes),
				[]tableFigure{figureOf(v, t, &c, &t.Bases[0], true, flags)}})
		rows = append(rows, c)
	}
	for _, t := range tables {
		if t.Banner == nil {
			continue
		}
		out.Groups = append(out.Groups, tableGroup{*t.Banner, len(t.Bases) - 1})
		for i := range t.Bases[1:] {
			base := &t.Bases[i+1]
			name := base.Label
			if name == "" {
				name = *base.Column
			}
			out.Columns = append(out.Columns, tableColumn{name, base.Letter, i == 0})
			out.Bases.Cells = append(out.Bases.Cells,
				tableFigure{Figure: digits.FormatCount(v.Lang, base.Valid), First: i == 0})
			for at, row := range rows {
				found := t.Find(row.Row, *base.Column)
				if row.Net {
					found = t.FindNet(row.Row, *base.Column)
				}
				cell := figureOf(v, t, found, base, intervals, flags)
				cell.First = i == 0
				out.Rows[at].Cells = append(out.Rows[at].Cells, cell)
			}
		}
	}
	return out
}

// figureOf writes a cell. Shares are of counts, and rounded by them.
func figureOf(v *visit, t *stats.Table, c *stats.TableCell, base *stats.ColumnBase, interval bool,
	flags map[stats.Reason]bool) tableFigure {
	for _, f := range c.Flags {
		flags[f] = true
	}
	out := tableFigure{Figure: digits.Dash, Letters: c.Letters, Small: slices.Contains(c.Flags, stats.ReasonSmallBase)}
	if slices.Contains(c.Flags, stats.ReasonOutside) {
		out.Figure, out.Outside = "n = "+digits.FormatCount(v.Lang, c.Count), true
	}
	if !c.Estimate.Defined() {
		return out
	}
	if t.Kind == "number" || c.Net && c.Row == "mean" {
		out.Figure = digits.FormatDecimal(v.Lang, float64(c.Estimate), 2)
		if interval && c.Lower.Defined() && c.Upper.Defined() {
			out.Interval = digits.FormatDecimal(v.Lang, float64(c.Lower), 2) + "–" +
				digits.FormatDecimal(v.Lang, float64(c.Upper), 2)
		}
		return out
	}
	out.Figure = digits.FormatPercent(v.Lang, digits.PercentHundredths(c.Count, base.Valid))
	if interval && c.Lower.Defined() && c.Upper.Defined() {
		out.Interval = digits.FormatHundredths(v.Lang, digits.ProportionHundredths(float64(c.Lower))) + "–" +
			digits.FormatHundredths(v.Lang, digits.ProportionHundredths(float64(c.Upper)))
	}
	return out
}
