package export_test

import (
	"archive/zip"
	"bytes"
	"io"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"

	"github.com/khaosat/khaosat/cmd/khaosat/demo"
	"github.com/khaosat/khaosat/export"
	"github.com/khaosat/khaosat/survey"
)

// Case figures/16: of the sample report 165 of 3,595 numbers were checked. Now one changed digit of any of them is found, and of any sentence.
func TestOneChangedDigitOfEveryCellIsFound(t *testing.T) {
	for slug, least := range map[string]int{demo.Opinions: 3595, demo.Returns: 300} {
		if n := export.EveryChangedDigitIsFound(t, demoWorkbook(t, slug, "vi"), 16); n < least {
			t.Errorf("%s: only %d cells have a digit, want %d at least", slug, n, least)
		}
	}
}

// edited is a workbook with single digits changed in the bytes of its printed sheets, each in another cell, and which cells those are.
func edited(t *testing.T, b []byte, n int, random *rand.Rand) ([]byte, map[string]bool) {
	t.Helper()
	in, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]string{} // part → sheet
	for i, sheet := range open(t, b).GetSheetMap() {
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
			b, cells := edited(t, demoWorkbook(t, slug, "vi"), 20, random)
			v, err := export.Verify(t.Context(), b, export.VerifyOptions{Store: demoStore})
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
			if len(named) != len(cells)+1 || v.Seal != export.SealBad { // and the seal
				t.Errorf("%d cells were changed and %d named, seal %s", len(cells), len(named)-1, v.Seal)
			}
			changed += len(cells)
		}
		if changed < 100 {
			t.Errorf("%s: only %d digits were changed", slug, changed)
		}
	}
}

// A forger changes an answer and everything that follows from it, with our own writer: by itself the file is consistent, the store tells the
// truth, and the seal is not the installation's.
func TestForgedReportIsFound(t *testing.T) {
	truth, forger := newWorld(t, survey.Named, everything()), newWorld(t, survey.Named, everything())
	for i := range 4 {
		said := "chua"
		truth.answer(t, survey.Answers{"danh_gia/q1": text("kha"), "tien": number("5")})
		if i > 0 {
			said = "kha"
		}
		forger.answer(t, survey.Answers{"danh_gia/q1": text(said), "tien": number("5")})
	}
	real := figures(t, truth.board, truth.slug)
	r := *figures(t, forger.board, forger.slug)
	r.Made = real.Made
	b := write(t, &r, export.WorkbookOptions{Lang: "vi", Data: forger.counting(t), Documents: documents(t, forger.Service, forger.slug), Seal: forger.Identity()})
	if v := verified(t, b); len(v.Differences) > 0 || v.Against != export.AgainstItself {
		t.Errorf("by itself the forged report has the differences %v", v.Differences)
	}
	v, err := export.Verify(t.Context(), b, export.VerifyOptions{Store: truth.Service})
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
	if v.Seal != export.SealBad {
		t.Errorf("the seal of the forger is %s", v.Seal)
	}
	if v, err := export.Verify(t.Context(), b, export.VerifyOptions{Key: truth.Identity().SealKey()}); err != nil || v.Seal != export.SealBad || len(v.Differences) == 0 {
		t.Errorf("under the key of the office: %+v, %v", v, err)
	}
}

// The public key goes out as a file and comes back.
func TestKeyFile(t *testing.T) {
	key := survey.NewIdentity(make([]byte, 32)).SealKey()
	back, err := export.ReadKey(export.KeyFile(key))
	if err != nil || !back.Equal(key) {
		t.Errorf("got %x, %v; want %x", back, err, key)
	}
	if _, err := export.ReadKey([]byte("khóa")); survey.KindOf(err) != survey.Invalid {
		t.Errorf("a text is no key: %v", err)
	}
}
