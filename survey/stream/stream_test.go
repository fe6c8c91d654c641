package stream_test

import (
	"bytes"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/khaosat/khaosat/survey/stream"
	"github.com/khaosat/khaosat/survey/stream/streamtest"
)

// A sheet says in its head how far its cells reach (ECMA-376 part 1, 18.3.1.35): here three rows of up to 28 columns,
// then a row after a gap; one cell; nothing.
func TestSheetSaysHowFarItReaches(t *testing.T) {
	f := excelize.NewFile()
	defer f.Close()
	type row struct {
		cell  string
		cells int
	}
	for _, s := range []struct {
		name string
		rows []row
	}{{"Sheet1", []row{{"A1", 3}, {"A2", 28}, {"B3", 2}, {"A9", 1}}}, {"một", []row{{"A1", 1}}}, {"không", nil}} {
		if _, err := f.NewSheet(s.name); err != nil {
			t.Fatal(err)
		}
		out, err := stream.Open(f, s.name)
		if err != nil {
			t.Fatal(err)
		}
		if err := out.SetColWidth(1, 2, 30); err != nil {
			t.Fatal(err)
		}
		for _, r := range s.rows {
			cells := make([]any, r.cells)
			cells[r.cells-1] = "x"
			if err := out.SetRow(r.cell, cells); err != nil {
				t.Fatal(err)
			}
		}
		if err := out.Flush(); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	got := streamtest.CheckDimension(t, b.Bytes())
	for part, want := range map[string]string{"sheet1.xml": "A1:AB9", "sheet2.xml": "A1", "sheet3.xml": "A1"} {
		if got[part] != want {
			t.Errorf("%s reaches %s, want %s", part, got[part], want)
		}
	}
}
