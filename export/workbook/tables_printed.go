package workbook

import (
	"cmp"
	"fmt"
	"slices"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"github.com/khaosat/khaosat/export/cell"
	"github.com/khaosat/khaosat/export/digits"
	"github.com/khaosat/khaosat/stats"
)

// The columns of the printed tables: labels, the total with its interval, then those of the banners.
const (
	totalColumn  = 2
	bannerColumn = 5
)

// printed writes each item once, with the tables of its banners side by side.
func (b *tableBook) printed(name string) error {
	groups := b.tables.ByItem()
	l := layout{Widths: []float64{44, 11, 10, 10}, Landscape: true, FreezeCols: 1, TitleCols: "A:A"}
	for _, g := range groups {
		for i, width := range tableGroup(g).totalWidths() {
			l.Widths[totalColumn-1+i] = max(l.Widths[totalColumn-1+i], width)
		}
		for i, width := range tableGroup(g).widths() {
			if at := bannerColumn - 1 + i; at < len(l.Widths) {
				l.Widths[at] = max(l.Widths[at], width)
			} else {
				l.Widths = append(l.Widths, width)
			}
		}
	}
	l.Wide = len(l.Widths) > manyColumns
	p, err := b.open(name, l)
	if err != nil {
		return err
	}
	b.top(p, "tables")
	for _, n := range b.tables.Notices {
		p.across(lookSentence, n, bannerColumn-1)
	}
	if b.o.Source.Filtered != "" {
		p.across(lookSentence, b.t("tables.filtered", "condition", b.o.Source.Filtered, "n",
			digits.FormatCount(b.lang, b.tables.Rows)), bannerColumn-1)
	}
	if len(b.tables.Notices) > 0 || b.o.Source.Filtered != "" {
		p.skip(1)
	}
	for _, g := range groups {
		b.block(p, g)
		p.skip(1)
	}
	if b.o.Source.Letters != "" {
		p.across(lookSentence, b.t("tables.letters_note", "adjustment", b.t("tables.letters."+b.o.Source.Letters)),
			bannerColumn-1)
	}
	return p.close()
}

// tableGroup are the tables of one item by its banners.
type tableGroup []*stats.Table

// widths are those that the columns of the banners need: a number too wide for its column is shown as ###.
func (g tableGroup) widths() []float64 {
	var out []float64
	for _, t := range g {
		at := map[string]int{}
		for i := range t.Bases[1:] {
			at[*t.Bases[i+1].Column] = len(out)
			out = append(out, 12)
		}
		for _, c := range slices.Concat(t.Cells, t.Nets) {
			if c.Column != nil {
				i := at[*c.Column]
				out[i] = max(out[i], numberWidth(t, &c,
					c.Estimate)+1.2*float64(utf8.RuneCountInString(lettersShown(c.Letters))))
			}
		}
		for i := range t.Bases[1:] {
			at := at[*t.Bases[i+1].Column]
			out[at] = max(out[at], digitsWidth(t.Bases[i+1].Weighted))
		}
	}
	return out
}

// totalWidths are those that the total and the two ends of its interval need.
func (g tableGroup) totalWidths() [bannerColumn - totalColumn]float64 {
	t := g[0]
	out := [bannerColumn - totalColumn]float64{digitsWidth(t.Bases[0].Weighted)}
	for _, c := range slices.Concat(t.Cells, t.Nets) {
		if c.Column != nil {
			continue
		}
		for i, x := range []stats.Figure{c.Estimate, c.Lower, c.Upper} {
			out[i] = max(out[i], numberWidth(t, &c, x))
		}
	}
	return out
}

// numberWidth is the width of a figure in characters, with room for a percentage at least.
func numberWidth(t *stats.Table, c *stats.TableCell, x stats.Figure) float64 {
	if figureLook(t, c) == lookPercent {
		return 9
	}
	return max(9, digitsWidth(x))
}

// digitsWidth is the width in characters of a number with two decimals and its thousands parted; 0 for one that is not
// defined.
func digitsWidth(x stats.Figure) float64 {
	if !x.Defined() {
		return 0
	}
	return 2 + 1.1*float64(utf8.RuneCountInString(digits.FormatDecimal("en", float64(x), 2)))
}

