package main

import (
	"io"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/khaosat/khaosat/stats"
	"github.com/khaosat/khaosat/survey"
)

// writeTables writes tables as a workbook of two sheets: the tables as people read them, and every figure in a row of its own. Cells
// hold the unrounded numbers under number formats, but for the columns that addUp rounds.
func writeTables(w io.Writer, tables *stats.Tables, lang string, addUp bool) error {
	f := excelize.NewFile()
	defer f.Close()
	b := &tableBook{file: f, lang: lang, addUp: addUp, row: 1}
	b.make(tables)
	if b.err != nil {
		return b.err
	}
	return f.Write(w)
}

// tableBook writes cells and keeps the first error.
type tableBook struct {
	file                  *excelize.File
	lang                  string
	sheet                 string
	addUp                 bool // printed columns of single choices add up to 100,00 %
	row                   int
	percent, number, bold int
	err                   error
}

func (b *tableBook) say(vi, en string) string { return survey.Words{VI: vi, EN: en}.In(b.lang) }

func (b *tableBook) style(s *excelize.Style) int {
	id, err := b.file.NewStyle(s)
	b.keep(err)
	return id
}

func (b *tableBook) keep(err error) {
	if b.err == nil {
		b.err = err
	}
}

// put writes a value; an undefined figure is a dash.
func (b *tableBook) put(column int, value any, style int) {
	at, err := excelize.CoordinatesToCellName(column, b.row)
	b.keep(err)
	if x, ok := value.(stats.Figure); ok {
		value = float64(x)
		if !x.Defined() {
			value = "–"
		}
	}
	b.keep(b.file.SetCellValue(b.sheet, at, value))
	if style != 0 {
		b.keep(b.file.SetCellStyle(b.sheet, at, at, style))
	}
}

func (b *tableBook) make(tables *stats.Tables) {
	percent, number := "0.00%", "#,##0.00"
	b.percent = b.style(&excelize.Style{CustomNumFmt: &percent})
	b.number = b.style(&excelize.Style{CustomNumFmt: &number})
	b.bold = b.style(&excelize.Style{Font: &excelize.Font{Bold: true}})
	b.sheet = b.say("Bảng", "Tables")
	b.keep(b.file.SetSheetName("Sheet1", b.sheet))
	b.keep(b.file.SetColWidth(b.sheet, "A", "A", 40))
	for _, n := range tables.Notices {
		b.put(1, n, 0)
		b.row++
	}
	for i := range tables.Tables {
		b.table(&tables.Tables[i])
	}
	b.sheet, b.row = b.say("Số liệu", "Figures"), 1
	_, err := b.file.NewSheet(b.sheet)
	b.keep(err)
	b.figures(tables)
}

// table writes one table: codes down, columns across, bases below.
func (b *tableBook) table(t *stats.Table) {
	title := t.Item
	if t.Label != "" {
		title += ": " + t.Label
	}
	b.put(1, title, b.bold)
	b.row++
	columns := map[string]int{}
	for i, base := range t.Bases {
		columns[columnKey(base.Column)] = i + 2
		b.put(i+2, b.columnName(base), b.bold)
	}
	b.row++
	rounded := b.rounded(t)
	rows := map[string]int{}
	for _, c := range append(append([]stats.TableCell{}, t.Cells...), t.Nets...) {
		if rows[c.Row] == 0 {
			b.row = rowAfter(rows, b.row)
			rows[c.Row] = b.row
			b.put(1, b.rowName(c), 0)
		}
		b.row = rows[c.Row]
		style := b.percent
		if t.Kind == "number" || c.Row == "mean" {
			style = b.number
		}
		if x, ok := rounded[[2]string{columnKey(c.Column), c.Row}]; ok {
			c.Estimate = x
		}
		b.put(columns[columnKey(c.Column)], c.Estimate, style)
	}
	b.row = rowAfter(rows, b.row)
	if len(rounded) > 0 {
		b.put(1, b.say("Tỷ lệ đã làm tròn để mỗi cột cộng đúng 100,00% (số dư lớn nhất); số chưa làm tròn ở trang Số liệu.",
			"Percentages are rounded so that each column adds up to 100.00% (largest remainder); unrounded ones are in the sheet Figures."), 0)
		b.row++
	}
	b.bases(t)
	b.row++
}

// rounded are the shares of a single choice's valid codes by column and row, rounded to two decimals of a percent so that each column
// adds up; empty unless that was asked for. Nets are left alone.
func (b *tableBook) rounded(t *stats.Table) map[[2]string]stats.Figure {
	if !b.addUp || t.Kind != "single" {
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
		for i, hundredths := range stats.LargestRemainderWeighted(weights) {
			if hundredths != stats.Undefined {
				out[[2]string{key, cells[i].Row}] = stats.Figure(float64(hundredths) / 10_000)
			}
		}
	}
	return out
}

// rowAfter is the row below all rows of a table so far.
func rowAfter(rows map[string]int, first int) int {
	for _, r := range rows {
		first = max(first, r+1)
	}
	return first
}

func (b *tableBook) bases(t *stats.Table) {
	b.put(1, b.say("Số trả lời hợp lệ", "Valid base"), 0)
	for i, base := range t.Bases {
		b.put(i+2, base.Valid, 0)
	}
	b.row++
	b.put(1, b.say("Gia quyền", "Weighted base"), 0)
	for i, base := range t.Bases {
		b.put(i+2, base.Weighted, b.number)
	}
	b.row++
	b.put(1, b.say("Cỡ mẫu hiệu dụng", "Effective base"), 0)
	for i, base := range t.Bases {
		b.put(i+2, base.Effective, b.number)
	}
	b.row++
}

func columnKey(c *string) string {
	if c == nil {
		return "\x00"
	}
	return *c
}

func (b *tableBook) columnName(base stats.ColumnBase) string {
	if base.Column == nil {
		return b.say("Chung", "Total")
	}
	name := base.Label
	if name == "" {
		name = *base.Column
	}
	if base.Letter != "" {
		name += " (" + base.Letter + ")"
	}
	return name
}

func (b *tableBook) rowName(c stats.TableCell) string {
	switch {
	case c.Label != "":
		return c.Label
	case c.Row == "top_box":
		return b.say("Mức cao nhất", "Top box")
	case c.Row == "top2_box":
		return b.say("Hai mức cao nhất", "Top-2 box")
	case c.Row == "mean":
		return b.say("Trung bình", "Mean")
	case c.Row == "total":
		return b.say("Tổng", "Total")
	}
	return c.Row
}

// figures writes every figure in a row, with all that goes with it.
func (b *tableBook) figures(tables *stats.Tables) {
	head := []string{"item", "banner", "column", "row", "count", "weighted_count", "estimate", "se", "lower", "upper", "deff", "df", "letters", "flags"}
	for i, h := range head {
		b.put(i+1, h, b.bold)
	}
	for _, t := range tables.Tables {
		for _, c := range append(append([]stats.TableCell{}, t.Cells...), t.Nets...) {
			b.row++
			flags := make([]string, len(c.Flags))
			for i, f := range c.Flags {
				flags[i] = string(f)
			}
			banner, column := "", ""
			if t.Banner != nil {
				banner = *t.Banner
			}
			if c.Column != nil {
				column = *c.Column
			}
			values := []any{t.Item, banner, column, c.Row, c.Count, c.WeightedCount, c.Estimate, c.SE, c.Lower, c.Upper, c.Deff, c.DF, c.Letters, strings.Join(flags, " ")}
			for i, v := range values {
				b.put(i+1, v, 0)
			}
		}
	}
}
