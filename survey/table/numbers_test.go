package table_test

import (
	"bytes"
	"slices"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/khaosat/khaosat/survey/table"
)

// A number in a cell and the same digits as text are told apart, however the cell is formatted.
func TestNumbersOfWorkbooks(t *testing.T) {
	f := excelize.NewFile()
	for cell, v := range map[string]any{"A1": "d", "B1": "ghi", "A2": 12.345, "B2": "12.345", "A3": "12.345", "B3": 7,
		"A4": 12, "B4": "x"} {
		if err := f.SetCellValue("Sheet1", cell, v); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	read, problems := table.Read(&b)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	for i, want := range [][]bool{{true, false}, nil, nil} {
		if got := read.Rows[i].Numbers; !slices.Equal(got, want) {
			t.Errorf("row %d: %v, want %v", read.Rows[i].Line, got, want)
		}
	}
}
