package workbook_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/khaosat/khaosat/export/workbook"
	"github.com/khaosat/khaosat/stats"
)

// tableWorkbook tabulates 40 rows of district a (30 yes), 40 of b (10 yes) and 5 of c (all yes) by two banners.
func tableWorkbook(t *testing.T, o workbook.TablesOptions) *excelize.File {
	t.Helper()
	rows := "q,district,sex\n" + strings.Repeat("yes,a,m\n", 30) + strings.Repeat("no,a,f\n", 10) +
		strings.Repeat("yes,b,m\n", 10) +
		strings.Repeat("no,b,f\n", 30) + strings.Repeat("yes,c,f\n", 5)
	frame, err := stats.ReadCSV(strings.NewReader(rows), stats.CSVOptions{})
	if err != nil {
		t.Fatal(err)
	}
	tables, err := stats.Tabulate(frame,
		stats.TableSpec{Items: []string{"q"}, Banner: [][]string{{"district"}, {"sex"}}, Letters: "holm", Lang: o.Lang})
	if err != nil {
		t.Fatal(err)
	}
	var out, again bytes.Buffer
	for _, w := range []*bytes.Buffer{&out, &again} {
		if err := workbook.Tables(w, tables, o); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(out.Bytes(), again.Bytes()) {
		t.Error("the same tables gave two different files")
	}
	f, err := excelize.OpenReader(&out)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

// The banners of an item stand side by side with one total; a figure is a number, its letters part of how it is shown.
func TestTablesSideBySide(t *testing.T) {
	f := tableWorkbook(t, workbook.TablesOptions{Lang: "en",
		Source: workbook.TablesSource{File: "d.csv", SHA256: "0123", Letters: "holm"}})
	rows, err := f.GetRows("Tables")
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	for _, r := range rows {
		text.WriteString(strings.Join(r, "|") + "\n")
	}
	// 45 of 85 = 52.94 %, Wilson's interval by hand: (0.529412+0.022597 ± 1.959964·√(0.00293100+0.00013292))/1.0451936.
	// District c (5 of 5) is not tested: at 100 % there is no standard error, and Fisher's test against a has p = 0.57.
	for _, want := range []string{
		"|Total|||district|||sex", "|%|CI from|CI to|a (a)|b (b)|c (c)|f (a)|m (b)",
		"yes|52.94%|42.43%|63.19%|75.00% b|25.00%|100.00%|11.11%|100.00%\n", "Valid base (n)|85|||40|40|5|45|40",
		"Grey italics",
	} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("the sheet lacks %q:\n%s", want, text.String())
		}
	}
	at, err := f.SearchSheet("Tables", "75.00% b")
	if err != nil || len(at) != 1 {
		t.Fatalf("75.00%% b found at %v (%v)", at, err)
	}
	if raw, err := f.GetCellValue("Tables", at[0], excelize.Options{RawCellValue: true}); raw != "0.75" {
		t.Errorf("the cell holds %q (%v), want the number 0.75", raw, err)
	}
}

// The last sheet says from which file, by which command and method, in the reader's language.
func TestTablesSayTheirMethod(t *testing.T) {
	f := tableWorkbook(t, workbook.TablesOptions{Lang: "vi",
		Source: workbook.TablesSource{File: "d.csv", SHA256: "0123", Command: "khaosat tabulate d.csv",
			Letters: "holm"}})
	if got := strings.Join(f.GetSheetList(), ", "); got != "Bảng, Số liệu, Phương pháp" {
		t.Errorf("sheets %s", got)
	}
	rows, err := f.GetRows("Phương pháp")
	if err != nil {
		t.Fatal(err)
	}
	said := map[string]string{}
	for _, r := range rows {
		if len(r) > 1 {
			said[r[0]] = r[1]
		}
	}
	for head, want := range map[string]string{
		"Tệp dữ liệu": "d.csv", "SHA-256 của tệp dữ liệu": "0123", "Lệnh để lập lại": "khaosat tabulate d.csv",
		"Số dòng được tính": "85",
		"Khoảng tin cậy":    "Độ tin cậy 95%. Tỷ lệ: Wilson (1927)", "Chữ cái bên số": "Holm",
		"Sai số chuẩn": "ngẫu nhiên đơn giản",
	} {
		if !strings.Contains(said[head], want) {
			t.Errorf("%s: %q, want %q in it", head, said[head], want)
		}
	}
	for _, r := range rows {
		if strings.Contains(strings.Join(r, " "), "tables.") {
			t.Errorf("a text is missing in the catalogue: %q", r)
		}
	}
}

