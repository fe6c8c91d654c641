package table

import (
	"bytes"
	"iter"
	"regexp"
	"slices"
	"strings"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/rows"
	"github.com/khaosat/khaosat/survey/xlsx"
)

// workbookName stands for the encoding of a workbook.
const workbookName = "xlsx"

// workbook is an open workbook: the first sheet with cells that people see, and those beside it.
type workbook struct {
	*xlsx.Book
	first  *xlsx.Sheet
	beside []*xlsx.Sheet
}

// openWorkbook opens a workbook within the limits of data.
func openWorkbook(b []byte) (*workbook, []survey.Problem) {
	book, err := xlsx.Open(bytes.NewReader(b), int64(len(b)), xlsx.Data)
	if err != nil {
		return nil, broken(err)
	}
	w := &workbook{Book: book}
	sheets := slices.DeleteFunc(slices.Clone(book.Sheets), func(s *xlsx.Sheet) bool { return !s.Cells })
	if len(sheets) == 0 {
		return nil, one("file.empty:workbook_no")
	}
	at := max(0, slices.IndexFunc(sheets, func(s *xlsx.Sheet) bool { return !s.Hidden }))
	w.first = sheets[at]
	w.beside = slices.Delete(sheets, at, at+1)
	return w, nil
}

// broken is why a workbook cannot be read.
func broken(err error) []survey.Problem {
	if p, ok := xlsx.Problem(err); ok {
		return []survey.Problem{p}
	}
	return one("file.unreadable", "cause", err)
}

// sheetRow is a line of a sheet as text: days and times are ISO 8601, as their cells show them. numbers tells which
// cells with a point in them hold a number and not a text: 12.345 as a number is a fraction, as a text it may be 12345.
// nil: none.
type sheetRow struct {
	line    int
	cells   []string
	numbers []bool
	blank   bool
	unknown []survey.Problem // cells whose formula was never worked out
}

var withPoint = regexp.MustCompile(`^-?[0-9]+\.[0-9]+$`)

// rows yields the lines of a sheet in which a text or number stands, none narrower than the first, with their errors.
func (w *workbook) rows(sheet *xlsx.Sheet) iter.Seq2[sheetRow, error] {
	return func(yield func(sheetRow, error) bool) {
		width := 0
		for row, err := range w.Rows(sheet) {
			out := w.row(row, width)
			if err == nil && out.blank {
				continue
			}
			if width == 0 {
				width = len(out.cells)
			}
			if !yield(out, err) {
				return
			}
		}
	}
}

// row is a row with at least so many cells.
func (w *workbook) row(r xlsx.Row, width int) sheetRow {
	for _, c := range r.Cells {
		width = max(width, c.Column+1)
	}
	out := sheetRow{line: r.Number, cells: make([]string, width), blank: true}
	for _, c := range r.Cells {
		if c.Kind == xlsx.Empty { // a formula, as other cells that hold nothing do not come
			out.unknown = append(out.unknown, notWorkedOut(xlsx.CellName(r.Number, c.Column), r.Number))
			out.blank = false
			continue
		}
		text := w.Plain(c)
		out.cells[c.Column] = text
		out.blank = out.blank && strings.TrimSpace(text) == ""
		if c.Kind == xlsx.Number && withPoint.MatchString(text) {
			if out.numbers == nil {
				out.numbers = make([]bool, width)
			}
			out.numbers[c.Column] = true
		}
	}
	return out
}

// notWorkedOut says of a formula that no program has stored what it gives: a blank cell in its place would be a loss.
func notWorkedOut(cell string, row int) survey.Problem {
	return survey.ProblemAt(survey.Place{Cell: cell, Row: row}, "cell.formula")
}

// readWorkbook reads the first sheet of a workbook, row by row, and counts the rows of the others.
func readWorkbook(b []byte) (*Grid, []survey.Problem) {
	w, problems := openWorkbook(b)
	if problems != nil {
		return nil, problems
	}
	t := &Grid{Encoding: workbookName}
	for row, err := range w.rows(w.first) {
		if err != nil {
			return t, broken(err)
		}
		problems = append(problems, row.unknown...)
		before := len(t.Rows)
		if p := t.add(row.line, row.cells); p != nil {
			problems = append(problems, *p)
		}
		if len(t.Rows) > before {
			t.Rows[before].Numbers = row.numbers
		}
	}
	for i := range problems {
		problems[i].Place.Sheet = strings.TrimSpace(w.first.Name)
	}
	for _, s := range w.beside {
		t.Beside = append(t.Beside, w.besideSheet(s))
	}
	return t, append(problems, t.checkHeader()...)
}

// besideSheet is the header of a further sheet and how many rows are below it.
func (w *workbook) besideSheet(s *xlsx.Sheet) rows.BesideSheet {
	out := rows.BesideSheet{Name: s.Name}
	for row, err := range w.rows(s) {
		switch {
		case err != nil: // it is not read in any case
			return out
		case out.Header == nil:
			out.Header = row.cells
		default:
			out.Rows++
		}
	}
	return out
}
