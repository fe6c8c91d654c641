package export_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/khaosat/khaosat/export"
	"github.com/khaosat/khaosat/export/internal/savread"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/table"
)

func TestUnknownFormatNamesTheKnownOnes(t *testing.T) {
	w := newWorld(t, survey.Named, everything())
	_, err := export.Responses(&bytes.Buffer{}, "pdf", w.lineage(t), w.counting(t), "vi")
	if survey.KindOf(err) != survey.Invalid || !strings.Contains(err.Error(), "csv, jsonl, sav, xlsx") {
		t.Errorf("got %v, want an Invalid error that lists csv, jsonl, sav, xlsx", err)
	}
}

func TestCountingPassesOnlyWhatCounts(t *testing.T) {
	broken := errors.New("broken")
	in := func(yield func(*survey.Response, error) bool) {
		for _, s := range []survey.State{survey.Test, survey.Submitted, survey.Rejected, survey.Quarantined, survey.Withdrawn, survey.Submitted} {
			if !yield(&survey.Response{State: s}, nil) {
				return
			}
		}
		yield(nil, broken)
	}
	n := 0
	var last error
	for r, err := range export.Counting(in) {
		if last = err; err == nil && r.State == survey.Submitted {
			n++
		}
	}
	if n != 2 || last != broken {
		t.Errorf("%d responses and error %v, want 2 and the error", n, last)
	}
}

// What is exported from one survey and imported into another is the same.
func TestExportedTablesAreImportedUnchanged(t *testing.T) {
	for _, mode := range []survey.Mode{survey.Named, survey.Anonymous} {
		for _, format := range []string{"csv", "xlsx"} {
			t.Run(string(mode)+"-"+format, func(t *testing.T) {
				from := newWorld(t, mode, everything())
				from.answer(t, everyAnswer())
				from.answer(t, survey.Answers{"danh_gia/q1": text("kho_tra_loi"), "tuoi": survey.OfStated(survey.Refused), "kenh": survey.OfCodes("khong")})
				from.answer(t, survey.Answers{"tien": number("123456789012345678.25"), "y_kien": text("  đầu và cuối có dấu cách  ")})
				for _, s := range dangerous {
					if format == "xlsx" {
						s = strings.ReplaceAll(s, "\r", "\n") // in Excel a line ends with \n
					}
					from.answer(t, survey.Answers{"y_kien": text(s)})
				}
				to := newWorld(t, mode, everything())
				to.importTable(t, from.encoded(t, format))
				same(t, to.answers(t), from.answers(t))
			})
		}
	}
}

