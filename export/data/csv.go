package data

import (
	"bytes"
	"encoding/csv"
	"io"
	"slices"
	"strings"

	"github.com/khaosat/khaosat/export/answers"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/form"
)

// byteOrderMark tells Excel that a CSV file is UTF-8.
const byteOrderMark = "\xef\xbb\xbf"

// writeCSV writes a table that `responses import` takes again: UTF-8 with a byte order mark, one line for each
// response, the system columns first, then the series. Lines are kept until the last response is seen, because only
// then all answers that belong to no series are known, which are the last columns.
func writeCSV(w io.Writer, s *answers.Source) error {
	t := newTable(s.Lineage, csvCell)
	var body bytes.Buffer
	lines := csv.NewWriter(&body)
	var ends, widths []int
	for r, err := range s.In {
		if err != nil {
			return err
		}
		cells, err := t.row(r)
		if err != nil {
			return err
		}
		if err := lines.Write(cells); err != nil {
			return err
		}
		lines.Flush()
		ends, widths = append(ends, body.Len()), append(widths, len(cells))
	}
	if _, err := io.WriteString(w, byteOrderMark); err != nil {
		return err
	}
	head := csv.NewWriter(w)
	_ = head.Write(t.header())
	if head.Flush(); head.Error() != nil {
		return head.Error()
	}
	start, width := 0, len(t.header())
	for i, end := range ends {
		line := slices.Concat(body.Bytes()[start:end-1], bytes.Repeat([]byte{','}, width-widths[i]), []byte{'\n'})
		if _, err := w.Write(line); err != nil {
			return err
		}
		start = end
	}
	return nil
}

// formula reports whether a spreadsheet may take a cell for a formula: it begins with a sign that a formula begins
// with, and what follows is more than the digits of a number (-99, +84 912 345 678, @3).
func formula(cell string) bool {
	rest, sign := survey.FormulaSign(cell)
	if sign == 0 {
		return false
	}
	return !strings.ContainsRune("+-@", sign) || strings.Trim(rest, "0123456789., ") != ""
}

// csvCell is an answer as a cell of a CSV file. One that a spreadsheet would take for a formula is made none: a text
// answer then gets an apostrophe before it, as in Excel itself, which rows.RowReader takes off again; everything else
// gets a blank, which the reader passes over.
func csvCell(f *form.Field, v survey.Value) (string, error) {
	cell, err := tableCell(f, v)
	if err != nil || v.Kind == survey.VNumber || !formula(cell) {
		return cell, err
	}
	if isText(f, v) {
		return "'" + cell, nil
	}
	return " " + cell, nil
}
