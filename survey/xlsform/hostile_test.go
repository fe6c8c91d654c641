package xlsform_test

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/khaosat/khaosat/survey/xlsform"
	"github.com/khaosat/khaosat/survey/xlsform/xlsformtest"
)

const smallForm = `
| survey |      |      |       |
|        | type | name | label |
|        | text | q1   | Tên   |
`

// part writes one part of a workbook.
type part func(w io.Writer)

func text(s string) part { return func(w io.Writer) { io.WriteString(w, s) } }

// workbook makes a workbook of a good form with some parts replaced or added.
func workbook(t testing.TB, replaced map[string]part) []byte {
	t.Helper()
	good := xlsformtest.Workbook(t, smallForm)
	z, err := zip.NewReader(bytes.NewReader(good), int64(len(good)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	w.RegisterCompressor(zip.Deflate,
		func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestSpeed) })
	for _, f := range z.File {
		if replaced[f.Name] == nil {
			if err := w.Copy(f); err != nil {
				t.Fatal(err)
			}
		}
	}
	for name, write := range replaced {
		p, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		write(p)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

const sheetPart = "xl/worksheets/sheet2.xml"

func sheet(rows string) part {
	return text(`<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>` + rows + `</sheetData></worksheet>`)
}

func repeated(before, s string, n int, after string) part {
	return func(w io.Writer) {
		io.WriteString(w, before)
		piece := strings.Repeat(s, 1000)
		for range n / 1000 {
			io.WriteString(w, piece)
		}
		io.WriteString(w, after)
	}
}

// hostileBook is a workbook that no one makes by accident, or a thing that people rename to .xlsx.
type hostileBook struct {
	name, code string
	data       func() []byte
}

// hostile lists them; the first part are small ones.
func hostile(t testing.TB) []hostileBook {
	doctype := `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><x>&b;</x>`
	wide := func(s string) []byte {
		b := []byte{0xFF, 0xFE}
		for _, u := range utf16.Encode([]rune(s)) {
			b = binary.LittleEndian.AppendUint16(b, u)
		}
		return b
	}
	ole := append([]byte{0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1}, make([]byte, 2000)...)
	encrypted := append(append([]byte{}, ole...), wide("EncryptedPackage")[2:]...)
	good := xlsformtest.Workbook(t, smallForm)
	with := func(name string, p part) func() []byte {
		return func() []byte { return workbook(t, map[string]part{name: p}) }
	}
	is := func(b []byte) func() []byte { return func() []byte { return b } }
	return []hostileBook{
		{"doctype in the sheet", "xml.doctype", with(sheetPart, text(doctype))},
		{"doctype in an unused part", "xml.doctype", with("docProps/extra.xml", text(doctype))},
		{"doctype in the content list", "xml.doctype", with("[Content_Types].xml", text(doctype))},
		{"doctype in UTF-16", "xml.encoding", with(sheetPart, text(string(wide(doctype))))},
		{"deep", "xml.deep", with(sheetPart, repeated("<worksheet>", "<a>", 100_000, ""))},
		{"row number", "xml.row",
			with(sheetPart, sheet(`<row r="4294967295"><c r="A1" t="inlineStr"><is><t>type</t></is></c></row>`))},
		{"row number beyond int", "xml.row", with(sheetPart, sheet(`<row r="99999999999999999999"/>`))},
		{"column", "xml.column",
			with(sheetPart, sheet(`<row r="1"><c r="ZZZZZZZZ1" t="inlineStr"><is><t>type</t></is></c></row>`))},
		{"broken XML", "file.truncated", with(sheetPart, text("<worksheet><sheetData><row"))},
		{"overlapping entries", "file.overlap", func() []byte { return overlapping(good) }},
		{"truncated", "file.truncated", is(good[:len(good)/2])},
		{"directory cut off", "file.truncated", is(good[:len(good)-10])},
		{"xls", "file.xls", is(ole)},
		{"password", "file.encrypted", is(encrypted)},
		{"HTML", "file.not_xlsx", is([]byte("<html><body><table><tr><td>type</td></tr></table></body></html>"))},
		{"CSV", "file.not_xlsx", is([]byte("type,name,label\ntext,q1,Tên\n"))},
		{"random bytes", "file.not_xlsx", is(bytes.Repeat([]byte{1, 2, 0, 255}, 1000))},
		{"another zip", "file.not_xlsx", func() []byte { return otherZip(t, "a.txt") }},
		{"Word", "file.not_xlsx", func() []byte { return otherZip(t, "word/document.xml") }},
		{"empty", "file.empty", is(nil)},
		// large ones
		{"a million merges", "xml.merges", with(sheetPart, merges(1_000_000))},
		{"a flood of tiny cells", "xml.large",
			with(sheetPart, repeated("<worksheet><sheetData>", "<row><c><v>1</v></c></row>", 1_500_000, ""))},
		{"media bomb", "file.bomb", with("xl/media/a.bin", repeated("", strings.Repeat("\x00", 16), 3_000_000, ""))},
		{"too many tags", "xml.large", with(sheetPart, cells(900_000))},
		{"too many shared texts", "xml.large", with("xl/sharedStrings.xml", varied(25<<20))},
		{"one long text", "xml.large", with("xl/sharedStrings.xml", longText(20<<20))},
		{"too much text", "xml.large", with("xl/sharedStrings.xml", largeTexts(24<<20))},
		{"too many parts", "file.parts", func() []byte { return manyParts(t, 30_000) }},
		{"17 MB", "file.large", is(make([]byte, 17<<20))},
	}
}

func merges(n int) part {
	return func(w io.Writer) {
		io.WriteString(w, `<worksheet><sheetData/><mergeCells>`)
		for i := range n {
			fmt.Fprintf(w, `<mergeCell ref="A%d:B%d"/>`, i*7919%1_000_000, i)
		}
		io.WriteString(w, `</mergeCells></worksheet>`)
	}
}

func cells(n int) part {
	return func(w io.Writer) {
		io.WriteString(w, `<worksheet><sheetData>`)
		for i := range n {
			fmt.Fprintf(w, `<row><c><v>%d</v></c></row>`, i*7919%1_000_003)
		}
		io.WriteString(w, `</sheetData></worksheet>`)
	}
}

func varied(n int) part {
	return func(w io.Writer) {
		io.WriteString(w, `<sst>`)
		for i := 0; n > 0; i++ {
			m, _ := fmt.Fprintf(w, `<si><t>%x %x %x</t></si>`, i*7919, i*104729, i)
			n -= m
		}
		io.WriteString(w, `</sst>`)
	}
}

func longText(n int) part {
	return func(w io.Writer) {
		io.WriteString(w, `<sst><si><t>`)
		for i := range n / 20 {
			fmt.Fprintf(w, "%020d", i*7919)
		}
	}
}

func largeTexts(n int) part {
	return func(w io.Writer) {
		io.WriteString(w, `<sst>`)
		for i := range n / 30_000 {
			io.WriteString(w, `<si><t>`)
			for j := range 1500 {
				fmt.Fprintf(w, "%020d", i*7919+j*104729)
			}
			io.WriteString(w, `</t></si>`)
		}
		io.WriteString(w, `</sst>`)
	}
}

func manyParts(t testing.TB, n int) []byte {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i := range n {
		if _, err := w.Create(fmt.Sprintf("p%d", i)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func otherZip(t testing.TB, name string) []byte {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	p, err := w.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	io.WriteString(p, "<a/>")
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// overlapping makes the second entry of the directory point at the data of the first.
func overlapping(good []byte) []byte {
	b := append([]byte{}, good...)
	sig := []byte("PK\x01\x02")
	first := bytes.Index(b, sig)
	second := first + 4 + bytes.Index(b[first+4:], sig)
	copy(b[second+42:second+46], b[first+42:first+46])
	return b
}

// TestHostileWorkbooks: each is refused with one clear line in both languages, without much memory.
func TestHostileWorkbooks(t *testing.T) {
	for _, h := range hostile(t) {
		t.Run(h.name, func(t *testing.T) {
			data := h.data()
			debug.FreeOSMemory()
			before := memory()
			res, err := xlsform.Read(bytes.NewReader(data), int64(len(data)), "x.xlsx")
			used := memory() - before
			if err != nil {
				t.Fatal(err)
			}
			if res.OK || res.Publishable || len(res.Problems) != 1 || res.Problems[0].Code != h.code {
				t.Fatalf("ok %v, problems %+v; want one, %s", res.OK, res.Problems, h.code)
			}
			if w := res.Problems[0].Words; w.In("vi") == "" || w.In("en") == "" || strings.Contains(w.In("en"), "\n") ||
				strings.Contains(w.In("en"), "%!") {
				t.Errorf("words %q, want one line in both languages", w)
			}
			if used > 64<<20 {
				t.Errorf("took %d MiB more memory, want less than 64", used>>20)
			}
			runtime.KeepAlive(data)
		})
	}
}

// memory is what the heap holds of the machine's memory. After debug.FreeOSMemory the difference over a
// piece of work is the most that the work held.
func memory() int64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapSys - m.HeapReleased)
}

// failing is a file on a disk that breaks.
type failing struct{}

func (failing) ReadAt([]byte, int64) (int, error) { return 0, errors.New("disk") }

func TestReadErrorIsOfTheEnvironment(t *testing.T) {
	if res, err := xlsform.Read(failing{}, 1000, "x.xlsx"); err == nil {
		t.Errorf("got %+v, want an error: the workbook is not to blame", res)
	}
}
