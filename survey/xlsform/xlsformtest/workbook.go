// Package xlsformtest makes workbooks for tests from tables drawn as text.
package xlsformtest

import (
	"bytes"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// Workbook makes an .xlsx of a drawing like
//
//	| survey |      |      |       |
//	|        | type | name | label |
//	|        | text | q1   | Họ tên |
//	| choices |     |      |       |
//	|        | list_name | name | label |
//
// A row whose first cell is filled starts a sheet of that name; further cells of such a row are ignored. Cells are
// text, but =1+1 is a formula without a stored result. A | inside a cell is written \|, a line break \n. Empty lines
// are passed over; a row of empty cells is an empty row.
func Workbook(t testing.TB, drawing string) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	sheet, row := "", 0
	for _, line := range strings.Split(drawing, "\n") {
		cells := split(line)
		if len(cells) == 0 {
			continue
		}
		if cells[0] != "" {
			sheet, row = cells[0], 0
			if _, err := f.NewSheet(sheet); err != nil {
				t.Fatal(err)
			}
			continue
		}
		if row++; sheet == "" {
			t.Fatalf("the row %q stands above the first sheet's name", line)
		}
		for i, text := range cells[1:] {
			if text != "" {
				put(t, f, sheet, i+1, row, text)
			}
		}
	}
	if sheet != "Sheet1" {
		if err := f.DeleteSheet("Sheet1"); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func put(t testing.TB, f *excelize.File, sheet string, column, row int, text string) {
	t.Helper()
	cell, err := excelize.CoordinatesToCellName(column, row)
	if err != nil {
		t.Fatal(err)
	}
	if formula, ok := strings.CutPrefix(text, "="); ok {
		err = f.SetCellFormula(sheet, cell, formula)
	} else {
		err = f.SetCellStr(sheet, cell, text)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// split gives the cells of a drawn row, blanks trimmed; nil for a line without bars.
func split(line string) []string {
	line = strings.TrimSpace(line)
	if !strings.HasPrefix(line, "|") {
		return nil
	}
	line = strings.ReplaceAll(strings.TrimSuffix(line[1:], "|"), `\|`, "\x00")
	cells := strings.Split(line, "|")
	for i, c := range cells {
		cells[i] = strings.NewReplacer("\x00", "|", `\n`, "\n").Replace(strings.TrimSpace(c))
	}
	return cells
}
