// Package xlsxtest packs workbooks out of parts that a test writes.
package xlsxtest

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"io"
	"testing"
)

// Part writes a part of a workbook.
type Part func(io.Writer)

// Text is a part that is written already.
func Text(s string) Part { return func(w io.Writer) { _, _ = io.WriteString(w, s) } }

// Names of the parts that Pack adds where they are not given: a workbook of one sheet called Trang 1, shared texts and
// styles.
const (
	Sheet  = "xl/worksheets/sheet1.xml"
	Shared = "xl/sharedStrings.xml"
	Styles = "xl/styles.xml"
	Book   = "xl/workbook.xml"
	Links  = "xl/_rels/workbook.xml.rels"
)

var usual = map[string]string{
	"[Content_Types].xml": `<Types/>`,
	"_rels/.rels":         `<Relationships><Relationship Id="r" Type="x/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
	Book:                  `<workbook xmlns:r="r"><sheets><sheet name="Trang 1" r:id="r1"/></sheets></workbook>`,
	Links: `<Relationships><Relationship Id="r1" Type="x/worksheet" Target="worksheets/sheet1.xml"/>` +
		`<Relationship Id="r2" Type="x/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="r3" Type="x/styles" Target="/xl/styles.xml"/></Relationships>`,
}

// Pack packs a workbook as tightly as zip can.
func Pack(t testing.TB, parts map[string]Part) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	z.RegisterCompressor(zip.Deflate,
		func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestCompression) })
	write := func(name string, part Part) {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		part(w)
	}
	for name, text := range usual {
		if parts[name] == nil {
			write(name, Text(text))
		}
	}
	for name, part := range parts {
		write(name, part)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
