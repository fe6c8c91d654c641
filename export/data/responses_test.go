package data_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/khaosat/khaosat/export/answers"
	"github.com/khaosat/khaosat/export/data"
	"github.com/khaosat/khaosat/export/exporttest"
	"github.com/khaosat/khaosat/export/internal/savread"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/form"
	"github.com/khaosat/khaosat/survey/service"
	"github.com/khaosat/khaosat/survey/table"
	"github.com/khaosat/khaosat/survey/versions"
)

func TestUnknownFormatNamesTheKnownOnes(t *testing.T) {
	w := exporttest.NewWorld(t, survey.Named, exporttest.Everything())
	_, err := data.Write(&bytes.Buffer{}, "pdf", w.LineageNow(t), w.Counting(t), "vi")
	if survey.KindOf(err) != survey.Invalid || !strings.Contains(err.Error(), "csv, jsonl, sav, xlsx") {
		t.Errorf("got %v, want an Invalid error that lists csv, jsonl, sav, xlsx", err)
	}
}

func TestCountingPassesOnlyWhatCounts(t *testing.T) {
	broken := errors.New("broken")
	in := func(yield func(*survey.Response, error) bool) {
		for _, s := range []survey.State{survey.Test, survey.Submitted, survey.Rejected, survey.Quarantined,
			survey.Withdrawn, survey.Submitted} {
			if !yield(&survey.Response{State: s}, nil) {
				return
			}
		}
		yield(nil, broken)
	}
	n := 0
	var last error
	for r, err := range answers.Counting(in) {
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
				from := exporttest.NewWorld(t, mode, exporttest.Everything())
				from.Answer(t, exporttest.EveryAnswer())
				from.Answer(t, survey.Answers{"danh_gia/q1": exporttest.Text("kho_tra_loi"),
					"tuoi": survey.OfStated(survey.Refused), "kenh": survey.OfCodes("khong")})
				from.Answer(t, survey.Answers{"tien": exporttest.Number("123456789012345678.25"),
					"y_kien": exporttest.Text("  đầu và cuối có dấu cách  ")})
				for _, s := range dangerous {
					if format == "xlsx" {
						s = strings.ReplaceAll(s, "\r", "\n") // in Excel a line ends with \n
					}
					from.Answer(t, survey.Answers{"y_kien": exporttest.Text(s)})
				}
				to := exporttest.NewWorld(t, mode, exporttest.Everything())
				to.ImportTable(t, from.Encoded(t, format))
				exporttest.Same(t, to.Stored(t), from.Stored(t))
			})
		}
	}
}

