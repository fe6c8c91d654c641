package desk

import (
	"fmt"
	"html/template"
	"maps"
	"slices"

	"github.com/khaosat/khaosat/export/digits"
	"github.com/khaosat/khaosat/stats/live"
	"github.com/khaosat/khaosat/survey/places"
	"github.com/khaosat/khaosat/web/edge"
)

// fieldRow is one unit: planned against done.
type fieldRow struct {
	Name, Code    string
	Depth         int // 0 at the top of the tree
	Done, Planned string
	Share         string // of the plan; "" without one
	Bar           template.HTML
	Late          bool
	Open          bool // has units below
}

// fieldTree adds up plan and answers over the units of a survey.
type fieldTree struct {
	edge.View
	tree    *places.UnitTree
	done    map[live.Cell]int64
	planned map[string]int64 // of a unit and all below it
	late    map[string]bool
	rows    []fieldRow
}

// fieldRows lists the units with a plan or with answers and everything above them, from the top of the tree. Answers
// whose unit the register does not have come last.
func fieldRows(say edge.View, work *live.Fieldwork) []fieldRow {
	f := &fieldTree{View: say, tree: work.Tree, done: work.Sums, planned: map[string]int64{}, late: map[string]bool{}}
	for _, row := range work.Frame.Rows {
		f.plan(row.Unit, int64(row.Planned))
	}
	for _, row := range work.Late() {
		f.late[row.Unit] = true
	}
	f.below("", 0)
	f.strangers()
	return f.rows
}

// plan counts n for a unit and every unit above it.
func (f *fieldTree) plan(unit string, n int64) {
	for range len(f.tree.Codes()) + 1 {
		f.planned[unit] += n
		u, ok := f.tree.Unit(unit)
		if !ok || u.Parent == "" {
			return
		}
		unit = u.Parent
	}
}

func (f *fieldTree) below(code string, depth int) {
	for _, child := range f.tree.Children(code) {
		if f.done[live.Cell{Unit: child}] == 0 && f.planned[child] == 0 {
			continue
		}
		u, _ := f.tree.Unit(child)
		f.row(child, u.Name, depth)
		f.below(child, depth+1)
	}
}

// strangers lists the units that the register does not have, by code.
func (f *fieldTree) strangers() {
	units := map[string]bool{}
	for at := range f.done {
		units[at.Unit] = true
	}
	for unit := range f.planned {
		units[unit] = true
	}
	for _, unit := range slices.Sorted(maps.Keys(units)) {
		if _, ok := f.tree.Unit(unit); ok {
			continue
		}
		name := unit
		if unit == "" {
			name = f.T("desk.no_unit")
		}
		f.row(unit, name, 0)
	}
}

func (f *fieldTree) row(code, name string, depth int) {
	done, planned := f.done[live.Cell{Unit: code}], f.planned[code]
	row := fieldRow{Code: code, Name: name, Depth: min(depth, 4), Done: digits.FormatCount(f.Lang, done),
		Late: f.late[code], Open: len(f.tree.Children(code)) > 0 && code != ""}
	if planned > 0 {
		row.Planned = digits.FormatCount(f.Lang, planned)
		row.Share = digits.FormatPercent(f.Lang, digits.PercentHundredths(done, planned))
		row.Bar = progressBar(fmt.Sprintf("u%d", len(f.rows)), name, row.Done+"/"+row.Planned, done, planned)
	}
	f.rows = append(f.rows, row)
}
