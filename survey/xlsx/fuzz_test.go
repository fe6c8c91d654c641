package xlsx_test

import (
	"bytes"
	"runtime"
	"testing"

	"github.com/khaosat/khaosat/survey/xlsx"
	"github.com/khaosat/khaosat/survey/xlsx/xlsxtest"
)

// small are limits that a fuzzer can reach.
var small = xlsx.Limits{Bytes: 1 << 20, Part: 1 << 20, XML: 4 << 20, Growth: 60, Tags: 100_000, Text: 64 << 10,
	Cells: 1000, Blank: 50_000}

// Any file is read or refused in words, and what is read of it stays below the limits.
func FuzzOpen(f *testing.F) {
	for _, parts := range []map[string]xlsxtest.Part{
		nil,
		{xlsxtest.Shared: xlsxtest.Text(shared), xlsxtest.Styles: xlsxtest.Text(styles),
			xlsxtest.Sheet: xlsxtest.Text(`<worksheet><sheetData><row r="2"><c r="B2" s="1"><v>45351</v></c>` +
				`<c t="s"><v>1</v></c></row></sheetData></worksheet>`)},
		sheet(`<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row>`),
		sheet(`<row><c t="b"><v>1</v></c><c t="e"><f>1/0</f><v>#DIV/0!</v></c><c t="d"><v>2024-02-29</v></c></row>`),
	} {
		f.Add(xlsxtest.Pack(f, parts))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, whole := range []bool{false, true} {
			l := small
			l.Whole = whole
			readBounded(t, b, l)
		}
	})
}

// readBounded reads all sheets of a file and counts what they hold and what it takes to read them.
func readBounded(t *testing.T, b []byte, l xlsx.Limits) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	cells, text := 0, int64(0)
	book, err := xlsx.Open(bytes.NewReader(b), int64(len(b)), l)
	if err == nil {
		for _, s := range book.Sheets {
			for row, e := range book.Rows(s) {
				err = e
				for _, c := range row.Cells {
					_ = book.Plain(c)
					if cells++; c.Kind == xlsx.Text || c.Kind == xlsx.Number {
						text += int64(len(c.Text))
					}
					if row.Number < 1 || row.Number > 1_048_576 || c.Column < 0 || c.Column >= 16_384 {
						t.Errorf("a cell in row %d, column %d", row.Number, c.Column)
					}
				}
			}
		}
	}
	runtime.ReadMemStats(&after)
	if _, said := xlsx.Problem(err); err != nil && !said {
		t.Errorf("not refused in words: %v", err)
	}
	if cells > l.Cells || text > l.Text {
		t.Errorf("%d cells, %d bytes of text", cells, text)
	}
	if took := after.TotalAlloc - before.TotalAlloc; took > 256<<20 {
		t.Errorf("reading %d bytes took %d MiB", len(b), took>>20)
	}
}
