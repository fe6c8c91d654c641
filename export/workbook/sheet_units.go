package workbook

import (
	"math"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/khaosat/khaosat/export/cell"
	"github.com/khaosat/khaosat/export/digits"
	"github.com/khaosat/khaosat/stats/results"
	"github.com/khaosat/khaosat/survey"
)

// unitGroup is one item's columns in the table by unit.
type unitGroup struct {
	item    *results.Item
	columns []unitColumn
	few     []bool // of which units nothing is shown, see results.Results.Few
}

// unitColumn is one figure: in all, and in each unit.
type unitColumn struct {
	head string
	look look
	all  float64
	unit func(u results.UnitRow) float64
}

// Columns of the table by unit before the items: code, name, responses, planned, share done.
var unitWidths = []float64{11, 34, 10, 10, 10}

// manyColumns is how many columns still fit on the width of a landscape page.
const manyColumns = 16

// units writes a row for each unit in the register's order, those below another indented and foldable, and a group of
// columns for each item that is rated or numeric; without any such item, for the choices of the others.
func (b *book) units(name string) error {
	groups := b.unitGroups()
	l := layout{Widths: unitWidths, Landscape: true, FreezeCols: 2, FreezeRows: headRows + 2, TitleRows: "4:5",
		TitleCols: "A:B"}
	for _, g := range groups {
		for range g.columns {
			l.Widths = append(l.Widths[:len(l.Widths):len(l.Widths)], 10)
		}
	}
	l.Wide = len(l.Widths) > manyColumns
	p, err := b.open(name, l)
	if err != nil {
		return err
	}
	if len(b.r.Units) == 0 {
		p.heading(b.Sheet("units"), b.t("units.none"))
		return p.close()
	}
	about := append([]string{b.t("units.about")}, b.unitNotices()...)
	if slices.ContainsFunc(groups, func(g unitGroup) bool { return slices.Contains(g.few, true) }) {
		about = append(about, b.t("units.few", "least", survey.MinimumBase))
	}
	p.heading(b.Sheet("units"), strings.Join(about, " "))
	if l.Wide {
		breakPages(p, groups)
	}
	b.unitHead(p, groups)
	all := []any{b.cell(lookBase, nil), b.cell(lookBase, b.t("units.all")), b.cell(lookBaseCount, b.r.Counted),
		b.cell(lookBase, nil), b.cell(lookBase, nil)}
	if planned := b.planned(); planned > 0 {
		all[3], all[4] = b.cell(lookBaseCount, planned), b.cell(lookBasePercent, float64(b.r.Counted)/float64(planned))
	}
	for _, g := range groups {
		for _, c := range g.columns {
			all = append(all, b.figure(baseLook(c.look), c.all))
		}
	}
	p.add(all...)
	used := b.usedLevels()
	for i, u := range b.r.Units {
		if used[u.Level] {
			b.unitRow(p, groups, i, u)
		}
	}
	if b.r.Unplaced > 0 {
		p.add(b.cell(lookText, nil), b.cell(lookText, b.t("units.unplaced")), b.cell(lookCount, b.r.Unplaced))
	}
	return p.close()
}

// unitNotices say which levels have no rows here, and which answers are in none of them.
func (b *book) unitNotices() []string {
	var out []string
	for _, level := range b.r.Levels {
		if level.Hidden {
			out = append(out, b.t("units.hidden", "level", level.Name, "n",
				digits.FormatCount(b.lang, int64(level.Units))))
		}
	}
	if n := len(b.r.Unclear); n > 0 {
		out = append(out, b.t("units.unclear", "n", digits.FormatCount(b.lang, int64(n)), "codes",
			strings.Join(b.r.Unclear[:min(n, 5)], ", ")))
	}
	return out
}

// usedLevels are the levels of units at which anybody answered or was to answer; the others would be rows of nothing.
func (b *book) usedLevels() map[string]bool {
	used := map[string]bool{}
	for _, u := range b.r.Units {
		if u.Depth == 0 || u.Responses > 0 || u.Planned > 0 {
			used[u.Level] = true
		}
	}
	return used
}

// planned is how many answers the plan wants of all units.
func (b *book) planned() int64 {
	n := int64(0)
	for _, u := range b.r.Units {
		if u.Depth == 0 {
			n += u.Planned
		}
	}
	return n
}

// pageChars is how many characters of columns a landscape page holds at the scale of wide sheets.
const pageChars = 178

// breakPages starts a new printed page before a group of columns that would be cut in two.
func breakPages(p *page, groups []unitGroup) {
	titles := unitWidths[0] + unitWidths[1]
	col, used := len(unitWidths)+1, 0.0
	for _, w := range unitWidths {
		used += w
	}
	for _, g := range groups {
		wide := 10 * float64(len(g.columns))
		if used+wide > pageChars && used > titles {
			p.do(p.out.InsertPageBreak(cell.Name(col, 1)))
			used = titles
		}
		used += wide
		col += len(g.columns)
	}
}

// unitHead writes two rows: the items over their columns, and the columns.
func (b *book) unitHead(p *page, groups []unitGroup) {
	var top, below []any
	for _, key := range []string{"unit_code", "unit", "responses", "planned", "done"} {
		top, below = append(top, b.cell(lookHead, b.t("head."+key))), append(below, b.cell(lookHead, nil))
	}
	first := len(top)
	for _, g := range groups {
		for i, c := range g.columns {
			var over any
			if i == 0 {
				over = cell.Short(b.numbered(g.item), 45*len(g.columns))
			}
			top, below = append(top, b.cell(lookHead, over)), append(below, b.cell(lookHead, c.head))
		}
	}
	row := p.addWith(excelize.RowOpts{Height: 78}, top...)
	p.addWith(excelize.RowOpts{Height: 30}, below...)
	if p.err != nil {
		return
	}
	for col := 1; col <= first; col++ {
		p.do(p.out.MergeCell(cell.Name(col, row), cell.Name(col, row+1)))
	}
	col := first + 1
	for _, g := range groups {
		if len(g.columns) > 1 {
			p.do(p.out.MergeCell(cell.Name(col, row), cell.Name(col+len(g.columns)-1, row)))
		}
		col += len(g.columns)
	}
}