// Every figure of the tables has a row of its own in the sheet of figures.
func TestTablesListAllFigures(t *testing.T) {
	f := tableWorkbook(t, workbook.TablesOptions{Lang: "en"})
	rows, err := f.GetRows("Figures", excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	// 2 codes × (total + 3 districts, total + 2 sexes) below title, note, empty row and head.
	if len(rows) != 4+2*(4+3) {
		t.Errorf("%d rows", len(rows))
	}
	small := 0
	for _, r := range rows[4:] {
		if strings.Contains(strings.Join(r, "|"), "|c|yes|") || strings.Contains(strings.Join(r, "|"), "|c|no|") {
			small++
			if got := r[len(r)-1]; !strings.Contains(got, "fewer than 30 answers") {
				t.Errorf("five answers, noted %q", got)
			}
		}
	}
	if small != 2 {
		t.Errorf("%d rows of district c, want 2", small)
	}
}

// Who reads the first sheet alone knows which rows it counts and what letters mean; who reads the figures finds the
// names of columns.
func TestTablesSayWhatTheyCount(t *testing.T) {
	for lang, want := range map[string][]string{
		"vi": {"Bảng", "Chỉ tính các dòng thỏa điều kiện age >= 18: 85 dòng.",
			"Chữ sau số: cột này cao hơn có ý nghĩa (5%)", "Số liệu", "Nhãn cột"},
		"en": {"Tables", "Only rows that meet the condition age >= 18: 85 rows.",
			"Letters behind a figure: this column is significantly (5%) higher", "Figures", "Column label"},
	} {
		f := tableWorkbook(t, workbook.TablesOptions{Lang: lang,
			Source: workbook.TablesSource{File: "d.csv", Letters: "holm", Filtered: "age >= 18"}})
		rows, err := f.GetRows(want[0])
		if err != nil {
			t.Fatal(err)
		}
		text := fmt.Sprint(rows)
		for _, w := range want[1:3] {
			if !strings.Contains(text, w) {
				t.Errorf("%s: the sheet lacks %q: %s", lang, w, text)
			}
		}
		figures, err := f.GetRows(want[3])
		if err != nil {
			t.Fatal(err)
		}
		if head := figures[3]; len(head) < 4 || head[3] != want[4] {
			t.Errorf("%s: head %q", lang, head)
		}
		footer, err := f.GetHeaderFooter(want[0])
		if err != nil || strings.Contains(footer.OddFooter, "khaosat · &R") {
			t.Errorf("%s: footer %q (%v)", lang, footer.OddFooter, err)
		}
	}
}

// A number too wide for its column is shown as ###: totals of money widen the columns of all that stand above each
// other.
func TestTablesAreWideEnoughForSums(t *testing.T) {
	frame, err := stats.ReadCSV(strings.NewReader("income,sex\n19396906782.5,m\n17000000001.5,f\n16000000002.5,m\n"),
		stats.CSVOptions{Numbers: []string{"income"}})
	if err != nil {
		t.Fatal(err)
	}
	tables, err := stats.Tabulate(frame,
		stats.TableSpec{Items: []string{"income"}, Banner: [][]string{{"sex"}}, Lang: "en"})
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := workbook.Tables(&out, tables, workbook.TablesOptions{Lang: "en"}); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&out)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for _, column := range []string{"B", "C", "D", "E", "F"} { // 52,396,906,786.50 has 17 characters, 17,000,000,001.50 too
		if wide, err := f.GetColWidth("Tables", column); err != nil || wide < 17 {
			t.Errorf("column %s is %g wide (%v)", column, wide, err)
		}
	}
}
