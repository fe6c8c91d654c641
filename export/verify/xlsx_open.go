package verify

import (
	"bytes"
	"regexp"
	"strconv"
	"strings"

	"github.com/khaosat/khaosat/export/workbook"
	"github.com/khaosat/khaosat/survey/xlsx"
)

// file is a workbook as it is read to be verified: what its cells say, whatever program saved it last.
type file struct {
	sheets      []*openSheet
	names       map[string]workbook.Place // by defined name in small letters; only those that point to one cell
	conditional string                    // a number format that some condition shows numbers in; "" = none
}

// openSheet is one sheet.
type openSheet struct {
	name     string
	rows     [][]workbook.CellValue
	formulas []string // cells whose value is worked out by the program that opens it
}

// at is the value of a cell by its 1-based column and row.
func (s *openSheet) at(col, row int) workbook.CellValue {
	if s == nil || row < 1 || col < 1 || row > len(s.rows) || col > len(s.rows[row-1]) {
		return workbook.CellValue{}
	}
	return s.rows[row-1][col-1]
}

// sheet finds a sheet by its name, nil when there is none.
func (w *file) sheet(name string) *openSheet {
	for _, s := range w.sheets {
		if s.name == name {
			return s
		}
	}
	return nil
}

// openWorkbook reads a workbook of any program.
func openWorkbook(b []byte) (*file, error) {
	book, err := xlsx.Open(bytes.NewReader(b), int64(len(b)), xlsx.Data)
	if err != nil {
		return nil, err
	}
	w := &file{names: map[string]workbook.Place{}}
	for _, n := range book.Names {
		if at, ok := placeOf(n.Refers); ok {
			w.names[strings.ToLower(n.Name)] = at
		}
	}
	for _, code := range book.Conditional {
		if workbook.PlainFormat(code) != "" {
			w.conditional = code
		}
	}
	formats := make([]string, len(book.Styles))
	for i, id := range book.Styles {
		formats[i] = workbook.NumberFormat(id, book.Own)
	}
	for _, s := range book.Sheets {
		sheet, err := readSheet(book, s, formats)
		if err != nil {
			return nil, err
		}
		w.sheets = append(w.sheets, sheet)
	}
	return w, nil
}

// readSheet reads the cells of a sheet. formats are those of the styles.
func readSheet(book *xlsx.Book, s *xlsx.Sheet, formats []string) (*openSheet, error) {
	out := &openSheet{name: s.Name}
	for row, err := range book.Rows(s) {
		if err != nil {
			return nil, err
		}
		for _, c := range row.Cells {
			if c.Formula {
				out.formulas = append(out.formulas, xlsx.CellName(row.Number, c.Column))
			}
			v := valueOf(c)
			if v.Kind == 0 {
				continue
			}
			if c.Style >= 0 && c.Style < len(formats) {
				v.Format = formats[c.Style]
			}
			out.put(c.Column, row.Number, v)
		}
	}
	return out, nil
}

// valueOf is what a cell says.
func valueOf(c xlsx.Cell) workbook.CellValue {
	if c.Kind != xlsx.Number {
		return workbook.TextValue(c.Text)
	}
	x, _ := strconv.ParseFloat(c.Text, 64) // what is called a number is one
	return workbook.NumberValue(x)
}

// put keeps a cell of a 0-based column and a 1-based row.
func (s *openSheet) put(col, row int, v workbook.CellValue) {
	for len(s.rows) < row {
		s.rows = append(s.rows, nil)
	}
	for len(s.rows[row-1]) <= col {
		s.rows[row-1] = append(s.rows[row-1], workbook.CellValue{})
	}
	s.rows[row-1][col] = v
}

var cellReference = regexp.MustCompile(`^=?\$?(?:'((?:[^']|'')*)'|([^'!]+))[!.]\$?([A-Z]{1,3})\$?([0-9]+)$`)

// placeOf reads a reference to one cell: 'Tổng hợp'!$F$7.
func placeOf(refers string) (workbook.Place, bool) {
	m := cellReference.FindStringSubmatch(strings.TrimSpace(refers))
	if m == nil {
		return workbook.Place{}, false
	}
	return workbook.Place{Sheet: strings.ReplaceAll(m[1], "''", "'") + m[2], Cell: m[3] + m[4]}, true
}
