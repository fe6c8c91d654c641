package xlsform

import (
	"regexp"
	"strings"

	"github.com/khaosat/khaosat/survey/xlsx"
)

// maxEmptyColumns is how many headers in a row may be blank before a sheet counts as ended to the right, as in pyxform.
const maxEmptyColumns = 20

// table is a sheet whose headers are understood.
type table struct {
	sheet   string // its name as written
	headers []header
	at      map[int]int // column → index in headers
	rows    []record
	blanks  bool // runs of blanks in expressions and defaults stay, see keepsBlanks
}

// record is one row of a table.
type record struct {
	t      *table
	number int // 1-based, as Excel counts
	cells  []gridCell
}

var blanks = regexp.MustCompile(` +`)

// table reads the headers of a grid and says which of them clash. Rows under the headers that hold nothing are left
// out.
func (r *reader) table(g *grid, columns *sheetColumns) *table {
	t := &table{sheet: g.name, at: map[int]int{}}
	if len(g.rows) == 0 {
		return t
	}
	if g.rows[0].number != 1 && columns != surveyColumns { // of the survey sheet it is said already
		r.warn(g.name, xlsx.CellName(g.rows[0].number, g.rows[0].cells[0].column), "header.row", "sheet", g.name)
		return t
	}
	if g.lost > 0 {
		r.warn(g.name, xlsx.CellName(g.lost, 0), "row.gap", "most", maxEmptyRows, "sheet", g.name, "row", g.lost)
	}
	double, last := false, -1
	var raw []gridCell
	for _, c := range g.rows[0].cells {
		if c.text == "" {
			continue
		}
		if c.column-last > maxEmptyColumns+1 {
			break
		}
		last = c.column
		raw = append(raw, c)
		double = double || strings.Contains(c.text, "::")
	}
	r.headers(t, raw, columns, double)
	for _, row := range g.rows[1:] {
		rec := record{t: t, number: row.number}
		for _, c := range row.cells {
			if _, ok := t.at[c.column]; ok && (c.text != "" || c.kind != plainCell) {
				rec.cells = append(rec.cells, c)
			}
		}
		if len(rec.cells) > 0 {
			t.rows = append(t.rows, rec)
		}
	}
	return t
}

func (r *reader) headers(t *table, raw []gridCell, columns *sheetColumns, double bool) {
	written, same := map[string]bool{}, map[string]int{}
	raw = r.oneID(t, raw, columns)
	type meaning struct{ name, language string }
	first := map[meaning]header{}
	for _, c := range raw {
		text := blanks.ReplaceAllString(c.text, " ")
		at := xlsx.CellName(1, c.column)
		if written[c.written()] {
			r.fail(t.sheet, at, "header.duplicate", "text", text)
			continue
		}
		if written[text] { // the converter compares what was written, blanks around it and all
			r.warn(t.sheet, at, "header.overwrites", "text", text)
			t.at[c.column] = t.at[same[text]]
			continue
		}
		written[text], same[text] = true, c.column
		h := columns.resolve(text, double)
		h.column = c.column
		m := meaning{h.name, h.language}
		if other, ok := first[m]; ok {
			if h.unchanged {
				r.warn(t.sheet, at, "header.overwrites:column_overwrites", "text", text, "other", other.text)
			} else {
				r.fail(t.sheet, at, "header.clash", "other", other.text, "text", text)
			}
		} else {
			first[m] = h
		}
		t.at[c.column] = len(t.headers)
		t.headers = append(t.headers, h)
	}
}

// oneID leaves out the old settings column id_string where form_id stands as well.
func (r *reader) oneID(t *table, raw []gridCell, columns *sheetColumns) []gridCell {
	at := map[string]int{}
	for i, c := range raw {
		at[c.text] = i
	}
	i, old := at["id_string"]
	if _, both := at["form_id"]; columns != settingColumns || !old || !both {
		return raw
	}
	r.warn(t.sheet, xlsx.CellName(1, raw[i].column), "header.two_ids")
	return append(append([]gridCell{}, raw[:i]...), raw[i+1:]...)
}

// has reports whether a column with the canonical name stands in the sheet.
func (t *table) has(name string) bool {
	for _, h := range t.headers {
		if h.name == name {
			return true
		}
	}
	return false
}

// find gives the cell of a column, the last one that holds something when the column stands several times.
func (rec record) find(name, language string) (gridCell, bool) {
	for i := len(rec.cells) - 1; i >= 0; i-- {
		h := rec.t.headers[rec.t.at[rec.cells[i].column]]
		if h.name == name && h.language == language {
			return rec.cells[i], true
		}
	}
	return gridCell{}, false
}

// text gives a column's text as it was written, "" when the cell is empty.
func (rec record) text(name string) string {
	c, _ := rec.find(name, "")
	return c.text
}

// code gives a column's text as pyxform compares it: blanks single, curly quotes straight.
func (rec record) code(name string) string { return plain(rec.text(name)) }

// formula gives an expression or default as pyxform hands it on: as code, but with its runs of blanks where the author
// keeps them.
func (rec record) formula(name string) string {
	if rec.t.blanks {
		return quotes.Replace(rec.text(name))
	}
	return rec.code(name)
}

// at is the reference of a column's cell in this row; the row's first filled cell when the column is empty or absent.
func (rec record) at(name string) string {
	for _, c := range rec.cells {
		if rec.t.headers[rec.t.at[c.column]].name == name {
			return xlsx.CellName(rec.number, c.column)
		}
	}
	for _, h := range rec.t.headers {
		if h.name == name {
			return xlsx.CellName(rec.number, h.column)
		}
	}
	return rec.first()
}

// first is the reference of the row's first filled cell.
func (rec record) first() string { return xlsx.CellName(rec.number, rec.cells[0].column) }

// empty reports whether the row holds nothing in a known column.
func (rec record) present(name string) bool {
	for _, c := range rec.cells {
		if h := rec.t.headers[rec.t.at[c.column]]; h.name == name && c.text != "" {
			return true
		}
	}
	return false
}

var quotes = strings.NewReplacer("‘", "'", "’", "'", "“", `"`, "”", `"`)

// plain makes blanks single and curly quotes straight, as pyxform does with every cell before it looks at it.
func plain(s string) string { return blanks.ReplaceAllString(quotes.Replace(s), " ") }
