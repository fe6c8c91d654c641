package main

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// Three codes of one answer each: 33.33 % thrice is 99.99 %, so the first gets the hundredth that is left.
func TestTabulateAddsUp(t *testing.T) {
	t.Parallel()
	s := newShell(t)
	csv := s.file("d.csv", []byte("q\na\nb\nc\n"))
	s.must("tabulate", csv, "--items", "q", "--xlsx", "{dir}/plain.xlsx")
	s.must("tabulate", csv, "--items", "q", "--add-up", "--xlsx", "{dir}/sum.xlsx")
	read := func(name string) (shares []string, said bool) {
		f, err := excelize.OpenFile(filepath.Join(s.dir, name), excelize.Options{RawCellValue: true})
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		rows, err := f.GetRows(f.GetSheetList()[0])
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rows {
			if len(r) > 1 && (r[0] == "a" || r[0] == "b" || r[0] == "c") {
				shares = append(shares, r[1])
			}
			said = said || len(r) > 0 && strings.Contains(r[0], "100,00%")
		}
		return shares, said
	}
	if got, said := read("sum.xlsx"); strings.Join(got, " ") != "0.3334 0.3333 0.3333" || !said {
		t.Errorf("shares %q, said %v; want 0.3334 0.3333 0.3333 and a word about it", got, said)
	}
	if got, said := read("plain.xlsx"); strings.HasPrefix(strings.Join(got, " "), "0.3334") || said {
		t.Errorf("without the option: %q, %v", got, said)
	}
}
