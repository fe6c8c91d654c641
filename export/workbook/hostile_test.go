package workbook_test

import (
	"bytes"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/khaosat/khaosat/export/data"
	"github.com/khaosat/khaosat/export/exporttest"
	"github.com/khaosat/khaosat/export/verify"
	"github.com/khaosat/khaosat/survey"
)

// corpus is the hostile texts that pages are tested with, and those that aim at spreadsheets.
func corpus(t *testing.T) []string {
	t.Helper()
	b, err := os.ReadFile("../../web/webtest/testdata/xss.txt")
	if err != nil {
		t.Fatal(err)
	}
	out := []string{"=1+1", "=HYPERLINK(\"http://evil.example\",\"bấm\")", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1:A9)",
		"\t=1+1", "\r=1+1", "=DDE(\"cmd\";\"/C calc\")",
		"http://evil.example", "mailto:x@evil.example", "'=1+1", "_x003D_1+1", "]]>", "&lt;b&gt;", "<f>1+1</f>",
		"\ufeff=1+1", "{=1+1}", "\u202eevil"}
	for line := range strings.Lines(string(b)) {
		if line = strings.TrimRight(line, "\n"); line != "" {
			out = append(out, line)
		}
	}
	return out
}

// hostile is a questionnaire with the text in every field of its author.
func hostile(s string) *survey.Questionnaire {
	s = strings.ReplaceAll(s, "${", "$ {") // a reference to an item that does not exist is refused before
	t := survey.Text{"vi": s, "en": s}
	return &survey.Questionnaire{FormID: "xau", Title: t, DefaultLanguage: "vi",
		Languages: []survey.Language{{ID: "vi", Header: s, Name: s}, {ID: "en", Header: s, Name: s}},
		Lists: []survey.ChoiceList{{Name: "l", Choices: []survey.Choice{
			{Code: "a", Label: t, Role: survey.PositiveStrong, Score: "2"},
			{Code: "b", Label: t, Role: survey.Negative, Score: "1"}}}},
		Items: []*survey.Item{
			{Name: "q", Kind: survey.Single, List: "l", Label: t, Hint: t, ReportPhrase: t},
			{Name: "n", Kind: survey.Integer, Label: t, Indicator: "flow", UnitOfMeasure: s},
			{Name: "x", Kind: survey.TextItem, Label: t},
			{Name: "r", Kind: survey.Repeat, Label: t,
				Children: []*survey.Item{{Name: "y", Kind: survey.TextItem, Label: t}}},
		}}
}

var (
	formula      = regexp.MustCompile(`<f[ >/]|<f>`)
	externalLink = regexp.MustCompile(`TargetMode="External"|externalLink|ddeLink|oleLink`)
)

// Nothing that an author or a respondent writes becomes a formula, a link or a reference, and all of it can be read.
func TestHostileTextStaysText(t *testing.T) {
	for i, s := range corpus(t) {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			w := exporttest.NewWorld(t, survey.Named, hostile(s))
			w.Answer(t, survey.Answers{"q": exporttest.Text("a"), "n": exporttest.Number("3"), "x": exporttest.Text(s),
				"r": survey.OfRows([]survey.Answers{{"r/y": exporttest.Text(s)}})})
			b := w.Workbook(t, "vi")
			o := exporttest.Open(t, b)
			for name, part := range o.Parts("") {
				if strings.HasPrefix(name, "xl/worksheets/sheet") && formula.MatchString(part) {
					t.Errorf("%s holds a formula", name)
				}
				if strings.HasSuffix(name, ".rels") && externalLink.MatchString(part) {
					t.Errorf("%s leads out of the file: %s", name, part)
				}
			}
			want := survey.Clean(s)
			if got := exporttest.Column(o.Rows("Dữ liệu"), "x", 1); got != want {
				t.Errorf("the data say %q, want %q", got, want)
			}
			if v, err := verify.Verify(t.Context(), b, verify.VerifyOptions{}); err != nil || len(v.Differences) > 0 {
				t.Errorf("verify: %+v, %v", v, err)
			}
			w.Encoded(t, "xlsx")
		})
	}
}

