package table

import (
	"bytes"
	"errors"
	"regexp"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/khaosat/khaosat/survey"
)

// workbookName stands for the encoding of a workbook.
const workbookName = "xlsx"

// readWorkbook reads the first sheet of a workbook, row by row, within bounds on what may be unpacked.
func readWorkbook(b []byte) (*Table, []survey.Problem) {
	broken := func(err error) []survey.Problem {
		return one("file.workbook", survey.Say("Không mở được tệp Excel (có thể bị cắt cụt hoặc có mật khẩu): %v", "The Excel file cannot be opened (it may be cut off or have a password): %v", err))
	}
	if bytes.Contains(b[:min(len(b), 1<<16)], []byte("<!DOCTYPE")) {
		return nil, broken(errors.New("DOCTYPE"))
	}
	f, err := excelize.OpenReader(bytes.NewReader(b), excelize.Options{UnzipSizeLimit: 1 << 30, UnzipXMLSizeLimit: 64 << 20, RawCellValue: true})
	if err != nil {
		return nil, broken(err)
	}
	defer f.Close()
	t := &Table{Encoding: workbookName}
	sheets := f.GetSheetList()
	if len(sheets) == 0 {
		return nil, broken(errors.New("no sheet"))
	}
	rows, err := f.Rows(sheets[0])
	if err != nil {
		return nil, broken(err)
	}
	defer rows.Close()
	var problems []survey.Problem
	for line := 1; rows.Next(); line++ {
		cells, err := rows.Columns()
		if err != nil {
			return t, append(problems, broken(err)...)
		}
		for len(cells) < len(t.Header) { // empty cells at the end of a row are not stored
			cells = append(cells, "")
		}
		before := len(t.Rows)
		if p := t.add(line, cells); p != nil {
			problems = append(problems, *p)
		}
		if len(t.Rows) > before {
			t.Rows[before].Numbers = numbersOf(f, sheets[0], t.Rows[before])
		}
	}
	for i := range problems {
		problems[i].Place.Sheet = strings.TrimSpace(sheets[0])
	}
	return t, append(problems, t.checkHeader()...)
}

var withPoint = regexp.MustCompile(`^-?[0-9]+\.[0-9]+$`)

// numbersOf tells which cells of a row hold numbers: 12.345 as a number is a fraction, as a text it may be 12345. Others need no telling.
func numbersOf(f *excelize.File, sheet string, row Row) []bool {
	var out []bool
	for i, c := range row.Cells {
		if !withPoint.MatchString(c) {
			continue
		}
		kind, err := f.GetCellType(sheet, row.Cell(i))
		if err == nil && (kind == excelize.CellTypeUnset || kind == excelize.CellTypeNumber) {
			if out == nil {
				out = make([]bool, len(row.Cells))
			}
			out[i] = true
		}
	}
	return out
}