// lettersShown are the letters beside a figure; of very many the first ones, and the sheet of figures has all.
func lettersShown(letters string) string { return cell.Short(letters, 12) }

// block writes one item: codes down, columns across, bases below.
func (b *tableBook) block(p *page, g tableGroup) {
	p.across(lookItem, cmp.Or(g[0].Label, g[0].Item), bannerColumn-1)
	b.blockHead(p, g)
	cells := make([]map[[2]string]*stats.TableCell, len(g))
	rounded := make([]map[[2]string]stats.Figure, len(g))
	for i, t := range g {
		cells[i], rounded[i] = byPlace(t), b.rounded(t)
	}
	small := false
	codes, nets := g[0].Plain()
	for at, row := range slices.Concat(codes, nets) {
		line := []any{b.cell(map[bool]look{true: lookStrong, false: lookText}[at >= len(codes)], b.rowName(g[0], &row))}
		line = append(line, b.shown(g[0], &row, rounded[0]),
			b.bound(figureLook(g[0], &row), float64(row.Lower), float64(row.Estimate)),
			b.bound(figureLook(g[0], &row), float64(row.Upper), float64(row.Estimate)))
		for i, t := range g {
			for _, base := range t.Bases[1:] {
				c := cells[i][[2]string{row.Place(), *base.Column}]
				small = small || isSmall(c)
				line = append(line, b.shown(t, c, rounded[i]))
			}
		}
		p.add(line...)
	}
	b.blockBases(p, g)
	if len(rounded[0]) > 0 {
		p.add(b.cell(lookNote, b.t("tables.added_up")))
	}
	if small {
		p.add(b.cell(lookNote, b.t("tables.small")))
	}
}

// byPlace finds the cells of a table by row and column.
func byPlace(t *stats.Table) map[[2]string]*stats.TableCell {
	out := map[[2]string]*stats.TableCell{}
	for _, list := range [][]stats.TableCell{t.Cells, t.Nets} {
		for i := range list {
			out[[2]string{list[i].Place(), columnKey(list[i].Column)}] = &list[i]
		}
	}
	return out
}

// columnKey is the key of a column; that of the total is no text that a file could have.
func columnKey(c *string) string {
	if c == nil {
		return "\x00"
	}
	return *c
}

// blockHead writes the banners over their columns, and the columns with the letters of their tests.
func (b *tableBook) blockHead(p *page, g tableGroup) {
	top := []any{b.cell(lookHeadLeft, nil), b.cell(lookHead, b.t("tables.total")), b.cell(lookHead, nil),
		b.cell(lookHead, nil)}
	below := []any{b.cell(lookHeadLeft, nil), b.cell(lookHead, b.t("tables."+measure(g[0]))),
		b.cell(lookHead, b.t("head.lower")), b.cell(lookHead, b.t("head.upper"))}
	merges := [][2]int{{totalColumn, bannerColumn - 1}}
	for _, t := range g {
		for i := range t.Bases[1:] {
			var over any
			if i == 0 {
				over = *t.Banner
				merges = append(merges, [2]int{len(top) + 1, len(top) + len(t.Bases) - 1})
			}
			base := &t.Bases[i+1]
			name := b.columnName(base)
			if base.Letter != "" {
				name += " (" + base.Letter + ")"
			}
			top, below = append(top, b.cell(lookHead, over)), append(below, b.cell(lookHead, name))
		}
	}
	row := p.addWith(excelize.RowOpts{Height: 17}, top...)
	p.add(below...)
	for _, m := range merges {
		if m[1] > m[0] {
			p.do(p.out.MergeCell(cell.Name(m[0], row), cell.Name(m[1], row)))
		}
	}
}

// measure names what the cells of a table are.
func measure(t *stats.Table) string {
	switch t.Kind {
	case "number":
		return "value"
	case "multi":
		return "percent_cases"
	}
	return "percent"
}

