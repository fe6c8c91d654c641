package web

import (
	"github.com/khaosat/khaosat/stats"
	"github.com/khaosat/khaosat/stats/results"
	"github.com/khaosat/khaosat/survey"
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
	More           bool // the tray holds only the first of those that wait
	Wave           string
}

type lateRow struct{ Unit, Class, Due, Done, Planned string }

type waitingRow struct{ ID, Name, Unit, Received string }

func (d *desk) fieldworkPage(v *visit) error {
	ctx := v.Request.Context()
	r, err := d.results(ctx, v.sv)
	if err != nil {
		return err
	}
	page := fieldworkPage{Anonymous: v.sv.Mode == survey.Anonymous, Wave: v.sv.Wave}
	tree, frame, err := d.plan(ctx, v.sv)
	if err != nil {
		return err
	}
	page.HasUnits, page.HasPlan = len(tree.Codes()) > 0, len(frame.Rows) > 0
	if r == nil {
		return d.render(v, "fieldwork", page)
	}
	p, err := d.progressOf(ctx, v.sv, r)
	if err != nil {
		return err
	}
	page.Counted, page.Today = stats.FormatCount(v.Lang, r.Counted), stats.FormatCount(v.Lang, p.today)
	page.States = stateRows(v.view, r)
	sums := p.sums(tree)
	page.Rows = fieldRows(v.view, tree, frame, p, sums)
	page.Late = lateRows(v, tree, frame, p, sums)
	if v.actor.May(survey.SeeRows, v.sv.Slug, "", nil) {
		for _, x := range p.waiting {
			page.Waiting = append(page.Waiting, waitingRow{ID: x.id, Name: x.name, Unit: unitName(tree, x.at.unit), Received: localTime(v.sv, x.received)})
		}
		page.More = int64(len(p.waiting)) < r.States[survey.Quarantined]
	}
	return d.render(v, "fieldwork", page)
}

func stateRows(say view, r *results.Results) []pairView {
	var out []pairView
	for _, state := range []survey.State{survey.Submitted, survey.Quarantined, survey.Rejected, survey.Withdrawn, survey.Test} {
		if n := r.States[state]; n > 0 || state == survey.Submitted {
			out = append(out, pairView{say.T("desk.state." + string(state)), stats.FormatCount(say.Lang, n)})
		}
	}
	return out
}

func unitName(tree *survey.UnitTree, code string) string {
	if u, ok := tree.Unit(code); ok {
		return u.Name
	}
	return code
}

func lateRows(v *visit, tree *survey.UnitTree, frame *survey.Frame, p *progress, sums map[cell]int64) []lateRow {
	var out []lateRow
	for _, row := range p.late(sums, frame) {
		out = append(out, lateRow{Unit: unitName(tree, row.Unit), Class: className(v, row.Class), Due: dayText(row.Due),
			Done: stats.FormatCount(v.Lang, sums[cell{row.Unit, row.Class}]), Planned: stats.FormatCount(v.Lang, int64(row.Planned))})
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
func (d *desk) review(v *visit) error {
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
