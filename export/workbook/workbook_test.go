package workbook_test

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/khaosat/khaosat/cmd/khaosat/demo"
	"github.com/khaosat/khaosat/export/exporttest"
	"github.com/khaosat/khaosat/export/verify"
	"github.com/khaosat/khaosat/export/workbook"
	"github.com/khaosat/khaosat/survey"
)

// The figures of the quoted report: 1.047 and 1.024 of 1.088 people.
func TestQuotedFiguresOfTheSample(t *testing.T) {
	for lang, sentences := range map[string][2]string{
		"vi": {"Kết quả điều tra xã hội học cho thấy, có 96,23% số người được hỏi (1.047/1.088 người) đánh giá cấp ủy, chính quyền, đoàn thể đã phát huy tốt vai trò, trách nhiệm trong kiểm tra, đôn đốc việc triển khai thực hiện nghị quyết tại cơ sở.",
			"Có 94,12% số người được hỏi (1.024/1.088 người) đánh giá việc tăng cường cán bộ cấp trên xuống hướng dẫn, giúp đỡ cơ sở ở mức tốt và khá tốt."},
		"en": {"96.23% of the people asked (1,047/1,088 people)", "94.12% of the people asked (1,024/1,088 people)"},
	} {
		t.Run(lang, func(t *testing.T) {
			o := exporttest.Open(t, exporttest.DemoWorkbook(t, demo.Opinions, lang))
			if got := o.GetSheetList(); !slices.Equal(got, exporttest.SheetNames[lang]) {
				t.Fatalf("the sheets are %q, want %q", got, exporttest.SheetNames[lang])
			}
			for name, want := range map[string]float64{
				"pct_kiem_tra_don_doc_tot": 1047.0 / 1088, "pct_kiem_tra_don_doc_top": 1047.0 / 1088,
				"pct_can_bo_ve_co_so_top2": 1024.0 / 1088,
			} {
				if got := o.Number(name); math.Abs(got-want) > 1e-15 {
					t.Errorf("%s is %v, want %v unrounded", name, got, want)
				}
				if got := o.Format(o.Place(name)); got != 10 {
					t.Errorf("the number format of %s is %d, want 10 (0.00%%)", name, got)
				}
			}
			summary := o.All(exporttest.SheetNames[lang][1])
			lines := strings.Split(summary, "\n")
			first := strings.Join(lines[:8], "\n")
			for _, s := range sentences {
				if !strings.Contains(first, s) {
					t.Errorf("the first lines of the summary do not say %q but\n%s", s, first)
				}
			}
		})
	}
}

// Wilson's interval of 1047 of 1088, by hand: 0,949268 to 0,972130 (R: binom::binom.wilson(1047, 1088)).
func TestApprovalIsOrderedAndHasIntervals(t *testing.T) {
	o := exporttest.Open(t, exporttest.DemoWorkbook(t, demo.Opinions, "vi"))
	sheet, at := o.Place("pct_kiem_tra_don_doc_top")
	var low, high float64
	if _, err := fmt.Sscan(o.Cell(sheet, strings.Replace(at, "F", "G", 1))+" "+o.Cell(sheet,
		strings.Replace(at, "F", "H", 1)), &low, &high); err != nil {
		t.Fatal(err)
	}
	if math.Round(low*1e4) != 9493 || math.Round(high*1e4) != 9721 {
		t.Errorf("the interval is %v to %v, want 0,9493 to 0,9721", low, high)
	}
	before := 2.0
	for row := 0; ; row++ {
		var n int
		_, _ = fmt.Sscanf(at, "F%d", &n)
		top2 := o.Cell(sheet, fmt.Sprintf("I%d", n+row))
		var x float64
		if _, err := fmt.Sscan(top2, &x); err != nil {
			if row != 6 {
				t.Errorf("%d rated items, want 6", row)
			}
			break
		}
		if x > before {
			t.Errorf("row %d: top-2-box %v stands below %v", n+row, x, before)
		}
		before = x
	}
}

