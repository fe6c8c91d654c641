package table

import (
	"bytes"
	"errors"
	"iter"
	"regexp"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/rows"
)

// workbookName stands for the encoding of a workbook.
const workbookName = "xlsx"

// excelEpoch is the day 0 of Excel after 28 February 1900.
var excelEpoch = time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)

// workbook is an opened file with its bytes.
type workbook struct {
	*excelize.File
	bytes []byte
}

func brokenWorkbook(err error) []survey.Problem {
	return one("file.workbook", survey.Say("Không mở được tệp Excel (có thể bị cắt cụt hoặc có mật khẩu): %v", "The Excel file cannot be opened (it may be cut off or have a password): %v", err))
}

// openWorkbook opens a workbook within bounds on what may be unpacked.
func openWorkbook(b []byte) (*workbook, []survey.Problem) {
	if bytes.Contains(b[:min(len(b), 1<<16)], []byte("<!DOCTYPE")) {
		return nil, brokenWorkbook(errors.New("DOCTYPE"))
	}
	f, err := excelize.OpenReader(bytes.NewReader(b), excelize.Options{UnzipSizeLimit: 1 << 30, UnzipXMLSizeLimit: 64 << 20, RawCellValue: true})
	if err != nil {
		return nil, brokenWorkbook(err)
	}
	if len(f.GetSheetList()) == 0 {
		_ = f.Close() // was only read
		return nil, brokenWorkbook(errors.New("no sheet"))
	}
	return &workbook{f, b}, nil
}

// sheetRow is a line of a sheet as text: days and times are ISO 8601, as their cells show them. numbers tells which cells with a point in them hold a
// number and not a text: 12.345 as a number is a fraction, as a text it may be 12345. nil: none.
type sheetRow struct {
	cells   []string
	numbers []bool
}

var withPoint = regexp.MustCompile(`^-?[0-9]+\.[0-9]+$`)

// rows yields the lines of a sheet, from the first, with their errors.
func (w *workbook) rows(sheet int) iter.Seq2[sheetRow, error] {
	return func(yield func(sheetRow, error) bool) {
		rows, err := w.Rows(w.GetSheetList()[sheet])
		if err != nil {
			yield(sheetRow{}, err)
			return
		}
		defer rows.Close()
		kinds, err := newKinds(w.File, w.bytes, sheet)
		if err == nil { // else its parts have names of their own: days stay numbers, which no item of days takes
			defer kinds.Close()
		}
		for line := 1; rows.Next(); line++ {
			var row sheetRow
			if row.cells, err = rows.Columns(); err == nil && kinds != nil {
				kinds.tell(line, &row)
			}
			if !yield(row, err) || err != nil {
				return
			}
		}
	}
}

// readWorkbook reads the first sheet of a workbook, row by row, and counts the rows of the others.
func readWorkbook(b []byte) (*Table, []survey.Problem) {
	w, problems := openWorkbook(b)
	if problems != nil {
		return nil, problems
	}
	defer w.Close()
	t := &Table{Encoding: workbookName}
	line := 0
	for row, err := range w.rows(0) {
		if err != nil {
			return t, append(problems, brokenWorkbook(err)...)
		}
		line++
		cells := row.cells
		for len(cells) < len(t.Header) { // empty cells at the end of a row are not stored
			cells = append(cells, "")
		}
		before := len(t.Rows)
		if p := t.add(line, cells); p != nil {
			problems = append(problems, *p)
		}
		if len(t.Rows) > before {
			t.Rows[before].Numbers = row.numbers
		}
	}
	sheets := w.GetSheetList()
	for i := range problems {
		problems[i].Place.Sheet = strings.TrimSpace(sheets[0])
	}
	for i := range sheets[1:] {
		t.Beside = append(t.Beside, w.beside(i+1))
	}
	return t, append(problems, t.checkHeader()...)
}

// beside is the header of a further sheet and how many rows are below it.
func (w *workbook) beside(sheet int) rows.BesideSheet {
	out := rows.BesideSheet{Name: w.GetSheetList()[sheet]}
	for row, err := range w.rows(sheet) {
		switch {
		case err != nil: // a sheet of pictures has no rows
			return out
		case strings.TrimSpace(strings.Join(row.cells, "")) == "":
		case out.Header == nil:
			out.Header = row.cells
		default:
			out.Rows++
		}
	}
	return out
}