func TestCSVCells(t *testing.T) {
	w := exporttest.NewWorld(t, survey.Named, exporttest.Everything())
	w.Answer(t, exporttest.EveryAnswer())
	rows := exporttest.Cells(t, w.Encoded(t, "csv"))
	for name, want := range map[string]string{
		"id": "00000000-0000-4000-8000-000000000001", "_revision": "1", "_state": "submitted", "_version": "1",
		"_language": "vi", "_channel": "api",
		"_received": "2025-06-10T03:00:00.000Z", "kenh": "tivi loa", "xep": "khong loa tivi", "tien": "-12.345",
		"noi": "22.39 103.45 900.5 4", "danh_gia/q2": "-1",
		"ho": `[{"ho/hai_long":"tot","ho/ten":"Lò Văn A","ho/tuoi_tv":70},{"ho/hai_long":{"missing":"refused"},"ho/ten":"=1+1"}]`,
	} {
		if got := exporttest.Column(rows, name, 1); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
	if got, want := strings.Join(rows[0][:10], ","), strings.Join(w.Current.SystemColumns(), ","); got != want {
		t.Errorf("the header begins with %s, want %s", got, want)
	}
}

// Where a form says what its responses are called, every export has the names, and an import passes them over.
func TestExportsHaveTheNamesOfResponses(t *testing.T) {
	q := exporttest.Everything()
	q.InstanceName = "concat(${y_kien}, ' (', jr:choice-name(${q1}, '${q1}'), ')')"
	w := exporttest.NewWorld(t, survey.Anonymous, q)
	w.Answer(t, survey.Answers{"danh_gia/q1": exporttest.Text("kha"), "y_kien": exporttest.Text("=1+1")})
	csv := w.Encoded(t, "csv")
	if got := exporttest.Column(exporttest.Cells(t, csv), "_instance_name", 1); got != " =1+1 (Khá tốt)" {
		t.Errorf("CSV: the response is called %q", got)
	}
	var line struct {
		Name string `json:"instance_name"`
	}
	if err := json.Unmarshal(w.Encoded(t, "jsonl"), &line); err != nil || line.Name != "=1+1 (Khá tốt)" {
		t.Errorf("JSON lines: the response is called %q, %v", line.Name, err)
	}
	if got := exporttest.Column(exporttest.Open(t, w.Workbook(t, "vi")).Rows("Dữ liệu"), "_instance_name",
		1); got != "=1+1 (Khá tốt)" {
		t.Errorf("workbook: the response is called %q", got)
	}
	sav := savread.Read(t, w.Encoded(t, "sav"))
	if got := sav.Value("instance_name", 0); got != "=1+1 (Khá tốt)" {
		t.Errorf("SPSS: the response is called %q", got)
	}
	to := exporttest.NewWorld(t, survey.Anonymous, exporttest.Everything())
	to.ImportTable(t, csv)
	exporttest.Same(t, to.Stored(t), w.Stored(t))
}

// dangerous are answers that a spreadsheet or the reader of tables could take for something else.
var dangerous = []string{"=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1",
	`=HYPERLINK("http://evil.example","x")`, "'=1", "＝1+1", "＋1+x", "－2+3", "＠SUM(A1)", "\u202e=1+1", "\u2066＝1",
	"''x", "'nháy'", `{"missing":"refused"}`, `{"a": [1]}`, ` {"missing":"dont_know"}`, "NULL", "1e5", "007", "TRUE",
	"2025-06-10"}

// A spreadsheet must not take an answer for a formula (OWASP, CSV injection).
func TestNoCSVCellIsAFormula(t *testing.T) {
	w := exporttest.NewWorld(t, survey.Named, exporttest.Everything())
	for _, s := range dangerous {
		w.Answer(t, survey.Answers{"y_kien": exporttest.Text(s)})
	}
	rows := exporttest.Cells(t, w.Encoded(t, "csv"))
	seen := map[string]bool{}
	for _, row := range rows[1:] {
		for i, cell := range row {
			seen := strings.TrimLeft(cell, "\u202e\u2066")
			if seen != "" && strings.ContainsAny(string([]rune(seen)[:1]), "=+-@＝＋－＠\t\r") {
				t.Errorf("%s: the cell %q begins like a formula", rows[0][i], cell)
			}
		}
	}
	for i := range rows[1:] {
		seen[exporttest.Column(rows, "y_kien", i+1)] = true
	}
	for _, s := range dangerous[:14] {
		if !seen["'"+survey.Clean(s)] {
			t.Errorf("no cell is an apostrophe and %q", s)
		}
	}
}

// What begins with a sign and goes on with digits is no formula: codes, negative results and telephone numbers stay as
// they are (kobotoolbox/formpack#56).
func TestCSVLeavesNumbersAlone(t *testing.T) {
	q := exporttest.Everything()
	q.Lists[2].Choices = []survey.Choice{{Code: "-99", Label: exporttest.Both("a", "a")},
		{Code: "+1", Label: exporttest.Both("b", "b")}, {Code: "@3", Label: exporttest.Both("c", "c")},
		{Code: "-x", Label: exporttest.Both("d", "d")}}
	q.Items = append(q.Items, &survey.Item{Name: "tinh", Kind: survey.Calculate, Calculation: "2 - 12"})
	w := exporttest.NewWorld(t, survey.Named, q)
	phones := []string{"+84912345678", "+84 912.345.678", "-", "-5"}
	for i, code := range []string{"-99", "+1", "@3", "-x"} {
		w.Answer(t, survey.Answers{"danh_gia/q2": exporttest.Text(code), "y_kien": exporttest.Text(phones[i])})
	}
	rows := exporttest.Cells(t, w.Encoded(t, "csv"))
	for i, want := range []string{"-99", "+1", "@3", " -x"} {
		if got := exporttest.Column(rows, "danh_gia/q2", i+1); got != want {
			t.Errorf("code %q, want %q", got, want)
		}
		if got := exporttest.Column(rows, "y_kien", i+1); got != phones[i] {
			t.Errorf("text %q, want %q", got, phones[i])
		}
		if got := exporttest.Column(rows, "tinh", i+1); got != "-10" {
			t.Errorf("calculation %q, want -10", got)
		}
	}
	to := exporttest.NewWorld(t, survey.Named, q)
	to.ImportTable(t, w.Encoded(t, "csv"))
	exporttest.Same(t, to.Stored(t), w.Stored(t))
}

// As many columns as a sheet has are a matter of seconds (a width for each of them would take minutes), and one more is
// refused with words.
func TestAWideTableIsWritten(t *testing.T) {
	q := &survey.Questionnaire{FormID: "rong", Title: exporttest.Both("Rộng", "Wide")}
	for i := range excelize.MaxColumns {
		q.Items = append(q.Items, &survey.Item{Name: fmt.Sprintf("q%d", i), Kind: survey.Integer})
	}
	write := func(items int) ([]byte, error) {
		cut := *q
		cut.Items = q.Items[:items]
		form, problems := form.Compile(&cut)
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		var b bytes.Buffer
		_, err := data.Write(&b, "xlsx", versions.LineageOf(form), func(yield func(*survey.Response, error) bool) {
			yield(&survey.Response{ID: "1",
				Answers: survey.Answers{fmt.Sprintf("q%d", items-1): exporttest.Number("7")}}, nil)
		}, "vi")
		return b.Bytes(), err
	}
	system := len(survey.SystemColumns()) - 1
	b, err := write(excelize.MaxColumns - system)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := exporttest.Open(t, b).GetCellValue("responses", "XFD2"); err != nil || got != "7" {
		t.Errorf("the last column holds %q, %v", got, err)
	}
	if _, err := write(excelize.MaxColumns - system + 1); survey.KindOf(err) != survey.Invalid ||
		!strings.Contains(err.Error(), "16385") {
		t.Errorf("one column too many: %v", err)
	}
}

func TestItemsOfEarlierVersionsComeLast(t *testing.T) {
	w := exporttest.NewWorld(t, survey.Named, exporttest.Everything())
	w.Answer(t, survey.Answers{"y_kien": exporttest.Text("cũ"), "tuoi": exporttest.Number("30")})
	next := exporttest.Everything()
	next.Items = next.Items[:len(next.Items)-2] // without y_kien and ho
	w.Publish(t, survey.Named, next)
	w.Answer(t, survey.Answers{"tuoi": exporttest.Number("31")})
	rows := exporttest.Cells(t, w.Encoded(t, "csv"))
	if last := rows[0][len(rows[0])-2:]; !slices.Equal(last, []string{"y_kien", "ho"}) {
		t.Fatalf("the last columns are %s, want y_kien and ho", last)
	}
	got := exporttest.Column(rows, "tuoi", 1) + exporttest.Column(rows, "y_kien", 1) + " " +
		exporttest.Column(rows, "tuoi", 2) + exporttest.Column(rows, "y_kien", 2)
	if got != "30cũ 31" {
		t.Errorf("got %q, want the old answer beside its response", got)
	}
}

func TestJSONLinesCanBePostedAgain(t *testing.T) {
	from := exporttest.NewWorld(t, survey.Named, exporttest.Everything())
	from.Answer(t, exporttest.EveryAnswer())
	from.Answer(t, survey.Answers{"danh_gia/q1": exporttest.Text("tot"), "y_kien": exporttest.Text("<b>&</b>")})
	to := exporttest.NewWorld(t, survey.Named, exporttest.Everything())
	for line := range bytes.Lines(from.Encoded(t, "jsonl")) {
		var posted struct {
			ID, Language string
			Answers      survey.Answers
			Skipped      []string
		}
		if err := json.Unmarshal(line, &posted); err != nil {
			t.Fatal(err)
		}
		if _, err := to.Submit(t.Context(), to.Slug,
			service.Submission{ID: posted.ID, Language: posted.Language, Answers: posted.Answers}); err != nil {
			t.Fatal(err)
		}
		if (len(posted.Skipped) == 1) != (posted.Answers["danh_gia/q1"].Text == "tot") {
			t.Errorf("skipped is %v, want the reason only when the rating is not bad", posted.Skipped)
		}
	}
	exporttest.Same(t, to.Stored(t), from.Stored(t))
}

// An anonymous survey's files hold no time and no secret.
func TestAnonymousExportHoldsNothingThatLeadsBack(t *testing.T) {
	w := exporttest.NewWorld(t, survey.Anonymous, exporttest.Everything())
	w.Answer(t, exporttest.EveryAnswer())
	for r, err := range w.Responses(t.Context(), exporttest.Admin, w.Slug) {
		if err != nil {
			t.Fatal(err)
		}
		for _, format := range []string{"csv", "jsonl"} {
			b := string(w.Encoded(t, format))
			for _, secret := range []string{"2025-06-10", r.ReceiptHash, r.SHA256,
				"00000000-0000-4000-8000-000000000001"} {
				if strings.Contains(b, secret) {
					t.Errorf("%s holds %q", format, secret)
				}
			}
		}
	}
}

func TestErrorsOfTheStoreComeBack(t *testing.T) {
	w := exporttest.NewWorld(t, survey.Named, exporttest.Everything())
	broken := errors.New("broken")
	for _, format := range data.Formats() {
		_, err := data.Write(&bytes.Buffer{}, format, w.LineageNow(t),
			func(yield func(*survey.Response, error) bool) { yield(nil, broken) }, "vi")
		if !errors.Is(err, broken) {
			t.Errorf("%s: got %v, want the error of the iterator", format, err)
		}
	}
}

// forms/04: what went out and comes back to where it was is known, in whatever spelling it had been sent: a line break
// of two characters, a blank behind, a number as a number.
func TestExportsComeBackAsKnown(t *testing.T) {
	for _, format := range []string{"csv", "xlsx"} {
		w := exporttest.NewWorld(t, survey.Named, exporttest.Everything())
		w.Answer(t, survey.Answers{"y_kien": exporttest.Text("a\r\nb "), "tuoi": exporttest.Number("30")})
		w.Answer(t, survey.Answers{"y_kien": exporttest.Text("Vie\u0323\u0302t"), "tuoi": exporttest.Text("+31")})
		b := w.Encoded(t, format)
		again := func(b []byte) (*service.ImportReport, error) {
			tab, problems := table.Read(bytes.NewReader(b))
			if len(problems) > 0 {
				t.Fatal(problems)
			}
			return w.ImportResponses(t.Context(), exporttest.Admin, w.Slug, tab.File("export", "00"),
				service.ImportOptions{})
		}
		if report, err := again(b); err != nil || report.Known != 2 || report.Stored != 0 {
			t.Errorf("%s: %+v, %v", format, report, err)
		}
		if format == "csv" {
			if _, err := again(bytes.Replace(b, []byte("a\nb"), []byte("a\nc"), 1)); len(survey.ProblemsOf(err)) != 1 ||
				survey.ProblemsOf(err)[0].Code != "response.other_content" {
				t.Errorf("another text under the same id: %v", err)
			}
		}
	}
}

// So it is after the survey got its first wave, to which the answers of before do not belong, and after an item moved
// into a group, from where its bare name would mean the moved one.
func TestExportsComeBackAfterTheSurveyChanged(t *testing.T) {
	year := &survey.Item{Name: "nam", Kind: survey.Integer}
	w := exporttest.NewWorld(t, survey.Named, &survey.Questionnaire{FormID: "f", Items: []*survey.Item{year}})
	w.Answer(t, survey.Answers{"nam": exporttest.Number("1990")})
	group := &survey.Item{Name: "nhom", Kind: survey.Group, Children: []*survey.Item{year}}
	w.Publish(t, survey.Named, &survey.Questionnaire{FormID: "f", Items: []*survey.Item{group}})
	w.Answer(t, survey.Answers{"nhom/nam": exporttest.Number("1991")})
	_, err := w.Change(t.Context(), exporttest.Admin, w.Slug,
		func(s *survey.Survey) { s.Waves, s.Wave = []survey.Wave{{Code: "d1"}}, "d1" })
	if err != nil {
		t.Fatal(err)
	}
	w.Answer(t, survey.Answers{"nhom/nam": exporttest.Number("1992")})
	rows, problems := table.Read(bytes.NewReader(w.Encoded(t, "csv")))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	report, err := w.ImportResponses(t.Context(), exporttest.Admin, w.Slug, rows.File("export", "00"),
		service.ImportOptions{})
	if err != nil || report.Known != 3 || report.Stored != 0 {
		t.Errorf("%+v, %v; want all 3 known", report, err)
	}
}
