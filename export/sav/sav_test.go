package sav_test

import (
	"bytes"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/khaosat/khaosat/export/data"
	"github.com/khaosat/khaosat/export/exporttest"
	"github.com/khaosat/khaosat/export/internal/savread"
	"github.com/khaosat/khaosat/survey"
)

func equal(a, b any) bool {
	x, isNumber := a.(float64)
	y, both := b.(float64)
	return a == b || isNumber && both && math.IsNaN(x) && math.IsNaN(y)
}

func TestSAVHoldsValuesLabelsAndMissingKinds(t *testing.T) {
	long := strings.Repeat("Đường tới bản xa, ", 40) + "hết." // 877 bytes
	w := exporttest.NewWorld(t, survey.Named, exporttest.Everything())
	first := exporttest.EveryAnswer()
	first["y_kien"] = exporttest.Text(long)
	w.Answer(t, first)
	w.Answer(t, survey.Answers{"danh_gia/q1": exporttest.Text("kho_tra_loi"),
		"danh_gia/q2": survey.OfStated(survey.Refused), "tuoi": survey.OfStated(survey.DontKnow),
		"kenh": survey.OfStated(survey.Refused)})
	w.Answer(t, survey.Answers{"tuoi": exporttest.Number("-98"), "ngay": exporttest.Text("1582-10-15"),
		"xep": survey.OfCodes("loa")})
	f := savread.Read(t, w.Encoded(t, "sav"))
	if f.Encoding != "UTF-8" || len(f.Cases) != 3 {
		t.Fatalf("encoding %q, %d cases", f.Encoding, len(f.Cases))
	}
	nan := math.NaN()
	// Seconds from 14 October 1582 (Julian day number 2299159.5) to 9 June 2025 (2460835.5).
	ninth := float64(2460835.5-2299159.5) * 86400
	for name, want := range map[string][3]any{
		"id": {"00000000-0000-4000-8000-000000000001", "00000000-0000-4000-8000-000000000002",
			"00000000-0000-4000-8000-000000000003"},
		"revision":   {1.0, 1.0, 1.0},
		"q1":         {1.0, -91.0, nan}, // scores; choices with a missing role below them
		"q2":         {-1.0, -99.0, nan},
		"kenh_tivi":  {1.0, -99.0, nan},
		"kenh_khong": {0.0, -99.0, nan},
		"xep_1":      {"khong", "", "loa"},
		"xep_3":      {"tivi", "", ""},
		"tuoi":       {43.0, -998.0, -98.0}, // an answer is -98: other numbers stand for stated absences
		"tien":       {-12.345, nan, nan},
		"ngay":       {ninth, nan, 86400.0},
		"gio":        {"14:30", "", ""},
		"y_kien":     {long, "", ""},
		"noi":        {"22.39 103.45 900.5 4", "", ""},
		"vi_sao":     {"Vì “xa”, đường khó đi;\n“mưa”, lũ", "", ""},
	} {
		for i := range want {
			if got := f.Value(name, i); !equal(got, want[i]) {
				t.Errorf("%s, case %d: got %v, want %v", name, i+1, got, want[i])
			}
		}
	}
	if got, want := f.Value("received", 0), ninth+86400+3*3600; got != want {
		t.Errorf("received: got %v, want %v: 10 June 2025, 3 o'clock", got, want)
	}
	q1 := f.Named("q1")
	if q1.Label != "Việc học tập nghị quyết" || q1.Measure != 2 || !slices.Equal(q1.Missing, []any{-91.0}) ||
		q1.Labels[3.0] != "Tốt" || q1.Labels[-91.0] != "Khó trả lời" {
		t.Errorf("q1: %+v", q1)
	}
	if tuoi := f.Named("tuoi"); tuoi.Measure != 3 || !slices.Equal(tuoi.Missing, []any{-998.0}) ||
		tuoi.Labels[-998.0] != "Khó trả lời/không biết" {
		t.Errorf("tuoi: %+v", tuoi)
	}
	if xep := f.Named("xep_1"); xep.Measure != 1 || xep.Labels["loa"] != "Loa" ||
		!slices.Equal(xep.Missing, []any{""}) {
		t.Errorf("xep_1: %+v", xep)
	}
	// The label's length is in bytes (Kênh: 5), the members go by their short names.
	if want := "$kenh=D1 1 5 Kênh " +
		strings.ToLower(f.Named("kenh_loa").Short+" "+f.Named("kenh_tivi").Short+" "+f.Named("kenh_khong").Short) +
		"\n"; f.Sets != want {
		t.Errorf("sets %q, want %q", f.Sets, want)
	}
	if !strings.Contains(f.Documents, "q1: 3 = tot, 2 = kha, 1 = chua, -91 = kho_tra_loi") {
		t.Errorf("the documents do not say which number is which code:\n%s", f.Documents)
	}
}

