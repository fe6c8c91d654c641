package xlsx_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/khaosat/khaosat/survey/xlsx"
	"github.com/khaosat/khaosat/survey/xlsx/xlsxtest"
)

func open(t *testing.T, parts map[string]xlsxtest.Part) *xlsx.Book {
	t.Helper()
	b := xlsxtest.Pack(t, parts)
	book, err := xlsx.Open(bytes.NewReader(b), int64(len(b)), xlsx.Data)
	if err != nil {
		t.Fatal(err)
	}
	return book
}

// cells are the cells of a sheet as they are plain text, by name.
func cells(t *testing.T, b *xlsx.Book, s *xlsx.Sheet) map[string]string {
	t.Helper()
	out := map[string]string{}
	for row, err := range b.Rows(s) {
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range row.Cells {
			text := b.Plain(c)
			if c.Formula {
				text = "=" + text
			}
			out[xlsx.CellName(row.Number, c.Column)] = fmt.Sprint(c.Kind, " ", text)
		}
	}
	return out
}

const (
	styles = `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="dd/mm/yyyy;@"/></numFmts><cellStyleXfs><xf numFmtId="9"/></cellStyleXfs>` +
		`<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="46"/></cellXfs><dxfs><dxf><numFmt numFmtId="165" formatCode="0.0"/></dxf></dxfs></styleSheet>`
	shared = `<sst><si><t>Đà Nẵng</t></si><si><r><t>rất </t></r><r><rPr><b/></rPr><t>tốt</t></r></si>` +
		`<si><t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh><phoneticPr fontId="1"/></si><si><t xml:space="preserve"> a_x000D_&#10;b &amp; _x005F_x0041_ _xD83D__xDE00_</t></si><si/></sst>`
)

// What each kind of cell holds, as ECMA-376 part 1 (18.3.1.4, 18.18.11) has it.
func TestCells(t *testing.T) {
	for cell, want := range map[string]string{
		`<c r="B2" t="s"><v>0</v></c>`:                                "B2: 1 Đà Nẵng",
		`<c r="B2" t="s"><v>1</v></c>`:                                "B2: 1 rất tốt",
		`<c r="B2" t="s"><v>2</v></c>`:                                "B2: 1 東京",
		`<c r="B2" t="s"><v> 3 </v></c>`:                              "B2: 1  a\nb & _x0041_ 😀",
		`<c r="B2" t="s"><v>4</v></c>`:                                "B2: 1 ",
		`<c t="inlineStr"><is><r><t>a</t></r><t>b</t></is></c>`:       "A2: 1 ab",
		`<c r="B2" t="str"><f>A1&amp;"x"</f><v>00123x</v></c>`:        "B2: 1 =00123x",
		`<c r="B2"><f>A1</f><v>5</v></c><c><v>6</v></c>`:              "B2: 2 =5, C2: 2 6",
		`<c r="B2"><f>A1</f></c>`:                                     "B2: 0 =",
		`<c r="B2" s="1"/><c r="D2" t="b"><v>1</v></c>`:               "D2: 3 TRUE",
		`<c r="B2" t="b"><v>0</v></c>`:                                "B2: 3 FALSE",
		`<c r="B2" t="e"><f>1/0</f><v>#DIV/0!</v></c>`:                "B2: 5 =#DIV/0!",
		`<c r="B2" t="d"><v>2024-02-29T00:00:00</v></c>`:              "B2: 4 2024-02-29",
		`<c r="B2"><v>1.1000000000000001</v></c>`:                     "B2: 2 1.1",
		`<c r="B2" t="n"><v>1.5E-3</v></c>`:                           "B2: 2 0.0015",
		`<c r="B2"><v>12.0</v></c>`:                                   "B2: 2 12",
		`<c r="B2"><v>12345678901234567890</v></c>`:                   "B2: 2 12345678901234567890",
		`<c r="B2" s="1"><v>45351</v></c>`:                            "B2: 2 2024-02-29",
		`<c r="B2" s="2"><v>45351</v></c>`:                            "B2: 2 2024-02-29",
		`<c r="B2" s="3"><v>1.5</v></c>`:                              "B2: 2 1.5",
		`<c r="B2" s="9"><v>45351</v></c>`:                            "B2: 2 45351",
		`<x:c r="B2" t="str"><x:v>strict</x:v></x:c>`:                 "B2: 1 strict",
		`<c r="B2"><v>7</v></c></row><row><c><v>8</v></c>`:            "A3: 2 8, B2: 2 7",
		`<c r="C2"><v>7</v></c><c r="A2"><v>8</v></c><c><v>9</v></c>`: "A2: 2 8, B2: 2 9, C2: 2 7",
	} {
		t.Run(cell, func(t *testing.T) {
			t.Parallel()
			b := open(t, map[string]xlsxtest.Part{xlsxtest.Shared: xlsxtest.Text(shared),
				xlsxtest.Styles: xlsxtest.Text(styles),
				xlsxtest.Sheet: xlsxtest.Text(`<worksheet><dimension ref="A1"/><sheetData><row r="2">` + cell +
					`</row></sheetData><mergeCells><mergeCell ref="B2:C2"/></mergeCells></worksheet>`)})
			var got []string
			all := cells(t, b, b.Sheets[0])
			for _, name := range []string{"A2", "A3", "B2", "C2", "D2"} {
				if text, ok := all[name]; ok {
					got = append(got, name+": "+text)
				}
			}
			if strings.Join(got, ", ") != want {
				t.Errorf("%q, want %q", strings.Join(got, ", "), want)
			}
			if fmt.Sprint(b.Styles, b.Own, b.Conditional) != "[0 14 164 46] map[164:dd/mm/yyyy;@] [0.0]" {
				t.Errorf("formats %v", b.Formats)
			}
		})
	}
}

