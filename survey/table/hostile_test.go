package table_test

import (
	"bytes"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"

	"github.com/khaosat/khaosat/survey/table"
	"github.com/khaosat/khaosat/survey/xlsx/xlsxtest"
)

// book packs a workbook of one sheet.
func book(t *testing.T, shared string, rows xlsxtest.Part) []byte {
	return xlsxtest.Pack(t, map[string]xlsxtest.Part{xlsxtest.Shared: xlsxtest.Text("<sst>" + shared + "</sst>"),
		xlsxtest.Sheet: func(w io.Writer) {
			_, _ = io.WriteString(w, `<worksheet><sheetData>`)
			rows(w)
			_, _ = io.WriteString(w, `</sheetData></worksheet>`)
		}})
}

// each writes a header of one cell and n rows below it.
func each(header string, n int, row string) xlsxtest.Part {
	return func(w io.Writer) {
		_, _ = fmt.Fprintf(w, `<row r="1"><c r="%s1" t="inlineStr"><is><t>code</t></is></c></row>`, header)
		for i := range n {
			_, _ = fmt.Fprintf(w, row, i+2)
		}
	}
}

// Files of at most 300 kB that would fill the memory are refused with the place that is wrong. The first took 14 GB.
func TestSmallFilesTakeLittleMemory(t *testing.T) {
	for _, c := range []struct {
		name, code, place string
		shared            string
		sheet             xlsxtest.Part
	}{
		{"a far cell in every row", "xml.blank", "Trang 1!XFD", "",
			each("A", 60_000, `<row r="%d"><c r="XFD%[1]d"><v>1</v></c></row>`)},
		{"a header in the last column", "xml.blank", "Trang 1!A", "",
			each("XFD", 60_000, `<row r="%d"><c r="A%[1]d"><v>1</v></c></row>`)},
		{"a row that Excel does not have", "xml.row", "Trang 1", "",
			each("A", 1, `<row r="1048577"><c><v>%d</v></c></row>`)},
		{"the same row without end", "file.bomb", "", "",
			xlsxtest.Text(strings.Repeat(`<row><c><v>1</v></c></row>`, 1_000_000))},
		{"one long text many times", "xml.large", "Trang 1", "<si><t>" + strings.Repeat("dài ", 8000) + "</t></si>",
			each("A", 60_000, `<row r="%d"><c t="s"><v>0</v></c></row>`)},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := book(t, c.shared, c.sheet)
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			_, problems := table.Read(bytes.NewReader(b))
			runtime.ReadMemStats(&after)
			if len(problems) != 1 || problems[0].Code != c.code ||
				!strings.HasPrefix(problems[0].Place.String(), c.place) {
				t.Errorf("%d problems, the last %+v, want one: %s at %s", len(problems), problems[len(problems)-1:],
					c.code, c.place)
			}
			if used := after.TotalAlloc - before.TotalAlloc; used > 128<<20 {
				t.Errorf("%d MB were allocated for a file of %d kB", used>>20, len(b)>>10)
			}
		})
	}
}