func TestSAVSaysWhatItCannotHold(t *testing.T) {
	w := exporttest.NewWorld(t, survey.Named, exporttest.Everything())
	w.Answer(t, survey.Answers{"y_kien": exporttest.Text(strings.Repeat("ữ", 20_000)),
		"tien": exporttest.Number("12345678901234567890.5")})
	f := savread.Read(t, w.Encoded(t, "sav"))
	got := f.Value("y_kien", 0).(string)
	if len(got) != 32766 || strings.Trim(got, "ữ") != "…" {
		t.Errorf("the text has %d bytes, want 32766: the most, ending with a whole letter and the mark", len(got))
	}
	for _, want := range []string{"y_kien: 1 text is longer than 32767 bytes and was cut",
		"tien: 1 number has more digits"} {
		if !strings.Contains(f.Documents, want) {
			t.Errorf("the documents do not say %q:\n%s", want, f.Documents)
		}
	}
}

// What is not as it was answered is told to whoever asked for the file, not only inside it: here four missing codes
// with answers between them, which a range cannot hold.
func TestSAVTellsWhatItChanged(t *testing.T) {
	q := exporttest.Everything()
	q.Lists[0].Choices = nil
	for code, role := range map[string]survey.Role{"0": survey.DontKnow, "1": survey.PositiveStrong,
		"3": survey.Refused, "5": survey.NotApplicable, "4": survey.Negative, "7": survey.DontKnow} {
		q.Lists[0].Choices = append(q.Lists[0].Choices,
			survey.Choice{Code: code, Label: exporttest.Both(code, code), Role: role})
	}
	slices.SortFunc(q.Lists[0].Choices, func(a, b survey.Choice) int { return strings.Compare(a.Code, b.Code) })
	q.Items[0].Children = q.Items[0].Children[:1]
	w := exporttest.NewWorld(t, survey.Named, q)
	for _, code := range []string{"1", "4", "5", "7"} {
		w.Answer(t, survey.Answers{"danh_gia/q1": exporttest.Text(code)})
	}
	var b bytes.Buffer
	notices, err := data.Write(&b, "sav", w.LineageNow(t), w.Counting(t), "en")
	if err != nil || len(notices) != 1 || !strings.Contains(notices[0].In("en"), "q1: 4 codes that mean missing") ||
		!strings.HasSuffix(notices[0].In("en"), "0 → -91, 3 → -92, 5 → -93, 7 → -94.") {
		t.Fatalf("notices %v, %v", notices, err)
	}
	f := savread.Read(t, b.Bytes())
	for i, want := range []float64{1, 4, -93, -94} {
		if got := f.Value("q1", i); got != want {
			t.Errorf("case %d: got %v, want %v", i+1, got, want)
		}
	}
	// The narrower of all two ranges that leave one value out.
	if q1 := f.Named("q1"); !slices.Equal(q1.Missing, []any{-93.0, -91.0, -94.0}) &&
		!slices.Equal(q1.Missing, []any{-94.0, -92.0, -91.0}) || q1.Labels[-93.0] != "5" {
		t.Errorf("q1: %+v", q1)
	}
}

// Codes and items that only earlier versions have are kept, names are those that SPSS takes.
func TestSAVKeepsEarlierVersions(t *testing.T) {
	w := exporttest.NewWorld(t, survey.Named, exporttest.Everything())
	w.Answer(t, survey.Answers{"danh_gia/q1": exporttest.Text("kha"), "kenh": survey.OfCodes("tivi"),
		"y_kien": exporttest.Text("cũ")})
	next := exporttest.Everything()
	next.Lists[0].Choices = append(next.Lists[0].Choices[:1], next.Lists[0].Choices[2:]...) // without kha
	next.Lists[1].Choices = next.Lists[1].Choices[:1]                                       // without tivi, khong
	next.Items = append(next.Items[:len(next.Items)-2], &survey.Item{Name: "ALL", Kind: survey.TextItem},
		&survey.Item{Name: "_x", Kind: survey.TextItem},
		&survey.Item{Name: strings.Repeat("rất_dài_", 20), Kind: survey.TextItem})
	w.Publish(t, survey.Named, next, "xep")
	w.Answer(t, survey.Answers{"danh_gia/q1": exporttest.Text("tot"), "kenh": survey.OfCodes("loa"),
		"ALL": exporttest.Text("x"), "_x": exporttest.Text("y")})
	f := savread.Read(t, w.Encoded(t, "sav"))
	if got := f.Value("q1", 0); got != 2.0 || f.Named("q1").Labels[2.0] != "Fairly good (previous version: 1)" &&
		f.Named("q1").Labels[2.0] != "Khá tốt (phiên bản trước: 1)" {
		t.Errorf("q1 is %v with the labels %v, want a number of its own for the old code", got, f.Named("q1").Labels)
	}
	if f.Value("kenh_tivi", 0) != 1.0 || f.Value("kenh_tivi", 1) != 0.0 || f.Value("y_kien", 0) != "cũ" ||
		f.Value("y_kien", 1) != "" {
		t.Errorf("old answers: %v %v %v", f.Value("kenh_tivi", 0), f.Value("kenh_tivi", 1), f.Value("y_kien", 0))
	}
	for _, v := range f.Variables {
		if n := len(v.Name); n > 64 || strings.EqualFold(v.Name, "all") || strings.HasPrefix(v.Name, "_") {
			t.Errorf("the name %q of %d bytes is none of SPSS's", v.Name, n)
		}
	}
	if f.Value("ALL_2", 1) != "x" || f.Value("v_x", 1) != "y" {
		t.Error("items with reserved names are not there")
	}
}