// The sums of the unit return are those of the office's report.
func TestTotalsOfAUnitReturn(t *testing.T) {
	o := exporttest.Open(t, exporttest.DemoWorkbook(t, demo.Returns, "vi"))
	for name, want := range map[string]float64{"tot_luot_kiem_tra": 4227, "tot_to_chuc": 3100, "tot_dang_vien": 27112,
		"tot_cum_loa": 568, "tot_loa_co_day": 348, "tot_loa_vien_thong": 220} {
		if got := o.Number(name); got != want {
			t.Errorf("%s is %v, want %v", name, got, want)
		}
		if got := o.Format(o.Place(name)); got != 3 {
			t.Errorf("the number format of %s is %d, want 3 (#,##0)", name, got)
		}
	}
	if summary := o.All("Tổng hợp"); !strings.Contains(summary, "4.227 lượt") {
		t.Errorf("the summary does not say 4.227 lượt:\n%s", summary)
	}
}

func TestContentsLeadToEverySheetAndBack(t *testing.T) {
	o := exporttest.Open(t, exporttest.DemoWorkbook(t, demo.Opinions, "vi"))
	for _, name := range exporttest.SheetNames["vi"][1:] {
		found := false
		for row := 1; row < 40; row++ {
			cell := fmt.Sprintf("A%d", row)
			if ok, target, err := o.GetCellHyperLink("Mục lục", cell); err == nil && ok && target == "'"+name+"'!A1" {
				found = o.Cell("Mục lục", cell) == name
			}
		}
		if !found {
			t.Errorf("the contents have no link to %s", name)
		}
		if name == "Dữ liệu" {
			continue // begins with its head, so that it can be filtered and read by programs
		}
		if ok, target, err := o.GetCellHyperLink(name, "A3"); err != nil || !ok || target != "'Mục lục'!A1" {
			t.Errorf("%s has no link back: %v %q %v", name, ok, target, err)
		}
	}
	contents := o.All("Mục lục")
	for _, want := range []string{"Phiếu xin ý kiến về việc học tập, tuyên truyền nghị quyết", "1.088",
		"10:00 10/06/2025", "Không (ẩn danh)", "Đợt 1 năm 2025"} {
		if !strings.Contains(contents, want) {
			t.Errorf("the contents do not say %q:\n%s", want, contents)
		}
	}
}

func TestEverySheetIsReadyForPaper(t *testing.T) {
	o := exporttest.Open(t, exporttest.DemoWorkbook(t, demo.Opinions, "vi"))
	for _, name := range exporttest.SheetNames["vi"] {
		l, err := o.GetPageLayout(name)
		if err != nil {
			t.Fatal(err)
		}
		if *l.Size != 9 {
			t.Errorf("%s: paper %d, want 9 (A4)", name, *l.Size)
		}
		h, err := o.GetHeaderFooter(name)
		if err != nil || !strings.Contains(h.OddFooter, "&P") || !strings.Contains(h.OddHeader, "nghị quyết") {
			t.Errorf("%s: header %+v, %v", name, h, err)
		}
	}
	titles := map[string]string{}
	for _, n := range o.GetDefinedName() {
		if n.Name == "_xlnm.Print_Titles" {
			titles[n.Scope] = n.RefersTo
		}
	}
	if titles["Tần suất"] != "'Tần suất'!$4:$4" || titles["Theo đơn vị"] != "'Theo đơn vị'!$A:$B,'Theo đơn vị'!$4:$5" ||
		titles["Dữ liệu"] != "'Dữ liệu'!$A:$A,'Dữ liệu'!$1:$1" {
		t.Errorf("print titles %v", titles)
	}
	panes, err := o.GetPanes("Dữ liệu")
	if err != nil || !panes.Freeze || panes.YSplit != 1 || panes.XSplit != 1 {
		t.Errorf("panes of the data: %+v, %v", panes, err)
	}
	props, err := o.GetDocProps()
	if err != nil || props.Title != "Phiếu xin ý kiến về việc học tập, tuyên truyền nghị quyết" ||
		props.Language != "vi" {
		t.Errorf("document properties %+v, %v", props, err)
	}
}

func TestChartHasATitleAndATextForThoseWhoCannotSeeIt(t *testing.T) {
	o := exporttest.Open(t, exporttest.DemoWorkbook(t, demo.Opinions, "vi"))
	var charts, drawings string
	for _, x := range o.Parts("xl/charts/") {
		charts += x
	}
	for _, x := range o.Parts("xl/drawings/drawing") {
		drawings += x
	}
	for _, want := range []string{"percentStacked", "Phân bố câu trả lời", "'Tổng hợp'!$C$"} {
		if !strings.Contains(strings.ReplaceAll(charts, "&#39;", "'"), want) {
			t.Errorf("the chart has no %q", want)
		}
	}
	if !strings.Contains(drawings, `descr="Biểu đồ`) || !strings.Contains(drawings, "98,44%") {
		t.Errorf("the chart's alternative text does not say its figures: %s", drawings)
	}
}

