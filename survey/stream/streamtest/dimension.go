// Package streamtest judges workbooks by the cells that they hold.
package streamtest

import (
	"archive/zip"
	"bytes"
	"io"
	"regexp"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

var (
	dimension = regexp.MustCompile(`<dimension ref="([^"]*)"`)
	cell      = regexp.MustCompile(`<c r="([A-Z]+[0-9]+)"`)
)

// CheckDimension fails the test where a sheet says another range than its cells have, and gives the ranges by part
// ("sheet1.xml").
func CheckDimension(t testing.TB, workbook []byte) map[string]string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(workbook), int64(len(workbook)))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, f := range z.File {
		name, ok := strings.CutPrefix(f.Name, "xl/worksheets/")
		if !ok || !strings.HasSuffix(name, ".xml") {
			continue
		}
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		x, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		said := ""
		if m := dimension.FindSubmatch(x); m != nil {
			said = string(m[1])
		}
		if want := dimensionOf(t, x); said != want {
			t.Errorf("%s says that its cells are %q, they are %q", f.Name, said, want)
		}
		out[name] = said
	}
	if len(out) == 0 {
		t.Error("the workbook has no sheets")
	}
	return out
}

// dimensionOf is the range from A1 to the last column and row that a cell stands in.
func dimensionOf(t testing.TB, x []byte) string {
	columns, rows := 1, 1
	for _, m := range cell.FindAllSubmatch(x, -1) {
		c, r, err := excelize.CellNameToCoordinates(string(m[1]))
		if err != nil {
			t.Fatal(err)
		}
		columns, rows = max(columns, c), max(rows, r)
	}
	last, err := excelize.CoordinatesToCellName(columns, rows)
	if err != nil {
		t.Fatal(err)
	}
	if last == "A1" {
		return last
	}
	return "A1:" + last
}
