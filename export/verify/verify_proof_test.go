package verify_test

import (
	"archive/zip"
	"bytes"
	"io"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"

	"github.com/khaosat/khaosat/cmd/khaosat/demo"
	"github.com/khaosat/khaosat/export/exporttest"
	"github.com/khaosat/khaosat/export/verify"
	"github.com/khaosat/khaosat/export/workbook"
	"github.com/khaosat/khaosat/survey"
)

// Case figures/16: of the sample report 165 of 3,595 numbers were checked. Now one changed digit of any of them is
// found, and of any sentence.
func TestOneChangedDigitOfEveryCellIsFound(t *testing.T) {
	for slug, least := range map[string]int{demo.Opinions: 3595, demo.Returns: 300} {
		if n := verify.EveryChangedDigitIsFound(t, exporttest.DemoWorkbook(t, slug, "vi"), 16); n < least {
			t.Errorf("%s: only %d cells have a digit, want %d at least", slug, n, least)
		}
	}
}

// edited is a workbook with single digits changed in the bytes of its printed sheets, each in another cell, and which
// cells those are.
func edited(t *testing.T, b []byte, n int, random *rand.Rand) ([]byte, map[string]bool) {
	t.Helper()
	in, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]string{} // part → sheet
	for i, sheet := range exporttest.Open(t, b).GetSheetMap() {
		if !strings.HasPrefix(sheet, "Dữ liệu") && sheet != "Niêm phong" {
			names["xl/worksheets/sheet"+string(rune('0'+i))+".xml"] = sheet
		}
	}
	number := regexp.MustCompile(`<c r="([A-Z]+[0-9]+)"[^>]*><v>([0-9.]+)</v>`)
	var out bytes.Buffer
	z, cells := zip.NewWriter(&out), map[string]bool{}
	for _, f := range in.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		part, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if found := number.FindAllSubmatchIndex(part, -1); names[f.Name] != "" && len(found) > 0 {
			for range min(n, len(found)) {
				m := found[random.IntN(len(found))]
				if cell := names[f.Name] + "!" + string(part[m[2]:m[3]]); !cells[cell] {
					at := m[4]
					part[at] = '0' + (part[at]-'0'+1)%10
					cells[cell] = true
				}
			}
		}
		w, err := z.Create(f.Name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(part); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes(), cells
}

// 200 and more digits are changed in the file itself, in several goes: each is named, and nothing else.
func TestDigitsChangedInTheFileAreNamed(t *testing.T) {
	random := rand.New(rand.NewPCG(2026, 16))
	for slug, goes := range map[string]int{demo.Opinions: 3, demo.Returns: 10} {
		changed := 0
		for range goes {
			b, cells := edited(t, exporttest.DemoWorkbook(t, slug, "vi"), 20, random)
			v, err := verify.Verify(t.Context(), b, verify.VerifyOptions{Store: exporttest.DemoStore})
			if err != nil {
				t.Fatal(err)
			}
			named := map[string]bool{}
			for _, d := range v.Differences {
				named[d.Sheet+"!"+d.Cell] = true
			}
			for cell := range cells {
				if !named[cell] {
					t.Errorf("%s was changed and is not named", cell)
				}
			}
			if len(named) != len(cells)+1 || v.Seal != workbook.SealBad { // and the seal
				t.Errorf("%d cells were changed and %d named, seal %s", len(cells), len(named)-1, v.Seal)
			}
			changed += len(cells)
		}
		if changed < 100 {
			t.Errorf("%s: only %d digits were changed", slug, changed)
		}
	}
}

// A forger changes an answer and everything that follows from it, with our own writer: by itself the file is
// consistent, the store tells the truth, and the seal is not the installation's.
func TestForgedReportIsFound(t *testing.T) {
	truth, forger := exporttest.NewWorld(t, survey.Named, exporttest.Everything()),
		exporttest.NewWorld(t, survey.Named, exporttest.Everything())
	for i := range 4 {
		said := "chua"
		truth.Answer(t, survey.Answers{"danh_gia/q1": exporttest.Text("kha"), "tien": exporttest.Number("5")})
		if i > 0 {
			said = "kha"
		}
		forger.Answer(t, survey.Answers{"danh_gia/q1": exporttest.Text(said), "tien": exporttest.Number("5")})
	}
	real := exporttest.Figures(t, truth.Board, truth.Slug)
	r := *exporttest.Figures(t, forger.Board, forger.Slug)
	r.Made = real.Made
	b := exporttest.Write(t, &r,
		workbook.WorkbookOptions{Lang: "vi", Data: forger.Counting(t),
			Documents: exporttest.Documents(t, forger.Service, forger.Slug), Seal: forger.Identity()})
	if v := verified(t, b); len(v.Differences) > 0 || v.Against != verify.AgainstItself {
		t.Errorf("by itself the forged report has the differences %v", v.Differences)
	}
	v, err := verify.Verify(t.Context(), b, verify.VerifyOptions{Store: truth.Service})
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for _, d := range v.Differences {
		found[d.Printed+" → "+d.Recomputed] = true
	}
	for _, want := range []string{"chua → kha", "0.75 → 1", "3 → 4"} {
		if !found[want] {
			t.Errorf("the store does not find %s: %v", want, v.Differences[:min(12, len(v.Differences))])
		}
	}
	if v.Seal != workbook.SealBad {
		t.Errorf("the seal of the forger is %s", v.Seal)
	}
	if v, err := verify.Verify(t.Context(), b, verify.VerifyOptions{Key: truth.Identity().SealKey()}); err != nil ||
		v.Seal != workbook.SealBad || len(v.Differences) == 0 {
		t.Errorf("under the key of the office: %+v, %v", v, err)
	}
}

// The public key goes out as a file and comes back.
func TestKeyFile(t *testing.T) {
	key := survey.NewIdentity(make([]byte, 32)).SealKey()
	back, err := workbook.ReadKey(workbook.KeyFile(key))
	if err != nil || !back.Equal(key) {
		t.Errorf("got %x, %v; want %x", back, err, key)
	}
	if _, err := workbook.ReadKey([]byte("khóa")); survey.KindOf(err) != survey.Invalid {
		t.Errorf("a text is no key: %v", err)
	}
}