func TestWhatACellCannotHoldIsShownAndSaid(t *testing.T) {
	w := exporttest.NewWorld(t, survey.Named, exporttest.Everything())
	long := strings.Repeat("ữ", 33_000)
	w.Answer(t, survey.Answers{"y_kien": exporttest.Text("chuông\a, xóa\x7f, thoát\x1b, dòng\r\nmới, \uffff"),
		"tuoi": exporttest.Number("1")})
	w.Answer(t, survey.Answers{"y_kien": exporttest.Text(long), "tuoi": exporttest.Number("2")})
	o := exporttest.Open(t, w.Workbook(t, "vi"))
	rows := o.Rows("Dữ liệu")
	if got, want := exporttest.Column(rows, "y_kien", 1), "chuông␇, xóa␡, thoát␛, dòng\nmới, \ufffd"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	got := exporttest.Column(rows, "y_kien", 2)
	if n := len([]rune(got)); n != 32767 || !strings.HasSuffix(got, "ữ […]") {
		t.Errorf("%d characters that end with %q, want 32767 and a mark", n, got[len(got)-10:])
	}
	if said := o.All("Phương pháp"); !strings.Contains(said, "dài hơn 32767 ký tự") {
		t.Errorf("the method does not say that a text was cut:\n%s", said)
	}
	var b bytes.Buffer
	notices, err := data.Write(&b, "xlsx", w.LineageNow(t), w.Counting(t), "vi")
	if err != nil || len(notices) != 1 ||
		!strings.Contains(notices[0].In("en"),
			"00000000-0000-4000-8000-000000000002: the answer to “y_kien” is longer than the 32767 characters") {
		t.Errorf("the table of responses: notices %v, error %v, want the response and the item named", notices, err)
	}
	if got := exporttest.Column(exporttest.Open(t, b.Bytes()).Rows("responses"), "y_kien",
		2); len([]rune(got)) != 32767 || !strings.HasSuffix(got, "ữ […]") {
		t.Errorf("the table of responses: %d characters, want 32767 and a mark", len([]rune(got)))
	}
	if csv := w.Encoded(t, "csv"); !strings.Contains(string(csv), long) {
		t.Error("the CSV file does not hold the whole text")
	}
}

// Items may be called like the columns that khaosat adds.
func TestItemsNamedLikeSystemColumns(t *testing.T) {
	q := exporttest.Everything()
	for _, name := range []string{"id", "_revision", "_skipped", "_id", "_row"} {
		q.Items = append(q.Items, &survey.Item{Name: name, Kind: survey.Single, List: "tot"})
	}
	w := exporttest.NewWorld(t, survey.Named, q)
	w.Answer(t, survey.Answers{"id": exporttest.Text("tot"), "_revision": exporttest.Text("chua"),
		"_skipped": exporttest.Text("kha")})
	b := w.Workbook(t, "vi")
	o := exporttest.Open(t, b)
	rows := o.Rows("Dữ liệu")
	if exporttest.Column(rows, "id", 1) != "tot" ||
		exporttest.Column(rows, "__id", 1) != "00000000-0000-4000-8000-000000000001" ||
		exporttest.Column(rows, "__revision", 1) != "1" {
		t.Errorf("the data are %q", rows)
	}
	if v, err := verify.Verify(t.Context(), b, verify.VerifyOptions{}); err != nil || len(v.Differences) > 0 ||
		o.Number("pct_id_tot") != 1 {
		t.Errorf("verify: %+v, %v", v, err)
	}
}