// Hidden sheets, charts, names and days from 1904 are told; relations may have other names and absolute targets, and
// namespaces be the strict ones.
func TestWorkbook(t *testing.T) {
	b := open(t, map[string]xlsxtest.Part{
		"xl/other.xml":  xlsxtest.Text(`<x:worksheet xmlns:x="http://purl.oclc.org/ooxml/spreadsheetml/main"><x:sheetData><x:row><x:c s="1"><x:v>43889</x:v></x:c></x:row></x:sheetData></x:worksheet>`),
		xlsxtest.Styles: xlsxtest.Text(styles),
		xlsxtest.Book: xlsxtest.Text(`<workbook xmlns:rel="http://purl.oclc.org/ooxml/officeDocument/relationships"><workbookPr date1904="true"/><sheets><sheet name="ẩn" state="hidden" rel:id="a"/>` +
			`<sheet name="hình" rel:id="b"/><sheet name="rất ẩn" state="veryHidden" rel:id="none"/></sheets><definedNames><definedName name="Tổng">'Trang 1'!$A$1</definedName></definedNames></workbook>`),
		xlsxtest.Links: xlsxtest.Text(`<Relationships><Relationship Id="a" Type="http://purl.oclc.org/ooxml/officeDocument/relationships/worksheet" Target="/xl/other.xml"/>` +
			`<Relationship Id="b" Type="x/chartsheet" Target="chart.xml"/></Relationships>`),
	})
	var got []string
	for _, s := range b.Sheets {
		got = append(got, fmt.Sprintln(s.Name, s.Hidden, s.Cells, cells(t, b, s)))
	}
	if want := "ẩn true true map[A1:2 2024-02-29]\nhình false false map[]\nrất ẩn true false map[]\n"; strings.Join(got,
		"") != want {
		t.Errorf("%v, want %s", got, want)
	}
	if !b.Date1904 || fmt.Sprint(b.Names) != "[{Tổng 'Trang 1'!$A$1}]" {
		t.Errorf("1904 %v, names %v", b.Date1904, b.Names)
	}
}

// What is wrong inside a sheet is refused with the sheet and, where it has one, the cell.
func TestRefusalsHaveAPlace(t *testing.T) {
	for sheet, want := range map[string]string{
		`<worksheet><sheetData><row r="3"><c r="C3" t="s"><v>7</v></c></row></sheetData></worksheet>`: "file.truncated Trang 1!C3 · 3",
		`<worksheet><sheetData><row r="3"><c r="C3"><v>7</v></c></row><row`:                           "file.truncated Trang 1 · 3",
		`<worksheet><sheetData><row r="0"/></sheetData></worksheet>`:                                  "xml.row Trang 1",
		`<worksheet><sheetData><row r="2"><c r="XFE2"><v>1</v></c></row></sheetData></worksheet>`:     "xml.column Trang 1 · 2",
		`<!DOCTYPE x><worksheet/>`: "xml.doctype Trang 1",
	} {
		b := open(t, map[string]xlsxtest.Part{xlsxtest.Sheet: xlsxtest.Text(sheet)})
		var got string
		for _, err := range b.Rows(b.Sheets[0]) {
			if p, ok := xlsx.Problem(err); ok {
				got = p.Code + " " + p.Place.String()
			}
		}
		if got != want {
			t.Errorf("%s: %q, want %q", sheet, got, want)
		}
	}
}

func TestColumnName(t *testing.T) {
	t.Parallel()
	for i, want := range map[int]string{0: "A", 25: "Z", 26: "AA", 701: "ZZ", 702: "AAA", 16383: "XFD"} {
		if got := xlsx.ColumnName(i); got != want {
			t.Errorf("column %d is %s, want %s", i, got, want)
		}
	}
}
