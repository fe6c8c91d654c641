package data_test

import (
	"bytes"
	"slices"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/khaosat/khaosat/export/data"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/table"
)

// What goes into a file for mail merge comes out again as it was: telephone numbers with their zero, commas, quotes and
// line ends; and nothing runs as a formula.
func TestSheetsHoldTexts(t *testing.T) {
	t.Parallel()
	header := []string{"Họ tên", "Điện thoại", "Ghi chú"}
	rows := [][]string{{`Nguyễn "Tí", A`, "0912345678", "xã\nmới"}, {"Trần B", "", "=1+1"}, {"C", "+84 912", "-"}}
	for _, format := range data.SheetFormats() {
		var b bytes.Buffer
		if err := data.WriteSheet(&b, format, header, rows); err != nil {
			t.Fatal(err)
		}
		tab, problems := table.Read(bytes.NewReader(b.Bytes()))
		if len(problems) > 0 || !slices.Equal(tab.Header, header) || len(tab.Rows) != len(rows) {
			t.Fatalf("%s: %v, %q", format, problems, tab.Header)
		}
		for i, row := range rows {
			want := slices.Clone(row)
			if format == "csv" && i == 1 {
				want[2] = "'=1+1"
			}
			if !slices.Equal(tab.Rows[i].Cells, want) {
				t.Errorf("%s: row %d is %q, want %q", format, i, tab.Rows[i].Cells, want)
			}
		}
		if format == "xlsx" {
			f, err := excelize.OpenReader(&b)
			if err != nil {
				t.Fatal(err)
			}
			if formula, err := f.GetCellFormula("Sheet1", "C3"); err != nil || formula != "" {
				t.Errorf("a text became the formula %q, %v", formula, err)
			}
		}
	}
	for name, good := range map[string]bool{"a.csv": true, "A.XLSX": true, "a.pdf": false, "csv": false, "a": false} {
		if _, err := data.SheetFormat(name); good != (err == nil) || !good && survey.KindOf(err) != survey.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}
