package xlsform_test

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/khaosat/khaosat/survey/xlsform"
	"github.com/khaosat/khaosat/survey/xlsform/xlsformtest"
)

// FuzzRead: whatever the bytes, Read neither panics nor refuses without a word, and what is publishable can be written.
func FuzzRead(f *testing.F) {
	for _, h := range hostile(f)[:20] {
		f.Add(h.data())
	}
	f.Add(xlsformtest.Workbook(f, smallForm))
	f.Fuzz(func(t *testing.T, data []byte) {
		res, err := xlsform.Read(bytes.NewReader(data), int64(len(data)), "x.xlsx")
		if err != nil {
			t.Fatal(err)
		}
		if !res.OK && len(res.Problems) == 0 {
			t.Error("refused without a word")
		}
		if res.Publishable {
			if err := xlsform.Write(io.Discard, res.Questionnaire); err != nil {
				t.Error(err)
			}
		}
	})
}

// FuzzForm: whatever stands in the cells, Read does not panic, and a valid form survives the way out and in again.
func FuzzForm(f *testing.F) {
	for _, r := range rules {
		f.Add(r.form)
	}
	f.Add(full)
	f.Fuzz(func(t *testing.T, drawing string) {
		if len(drawing) > 20_000 || !utf8.ValidString(drawing) {
			return
		}
		data := quickWorkbook(drawing)
		res, err := xlsform.Read(bytes.NewReader(data), int64(len(data)), "mau.xlsx")
		if err != nil {
			t.Fatal(err)
		}
		if !res.OK && len(res.Problems) == 0 {
			t.Error("refused without a word")
		}
		if res.OK {
			checkRoundTrip(t, res.Questionnaire, xlsform.Options{})
		}
	})
}

// quickWorkbook makes a workbook of a drawing as xlsformtest.Workbook does, but takes any drawing and is fast.
func quickWorkbook(drawing string) []byte {
	var names []string
	sheets := map[string]*strings.Builder{}
	var current *strings.Builder
	for _, line := range strings.Split(drawing, "\n") {
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		if name := strings.TrimSpace(cells[0]); name != "" {
			if current = sheets[name]; current == nil {
				current = &strings.Builder{}
				sheets[name] = current
				names = append(names, name)
			}
			continue
		}
		if current == nil || strings.TrimSpace(line) == "" {
			continue
		}
		current.WriteString("<row>")
		for _, c := range cells[1:] {
			current.WriteString(`<c t="str"><v>`)
			xml.EscapeText(current, []byte(strings.TrimSpace(c)))
			current.WriteString("</v></c>")
		}
		current.WriteString("</row>")
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	part := func(name, content string) {
		p, _ := w.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
		io.WriteString(p, content)
	}
	var list, relations strings.Builder
	for i, n := range names {
		part(fmt.Sprintf("xl/s%d.xml", i), "<worksheet><sheetData>"+sheets[n].String()+"</sheetData></worksheet>")
		list.WriteString(`<sheet name="`)
		xml.EscapeText(&list, []byte(n))
		fmt.Fprintf(&list, `" r:id="r%d"/>`, i)
		fmt.Fprintf(&relations, `<Relationship Id="r%d" Type="x/worksheet" Target="s%d.xml"/>`, i, i)
	}
	part("xl/workbook.xml", "<workbook><sheets>"+list.String()+"</sheets></workbook>")
	part("xl/_rels/workbook.xml.rels", "<Relationships>"+relations.String()+"</Relationships>")
	w.Close()
	return out.Bytes()
}