// Excel repairs a file whose columns are not in order, and shows no signs to fold rows unless the sheet says how deep
// they fold.
func TestSheetsAreAsExcelWantsThem(t *testing.T) {
	for name, sheet := range exporttest.Open(t,
		exporttest.DemoWorkbook(t, demo.Opinions, "vi")).Parts("xl/worksheets/sheet") {
		last := 0
		for _, m := range regexp.MustCompile(`<col min="(\d+)" max="(\d+)"`).FindAllStringSubmatch(sheet, -1) {
			var from, to int
			_, _ = fmt.Sscan(m[1]+" "+m[2], &from, &to)
			if from != last+1 || to < from {
				t.Errorf("%s: columns %d to %d stand after %d", name, from, to, last)
			}
			last = to
		}
		if last == 0 {
			t.Errorf("%s sets no column widths", name)
		}
		if folds := strings.Contains(sheet, ` outlineLevel="1"`); folds != strings.Contains(sheet,
			`<sheetFormatPr outlineLevelRow="1"`) {
			t.Errorf("%s: rows fold: %v, but the sheet does not say so", name, folds)
		}
	}
}

// Excel 2007 draws a bar of 0 % as a tenth of the cell unless the rule says otherwise.
func TestDataBarsAreAsLongAsTheirShare(t *testing.T) {
	o := exporttest.Open(t, exporttest.DemoWorkbook(t, demo.Opinions, "vi"))
	sheet := o.Parts("xl/worksheets/sheet2.xml")["xl/worksheets/sheet2.xml"]
	if strings.Count(sheet, `<dataBar minLength="0" maxLength="100"`) != 2 ||
		strings.Count(sheet, "<x14:cfRule ") != 2 {
		t.Errorf("the summary has not two full data bars")
	}
	if at := strings.Index(sheet, "<x14:id>"); at < 0 || !strings.Contains(sheet, `id="`+sheet[at+8:at+46]+`"`) {
		t.Error("a rule names an extension that does not exist")
	}
}

func TestUnitsStandInTheOrderOfTheTree(t *testing.T) {
	o := exporttest.Open(t, exporttest.DemoWorkbook(t, demo.Opinions, "vi"))
	districts, communes, planned, under := 0.0, 0.0, 0.0, ""
	for i, row := range o.Rows("Theo đơn vị") {
		if len(row) < 3 || row[0] == "" || row[0] == "Mã đơn vị" {
			continue
		}
		level, err := o.GetRowOutlineLevel("Theo đơn vị", i+1)
		if err != nil {
			t.Fatal(err)
		}
		var responses float64
		_, _ = fmt.Sscan(row[2], &responses)
		switch {
		case level == 0:
			var plan float64
			_, _ = fmt.Sscan(row[3], &plan)
			districts, planned, under = districts+responses, planned+plan, row[1]
		case level == 1:
			communes += responses
		}
		if row[1] == "Phường Quyết Thắng" && (level != 1 || under != "Thành phố Lai Châu") {
			t.Errorf("a commune of Lai Châu stands at level %d under %s", level, under)
		}
	}
	if districts != 1088 || communes != 1088 {
		t.Errorf("the districts have %v responses, the communes %v, want 1088 each", districts, communes)
	}
	if all := o.Row("Theo đơn vị", "Toàn bộ"); all[2] != "1088" || all[3] != fmt.Sprint(planned) || planned == 0 {
		t.Errorf("the row of all units is %q, want 1088 responses of the %v that the districts plan", all, planned)
	}
}

// A return of the districts has no rows for communes, which were not to report.
func TestLevelsWithoutAnswersOrPlanAreLeftOut(t *testing.T) {
	o := exporttest.Open(t, exporttest.DemoWorkbook(t, demo.Returns, "vi"))
	sum, n := 0.0, 0
	for _, row := range o.Rows("Theo đơn vị")[6:] {
		var x float64
		_, _ = fmt.Sscan(row[5], &x)
		sum += x
		n++
	}
	if n != 8 || sum != 4227 {
		t.Errorf("%d rows add up to %v inspections, want 8 districts with 4227", n, sum)
	}
}

