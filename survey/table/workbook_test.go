package table

import (
	"bytes"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/xlsx/xlsxtest"
)

// Days in one column leave the numbers beside them alone, also where rows and cells between are missing.
func TestReadTakesDaysOfAWorkbook(t *testing.T) {
	f := excelize.NewFile()
	defer f.Close()
	day, err := f.NewStyle(&excelize.Style{NumFmt: 14})
	if err != nil {
		t.Fatal(err)
	}
	for cell, v := range map[string]any{"A1": "ngay", "B1": "so", "C1": "gio", "A2": 45351, "B2": 45351,
		"A5": "hôm qua", "B5": 1.5, "A7": 45352} {
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
	if len(got.Beside) != 1 || got.Beside[0].Name != "ho" || got.Beside[0].Rows != 1 ||
		!slices.Equal(got.Beside[0].Header, []string{"ten", "_parent_index"}) {
		t.Errorf("beside: %+v", got.Beside)
	}
}

// The table is on the first sheet that people see; what else holds rows is named. A formula that was never worked out
// is a problem of its cell, not a blank.
func TestReadSaysWhatItPassesOver(t *testing.T) {
	parts := map[string]xlsxtest.Part{
		xlsxtest.Book: xlsxtest.Text(`<workbook xmlns:r="r"><sheets><sheet name="_ds" state="hidden" r:id="r1"/><sheet name="Đơn vị" r:id="r4"/></sheets></workbook>`),
		xlsxtest.Links: xlsxtest.Text(`<Relationships><Relationship Id="r1" Type="x/worksheet" Target="worksheets/sheet1.xml"/>` +
			`<Relationship Id="r4" Type="x/worksheet" Target="worksheets/sheet2.xml"/></Relationships>`),
		xlsxtest.Sheet:             xlsxtest.Text(`<worksheet><sheetData><row><c t="str"><v>a</v></c></row><row><c><v>1</v></c></row></sheetData></worksheet>`),
		"xl/worksheets/sheet2.xml": xlsxtest.Text(`<worksheet><sheetData><row><c t="str"><v>code</v></c><c t="str"><v>name</v></c></row><row><c t="str"><v>01</v></c></row></sheetData></worksheet>`),
	}
	got, problems := Read(bytes.NewReader(xlsxtest.Pack(t, parts)))
	if len(problems) > 0 || !slices.Equal(got.Header, []string{"code", "name"}) ||
		!slices.Equal(got.Rows[0].Cells, []string{"01", ""}) {
		t.Fatalf("%+v, %v", got, problems)
	}
	if n := got.Notices(); len(n) != 1 || !strings.Contains(n[0].In("vi"), "“_ds” (1 dòng)") {
		t.Errorf("notices %v", n)
	}
	parts["xl/worksheets/sheet2.xml"] = xlsxtest.Text(`<worksheet><sheetData><row><c t="str"><v>code</v></c></row><row><c><f>1+1</f></c></row></sheetData></worksheet>`)
	b := xlsxtest.Pack(t, parts)
	if _, problems = Read(bytes.NewReader(b)); len(problems) != 1 || problems[0].Code != "cell.formula" ||
		problems[0].Place.String() != "Đơn vị!A2 · 2" {
		t.Errorf("problems %+v", problems)
	}
	s, problems := Open(bytes.NewReader(b), io.Discard)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	defer s.Close()
	if _, err := io.ReadAll(s); len(survey.ProblemsOf(err)) != 1 {
		t.Errorf("read as a stream: %v", err)
	}
}