func TestCSVCells(t *testing.T) {
	w := newWorld(t, survey.Named, everything())
	w.answer(t, everyAnswer())
	rows := cells(t, w.encoded(t, "csv"))
	for name, want := range map[string]string{
		"id": "00000000-0000-4000-8000-000000000001", "_revision": "1", "_state": "submitted", "_version": "1", "_language": "vi", "_channel": "api",
		"_received": "2025-06-10T03:00:00.000Z", "kenh": "tivi loa", "xep": "khong loa tivi", "tien": "-12.345", "noi": "22.39 103.45 900.5 4", "danh_gia/q2": "-1",
		"ho": `[{"ho/hai_long":"tot","ho/ten":"Lò Văn A","ho/tuoi_tv":70},{"ho/hai_long":{"missing":"refused"},"ho/ten":"=1+1"}]`,
	} {
		if got := column(rows, name, 1); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
	if got, want := strings.Join(rows[0][:10], ","), strings.Join(w.form.SystemColumns(), ","); got != want {
		t.Errorf("the header begins with %s, want %s", got, want)
	}
}

// Where a form says what its responses are called, every export has the names, and an import passes them over.
func TestExportsHaveTheNamesOfResponses(t *testing.T) {
	q := everything()
	q.InstanceName = "concat(${y_kien}, ' (', jr:choice-name(${q1}, '${q1}'), ')')"
	w := newWorld(t, survey.Anonymous, q)
	w.answer(t, survey.Answers{"danh_gia/q1": text("kha"), "y_kien": text("=1+1")})
	csv := w.encoded(t, "csv")
	if got := column(cells(t, csv), "_instance_name", 1); got != " =1+1 (Khá tốt)" {
		t.Errorf("CSV: the response is called %q", got)
	}
	var line struct {
		Name string `json:"instance_name"`
	}
	if err := json.Unmarshal(w.encoded(t, "jsonl"), &line); err != nil || line.Name != "=1+1 (Khá tốt)" {
		t.Errorf("JSON lines: the response is called %q, %v", line.Name, err)
	}
	if got := column(open(t, w.workbook(t, "vi")).rows("Dữ liệu"), "_instance_name", 1); got != "=1+1 (Khá tốt)" {
		t.Errorf("workbook: the response is called %q", got)
	}
	sav := savread.Read(t, w.encoded(t, "sav"))
	if got := sav.Value("instance_name", 0); got != "=1+1 (Khá tốt)" {
		t.Errorf("SPSS: the response is called %q", got)
	}
	to := newWorld(t, survey.Anonymous, everything())
	to.importTable(t, csv)
	same(t, to.answers(t), w.answers(t))
}

// dangerous are answers that a spreadsheet or the reader of tables could take for something else.
var dangerous = []string{"=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", `=HYPERLINK("http://evil.example","x")`, "'=1",
	"''x", "'nháy'", `{"missing":"refused"}`, `{"a": [1]}`, ` {"missing":"dont_know"}`, "NULL", "1e5", "007", "TRUE", "2025-06-10"}

// A spreadsheet must not take an answer for a formula (OWASP, CSV injection).
func TestNoCSVCellIsAFormula(t *testing.T) {
	w := newWorld(t, survey.Named, everything())
	for _, s := range dangerous {
		w.answer(t, survey.Answers{"y_kien": text(s)})
	}
	rows := cells(t, w.encoded(t, "csv"))
	seen := map[string]bool{}
	for _, row := range rows[1:] {
		for i, cell := range row {
			if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
				t.Errorf("%s: the cell %q begins like a formula", rows[0][i], cell)
			}
		}
	}
	for i := range rows[1:] {
		seen[column(rows, "y_kien", i+1)] = true
	}
	for _, s := range dangerous[:8] {
		if !seen["'"+survey.Clean(s)] {
			t.Errorf("no cell is an apostrophe and %q", s)
		}
	}
}

// What begins with a sign and goes on with digits is no formula: codes, negative results and telephone numbers stay as they are
// (kobotoolbox/formpack#56).
func TestCSVLeavesNumbersAlone(t *testing.T) {
	q := everything()
	q.Lists[2].Choices = []survey.Choice{{Code: "-99", Label: both("a", "a")}, {Code: "+1", Label: both("b", "b")}, {Code: "@3", Label: both("c", "c")}, {Code: "-x", Label: both("d", "d")}}
	q.Items = append(q.Items, &survey.Item{Name: "tinh", Kind: survey.Calculate, Calculation: "2 - 12"})
	w := newWorld(t, survey.Named, q)
	phones := []string{"+84912345678", "+84 912.345.678", "-", "-5"}
	for i, code := range []string{"-99", "+1", "@3", "-x"} {
		w.answer(t, survey.Answers{"danh_gia/q2": text(code), "y_kien": text(phones[i])})
	}
	rows := cells(t, w.encoded(t, "csv"))
	for i, want := range []string{"-99", "+1", "@3", " -x"} {
		if got := column(rows, "danh_gia/q2", i+1); got != want {
			t.Errorf("code %q, want %q", got, want)
		}
		if got := column(rows, "y_kien", i+1); got != phones[i] {
			t.Errorf("text %q, want %q", got, phones[i])
		}
		if got := column(rows, "tinh", i+1); got != "-10" {
			t.Errorf("calculation %q, want -10", got)
		}
	}
	to := newWorld(t, survey.Named, q)
	to.importTable(t, w.encoded(t, "csv"))
	same(t, to.answers(t), w.answers(t))
}

