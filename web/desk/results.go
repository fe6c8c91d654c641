package desk

import (
	"fmt"
	"strings"

	"github.com/khaosat/khaosat/export/digits"
	"github.com/khaosat/khaosat/export/sentence"
	"github.com/khaosat/khaosat/stats/results"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/places"
	"github.com/khaosat/khaosat/web/edge"
)

type resultsPage struct {
	Counted, Made string
	Version       string
	Approval      []itemView
	Items         []itemView
	Public        bool
	Least         int // by how many people at least the figures of a public page move
	Waves         wavesPart
	Places        []string // what the reader has to know of units
}

func (d *Desk) resultsOf(v *visit, scope results.Scope) (*results.Results, resultsPage, error) {
	r, err := d.results(v.Request.Context(), v.sv, scope)
	if err != nil || r == nil {
		return r, resultsPage{}, err
	}
	page := resultsPage{Counted: digits.FormatCount(v.Lang, r.Counted), Made: localTime(v.Lang, v.sv, r.Made),
		Version: r.Form.Q.Version, Items: itemViews(r, v.Lang), Waves: wavesView(v, r.Wave, r.Waves),
		Places: placeNotices(v.View, r)}
	page.Approval = byApproval(page.Items)
	return r, page, nil
}

// resultsPage shows every item: approval first, bases, counts, percentages with intervals, a picture.
func (d *Desk) resultsPage(v *visit) error {
	_, page, err := d.resultsOf(v, v.scope())
	if err != nil {
		return err
	}
	return d.render(v, "results", page)
}

// placeNotices say which answers and units the tables by unit do not show, and why.
func placeNotices(say edge.View, r *results.Results) []string {
	var out []string
	count := func(n int) string { return digits.FormatCount(say.Lang, int64(n)) }
	if len(r.Unclear) > 0 {
		few := r.Unclear[:min(len(r.Unclear), 5)]
		out = append(out, say.T("units.unclear", "n", count(len(r.Unclear)), "codes", strings.Join(few, ", ")))
	}
	if r.Unplaced > 0 {
		out = append(out, say.T("units.unplaced", "n", digits.FormatCount(say.Lang, r.Unplaced)))
	}
	for _, level := range r.Levels {
		if level.Hidden {
			out = append(out, say.T("units.hidden", "level", levelName(say, level.Name), "n", count(level.Units)))
		}
	}
	return out
}

type unitTablePage struct {
	Waves  wavesPart
	Made   string
	Places []string
	Item   itemView
	Top    string // names of the shares, "" = the item has none
	Top2   string
	Rows   []unitTableRow
	Total  unitTableRow
	Least  int // of fewer valid answers nothing is shown; 0 = all is shown
}

type unitTableRow struct {
	Code, Name                  string
	Depth                       int
	Answered, Valid             string
	Top, TopShort, Top2, Short2 string
	Mean, Total                 string
}

// unitTable shows one item by unit.
func (d *Desk) unitTable(v *visit) error {
	r, err := d.results(v.Request.Context(), v.sv, v.scope())
	if err != nil {
		return err
	}
	it := findItem(r, v.Query("item"))
	if it == nil || it.ByUnit == nil {
		return edge.ErrNoPage
	}
	speak := sentence.For(r.Form.Q, v.Lang)
	page := unitTablePage{Waves: wavesView(v, r.Wave, r.Waves), Made: localTime(v.Lang, v.sv, r.Made),
		Places: placeNotices(v.View, r), Item: viewItem("i1", v.Lang, r.Form.Q.Chain(v.Lang), speak, it, r.Counted)}
	if it.Top != nil {
		page.Top = speak.TopName(it)
	}
	if it.Top2 != nil && speak.Top2Name(it) != page.Top {
		page.Top2 = speak.Top2Name(it)
	}
	few := r.Few(it)
	for i, row := range it.ByUnit {
		if r.Units[i].Responses == 0 {
			continue
		}
		if few != nil && few[i] {
			page.Rows = append(page.Rows, hiddenRow(it, r.Units[i]))
			page.Least = survey.MinimumBase
			continue
		}
		page.Rows = append(page.Rows, unitRow(v, speak, it, r.Units[i], row))
	}
	page.Total = unitRow(v, speak, it, results.Unit{Name: v.T("desk.all_units")},
		results.UnitRow{Base: it.Base, Top: it.Top, Top2: it.Top2, Numbers: it.Numbers})
	return d.render(v, "units_item", page)
}

