package workbook

import (
	"fmt"
	"math"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/khaosat/khaosat/export/cell"
	"github.com/khaosat/khaosat/export/digits"
	"github.com/khaosat/khaosat/survey/stream"
)

// page is one sheet while it is written, row by row from the top. The first failure is kept and returned by close.
type page struct {
	book   *Builder
	name   string
	out    *stream.Sheet
	widths []float64
	row    int // the last row that was written
	err    error
}

// layout is how a sheet looks on screen and on paper.
type layout struct {
	Widths      []float64 // of columns, in characters
	Landscape   bool
	Wide        bool   // more columns than a page is wide: printed over several pages
	FreezeRows  int    // rows at the top that stay
	FreezeCols  int    // columns at the left that stay
	TitleRows   string // rows repeated on each printed page: "1:4"
	TitleCols   string // columns repeated on each printed page: "A:B"
	GridLines   bool
	HideOutline bool
}

// open starts the rows of a sheet that was made before.
func (b *Builder) open(name string, l layout) (*page, error) {
	p := &page{book: b, name: name, widths: l.Widths}
	p.do(b.paper(name, l))
	if p.err != nil {
		return nil, p.err
	}
	if p.out, p.err = stream.Open(b.File, name); p.err != nil {
		return nil, p.err
	}
	p.widths = cell.Even(p.widths)
	p.do(cell.SetWidths(p.out, p.widths))
	if l.FreezeRows+l.FreezeCols > 0 {
		corner := cell.Name(l.FreezeCols+1, l.FreezeRows+1)
		pane := map[bool]string{true: "bottomRight", false: "bottomLeft"}[l.FreezeCols > 0]
		p.do(p.out.SetPanes(&excelize.Panes{Freeze: true, XSplit: l.FreezeCols, YSplit: l.FreezeRows,
			TopLeftCell: corner, ActivePane: pane,
			Selection: []excelize.Selection{{SQRef: corner, ActiveCell: corner, Pane: pane}}}))
	}
	return p, p.err
}

// paper sets a sheet up for A4: fitted to the width of a page, with the survey's title above and page numbers below.
func (b *Builder) paper(name string, l layout) error {
	yes, no, a4, one, any := true, false, 9, 1, 0
	orientation := map[bool]string{true: "landscape", false: "portrait"}[l.Landscape]
	set := excelize.PageLayoutOptions{Size: &a4, Orientation: &orientation, FitToWidth: &one, FitToHeight: &any}
	if l.Wide {
		scale, order := uint(70), "overThenDown"
		set = excelize.PageLayoutOptions{Size: &a4, Orientation: &orientation, AdjustTo: &scale, PageOrder: &order}
	}
	fit := !l.Wide
	side, top, edge := 0.5, 0.75, 0.3
	title := strings.ReplaceAll(cell.Short(b.heading, 90), "&", "&&")
	err := first( // a blank after &9, lest a title's own digits become part of the size
		b.SetSheetProps(name, &excelize.SheetPropsOptions{FitToPage: &fit, OutlineSummaryBelow: &no}),
		b.SetSheetView(name, 0, &excelize.ViewOptions{ShowGridLines: &l.GridLines}),
		b.SetPageLayout(name, &set),
		b.SetPageMargins(name, &excelize.PageLayoutMarginsOptions{Left: &side, Right: &side, Top: &top, Bottom: &top,
			Header: &edge, Footer: &edge, Horizontally: &yes}),
		b.SetHeaderFooter(name, &excelize.HeaderFooterOptions{
			OddHeader: "&L&9 " + title + "&R&9 " + strings.ReplaceAll(name, "&", "&&"),
			OddFooter: "&L&9 " + strings.TrimSuffix("khaosat · "+b.mark, " · ") + "&R&9 " +
				b.t("page", "page", "&P", "of", "&N")}))
	if titles := printTitles(name, l); err == nil && titles != "" {
		err = b.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", RefersTo: titles, Scope: name})
	}
	return err
}

func printTitles(name string, l layout) string {
	var parts []string
	for _, r := range []string{l.TitleCols, l.TitleRows} {
		if from, to, ok := strings.Cut(r, ":"); ok {
			parts = append(parts, quoted(name)+"!$"+from+":$"+to)
		}
	}
	return strings.Join(parts, ",")
}

func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// quoted is a sheet's name as a reference has it.
func quoted(sheet string) string { return "'" + strings.ReplaceAll(sheet, "'", "''") + "'" }

func (p *page) do(err error) {
	if p.err == nil {
		p.err = err
	}
}

// add writes the next row and returns its number. Texts are made fit for a cell, and the row is as high as they need;
// nil cells stay empty.
func (p *page) add(cells ...any) int { return p.addWith(excelize.RowOpts{}, cells...) }

