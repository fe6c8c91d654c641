package export

import (
	"bytes"
	"encoding/csv"
	"io"
	"slices"
	"strings"

	"github.com/khaosat/khaosat/survey"
)

// byteOrderMark tells Excel that a CSV file is UTF-8.
const byteOrderMark = "\xef\xbb\xbf"

// writeCSV writes a table that `responses import` takes again: UTF-8 with a byte order mark, one line for each response, the system
// columns first, then the item paths. Lines are kept until the last response is seen, because only then all items of earlier
// versions are known, which are the last columns.
func writeCSV(w io.Writer, s *source) error {
	t := newTable(s.form, csvCell)
	var body bytes.Buffer
	lines := csv.NewWriter(&body)
	var ends, widths []int
	for r, err := range s.in {
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

// csvCell is an answer as a cell of a CSV file. A spreadsheet takes a cell for a formula when it begins with one of these signs and is no
// number: a text answer then gets an apostrophe before it, as in Excel itself, which survey.RowReader takes off again; everything
// else gets a blank, which the reader passes over.
func csvCell(f *survey.Field, v survey.Value) (string, error) {
	cell, err := tableCell(f, v)
	if err != nil || cell == "" || !strings.ContainsRune("=+-@\t\r", rune(cell[0])) || v.Kind == survey.VNumber {
		return cell, err
	}
	if isText(f, v) {
		return "'" + cell, nil
	}
	return " " + cell, nil
}