// blockBases writes the bases of the columns.
func (b *tableBook) blockBases(p *page, g tableGroup) {
	line := func(key string, l look, of func(*stats.ColumnBase) any) {
		cells := []any{b.cell(lookBase, b.t("tables.base."+key)), b.cell(l, of(&g[0].Bases[0])), b.cell(lookBase, nil),
			b.cell(lookBase, nil)}
		for _, t := range g {
			for i := range t.Bases[1:] {
				cells = append(cells, b.cell(l, of(&t.Bases[i+1])))
			}
		}
		p.add(cells...)
	}
	line("valid", lookBaseCount, func(c *stats.ColumnBase) any { return c.Valid })
	if b.o.Source.Weight != "" {
		line("weighted", lookBaseDecimal, func(c *stats.ColumnBase) any { return numberOrDash(c.Weighted) })
	}
	if b.o.Source.design() {
		line("effective", lookBaseDecimal, func(c *stats.ColumnBase) any { return numberOrDash(c.Effective) })
	}
}

func numberOrDash(x stats.Figure) any {
	if !x.Defined() {
		return digits.Dash
	}
	return float64(x)
}

func isSmall(c *stats.TableCell) bool {
	return c != nil && slices.Contains(c.Flags, stats.ReasonSmallBase)
}

// shown is a figure with the letters of the columns that it is above, grey where its base is small.
func (b *tableBook) shown(t *stats.Table, c *stats.TableCell, rounded map[[2]string]stats.Figure) excelize.Cell {
	if c == nil {
		return b.cell(lookDash, digits.Dash)
	}
	if slices.Contains(c.Flags, stats.ReasonOutside) {
		cell := b.cell(lookDash, c.Count)
		cell.StyleID = b.numbered(`"n = "#,##0`)
		return cell
	}
	x := c.Estimate
	if r, ok := rounded[[2]string{c.Place(), columnKey(c.Column)}]; ok {
		x = r
	}
	cell := b.figure(figureLook(t, c), float64(x))
	if x.Defined() && (isSmall(c) || c.Letters != "") {
		cell.StyleID = b.marked(figureLook(t, c), lettersShown(c.Letters), isSmall(c))
	}
	return cell
}

// marked is the style of a figure with letters behind it, which are part of the number format so that the cell stays a
// number.
func (b *Builder) marked(l look, letters string, grey bool) int {
	s := looks[l]
	if grey {
		s.Font = &excelize.Font{Family: bodyFont, Size: s.Font.Size, Italic: true, Color: greyText}
	}
	if letters != "" {
		format := map[look]string{lookPercent: "0.00%", lookDecimal: "#,##0.00"}[l] + `" ` + letters + `"`
		s.NumFmt, s.CustomNumFmt = 0, &format
	}
	return b.once(fmt.Sprint(int(l), letters, grey), &s)
}

// numbered is the quiet style of a number in a format of its own.
func (b *Builder) numbered(format string) int {
	s := looks[lookDash]
	s.CustomNumFmt = &format
	return b.once(format, &s)
}

// once makes a style when it is first used.
func (b *Builder) once(key string, s *excelize.Style) int {
	if id, ok := b.marks[key]; ok {
		return id
	}
	id, err := b.NewStyle(s)
	if err != nil && b.err == nil {
		b.err = err
	}
	b.marks[key], b.Ledger.formats[id] = id, formatOf(s)
	return id
}

// rounded are the shares of a single choice's valid codes by row and column, rounded to two decimals of a percent so
// that each column adds up; empty unless that was asked for. Nets are left alone.
func (b *tableBook) rounded(t *stats.Table) map[[2]string]stats.Figure {
	if !b.o.AddUp || t.Kind != "single" {
		return nil
	}
	columns := map[string][]stats.TableCell{}
	for _, c := range t.Cells {
		if c.Estimate.Defined() {
			columns[columnKey(c.Column)] = append(columns[columnKey(c.Column)], c)
		}
	}
	out := map[[2]string]stats.Figure{}
	for key, cells := range columns {
		weights := make([]float64, len(cells))
		for i, c := range cells {
			weights[i] = float64(c.WeightedCount)
		}
		for i, hundredths := range digits.LargestRemainderWeighted(weights) {
			if hundredths != digits.Undefined {
				out[[2]string{cells[i].Place(), key}] = stats.Figure(float64(hundredths) / 10_000)
			}
		}
	}
	return out
}