func (p *page) addWith(o excelize.RowOpts, cells ...any) int {
	p.row++
	p.book.outlines[p.name] = max(p.book.outlines[p.name], o.OutlineLevel)
	if p.err != nil {
		return p.row
	}
	auto := o.Height == 0
	for i, c := range cells {
		if s, ok := c.(SumCell); ok {
			if x, ok := s.Value.(float64); ok {
				s.Value = asKept(x)
			}
			cells[i] = s
		}
		cell, ok := c.(excelize.Cell)
		if !ok {
			continue
		}
		if x, ok := cell.Value.(float64); ok {
			cell.Value = asKept(x)
			cells[i] = cell
		}
		if s, ok := cell.Value.(string); ok {
			s = p.text(s, i+1)
			if cell.Value = s; s == "" {
				cell.Value = nil
			}
			cells[i] = cell
			if auto {
				o.Height = max(o.Height, p.height(s, i, cell.StyleID))
			}
		}
	}
	if o.Height < defaultHeight {
		o.Height = 0
	}
	p.book.Ledger.add(p.name, p.row, cells)
	for i, c := range cells {
		cells[i] = plainCell(c)
	}
	p.do(p.out.SetRow(cell.Name(1, p.row), cells, o))
	return p.row
}

// defaultHeight is the height of rows that have none of their own, in points.
const defaultHeight = 16

// height is what a text needs in a column; 0 when its look does not wrap.
func (p *page) height(s string, col, style int) float64 {
	l, ok := p.book.wraps[style]
	if !ok || col >= len(p.widths) {
		return 0
	}
	return rowHeight(s, looks[l].Font, p.widths[col])
}

// text makes a text fit for a cell and takes note of one that had to be cut.
func (p *page) text(s string, col int) string {
	s, cut := cell.SheetText(s)
	if cut {
		p.book.notice("notice.cut", "sheet", p.name, "cell", cell.Name(col, p.row), "n", cell.MaxCell)
	}
	if needsEscape(s) {
		p.book.escapes[p.name] = true
	}
	return s
}

// skip leaves rows empty.
func (p *page) skip(n int) { p.row += n }

// headRows is how many rows heading writes.
const headRows = 3

// heading writes the sheet's title, a line that says what the sheet is, and the way back to the contents.
func (p *page) heading(title, about string) {
	b := p.book
	p.addWith(excelize.RowOpts{Height: 24}, b.cell(lookTitle, title))
	p.add(b.cell(lookNote, about))
	row := p.add(b.cell(lookLink, "← "+b.Sheet("contents")))
	p.link(row, 1, b.Sheet("contents"))
}

// link makes a cell lead to the top of another sheet.
func (p *page) link(row, col int, sheet string) {
	p.do(p.book.SetCellHyperLink(p.name, cell.Name(col, row), quoted(sheet)+"!A1", "Location"))
}

// across writes a text over columns 1 to n of the next row, high enough for its lines.
func (p *page) across(l look, text string, n int) int {
	wide := 0.0
	for _, w := range p.widths[:min(n, len(p.widths))] {
		wide += w
	}
	cells := make([]any, n)
	for i := range cells {
		cells[i] = p.book.cell(l, nil)
	}
	cells[0] = p.book.cell(l, text)
	row := p.addWith(excelize.RowOpts{Height: rowHeight(text, looks[l].Font, wide) + 2}, cells...)
	if n > 1 && p.err == nil {
		p.do(p.out.MergeCell(cell.Name(1, row), cell.Name(n, row)))
	}
	return row
}

// refer gives a cell a defined name; "" names nothing.
func (p *page) refer(name string, col, row int) {
	if name == "" || p.err != nil {
		return
	}
	ref, err := excelize.CoordinatesToCellName(col, row, true)
	p.do(err)
	p.book.Ledger.Names[strings.ToLower(name)] = Place{p.name, cell.Name(col, row)}
	p.do(p.book.SetDefinedName(&excelize.DefinedName{Name: name, RefersTo: quoted(p.name) + "!" + ref}))
}

// close ends the sheet.
func (p *page) close() error {
	if p.err != nil {
		return fmt.Errorf("sheet %s: %w", p.name, p.err)
	}
	return p.out.Flush()
}

// cell is a value in a look; nil is an empty cell.
func (b *Builder) cell(l look, value any) excelize.Cell {
	return excelize.Cell{StyleID: b.style(l), Value: value}
}

// figure is a number in a look, a dash where it is undefined: never 0.
func (b *Builder) figure(l look, x float64) excelize.Cell {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return b.cell(lookDash, digits.Dash)
	}
	return b.cell(l, x)
}

// bound is figure for an end of an interval about an estimate.
func (b *Builder) bound(l look, x, estimate float64) any {
	if cell := b.figure(l, x); cell.Value != digits.Dash {
		return SumCell{cell, math.Abs(estimate)}
	}
	return b.figure(l, x)
}