// Don't know, refused, not answered and not asked are four different things.
func TestMissingKindsStandApart(t *testing.T) {
	w := exporttest.NewWorld(t, survey.Named, exporttest.Everything())
	for _, a := range []survey.Answers{
		{"danh_gia/q1": exporttest.Text("tot")}, {"danh_gia/q1": exporttest.Text("tot")},
		{"danh_gia/q1": exporttest.Text("chua"), "danh_gia/vi_sao": exporttest.Text("x")},
		{"danh_gia/q1": exporttest.Text("chua")},
		{"danh_gia/q1": exporttest.Text("kho_tra_loi")}, {"danh_gia/q1": survey.OfStated(survey.Refused)},
		{"danh_gia/q1": survey.OfStated(survey.DontKnow)}, {},
	} {
		w.Answer(t, a)
	}
	o := exporttest.Open(t, w.Workbook(t, "en"))
	block := strings.Split(o.All("Frequencies"), "1. Studying the resolution\n")[1]
	block, _, _ = strings.Cut(block, "2. Choose a number")
	got := map[string]string{}
	for _, line := range strings.Split(block, "\n") {
		if c := strings.Split(line, "\t"); len(c) > 3 {
			got[c[1]] = c[3]
		}
	}
	for label, want := range map[string]string{"Good": "2", "Fairly good": "0", "Not good": "2",
		"Valid (base of the percentages)": "4", "Hard to say": "1",
		"Said: don't know": "1", "Refused": "1", "Not answered": "1", "Asked": "8", "Not asked": "0"} {
		if got[label] != want {
			t.Errorf("%s: got %q, want %s", label, got[label], want)
		}
	}
	if o.Number("pct_q1_tot") != 0.5 || o.Number("pct_q1_top2") != 0.5 {
		t.Errorf("top-box %s, want half of the four valid answers", o.Named("pct_q1_tot"))
	}
	if row := o.Row("Data", "00000000-0000-4000-8000-000000000001"); row[len(row)-1] != "danh_gia/vi_sao" {
		t.Errorf("the data do not name the item that was not asked: %q", row)
	}
}

func TestUndefinedFiguresAreADashNeverZero(t *testing.T) {
	w := exporttest.NewWorld(t, survey.Named, exporttest.Everything())
	b := w.Workbook(t, "vi")
	o := exporttest.Open(t, b)
	for _, name := range []string{"pct_q1_tot", "pct_q1_top", "pct_q1_top2", "pct_kenh_loa", "tot_tien"} {
		if got := o.Named(name); got != "–" {
			t.Errorf("%s of no answers is %q, want a dash", name, got)
		}
	}
	if v, err := verify.Verify(t.Context(), b, verify.VerifyOptions{}); err != nil || len(v.Differences) > 0 ||
		v.Responses != 0 {
		t.Errorf("verify: %+v, %v", v, err)
	}
}

func TestSheetOfDataIsLeftOutForThoseWhoMayNotSeeRows(t *testing.T) {
	w := exporttest.NewWorld(t, survey.Named, exporttest.Everything())
	w.Answer(t, exporttest.EveryAnswer())
	b := exporttest.Write(t, exporttest.Figures(t, w.Board, w.Slug), workbook.WorkbookOptions{Lang: "vi"})
	o := exporttest.Open(t, b)
	if said := o.All("Dữ liệu"); !strings.Contains(said, "không có quyền xem từng phiếu") {
		t.Errorf("the sheet of data says %q", said)
	}
	for name, part := range o.Parts("xl/") {
		if strings.Contains(part, "Ý kiến: ơ ư") || strings.Contains(part, "00000000-0000-4000-8000-000000000001") {
			t.Errorf("%s holds an answer", name)
		}
	}
	v, err := verify.Verify(t.Context(), b, verify.VerifyOptions{})
	if err != nil || v.Checked != 0 || v.Cells < 100 || len(v.Unchecked) != 1 ||
		!strings.Contains(v.Unchecked[0].In("vi"), "không có trang Dữ liệu") {
		t.Errorf("by itself: %+v, %v; want no cell checked and why", v, err)
	}
	if v, err := verify.Verify(t.Context(), b, verify.VerifyOptions{Store: w.Service}); err != nil ||
		v.Checked != v.Cells || len(v.Differences) > 0 {
		t.Errorf("against the store: %+v, %v", v, err)
	}
}