// hiddenRow is the row of a unit of which nothing is shown.
func hiddenRow(it *results.Item, u results.Unit) unitTableRow {
	out := unitTableRow{Code: u.Code, Name: u.Name, Depth: min(u.Depth, 4), Answered: digits.Dash, Valid: digits.Dash}
	if it.Top != nil {
		out.Top = digits.Dash
	}
	if it.Top2 != nil {
		out.Top2 = digits.Dash
	}
	if it.Numbers != nil {
		out.Mean, out.Total = digits.Dash, digits.Dash
	}
	return out
}

func findItem(r *results.Results, path string) *results.Item {
	if r == nil {
		return nil
	}
	for _, it := range r.Items {
		if it.Name() == path {
			return it
		}
	}
	return nil
}

func unitRow(v *visit, speak sentence.Speaker, it *results.Item, u results.Unit, row results.UnitRow) unitTableRow {
	out := unitTableRow{Code: u.Code, Name: u.Name, Depth: min(u.Depth, 4),
		Answered: digits.FormatCount(v.Lang, row.Base.Answered), Valid: digits.FormatCount(v.Lang, row.Base.Valid)}
	if row.Top != nil {
		out.Top, out.TopShort = digits.FormatPercent(v.Lang, digits.PercentHundredths(row.Top.Count, row.Top.Base)),
			speak.ShortInterval(row.Top)
	}
	if row.Top2 != nil {
		out.Top2, out.Short2 = digits.FormatPercent(v.Lang, digits.PercentHundredths(row.Top2.Count, row.Top2.Base)),
			speak.ShortInterval(row.Top2)
	}
	if n := row.Numbers; n != nil {
		out.Mean, out.Total = digits.FormatDecimal(v.Lang, n.Mean, 2),
			digits.FormatDecimal(v.Lang, n.Total, sentence.Places(n.Total))
		if n.N == 0 {
			out.Total = digits.Dash
		}
	}
	return out
}

// publicResults shows the results of a survey whose office publishes them, to anybody, as they were released: two looks
// tell of no single person. Items with a small base are not shown, and nothing is broken down by unit.
func (d *Desk) publicResults(v *visit) error {
	sv, err := d.Service.Survey(v.Request.Context(), v.Param("survey"))
	if err != nil && survey.KindOf(err) != survey.NotFound {
		return err
	}
	if err != nil || !sv.Public || sv.Current == "" {
		return edge.ErrNoPage // whether an unpublished survey exists is nobody's business
	}
	v.sv = sv
	now, err := d.results(v.Request.Context(), sv, results.Scope{})
	if err != nil {
		return err
	}
	release, err := d.Service.Release(v.Request.Context(), sv.Slug, now.Wave,
		func(was *survey.Release) *survey.Release { return results.Release(was, now) })
	if err != nil {
		return err
	}
	r, counted := results.Released(release, now)
	page := resultsPage{Counted: digits.FormatCount(v.Lang, r.Counted), Public: true, Least: survey.MinimumBase,
		Waves: wavesView(v, r.Wave, r.Waves)}
	speak, chain := sentence.For(r.Form.Q, v.Lang), r.Form.Q.Chain(v.Lang)
	for i, it := range r.Items {
		id := fmt.Sprintf("i%d", i+1)
		switch {
		case places.AsksUnit(sv, r.Lineage, it.Series): // how many answered in each place is not for the public
		case it.Base.Valid < survey.MinimumBase:
			page.Items = append(page.Items, itemView{ID: id, Label: speak.Label(it), Suppressed: true,
				Headline: &figureView{Figure: digits.Dash, Sentence: speak.Suppressed()}})
		default:
			page.Items = append(page.Items, viewItem(id, v.Lang, chain, speak, it, counted[i]))
		}
	}
	page.Approval = byApproval(page.Items)
	return d.render(v, "public", page)
}