// As many columns as a sheet has are a matter of seconds (a width for each of them would take minutes), and one more is refused with words.
func TestAWideTableIsWritten(t *testing.T) {
	q := &survey.Questionnaire{FormID: "rong", Title: both("Rộng", "Wide")}
	for i := range excelize.MaxColumns {
		q.Items = append(q.Items, &survey.Item{Name: fmt.Sprintf("q%d", i), Kind: survey.Integer})
	}
	write := func(items int) ([]byte, error) {
		cut := *q
		cut.Items = q.Items[:items]
		form, problems := survey.Compile(&cut)
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		var b bytes.Buffer
		_, err := export.Responses(&b, "xlsx", survey.LineageOf(form), func(yield func(*survey.Response, error) bool) {
			yield(&survey.Response{ID: "1", Answers: survey.Answers{fmt.Sprintf("q%d", items-1): number("7")}}, nil)
		}, "vi")
		return b.Bytes(), err
	}
	system := len(survey.SystemColumns()) - 1
	b, err := write(excelize.MaxColumns - system)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := open(t, b).GetCellValue("responses", "XFD2"); err != nil || got != "7" {
		t.Errorf("the last column holds %q, %v", got, err)
	}
	if _, err := write(excelize.MaxColumns - system + 1); survey.KindOf(err) != survey.Invalid || !strings.Contains(err.Error(), "16385") {
		t.Errorf("one column too many: %v", err)
	}
}

func TestItemsOfEarlierVersionsComeLast(t *testing.T) {
	w := newWorld(t, survey.Named, everything())
	w.answer(t, survey.Answers{"y_kien": text("cũ"), "tuoi": number("30")})
	next := everything()
	next.Items = next.Items[:len(next.Items)-2] // without y_kien and ho
	w.publish(t, survey.Named, next)
	w.answer(t, survey.Answers{"tuoi": number("31")})
	rows := cells(t, w.encoded(t, "csv"))
	if last := rows[0][len(rows[0])-2:]; !slices.Equal(last, []string{"y_kien", "ho"}) {
		t.Fatalf("the last columns are %s, want y_kien and ho", last)
	}
	got := column(rows, "tuoi", 1) + column(rows, "y_kien", 1) + " " + column(rows, "tuoi", 2) + column(rows, "y_kien", 2)
	if got != "30cũ 31" {
		t.Errorf("got %q, want the old answer beside its response", got)
	}
}

func TestJSONLinesCanBePostedAgain(t *testing.T) {
	from := newWorld(t, survey.Named, everything())
	from.answer(t, everyAnswer())
	from.answer(t, survey.Answers{"danh_gia/q1": text("tot"), "y_kien": text("<b>&</b>")})
	to := newWorld(t, survey.Named, everything())
	for line := range bytes.Lines(from.encoded(t, "jsonl")) {
		var posted struct {
			ID, Language string
			Answers      survey.Answers
			Skipped      []string
		}
		if err := json.Unmarshal(line, &posted); err != nil {
			t.Fatal(err)
		}
		if _, err := to.Submit(t.Context(), to.slug, survey.Submission{ID: posted.ID, Language: posted.Language, Answers: posted.Answers}); err != nil {
			t.Fatal(err)
		}
		if (len(posted.Skipped) == 1) != (posted.Answers["danh_gia/q1"].Text == "tot") {
			t.Errorf("skipped is %v, want the reason only when the rating is not bad", posted.Skipped)
		}
	}
	same(t, to.answers(t), from.answers(t))
}

