package verify_test

import (
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/khaosat/khaosat/export/exporttest"
	"github.com/khaosat/khaosat/export/verify"
	"github.com/khaosat/khaosat/export/workbook"
	"github.com/khaosat/khaosat/stats/live"
	"github.com/khaosat/khaosat/stats/plain"
	"github.com/khaosat/khaosat/survey"
)

// formatted is a workbook that shows a cell in a number format of its own; its value is left as it is.
func formatted(t *testing.T, b []byte, sheet, cell, format string) []byte {
	t.Helper()
	return changed(t, b, func(f *excelize.File) {
		style, err := f.NewStyle(&excelize.Style{CustomNumFmt: &format})
		if err == nil {
			err = f.SetCellStyle(sheet, cell, cell, style)
		}
		if err != nil {
			t.Fatal(err)
		}
	})
}

// A cell whose value is right but whose number format shows something else is named, in reports and in tables, with the
// store and without it; the seal, which is over values, is whole. Saved again by another program the formats are the
// same.
func TestNumberFormatsAreCompared(t *testing.T) {
	w := exporttest.NewWorld(t, survey.Named, exporttest.Everything())
	for _, said := range []string{"tot", "kha", "chua"} {
		w.Answer(t, survey.Answers{"danh_gia/q1": exporttest.Text(said), "tuoi": exporttest.Number("30"),
			"tien": exporttest.Number("2.5")})
	}
	report := w.Workbook(t, "vi")
	tables := surveyTables(t, w.Service, w.Board, w.Slug,
		live.TablesQuery{Items: []string{"danh_gia/q1", "tuoi"}, By: []string{"danh_gia/q1"}, Letters: plain.Holm,
			Lang: "vi"}, 0)
	sheet, cell := exporttest.Open(t, report).Place("pct_q1_tot")
	for format, want := range map[string]string{`"99.99%"`: `"99.99%"`, "0%": "0%", ";;;": ";;;", "0.0%": "0.0%",
		`[>0]"x";0`: `[>0]"x";0`, "General": "General"} {
		for _, o := range []verify.VerifyOptions{{}, {Store: w.Service}} {
			v, err := verify.Verify(t.Context(), formatted(t, report, sheet, cell, format), o)
			if err != nil {
				t.Fatal(err)
			}
			if len(v.Differences) != 1 || v.Differences[0].Sheet != sheet || v.Differences[0].Cell != cell ||
				!strings.Contains(v.Differences[0].Words.In("vi"), "định dạng số là "+want+", đúng ra là 0.00%") ||
				v.Seal != workbook.SealGood {
				t.Errorf("%s: seal %s, %v", format, v.Seal, v.Differences)
			}
		}
		v := against(t, formatted(t, tables, "Bảng", "B7", format), w.Service)
		if len(v.Differences) != 1 || v.Differences[0].Sheet != "Bảng" || v.Differences[0].Cell != "B7" {
			t.Errorf("%s in tables: %v", format, v.Differences)
		}
	}
	for _, b := range [][]byte{formatted(t, tables, "Bảng", "B7", `"99.99%"`),
		formatted(t, tables, "Bảng", "B7", ";;;")} {
		if v := verified(t, b); len(v.Differences) != 1 || v.Differences[0].Cell != "B7" {
			t.Errorf("in tables without the store: %v", v.Differences)
		}
	}
	for _, b := range [][]byte{formatted(t, report, sheet, cell, "0.00%"),
		formatted(t, tables, "Bảng", "B7", "0.00%")} {
		if v := against(t, b, w.Service); len(v.Differences) > 0 {
			t.Errorf("the same format under another number: %v", v.Differences)
		}
	}
	conditional := changed(t, report, func(f *excelize.File) {
		format := `"99.99%"`
		id, err := f.NewConditionalStyle(&excelize.Style{CustomNumFmt: &format})
		if err == nil {
			err = f.SetConditionalFormat(sheet, cell,
				[]excelize.ConditionalFormatOptions{{Type: "cell", Criteria: ">", Value: "0", Format: &id}})
		}
		if err != nil {
			t.Fatal(err)
		}
	})
	if v := verified(t, conditional); len(v.Differences) != 1 ||
		!strings.Contains(v.Differences[0].Words.In("vi"), `"99.99%"`) {
		t.Errorf("under a condition: %v", v.Differences)
	}
}
