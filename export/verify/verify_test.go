package verify_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/khaosat/khaosat/cmd/khaosat/demo"
	"github.com/khaosat/khaosat/export/exporttest"
	"github.com/khaosat/khaosat/export/verify"
	"github.com/khaosat/khaosat/export/workbook"
	"github.com/khaosat/khaosat/survey"
)

// changed is a report that somebody changed and saved.
func changed(t *testing.T, b []byte, change func(f *excelize.File)) []byte {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	change(f)
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func verified(t *testing.T, b []byte) *verify.Verification {
	t.Helper()
	v, err := verify.Verify(t.Context(), b, verify.VerifyOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// Every cell of the printed sheets is recomputed, from the stored answers as well as from the sheets of data.
func TestFreshReportsVerify(t *testing.T) {
	for _, c := range []struct {
		slug, lang string
		responses  int
	}{{demo.Opinions, "vi", 1088}, {demo.Opinions, "en", 1088}, {demo.Returns, "vi", 8}} {
		t.Run(c.slug+"-"+c.lang, func(t *testing.T) {
			b := exporttest.DemoWorkbook(t, c.slug, c.lang)
			cells := printedCells(t, b, c.lang)
			for against, o := range map[string]verify.VerifyOptions{verify.AgainstItself: {},
				verify.AgainstStore: {Store: exporttest.DemoStore}} {
				v, err := verify.Verify(t.Context(), b, o)
				if err != nil {
					t.Fatal(err)
				}
				checked := cells
				if against == verify.AgainstItself && c.slug == demo.Opinions {
					checked -= leftOutCells(t, b, c.lang)
					if len(v.Unchecked) != 2 || !strings.Contains(v.Unchecked[1].In("vi"), "chung/huyen, chung/xa.") {
						t.Errorf("of what cannot be checked is said %v", v.Unchecked)
					}
				}
				if len(v.Differences) > 0 || v.Checked != checked || v.Cells != cells || v.Responses != c.responses ||
					v.Against != against || v.Seal != workbook.SealGood {
					t.Errorf("%s: %d of %d cells (there are %d) from %d responses, seal %s, %d differences, such as %v",
						v.Against, v.Checked, v.Cells, cells, v.Responses, v.Seal,
						len(v.Differences), v.Differences[:min(3, len(v.Differences))])
				}
			}
		})
	}
}

// leftOutCells counts the cells of the sample survey, which is anonymous, that rows without their unit cannot give: the
// sheet by unit, and how often each district and commune was answered.
func leftOutCells(t *testing.T, b []byte, lang string) int {
	t.Helper()
	n, o, tells := 0, exporttest.Open(t, b), false
	count := func(row []string) {
		for _, cell := range row {
			if cell != "" {
				n++
			}
		}
	}
	for _, row := range o.Rows(exporttest.SheetNames[lang][3]) {
		count(row)
	}
	rows := o.Rows(exporttest.SheetNames[lang][2])
	for i, row := range rows {
		tells = tells && len(row) > 0 // a blank row ends what is said of an item
		if i+1 < len(rows) && len(rows[i+1]) > 0 {
			name, _, _ := strings.Cut(rows[i+1][0], " · ")
			tells = tells || name == "chung/huyen" || name == "chung/xa"
		}
		if tells {
			count(row)
		}
	}
	return n
}

// printedCells counts with excelize what stands on the sheets that are read by people.
func printedCells(t *testing.T, b []byte, lang string) int {
	t.Helper()
	n, o := 0, exporttest.Open(t, b)
	for _, sheet := range exporttest.SheetNames[lang] {
		if slices.Contains([]string{"Dữ liệu", "Data", "Niêm phong", "Seal"}, sheet) {
			continue
		}
		for _, row := range o.Rows(sheet) {
			for _, cell := range row {
				if cell != "" {
					n++
				}
			}
		}
	}
	return n
}

// All kinds of items and of missing answers, several choices that mean "don't know" included.
func TestReportOfEverythingVerifies(t *testing.T) {
	q := exporttest.Everything()
	q.Lists[1].Choices = append(q.Lists[1].Choices,
		survey.Choice{Code: "kb", Label: exporttest.Both("Không biết", "Don't know"), Role: survey.DontKnow,
			Exclusive: true})
	for _, mode := range []survey.Mode{survey.Named, survey.Anonymous} {
		w := exporttest.NewWorld(t, mode, q)
		w.Answer(t, exporttest.EveryAnswer())
		w.Answer(t, survey.Answers{"danh_gia/q1": survey.OfStated(survey.DontKnow), "kenh": survey.OfCodes("kb"),
			"tien": exporttest.Number("0.1")})
		w.Answer(t, survey.Answers{"kenh": survey.OfCodes("loa"), "tien": exporttest.Number("0.2"),
			"danh_gia/q2": exporttest.Text("2")})
		w.Answer(t, survey.Answers{"kenh": survey.OfStated(survey.Refused), "tien": survey.OfStated(survey.Refused),
			"xep": survey.OfCodes("loa")})
		w.Answer(t, survey.Answers{"tien": exporttest.Number("123456789012345678.25")})
		if v := verified(t, w.Workbook(t, "vi")); len(v.Differences) > 0 || v.Responses != 5 {
			t.Errorf("%s: %+v", mode, v)
		}
	}
}

// How many responses do not count stands in two cells, and on no sheet of data: by itself the workbook cannot tell, nor
// can the store when one more was rejected since. These cells are counted and named as not checked; all others are, in
// an anonymous survey as well.
func TestWhatCannotBeRecountedIsNotCalledChecked(t *testing.T) {
	for _, mode := range []survey.Mode{survey.Named, survey.Anonymous} {
		w := exporttest.NewWorld(t, mode, exporttest.Everything())
		for range 4 {
			w.Answer(t, exporttest.EveryAnswer())
		}
		var ids []string
		for r, err := range w.Counting(t) {
			if err != nil {
				t.Fatal(err)
			}
			ids = append(ids, r.ID)
		}
		reject := func(id string) {
			if err := w.Review(t.Context(), exporttest.Admin, w.Slug, id, survey.Rejected, "thử"); err != nil {
				t.Fatal(err)
			}
		}
		reject(ids[0])
		b := w.Workbook(t, "vi")
		itself, store := verified(t, b), against(t, b, w.Service)
		if len(itself.Differences)+len(store.Differences) > 0 || itself.Cells-itself.Checked != 2 ||
			len(itself.Unchecked) != 1 || !strings.HasPrefix(itself.Unchecked[0].In("vi"), "2 ô không kiểm tra được") {
			t.Errorf("%s, by itself: %d of %d cells, %v, %v", mode, itself.Checked, itself.Cells, itself.Unchecked,
				itself.Differences)
		}
		if store.Checked != store.Cells || len(store.Unchecked) != 0 {
			t.Errorf("%s, by the store: %d of %d cells, %v", mode, store.Checked, store.Cells, store.Unchecked)
		}
		reject(ids[1])
		if v := against(t, b, w.Service); len(v.Differences) > 0 || v.Cells-v.Checked != 2 || len(v.Unchecked) != 1 {
			t.Errorf("%s, after a review: %d of %d cells, %v, %v", mode, v.Checked, v.Cells, v.Unchecked, v.Differences)
		}
	}
}

// Whatever is changed is found, with its cell and both values.
func TestVerifyFindsWhatWasChanged(t *testing.T) {
	w := exporttest.NewWorld(t, survey.Named, exporttest.Everything())
	for range 3 {
		w.Answer(t, survey.Answers{"danh_gia/q1": exporttest.Text("tot"), "kenh": survey.OfCodes("loa"),
			"tien": exporttest.Number("5"),
			"ho":   survey.OfRows([]survey.Answers{{"ho/hai_long": exporttest.Text("tot")}})})
	}
	w.Answer(t, survey.Answers{"danh_gia/q1": exporttest.Text("chua"), "danh_gia/vi_sao": exporttest.Text("x"),
		"tien": exporttest.Number("10"),
		"ho":   survey.OfRows([]survey.Answers{{"ho/hai_long": exporttest.Text("chua")}})})
	b := w.Workbook(t, "vi")
	o := exporttest.Open(t, b)
	at := func(name string) string { s, c := o.Place(name); return "Trang " + s + ", ô " + c }
	set := func(f *excelize.File, sheet, cell string, x any) {
		if err := f.SetCellValue(sheet, cell, x); err != nil {
			t.Fatal(err)
		}
	}
	q1 := excelizeColumn(t, o.Rows("Dữ liệu")[0], "danh_gia/q1")
	tests := []struct {
		name   string
		change func(f *excelize.File)
		want   []string // texts of which each stands in some difference
	}{
		{"one answer", func(f *excelize.File) { set(f, "Dữ liệu", q1+"2", "chua") },
			[]string{at("pct_q1_tot") + ": tệp ghi 0.75, tính lại là 0.5", "Trang Tổng hợp, ô A5"}},
		{"one percentage", func(f *excelize.File) { sheet, cell := o.Place("pct_q1_top"); set(f, sheet, cell, 0.7501) },
			[]string{at("pct_q1_top") + ": tệp ghi 0.7501, tính lại là 0.75"}},
		{"a percentage becomes a text",
			func(f *excelize.File) { sheet, cell := o.Place("pct_kenh_loa"); set(f, sheet, cell, "100,00%") },
			[]string{at("pct_kenh_loa") + ": tệp ghi 100,00%, tính lại là 1"}},
		{"a dash becomes 0", func(f *excelize.File) { sheet, cell := o.Place("pct_q2_1"); set(f, sheet, cell, 0) },
			[]string{at("pct_q2_1") + ": tệp ghi 0, tính lại là –"}},
		{"a total", func(f *excelize.File) { sheet, cell := o.Place("tot_tien"); set(f, sheet, cell, 26) },
			[]string{at("tot_tien") + ": tệp ghi 26, tính lại là 25"}},
		{"a row less", func(f *excelize.File) {
			if err := f.RemoveRow("Dữ liệu", 5); err != nil {
				t.Fatal(err)
			}
		}, []string{"Trang Mục lục, ô B8", at("pct_q1_tot") + ": tệp ghi 0.75, tính lại là 1"}},
		{"a row of a repeat less", func(f *excelize.File) {
			if err := f.RemoveRow("Dữ liệu ho", 2); err != nil {
				t.Fatal(err)
			}
		}, []string{at("pct_hai_long_tot") + ": tệp ghi 0.75, tính lại là 0.66"}},
		{"a role in the codebook", func(f *excelize.File) {
			for i, row := range o.Rows("Bảng mã") {
				if len(row) > 3 && row[0] == "danh_gia/q1" && row[2] == "chua" {
					set(f, "Bảng mã", fmt.Sprintf("D%d", i+1), "positive")
				}
			}
		}, []string{"Trang Bảng mã, ô D10: tệp ghi positive, tính lại là negative"}},
		{"a name less", func(f *excelize.File) {
			if err := f.DeleteDefinedName(&excelize.DefinedName{Name: "pct_q1_tot"}); err != nil {
				t.Fatal(err)
			}
		}, []string{"Tên ô pct_q1_tot trỏ tới"}},
		{"a name more", func(f *excelize.File) {
			if err := f.SetDefinedName(&excelize.DefinedName{Name: "pct_gia",
				RefersTo: "'Tổng hợp'!$A$1"}); err != nil {
				t.Fatal(err)
			}
		}, []string{"Tên ô pct_gia không thuộc báo cáo này"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			v := verified(t, changed(t, b, tt.change))
			for _, want := range tt.want {
				if !slices.ContainsFunc(v.Differences, func(d verify.Difference) bool {
					return strings.Contains(d.Words.In("vi"), want) && d.Words.In("en") != ""
				}) {
					t.Errorf("no difference says %q but %v", want, v.Differences[:min(9, len(v.Differences))])
				}
			}
		})
	}
	t.Run("saved again", func(t *testing.T) {
		if v := verified(t, changed(t, b, func(*excelize.File) {})); len(v.Differences) > 0 {
			t.Errorf("a report that was only saved again differs: %v", v.Differences)
		}
	})
}

func excelizeColumn(t *testing.T, header []string, name string) string {
	t.Helper()
	letter, err := excelize.ColumnNumberToName(slices.Index(header, name) + 1)
	if err != nil {
		t.Fatal(err)
	}
	return letter
}

func TestVerifyRefusesWhatIsNoReport(t *testing.T) {
	report := exporttest.DemoWorkbook(t, demo.Returns, "vi")
	var other bytes.Buffer
	if err := excelize.NewFile().Write(&other); err != nil {
		t.Fatal(err)
	}
	for name, b := range map[string][]byte{
		"nothing": nil, "text": []byte("pct_q1_tot;0,75"), "old Excel": []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old"),
		"cut off":          report[:len(report)/2],
		"another workbook": other.Bytes(), "bomb": bomb(t), "flipped bits": flipped(report),
	} {
		t.Run(name, func(t *testing.T) {
			_, err := verify.Verify(t.Context(), b, verify.VerifyOptions{})
			var e *survey.Error
			if !errors.As(err, &e) || e.Kind != survey.Invalid ||
				!strings.Contains(e.Msg.In("vi"), "không phải báo cáo") || strings.Contains(e.Msg.In("en"), "\n") {
				t.Errorf("got %v, want an Invalid error of one line", err)
			}
		})
	}
}

// bomb is a workbook whose parts claim to unpack to two gigabytes.
func bomb(t *testing.T) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, name := range []string{"[Content_Types].xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml"} {
		w, err := z.CreateRaw(&zip.FileHeader{Name: name, Method: zip.Deflate, UncompressedSize64: 700 << 20,
			CompressedSize64: 4})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte{0x4b, 0x04, 0, 0}); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func flipped(b []byte) []byte {
	out := slices.Clone(b)
	for i := 100; i < len(out); i += 97 {
		out[i] ^= 0x55
	}
	return out
}