// An anonymous survey's files hold no time and no secret.
func TestAnonymousExportHoldsNothingThatLeadsBack(t *testing.T) {
	w := newWorld(t, survey.Anonymous, everything())
	w.answer(t, everyAnswer())
	for r, err := range w.Responses(t.Context(), admin, w.slug) {
		if err != nil {
			t.Fatal(err)
		}
		for _, format := range []string{"csv", "jsonl"} {
			b := string(w.encoded(t, format))
			for _, secret := range []string{"2025-06-10", r.ReceiptHash, r.SHA256, "00000000-0000-4000-8000-000000000001"} {
				if strings.Contains(b, secret) {
					t.Errorf("%s holds %q", format, secret)
				}
			}
		}
	}
}

func TestErrorsOfTheStoreComeBack(t *testing.T) {
	w := newWorld(t, survey.Named, everything())
	broken := errors.New("broken")
	for _, format := range export.Formats() {
		_, err := export.Responses(&bytes.Buffer{}, format, w.lineage(t), func(yield func(*survey.Response, error) bool) { yield(nil, broken) }, "vi")
		if !errors.Is(err, broken) {
			t.Errorf("%s: got %v, want the error of the iterator", format, err)
		}
	}
}

// forms/04: what went out and comes back to where it was is known, in whatever spelling it had been sent: a line break of two characters,
// a blank behind, a number as a number.
func TestExportsComeBackAsKnown(t *testing.T) {
	for _, format := range []string{"csv", "xlsx"} {
		w := newWorld(t, survey.Named, everything())
		w.answer(t, survey.Answers{"y_kien": text("a\r\nb "), "tuoi": number("30")})
		w.answer(t, survey.Answers{"y_kien": text("Vie\u0323\u0302t"), "tuoi": text("+31")})
		b := w.encoded(t, format)
		again := func(b []byte) (*survey.ImportReport, error) {
			tab, problems := table.Read(bytes.NewReader(b))
			if len(problems) > 0 {
				t.Fatal(problems)
			}
			return w.ImportResponses(t.Context(), admin, w.slug, tab.File("export", "00"), survey.ImportOptions{})
		}
		if report, err := again(b); err != nil || report.Known != 2 || report.Stored != 0 {
			t.Errorf("%s: %+v, %v", format, report, err)
		}
		if format == "csv" {
			if _, err := again(bytes.Replace(b, []byte("a\nb"), []byte("a\nc"), 1)); len(survey.ProblemsOf(err)) != 1 || survey.ProblemsOf(err)[0].Code != "response.other_content" {
				t.Errorf("another text under the same id: %v", err)
			}
		}
	}
}

// So it is after the survey got its first wave, to which the answers of before do not belong, and after an item moved into a group, from where
// its bare name would mean the moved one.
func TestExportsComeBackAfterTheSurveyChanged(t *testing.T) {
	year := &survey.Item{Name: "nam", Kind: survey.Integer}
	w := newWorld(t, survey.Named, &survey.Questionnaire{FormID: "f", Items: []*survey.Item{year}})
	w.answer(t, survey.Answers{"nam": number("1990")})
	group := &survey.Item{Name: "nhom", Kind: survey.Group, Children: []*survey.Item{year}}
	w.publish(t, survey.Named, &survey.Questionnaire{FormID: "f", Items: []*survey.Item{group}})
	w.answer(t, survey.Answers{"nhom/nam": number("1991")})
	_, err := w.Change(t.Context(), admin, w.slug, func(s *survey.Survey) { s.Waves, s.Wave = []survey.Wave{{Code: "d1"}}, "d1" })
	if err != nil {
		t.Fatal(err)
	}
	w.answer(t, survey.Answers{"nhom/nam": number("1992")})
	rows, problems := table.Read(bytes.NewReader(w.encoded(t, "csv")))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	report, err := w.ImportResponses(t.Context(), admin, w.slug, rows.File("export", "00"), survey.ImportOptions{})
	if err != nil || report.Known != 3 || report.Stored != 0 {
		t.Errorf("%+v, %v; want all 3 known", report, err)
	}
}
