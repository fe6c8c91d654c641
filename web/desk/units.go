package desk

import (
	"cmp"
	"path"
	"strings"

	"github.com/khaosat/khaosat/export/digits"
	"github.com/khaosat/khaosat/export/workbook"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/places"
	"github.com/khaosat/khaosat/survey/rows"
	"github.com/khaosat/khaosat/survey/service"
	"github.com/khaosat/khaosat/survey/table"
	"github.com/khaosat/khaosat/web/edge"
)

type unitsPage struct {
	Sets    []unitSetView
	CanEdit bool
}

type unitSetView struct {
	ID, Title, Count string
	Levels           string
	Day              string // the tree is shown as on this day; "" = all units
	Tree             []unitNode
}

type unitNode struct {
	Code, Name, Level, Period string
	Below                     []unitNode
}

// unitsPage shows every register of units as a tree, on the day ?day= where it is given.
func (d *Desk) unitsPage(v *visit) error {
	sets, err := d.Service.UnitSets(v.Request.Context(), v.actor)
	if err != nil {
		return err
	}
	page := unitsPage{CanEdit: v.actor.May(survey.Edit, "*", "", nil)}
	day := survey.Day(v.Query("day"))
	for _, set := range sets {
		tree := places.NewUnitTree(set.Units, day)
		page.Sets = append(page.Sets,
			unitSetView{ID: set.ID, Title: set.Title, Count: digits.FormatCount(v.Lang, int64(len(tree.Codes()))),
				Levels: levelNames(v, tree.Levels()), Day: string(day), Tree: unitNodes(tree, "", 0)})
	}
	return d.render(v, "units", page)
}

// levelNames says the levels of a register, highest first.
func levelNames(v *visit, levels []string) string {
	names := make([]string, len(levels))
	for i, level := range levels {
		names[i] = levelName(v.View, level)
	}
	return strings.Join(names, " › ")
}

func unitNodes(tree *places.UnitTree, code string, depth int) []unitNode {
	if depth > 20 {
		return nil
	}
	var out []unitNode
	for _, child := range tree.Children(code) {
		u, _ := tree.Unit(child)
		n := unitNode{Code: u.Code, Name: u.Name, Level: u.Level, Below: unitNodes(tree, child, depth+1)}
		if u.From != "" || u.To != "" {
			n.Period = dayText(u.From) + "–" + dayText(u.To)
		}
		out = append(out, n)
	}
	return out
}

// dayText is a day as it is written here, 26/10/2023; "" stays "".
func dayText(d survey.Day) string {
	parts := strings.Split(string(d), "-")
	if len(parts) != 3 {
		return string(d)
	}
	return parts[2] + "/" + parts[1] + "/" + parts[0]
}

var errNoTable = survey.Fail(survey.Invalid, "upload.missing")

// readTable reads the table that a form brought under "file". Invalid lists everything that is wrong with it as a
// table.
func readTable(v *visit) (*table.Grid, string, error) {
	file, header, err := v.file("file", errNoTable)
	if err != nil {
		return nil, "", err
	}
	defer func() { _ = file.Close() }()
	t, problems := table.Read(file)
	return t, header.Filename, survey.Wrong("web.readTable", problems)
}

// uploadUnits stores a register of units from a file, under the name that was typed, else the file's own.
func (d *Desk) uploadUnits(v *visit) error {
	t, name, err := readTable(v)
	if err != nil {
		return d.again(v, err, d.unitsPage)
	}
	units, lines, problems := rows.ReadUnits(t.Header, t.ImportRows())
	if len(problems) > 0 {
		return d.again(v, survey.Wrong("web.uploadUnits", problems), d.unitsPage)
	}
	for i := range units {
		units[i].From = survey.Day(cmp.Or(string(units[i].From), v.PostForm("from")))
		units[i].To = survey.Day(cmp.Or(string(units[i].To), v.PostForm("to")))
	}
	set := survey.UnitSet{ID: strings.TrimSpace(v.PostForm("id")), Title: strings.TrimSpace(v.PostForm("title")),
		Units: units}
	if set.ID == "" {
		set.ID = service.SlugOf(strings.TrimSuffix(name, path.Ext(name)))
	}
	if err := d.Service.ImportUnits(v.Request.Context(), v.actor, set, lines); err != nil {
		return d.again(v, err, d.unitsPage)
	}
	return v.doneWith(t.Notices(), "/desk/units", "units", d.unitsPage)
}

// uploadFrame stores the sampling frame of the survey's current wave from a file.
func (d *Desk) uploadFrame(v *visit) error {
	return uploadPlan(d, v, rows.ReadFrame, func(rows []survey.FrameRow) error {
		return d.Service.SetFrame(v.Request.Context(), v.actor,
			survey.SamplingFrame{Survey: v.sv.Slug, Wave: v.sv.Wave, Rows: rows})
	}, "frame")
}

// uploadQuotas stores the quotas of the survey's current wave from a file.
func (d *Desk) uploadQuotas(v *visit) error {
	return uploadPlan(d, v, rows.ReadQuotas, func(rows []survey.Quota) error {
		return d.Service.SetQuotas(v.Request.Context(), v.actor, v.sv.Slug, v.sv.Wave, rows)
	}, "quota")
}

// uploadPlan stores what read makes of a file about units and classes; done is what the page then says.
func uploadPlan[T any](d *Desk, v *visit, read func(header []string, rows []rows.ImportRow, tree *places.UnitTree,
	classes []survey.Class) ([]T, []survey.Problem), store func([]T) error, done string) error {
	t, _, err := readTable(v)
	if err != nil {
		return d.again(v, err, d.fieldworkPage)
	}
	tree, err := d.Service.Units(v.Request.Context(), v.sv.Slug)
	if err != nil {
		return err
	}
	plan, problems := read(t.Header, t.ImportRows(), tree, v.sv.Classes)
	if len(problems) > 0 {
		return d.again(v, survey.Wrong("web.uploadPlan", problems), d.fieldworkPage)
	}
	if err := store(plan); err != nil {
		return d.again(v, err, d.fieldworkPage)
	}
	return v.doneWith(t.Notices(), v.at("fieldwork"), done, d.fieldworkPage)
}

// levelName says a level.
func levelName(say edge.View, level string) string { return workbook.LevelName(say.Lang, level) }