func TestAnonymousDataHaveNoTimesAndComeById(t *testing.T) {
	w := exporttest.NewWorld(t, survey.Anonymous, exporttest.Everything())
	for i := range 20 {
		w.Answer(t, survey.Answers{"tuoi": exporttest.Number(fmt.Sprint(20 + i))})
	}
	rows := exporttest.Open(t, w.Workbook(t, "vi")).Rows("Dữ liệu")
	if slices.Contains(rows[0], "_received") {
		t.Error("the data of an anonymous survey have a column of times")
	}
	var ids []string
	for _, row := range rows[1:] {
		ids = append(ids, row[0])
	}
	if len(ids) != 20 || !slices.IsSorted(ids) {
		t.Errorf("%d ids, sorted: %v; want 20 in their own order, not that of arrival", len(ids), slices.IsSorted(ids))
	}
}

func TestRepeatsHaveASheetOfTheirOwn(t *testing.T) {
	w := exporttest.NewWorld(t, survey.Named, exporttest.Everything())
	w.Answer(t, exporttest.EveryAnswer())
	w.Answer(t, survey.Answers{"ho": survey.OfRows([]survey.Answers{{"ho/hai_long": exporttest.Text("kha"),
		"ho/tuoi_tv": exporttest.Number("5")}})})
	b := w.Workbook(t, "vi")
	o := exporttest.Open(t, b)
	rows := o.Rows("Dữ liệu ho")
	if len(rows) != 4 || strings.Join(rows[0], " ") != "id _row ho/ten ho/hai_long ho/tuoi_tv" || rows[2][1] != "2" ||
		rows[2][2] != "=1+1" || rows[2][3] != `{"missing":"refused"}` {
		t.Errorf("the rows of the repeat are %q", rows)
	}
	if got := exporttest.Column(o.Rows("Dữ liệu"), "ho", 1); got != "2" {
		t.Errorf("the data say %q rows, want 2", got)
	}
	if got := o.Number("pct_hai_long_tot"); got != 0.5 {
		t.Errorf("pct_hai_long_tot is %v, want 1 of the 2 rows with a valid answer", got)
	}
	if got := o.Number("tot_tuoi_tv"); got != 75 {
		t.Errorf("tot_tuoi_tv is %v, want 75", got)
	}
	if v, err := verify.Verify(t.Context(), b, verify.VerifyOptions{}); err != nil || len(v.Differences) > 0 {
		t.Errorf("verify: %+v, %v", v, err)
	}
}

func TestLaterAnswersAreSaidNotHidden(t *testing.T) {
	w := exporttest.NewWorld(t, survey.Named, exporttest.Everything())
	w.Answer(t, survey.Answers{"danh_gia/q1": exporttest.Text("tot")})
	r := exporttest.Figures(t, w.Board, w.Slug)
	w.Answer(t, survey.Answers{"danh_gia/q1": exporttest.Text("chua")})
	b := exporttest.Write(t, r, workbook.WorkbookOptions{Lang: "vi", Data: w.Counting(t)})
	if said := exporttest.Open(t, b).All("Phương pháp"); !strings.Contains(said,
		"Trong lúc lập báo cáo có phiếu thay đổi") {
		t.Errorf("the method does not say that answers came in while the report was made:\n%s", said)
	}
}

// Every text of the workbook is in the catalogue, in both languages.
func TestNoTextIsMissing(t *testing.T) {
	w := exporttest.NewWorld(t, survey.Named, exporttest.Everything())
	w.Answer(t, exporttest.EveryAnswer())
	w.Answer(t, survey.Answers{"danh_gia/q1": survey.OfStated(survey.Refused),
		"tuoi": survey.OfStated(survey.DontKnow)})
	for _, lang := range []string{"vi", "en"} {
		o := exporttest.Open(t, w.Workbook(t, lang))
		for _, sheet := range o.GetSheetList() {
			if said := o.All(sheet); strings.Contains(said, "xlsx.") || strings.Contains(said, "%!") {
				t.Errorf("%s holds the key of a text or a broken format:\n%s", sheet, said)
			}
		}
	}
}
