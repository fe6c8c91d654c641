package xlsform_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/khaosat/khaosat/survey/xlsform"
)

// BenchmarkRead reads a form of 1,000 items, 300 of them calculations, with a list of 10,000 communes, in two
// languages.
func BenchmarkRead(b *testing.B) {
	var form strings.Builder
	form.WriteString("| survey |\n| | type | name | label::Tiếng Việt (vi) | label::English (en) | relevant | calculation | choice_filter |\n")
	for i := range 350 {
		fmt.Fprintf(&form, "| | integer | q%d | Câu %d | Item %d | ${a} != '' | | |\n| | calculate | c%d | | | | ${q%d} * 2 + 1 | |\n| | select_one xa | s%d | Xã %d | Commune %d | | | huyen = 'h%d' |\n", i, i, i, i, i, i, i, i, i)
	}
	form.WriteString("| | text | a | A | A |\n| choices |\n| | list_name | name | label::Tiếng Việt (vi) | label::English (en) | huyen |\n")
	for i := range 10_000 {
		fmt.Fprintf(&form, "| | xa | x%d | Xã số %d | Commune %d | h%d |\n", i, i, i, i%350)
	}
	data := quickWorkbook(form.String())
	b.ResetTimer()
	for b.Loop() {
		res, err := xlsform.Read(bytes.NewReader(data), int64(len(data)), "x.xlsx")
		if err != nil || !res.Publishable {
			b.Fatal(err, said(res)[:5])
		}
	}
}