// LibreOffice reads _xa_ as a line end, and "xa" is in the name of many an item: it means commune.
func TestUnderscoresBeforeHexadecimalDigitsStay(t *testing.T) {
	q := exporttest.Everything()
	q.Items[3].Name = "tuoi_xa_xb_x1_cuoi"
	w := exporttest.NewWorld(t, survey.Named, q)
	w.Answer(t, survey.Answers{"tuoi_xa_xb_x1_cuoi": exporttest.Number("1"),
		"y_kien": exporttest.Text("_x_ _xa_ _x000a_ _xabcde_")})
	o := exporttest.Open(t, w.Workbook(t, "vi"))
	if got := exporttest.Column(o.Rows("Dữ liệu"), "tuoi_xa_xb_x1_cuoi", 1); got != "1" {
		t.Errorf("the data have %s", got)
	}
	if got, want := exporttest.Column(o.Rows("Dữ liệu"), "y_kien", 1), "_x_ _xa_ _x000a_ _xabcde_"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	for name, part := range o.Parts("xl/worksheets/") {
		if at := regexp.MustCompile(`[^F]_x[0-9a-fA-F]{1,3}_`).FindString(part); at != "" {
			t.Errorf("%s holds %q", name, at)
		}
	}
}

// Names of figures are unique in any case, whatever items and codes are called, and none looks like a cell.
func TestDefinedNames(t *testing.T) {
	list := func(name string, codes ...string) survey.ChoiceList {
		l := survey.ChoiceList{Name: name}
		for i, c := range codes {
			role := survey.PositiveStrong
			if i > 0 {
				role = survey.Negative
			}
			l.Choices = append(l.Choices, survey.Choice{Code: c, Role: role})
		}
		return l
	}
	long := strings.Repeat("rất_dài_", 40)
	q := &survey.Questionnaire{FormID: "ten", Title: exporttest.Both("Tên", "Names"), DefaultLanguage: "vi",
		Lists: []survey.ChoiceList{list("a", "top", "b_c", "B_C", "x-y", "x.y", "1", "ꪀ"), list("b", "c", "đ")},
		Items: []*survey.Item{
			{Name: "a", Kind: survey.Single, List: "a"}, {Name: "a_b", Kind: survey.Single, List: "b"},
			{Name: "A", Kind: survey.Single, List: "b"},
			{Name: "R1C1", Kind: survey.Single, List: "b"}, {Name: long, Kind: survey.Single, List: "b"},
			{Name: "g", Kind: survey.Group, Children: []*survey.Item{{Name: "trung", Kind: survey.Single, List: "b"}}},
			{Name: "h", Kind: survey.Group,
				Children: []*survey.Item{{Name: "trung", Kind: survey.Single, List: "b"},
					{Name: "tong", Kind: survey.Integer, Indicator: "flow"}}},
		}}
	w := exporttest.NewWorld(t, survey.Named, q)
	w.Answer(t, survey.Answers{"a": exporttest.Text("top"), "a_b": exporttest.Text("c"), "A": exporttest.Text("đ"),
		"g/trung": exporttest.Text("c"), "h/tong": exporttest.Number("7")})
	b := w.Workbook(t, "en")
	o := exporttest.Open(t, b)
	for name, want := range map[string]float64{
		"pct_a_top": 1, "pct_a_top_3": 1, "pct_a_b_c": 0, "pct_a_B_C_2": 0, "pct_a_b_c_3": 1, "pct_a_x_y": 0,
		"pct_a_x.y": 0, "pct_a_1": 0, "pct_a__": 0,
		"pct_a_b_top": 1, "pct_A_đ": 1, "pct_A_top_2": 0, "pct_g_trung_c": 1, "tot_tong": 7,
	} {
		if got := o.Number(name); got != want {
			t.Errorf("%s is %v, want %v", name, got, want)
		}
	}
	if o.Named("pct_R1C1_c") != "–" || o.Named("pct_h_trung_c") != "–" {
		t.Error("items without answers have names, too")
	}
	seen := map[string]bool{}
	for name := range o.Names {
		if seen[strings.ToLower(name)] || len([]rune(name)) > 255 {
			t.Errorf("the name %s stands twice or is too long", name)
		}
		seen[strings.ToLower(name)] = true
	}
	if v, err := verify.Verify(t.Context(), b, verify.VerifyOptions{}); err != nil || len(v.Differences) > 0 {
		t.Errorf("verify: %+v, %v", v, err)
	}
}