func (b *book) unitRow(p *page, groups []unitGroup, i int, u results.Unit) {
	indent := []look{lookStrong, lookIndent1, lookIndent2, lookIndent3}[min(u.Depth, 3)]
	cells := []any{b.cell(lookCode, u.Code), b.cell(indent, u.Name), b.cell(lookCount, u.Responses),
		b.cell(lookText, nil), b.cell(lookText, nil)}
	if u.Planned > 0 {
		cells[3] = b.cell(lookCount, u.Planned)
		cells[4] = b.figure(lookPercent, float64(u.Responses)/float64(u.Planned))
	}
	for _, g := range groups {
		for _, c := range g.columns {
			x := math.NaN()
			if i < len(g.item.ByUnit) && (g.few == nil || !g.few[i]) {
				x = c.unit(g.item.ByUnit[i])
			}
			cells = append(cells, b.figure(c.look, x))
		}
	}
	p.addWith(excelize.RowOpts{OutlineLevel: min(u.Depth, 7)}, cells...)
}

// baseLook is the look of a figure in the row of all units.
func baseLook(l look) look {
	switch l {
	case lookCount:
		return lookBaseCount
	case lookPercent:
		return lookBasePercent
	case lookDecimal:
		return lookBaseDecimal
	}
	return l
}

// manyGroups is how many items are shown with all their columns; with more of them each has one.
const manyGroups = 80

func (b *book) unitGroups() []unitGroup {
	var rated, others []unitGroup
	for _, it := range b.r.Items {
		switch {
		case it.ByUnit == nil:
		case it.Top != nil || it.Top2 != nil:
			rated = append(rated, unitGroup{it, b.ratedColumns(it), b.r.Few(it)})
		case it.Numbers != nil:
			rated = append(rated, unitGroup{it, b.numberColumns(it), b.r.Few(it)})
		case len(it.Rows) > 0 && len(it.Rows) <= maxUnitChoices:
			others = append(others, unitGroup{it, b.choiceColumns(it), b.r.Few(it)})
		}
	}
	if rated == nil {
		return fitting(others)
	}
	if len(rated) > manyGroups {
		for i, g := range rated {
			rated[i].columns = g.columns[len(g.columns)-1:]
		}
	}
	return fitting(rated)
}

// fitting leaves out the groups beyond the last column of a sheet.
func fitting(groups []unitGroup) []unitGroup {
	used := len(unitWidths)
	for i, g := range groups {
		if used += len(g.columns); used > excelize.MaxColumns {
			return groups[:i]
		}
	}
	return groups
}

// maxUnitChoices is how long a list of choices may be to stand as columns.
const maxUnitChoices = 12

func (b *book) ratedColumns(it *results.Item) []unitColumn {
	estimate := func(s *results.Share) float64 {
		if s == nil {
			return math.NaN()
		}
		return s.Estimate
	}
	out := []unitColumn{{b.t("head.n_valid"), lookCount, float64(it.Base.Valid),
		func(u results.UnitRow) float64 { return float64(u.Base.Valid) }}}
	if it.Top != nil {
		out = append(out, unitColumn{b.t("head.percent_of", "level", b.speak.TopName(it)), lookPercent,
			estimate(it.Top), func(u results.UnitRow) float64 { return estimate(u.Top) }})
	}
	if it.Top2 != nil {
		out = append(out, unitColumn{b.t("head.percent_of", "level", b.speak.Top2Name(it)), lookPercent,
			estimate(it.Top2), func(u results.UnitRow) float64 { return estimate(u.Top2) }})
	}
	return out
}

// numberColumns are the total of a quantity, or the number of answers and the mean of a score.
func (b *book) numberColumns(it *results.Item) []unitColumn {
	numbers := func(u results.UnitRow) results.Numbers {
		if u.Numbers == nil {
			return results.Undefined()
		}
		return *u.Numbers
	}
	if summed(it) {
		return []unitColumn{{b.t("head.total"), b.numberLook(it.Numbers.Total), it.Numbers.Total,
			func(u results.UnitRow) float64 { return numbers(u).Total }}}
	}
	return []unitColumn{
		{b.t("head.n_valid"), lookCount, float64(it.Base.Valid),
			func(u results.UnitRow) float64 { return float64(u.Base.Valid) }},
		{b.t("head.mean"), lookDecimal, it.Numbers.Mean, func(u results.UnitRow) float64 { return numbers(u).Mean }},
	}
}

func (b *book) choiceColumns(it *results.Item) []unitColumn {
	out := []unitColumn{{b.t("head.n_valid"), lookCount, float64(it.Base.Valid),
		func(u results.UnitRow) float64 { return float64(u.Base.Valid) }}}
	for i, row := range it.Rows {
		if !row.Role.Missing() {
			out = append(out, unitColumn{b.choiceLabel(row), lookPercent, row.Proportion,
				func(u results.UnitRow) float64 {
					base := u.Base.Valid
					if row.Offered {
						base = u.Bases[i]
					}
					return float64(u.Counts[i]) / float64(base) // 0/0 is undefined, as it should be
				}})
		}
	}
	return out
}
