package xlsx_test

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/khaosat/khaosat/survey/xlsx"
	"github.com/khaosat/khaosat/survey/xlsx/xlsxtest"
)

// refused reads a whole workbook and tells the code of why it is not read; "" when it is.
func refused(t *testing.T, l xlsx.Limits, parts map[string]xlsxtest.Part) string {
	t.Helper()
	b := xlsxtest.Pack(t, parts)
	book, err := xlsx.Open(bytes.NewReader(b), int64(len(b)), l)
	if err == nil {
		for _, s := range book.Sheets {
			for _, e := range book.Rows(s) {
				err = e
			}
		}
	}
	if err == nil {
		return ""
	}
	p, ok := xlsx.Problem(err)
	if !ok {
		t.Fatalf("no refusal: %v", err)
	}
	return p.Code
}

// sheet is a sheet of the rows that are written.
func sheet(rows string) map[string]xlsxtest.Part {
	return map[string]xlsxtest.Part{xlsxtest.Sheet: xlsxtest.Text(
		`<worksheet><sheetData>` + rows + `</sheetData></worksheet>`)}
}

// Every limit lets through what just reaches it and refuses one more; all other limits are wide.
func TestEachLimitHoldsByItself(t *testing.T) {
	texts := func(n int) map[string]xlsxtest.Part {
		return map[string]xlsxtest.Part{xlsxtest.Shared: xlsxtest.Text(
			`<sst><si><t>` + strings.Repeat("a", n) + `</t></si></sst>`)}
	}
	sharedTwice := func(n int) map[string]xlsxtest.Part {
		parts := sheet(strings.Repeat(`<row><c t="s"><v>0</v></c></row>`, n))
		parts[xlsxtest.Shared] = xlsxtest.Text(`<sst><si><t>0123456789</t></si></sst>`)
		return parts
	}
	for _, c := range []struct {
		name, code string
		limit      func(*xlsx.Limits)
		most       int
		parts      func(n int) map[string]xlsxtest.Part
	}{
		{"cells", "xml.large", func(l *xlsx.Limits) { l.Cells = 7 }, 7,
			func(n int) map[string]xlsxtest.Part { return sheet(strings.Repeat(`<row><c><v>1</v></c></row>`, n)) }},
		{"shared texts", "xml.large", func(l *xlsx.Limits) { l.Text = 116 }, 100, texts}, // and 16 for each
		{"a text that cells share", "xml.large", func(l *xlsx.Limits) { l.Text = 10 + 16 + 3*(10+1) }, 3, sharedTwice},
		{"texts in cells", "xml.large", func(l *xlsx.Limits) { l.Text = 5 }, 5, func(n int) map[string]xlsxtest.Part {
			return sheet(`<row><c t="inlineStr"><is><t>` + strings.Repeat("a", n) + `</t></is></c></row>`)
		}},
		{"nested elements", "xml.deep", func(*xlsx.Limits) {}, 64, func(n int) map[string]xlsxtest.Part {
			return map[string]xlsxtest.Part{xlsxtest.Sheet: xlsxtest.Text(
				strings.Repeat("<a>", n) + strings.Repeat("</a>", n))}
		}},
		{"merged cells", "xml.merges", func(l *xlsx.Limits) { l.Whole = true }, 20_000,
			func(n int) map[string]xlsxtest.Part {
				return map[string]xlsxtest.Part{xlsxtest.Sheet: xlsxtest.Text(
					`<worksheet><mergeCells>` + strings.Repeat(`<mergeCell ref="A1:A2"/>`, n) + `</mergeCells></worksheet>`)}
			}},
		{"sheets", "xml.large", func(*xlsx.Limits) {}, 500, func(n int) map[string]xlsxtest.Part {
			return map[string]xlsxtest.Part{xlsxtest.Book: xlsxtest.Text(
				`<workbook><sheets>` + strings.Repeat(`<sheet name="a"/>`, n) + `</sheets></workbook>`)}
		}},
		{"tags", "xml.large", func(l *xlsx.Limits) { l.Tags, l.Whole = 14+40, true }, 40,
			func(n int) map[string]xlsxtest.Part { // 14 tags stand in the parts beside the sheet
				return map[string]xlsxtest.Part{xlsxtest.Sheet: xlsxtest.Text(strings.Repeat(`<a/>`, n))}
			}},
		{"blank cells", "xml.blank", func(l *xlsx.Limits) { l.Blank = 9 }, 9, func(n int) map[string]xlsxtest.Part {
			return sheet(fmt.Sprintf(`<row><c r="%s1"><v>1</v></c></row>`, xlsx.ColumnName(n)))
		}},
		{"one text", "xml.large", func(*xlsx.Limits) {}, 1 << 20, func(n int) map[string]xlsxtest.Part {
			return map[string]xlsxtest.Part{xlsxtest.Sheet: func(w io.Writer) {
				random := rand.New(rand.NewPCG(1, 2)) // so that it is not packed too tightly
				_, _ = io.WriteString(w, "<a>")
				for range n {
					_, _ = w.Write([]byte{byte('a' + random.IntN(26))})
				}
				_, _ = io.WriteString(w, "</a>")
			}}
		}},
		{"columns", "xml.column", func(*xlsx.Limits) {}, 16_384, func(n int) map[string]xlsxtest.Part {
			return sheet(`<row>` + strings.Repeat(`<c/>`, n) + `</row>`)
		}},
		{"rows", "xml.row", func(*xlsx.Limits) {}, 1_048_576, func(n int) map[string]xlsxtest.Part {
			return sheet(fmt.Sprintf(`<row r="%d"><c><v>1</v></c></row>`, n))
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			l := xlsx.Data
			l.Growth, l.Blank = 0, 0
			c.limit(&l)
			if got := refused(t, l, c.parts(c.most)); got != "" {
				t.Errorf("%d are refused: %s", c.most, got)
			}
			if got := refused(t, l, c.parts(c.most+1)); got != c.code {
				t.Errorf("%d: %q, want %s", c.most+1, got, c.code)
			}
		})
	}
}

// Formats beyond what any program writes are not kept: what stands behind them in the file costs nothing.
func TestFormatsKeptAreCounted(t *testing.T) {
	t.Parallel()
	var own, conditional strings.Builder
	for i := range 10_001 {
		fmt.Fprintf(&own, `<numFmt numFmtId="%d" formatCode="0"/>`, i+164)
		conditional.WriteString(`<dxf><numFmt formatCode="0"/></dxf>`)
	}
	b := open(t, map[string]xlsxtest.Part{xlsxtest.Styles: xlsxtest.Text(`<styleSheet><numFmts>` + own.String() +
		`</numFmts><cellXfs>` + strings.Repeat(`<xf numFmtId="9"/>`, 100_001) + `</cellXfs><dxfs>` +
		conditional.String() + `</dxfs></styleSheet>`)})
	got := []int{len(b.Own), len(b.Conditional), len(b.Styles)}
	if want := []int{10_000, 10_000, 100_000}; fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("kept are %v formats of its own, of conditions and of cells, want %v", got, want)
	}
}
