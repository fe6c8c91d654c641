package desk

import (
	"strings"

	"github.com/khaosat/khaosat/export/digits"
	"github.com/khaosat/khaosat/stats/live"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/places"
	"github.com/khaosat/khaosat/web/edge"
)

type fieldworkPage struct {
	Counted, Today string
	Anonymous      bool
	States         []pairView
	HasUnits       bool
	HasPlan        bool
	Rows           []fieldRow
	Late           []lateRow
	Waiting        []waitingRow
	More           bool         // the tray holds only the first of those that wait
	Flagged        []waitingRow // counted, with something to look at
	Quotas         []quotaRow
	Shared         bool   // other processes take responses as well
	Unclear        string // notice of unit codes that mean two places
	Waves          wavesPart
	Made           string
}

type lateRow struct{ Unit, Class, Due, Done, Planned string }

type quotaRow struct {
	Unit, Class, Have, Most string
	Full                    bool
}

type waitingRow struct {
	ID, Name, Unit, Received string
	Flags                    []string
}

func (d *Desk) fieldworkPage(v *visit) error {
	page := fieldworkPage{Anonymous: v.sv.Mode == survey.Anonymous}
	if v.sv.Current == "" {
		tree, err := d.Service.Units(v.Request.Context(), v.sv.Slug)
		if err != nil {
			return err
		}
		page.HasUnits = len(tree.Codes()) > 0
		return d.render(v, "fieldwork", page)
	}
	f, err := d.Figures.Fieldwork(v.Request.Context(), v.sv.Slug, v.scope())
	if err != nil {
		return err
	}
	page.Waves, page.Made = wavesView(v, f.Wave, f.Waves), localTime(v.Lang, v.sv, f.Made)
	page.HasUnits, page.HasPlan = len(f.Tree.Codes()) > 0, len(f.Frame.Rows) > 0
	page.Counted, page.Today = digits.FormatCount(v.Lang, f.Counted), digits.FormatCount(v.Lang, f.Today)
	page.States = stateRows(v.View, f.States)
	page.Rows = fieldRows(v.View, f)
	page.Late = lateRows(v, f)
	if unclear := f.Tree.Unclear(); len(unclear) > 0 {
		page.Unclear = v.T("units.unclear", "n", digits.FormatCount(v.Lang, int64(len(unclear))), "codes",
			strings.Join(unclear[:min(len(unclear), 5)], ", "))
	}
	if page.Quotas, err = d.quotaRows(v, f); err != nil {
		return err
	}
	page.Shared = d.Service.Shared()
	if v.actor.May(survey.SeeRows, v.sv.Slug, "", nil) {
		page.Waiting, page.Flagged = seenRows(v, f, f.Waiting), seenRows(v, f, f.Flagged)
		page.More = int64(len(f.Waiting)) < f.States[survey.Quarantined]
	}
	return d.render(v, "fieldwork", page)
}

// quotaRows are the quotas of the wave that the page shows; of all waves together there are none.
func (d *Desk) quotaRows(v *visit, f *live.Fieldwork) ([]quotaRow, error) {
	if f.Wave == survey.AllWaves {
		return nil, nil
	}
	list, err := d.Service.Quotas(v.Request.Context(), v.actor, v.sv.Slug, f.Wave)
	var out []quotaRow
	for _, q := range list {
		row := quotaRow{Unit: v.T("desk.all_units"), Class: v.T("desk.quota.all_classes"), Full: q.Full(),
			Have: digits.FormatCount(v.Lang, int64(q.Have)), Most: digits.FormatCount(v.Lang, int64(q.Most))}
		if q.Unit != "" {
			row.Unit = unitName(f.Tree, q.Unit)
		}
		if q.Class != "" {
			row.Class = className(v, q.Class)
		}
		out = append(out, row)
	}
	return out, err
}

func seenRows(v *visit, f *live.Fieldwork, seen []live.Seen) []waitingRow {
	var out []waitingRow
	for _, x := range seen {
		out = append(out, waitingRow{ID: x.ID, Name: x.Name, Unit: unitName(f.Tree, x.Unit),
			Received: localTime(v.Lang, v.sv, x.Received), Flags: flagNames(v.View, x.Flags)})
	}
	return out
}

// flagNames are the flags of a response in words.
func flagNames(say edge.View, flags []string) []string {
	var out []string
	for _, flag := range flags {
		if key := "desk.flag." + flag; say.T(key) != key {
			flag = say.T(key)
		}
		out = append(out, flag)
	}
	return out
}

func stateRows(say edge.View, states map[survey.State]int64) []pairView {
	var out []pairView
	for _, state := range []survey.State{survey.Submitted, survey.Quarantined, survey.Rejected, survey.Withdrawn,
		survey.Test} {
		if n := states[state]; n > 0 || state == survey.Submitted {
			out = append(out, pairView{say.T("desk.state." + string(state)), digits.FormatCount(say.Lang, n)})
		}
	}
	return out
}

func unitName(tree *places.UnitTree, code string) string {
	if u, ok := tree.Unit(code); ok {
		return u.Name
	}
	return code
}

func lateRows(v *visit, f *live.Fieldwork) []lateRow {
	var out []lateRow
	for _, row := range f.Late() {
		out = append(out, lateRow{Unit: unitName(f.Tree, row.Unit), Class: className(v, row.Class),
			Due:     dayText(row.Due),
			Done:    digits.FormatCount(v.Lang, f.Sums[live.Cell{Unit: row.Unit, Class: row.Class}]),
			Planned: digits.FormatCount(v.Lang, int64(row.Planned))})
	}
	return out
}

func className(v *visit, code string) string {
	for _, c := range v.sv.Classes {
		if c.Code == code {
			if label := c.Label.In(v.Lang); label != "" {
				return label
			}
		}
	}
	return code
}

// review accepts or rejects a response with a reason, and returns to the page from where it was asked.
func (d *Desk) review(v *visit) error {
	state := survey.State(v.PostForm("state"))
	err := d.Service.Review(v.Request.Context(), v.actor, v.sv.Slug, v.PostForm("id"), state, v.PostForm("why"))
	if v.PostForm("from") == "response" {
		if err != nil {
			return d.again(v, err, d.responsePage)
		}
		return v.done(v.at("data"), "reviewed")
	}
	if err != nil {
		return d.again(v, err, d.fieldworkPage)
	}
	return v.done(v.at("fieldwork"), "reviewed")
}
