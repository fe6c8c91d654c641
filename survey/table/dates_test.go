package table

import (
	"bytes"
	"slices"
	"testing"

	"github.com/xuri/excelize/v2"
)

// What Excel shows of 45351.29513888889 and its like under a format, as the format's documentation has it.
func TestFormatsTellDaysFromTimesAndNumbers(t *testing.T) {
	const day, time, both = "2024-02-29", "07:05", "2024-02-29T07:05"
	number := "45351.29513888889"
	for format, want := range map[string]string{
		"General": number, "0.00": number, "#,##0": number, "0.00E+00": number, `0" dặm"`: number, `0 "days"`: number, "[Red]0": number, "@": number,
		"yyyy-mm-dd": day, "dd/mm/yyyy": day, "mmm yyyy": day, "mmmm": day, `[$-42A]dd "tháng" mm "năm" yyyy;@`: day, `d\h`: day,
		"h:mm": time, "hh:mm:ss AM/PM": time, "mm:ss": time, "dd/mm/yyyy hh:mm": both, "[$-409]m/d/yy h:mm AM/PM;@": both, "[h]:mm": number,
	} {
		got := number
		if text, ok := ofFormat(format).iso(number, false); ok {
			got = text
		}
		if got != want {
			t.Errorf("%s: %s, want %s", format, got, want)
		}
	}
	for number, want := range map[string]string{"1": "1900-01-01", "59": "1900-02-28", "60": "", "61": "1900-03-01", "2958465": "9999-12-31", "-1": "", "x": "", "45351.9999999": "2024-03-01"} {
		if got, _ := showsDay.iso(number, false); got != want {
			t.Errorf("day %s: %q, want %q", number, got, want)
		}
	}
	if got, _ := showsDay.iso("43889", true); got != "2024-02-29" {
		t.Errorf("from 1904: %s", got)
	}
	if got, _ := showsSpan.iso("0.5", false); got != "12:00" {
		t.Errorf("half a day of hours: %s", got)
	}
}

// Days in one column leave the numbers beside them alone, also where rows and cells between are missing.
func TestReadTakesDaysOfAWorkbook(t *testing.T) {
	f := excelize.NewFile()
	defer f.Close()
	day, err := f.NewStyle(&excelize.Style{NumFmt: 14})
	if err != nil {
		t.Fatal(err)
	}
	for cell, v := range map[string]any{"A1": "ngay", "B1": "so", "C1": "gio", "A2": 45351, "B2": 45351, "A5": "hôm qua", "B5": 1.5, "A7": 45352} {
		if err := f.SetCellValue("Sheet1", cell, v); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.SetCellStyle("Sheet1", "A2", "A7", day); err != nil {
		t.Fatal(err)
	}
	if _, err := f.NewSheet("ho"); err != nil {
		t.Fatal(err)
	}
	if err := f.SetSheetRow("ho", "A1", &[]any{"ten", "_parent_index"}); err != nil {
		t.Fatal(err)
	}
	if err := f.SetSheetRow("ho", "A2", &[]any{"An", 1}); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	got, problems := Read(&b)
	if len(problems) > 0 || len(got.Rows) != 3 {
		t.Fatalf("%+v, %v", got, problems)
	}
	for i, want := range [][]string{{"2024-02-29", "45351", ""}, {"hôm qua", "1.5", ""}, {"2024-03-01", "", ""}} {
		if !slices.Equal(got.Rows[i].Cells, want) {
			t.Errorf("row %d: %q, want %q", i+1, got.Rows[i].Cells, want)
		}
	}
	if len(got.Beside) != 1 || got.Beside[0].Name != "ho" || got.Beside[0].Rows != 1 || !slices.Equal(got.Beside[0].Header, []string{"ten", "_parent_index"}) {
		t.Errorf("beside: %+v", got.Beside)
	}
}
