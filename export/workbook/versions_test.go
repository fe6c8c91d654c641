package workbook_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/khaosat/khaosat/export/exporttest"
	"github.com/khaosat/khaosat/export/internal/savread"
	"github.com/khaosat/khaosat/export/verify"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/service"
)

// TestVersionsInEveryFile: what is counted together stands in one column of the workbook's sheet of data, of CSV and of
// .sav, what stands apart in its own; the workbook marks what is of previous versions, and verifies.
func TestVersionsInEveryFile(t *testing.T) {
	rated := func(codes string) *survey.Questionnaire {
		q := &survey.Questionnaire{FormID: "f", Title: survey.Text{"": "Phiên bản"},
			Lists: []survey.ChoiceList{{Name: "l"}, {Name: "k", Choices: []survey.Choice{{Code: "a"}, {Code: "b"}}}}}
		for _, code := range strings.Fields(codes) {
			role := map[string]survey.Role{"tot": survey.PositiveStrong, "kha": survey.Positive,
				"kem": survey.Negative}[code]
			q.Lists[0].Choices = append(q.Lists[0].Choices,
				survey.Choice{Code: code, Label: survey.Text{"": "Nhãn " + code}, Role: role})
		}
		return q
	}
	first := rated("tot kha kem")
	first.Items = []*survey.Item{{Name: "cu", Key: "K", Kind: survey.Single, List: "l"},
		{Name: "so", Kind: survey.Integer, Indicator: "flow"}, {Name: "bo", Kind: survey.Single, List: "l"},
		{Name: "kenh", Kind: survey.Multiple, List: "k"}}
	second := rated("tot kha")
	second.Lists[1].Choices = append(second.Lists[1].Choices, survey.Choice{Code: "c"})
	second.Items = []*survey.Item{{Name: "moi", Key: "K", Kind: survey.Single, List: "l"},
		{Name: "so", Kind: survey.TextItem}, {Name: "kenh", Kind: survey.Multiple, List: "k"}}
	w := exporttest.NewWorld(t, survey.Named, first)
	w.Answer(t, survey.Answers{"cu": exporttest.Text("kem"), "so": exporttest.Number("7"), "bo": exporttest.Text("tot"),
		"kenh": survey.OfCodes("a")})
	w.Publish(t, survey.Named, second)
	w.Answer(t, survey.Answers{"moi": exporttest.Text("tot"), "so": exporttest.Text("bảy"),
		"kenh": survey.OfCodes("a", "c")})

	rows := exporttest.Cells(t, w.Encoded(t, "csv"))
	for _, c := range []struct{ name, one, two string }{{"moi", "kem", "tot"}, {"so", "", "bảy"}, {"so@1", "7", ""},
		{"bo", "tot", ""}, {"kenh", "a", "a c"}} {
		if one, two := exporttest.Column(rows, c.name, 1), exporttest.Column(rows, c.name, 2); one != c.one ||
			two != c.two {
			t.Errorf("CSV, column %s: %q and %q, want %q and %q", c.name, one, two, c.one, c.two)
		}
	}
	sav := savread.Read(t, w.Encoded(t, "sav"))
	if sav.Value("so_1", 0) != 7.0 || sav.Value("so", 1) != "bảy" ||
		!strings.Contains(sav.Named("so_1").Label, "phiên bản trước: 1") &&
			!strings.Contains(sav.Named("so_1").Label, "previous version: 1") {
		t.Errorf(".sav: so_1 is %v (%s), so is %v", sav.Value("so_1", 0), sav.Named("so_1").Label, sav.Value("so", 1))
	}
	if old, chosen := sav.Value("kenh_c", 0), sav.Value("kenh_c", 1); old == old || chosen != 1.0 {
		t.Errorf(".sav: c is %v where it was not offered and %v where it was chosen, want missing and 1", old, chosen)
	}

	b := w.Workbook(t, "vi")
	for _, store := range []*service.Service{nil, w.Service} {
		v, err := verify.Verify(t.Context(), b, verify.VerifyOptions{Store: store})
		if err != nil || len(v.Differences) > 0 || v.Checked != v.Cells {
			t.Fatalf("a fresh report does not verify against %v: %+v %v", store != nil, v, err)
		}
	}
	f := exporttest.Open(t, b)
	read := func(sheet string) string {
		rows, err := f.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		var lines []string
		for _, row := range rows {
			lines = append(lines, strings.Join(row, "|"))
		}
		return strings.Join(lines, "\n")
	}
	for sheet, wants := range map[string][]string{
		"Tần suất": {"Nhãn kem (phiên bản trước: 1)", "2. so (phiên bản trước: 1)", "bo (phiên bản trước: 1)",
			"Không gộp với phiên bản hiện hành: loại câu hỏi đổi từ số nguyên sang câu hỏi mở",
			"Không tính 1 câu trả lời theo phiên bản 1, để riêng vì", "c (trên 1 người được hỏi có lựa chọn này)|",
			"Phiên bản hiện hành không còn hỏi câu này."},
		"Bảng mã": {"so@1|integer|", "bo|single|", "kem|negative|"},
		"Dữ liệu": {"so@1", "bo"},
	} {
		got := read(sheet)
		for _, want := range wants {
			if !strings.Contains(got, want) {
				t.Errorf("sheet %s does not say %q:\n%s", sheet, want, got)
			}
		}
	}
	names := f.GetDefinedName()
	for _, want := range []string{"tot_so_1", "pct_moi_kem", "pct_bo_tot", "pct_kenh_c"} {
		if !slices.ContainsFunc(names, func(n excelize.DefinedName) bool { return n.Name == want }) {
			t.Errorf("no defined name %s", want)
		}
	}
}
