package export_test

import (
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/khaosat/khaosat/cmd/khaosat/demo"
)

// The sentences are what a report quotes: one that says otherwise than the data is found.
func TestVerifyReadsTheSentences(t *testing.T) {
	for _, c := range []struct{ lang, sheet, old, new, want string }{
		{"vi", "Tổng hợp", "96,23%", "97,23%", "ghi 97.23%: 1.047/1.088 người là 96.23%"},
		{"vi", "Tổng hợp", "1.047/1.088", "1.057/1.088", "ghi 1.057/1.088 người"},
		{"en", "Summary", "94.12%", "94.13%", "A7"},
		{"en", "Summary", "(1,024/1,088", "(1,024/1,089", "1,024/1,089"},
	} {
		t.Run(c.old+"-"+c.new, func(t *testing.T) {
			found := false
			b := changed(t, demoWorkbook(t, demo.Opinions, c.lang), func(f *excelize.File) {
				for _, cell := range []string{"A5", "A7"} {
					text, err := f.GetCellValue(c.sheet, cell)
					if err != nil {
						t.Fatal(err)
					}
					found = found || strings.Contains(text, c.old)
					if err := f.SetCellStr(c.sheet, cell, strings.Replace(text, c.old, c.new, 1)); err != nil {
						t.Fatal(err)
					}
				}
			})
			v := verified(t, b)
			if !found || len(v.Differences) != 1 || !strings.Contains(v.Differences[0].VI, c.want) {
				t.Errorf("found %v, differences %v, want one with %q", found, v.Differences, c.want)
			}
		})
	}
}
