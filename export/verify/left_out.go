package verify

import (
	"strings"

	"github.com/khaosat/khaosat/export/cell"
	"github.com/khaosat/khaosat/export/workbook"
	"github.com/khaosat/khaosat/stats/results"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/places"
	"github.com/khaosat/khaosat/survey/versions"
)

// aside are the figures that rows without their unit cannot give: those by unit; the frequencies of items whose answers
// were left out with it; and the summary, where one of these has figures there.
type aside struct {
	sheets      map[string]bool // none of whose cells is checked
	frequencies string
	builder     *workbook.Builder
	rows        *places.Rows

	series *versions.Series // whose frequencies are passed over
	below  int              // rows that the sheet of frequencies is further down than it is made again
	end    int              // of what is passed over, in the file
}

// leftOut finds what cannot be checked, and says so.
func (c *checker) leftOut(b *workbook.Builder, r *results.Results) {
	a := &aside{sheets: map[string]bool{b.Sheet("units"): true}, frequencies: b.Sheet("frequencies"), builder: b,
		rows: places.NewRows(r.Survey, r.Lineage, nil)}
	var items []string
	for _, it := range r.Items {
		if it.Series == nil || !a.rows.TellsUnit(it.Series) {
			continue
		}
		items = append(items, it.Name())
		if it.Top != nil || it.Top2 != nil || it.Numbers != nil {
			a.sheets[b.Sheet("summary")] = true
		}
	}
	c.aside = a
	said := survey.Say("verify.units_left_out", "n", c.recipe.LeftOut, "least", survey.MinimumBase)
	c.out.Unchecked = append(c.out.Unchecked, said)
	if len(items) > 0 {
		c.out.Unchecked = append(c.out.Unchecked,
			survey.Say("verify.items_left_out", "items", strings.Join(items, ", ")))
	}
}

// rowOf is the row of the file that a row which is made again stands for; 0 for none that is compared.
func (c *checker) rowOf(sheet string, row int) int {
	a := c.aside
	switch {
	case a == nil || !a.sheets[sheet] && sheet != a.frequencies:
		return row
	case a.sheets[sheet]:
		c.pass(sheet, row)
		return 0
	}
	if now := a.builder.Ledger.Series; now != a.series {
		if a.series != nil { // the first row behind what was passed over, and a blank one
			a.below = a.end + 1 - row
		}
		if a.series = nil; now != nil && a.rows.TellsUnit(now) {
			a.series, a.end = now, c.passItem(sheet, row+a.below)
		}
	}
	if a.series != nil {
		return 0
	}
	return row + a.below
}

// passItem passes over the frequencies of an item, which end before a blank row.
func (c *checker) passItem(sheet string, row int) (end int) {
	for c.pass(sheet, row) {
		row++
	}
	return row
}

// pass counts the cells of a row that cannot be checked; false when there are none.
func (c *checker) pass(sheet string, row int) bool {
	is, some := c.workbook.sheet(sheet), false
	if c.seen[sheet] == nil {
		c.seen[sheet] = map[int]bool{}
	}
	if c.seen[sheet][row] || is == nil || row > len(is.rows) {
		return false
	}
	c.seen[sheet][row] = true
	for i, v := range is.rows[row-1] {
		if v.Kind != 0 {
			some = true
			c.out.Cells++
			c.strangeFormat(is.name, cell.Name(i+1, row), v)
		}
	}
	return some
}

// moves reports whether a cell with a name need not be where it is made again.
func (a *aside) moves(p workbook.Place) bool {
	return a != nil && (a.sheets[p.Sheet] || p.Sheet == a.frequencies && a.below != 0)
}
