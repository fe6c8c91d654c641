package exporttest

import (
	"archive/zip"
	"bytes"
	"io"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/khaosat/khaosat/cmd/khaosat/demo"
	"github.com/khaosat/khaosat/export/answers"
	"github.com/khaosat/khaosat/export/workbook"
	"github.com/khaosat/khaosat/stats/recount"
	"github.com/khaosat/khaosat/stats/results"
	"github.com/khaosat/khaosat/survey/service"
	"github.com/khaosat/khaosat/survey/stream/streamtest"
)

// opened is a workbook that was written and read again.
type opened struct {
	*excelize.File
	t     *testing.T
	bytes []byte
	Names map[string]string // defined names → references
}

func Write(t *testing.T, r *results.Results, o workbook.WorkbookOptions) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := workbook.Workbook(&b, r, o); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func Open(t *testing.T, b []byte) *opened {
	t.Helper()
	streamtest.CheckDimension(t, b)
	f, err := excelize.OpenReader(bytes.NewReader(b), excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	out := &opened{File: f, t: t, bytes: b, Names: map[string]string{}}
	for _, n := range f.GetDefinedName() {
		out.Names[n.Name] = n.RefersTo
	}
	return out
}

// Workbook is the report of a survey in a language.
func (w *World) Workbook(t *testing.T, lang string) []byte {
	t.Helper()
	return Write(t, Figures(t, w.Board, w.Slug),
		workbook.WorkbookOptions{Lang: lang, Data: w.Counting(t), Documents: Documents(t, w.Service, w.Slug),
			Seal: w.Identity()})
}

// Documents are what the figures of a survey are made of beside the answers.
func Documents(t *testing.T, svc *service.Service, slug string) *recount.Documents {
	t.Helper()
	d, err := recount.Load(t.Context(), svc, slug)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// DemoStore is what the reports in demoBooks were made from.
var DemoStore *service.Service

// demoBooks keeps the reports of the sample surveys for all tests.
var demoBooks = map[string][]byte{}

// DemoWorkbook is the report of a sample survey. It must not be changed.
func DemoWorkbook(t *testing.T, slug, lang string) []byte {
	t.Helper()
	if demoBooks[slug+lang] == nil {
		svc, board := Sample(t)
		for _, key := range [][2]string{{demo.Opinions, "vi"}, {demo.Opinions, "en"}, {demo.Returns, "vi"}} {
			demoBooks[key[0]+key[1]] = Write(t, Figures(t, board, key[0]),
				workbook.WorkbookOptions{Lang: key[1],
					Data:      answers.Counting(svc.Responses(t.Context(), Admin, key[0])),
					Documents: Documents(t, svc, key[0]), Seal: svc.Identity()})
		}
		DemoStore = svc
	}
	return demoBooks[slug+lang]
}

// Place is the sheet and cell that a name stands for.
func (o *opened) Place(name string) (sheet, cell string) {
	o.t.Helper()
	ref, ok := o.Names[name]
	if !ok {
		o.t.Fatalf("the workbook has no name %s", name)
	}
	sheet, cell, _ = strings.Cut(ref, "!")
	return strings.ReplaceAll(strings.Trim(sheet, "'"), "''", "'"), strings.ReplaceAll(cell, "$", "")
}

func (o *opened) Cell(sheet, cell string) string {
	o.t.Helper()
	s, err := o.GetCellValue(sheet, cell)
	if err != nil {
		o.t.Fatal(err)
	}
	return s
}

func (o *opened) Named(name string) string {
	o.t.Helper()
	return o.Cell(o.Place(name))
}

func (o *opened) Number(name string) float64 {
	o.t.Helper()
	x, err := strconv.ParseFloat(o.Named(name), 64)
	if err != nil {
		o.t.Fatalf("%s: %v", name, err)
	}
	return x
}

func (o *opened) Format(sheet, cell string) int {
	o.t.Helper()
	id, err := o.GetCellStyle(sheet, cell)
	if err != nil {
		o.t.Fatal(err)
	}
	style, err := o.GetStyle(id)
	if err != nil {
		o.t.Fatal(err)
	}
	return style.NumFmt
}

// Rows are the cells of a sheet.
func (o *opened) Rows(sheet string) [][]string {
	o.t.Helper()
	rows, err := o.GetRows(sheet)
	if err != nil {
		o.t.Fatal(err)
	}
	return rows
}

// Row is the first row of a sheet that has a cell with the text.
func (o *opened) Row(sheet, text string) []string {
	o.t.Helper()
	for _, row := range o.Rows(sheet) {
		for _, c := range row {
			if c == text {
				return row
			}
		}
	}
	o.t.Fatalf("%s has no cell %q", sheet, text)
	return nil
}

// All is everything that a sheet says, a line for each row.
func (o *opened) All(sheet string) string {
	var out strings.Builder
	for _, row := range o.Rows(sheet) {
		out.WriteString(strings.Join(row, "\t") + "\n")
	}
	return out.String()
}

// Parts are the files in the workbook whose names begin so.
func (o *opened) Parts(prefix string) map[string]string {
	o.t.Helper()
	z, err := zip.NewReader(bytes.NewReader(o.bytes), int64(len(o.bytes)))
	if err != nil {
		o.t.Fatal(err)
	}
	out := map[string]string{}
	for _, f := range z.File {
		if !strings.HasPrefix(f.Name, prefix) {
			continue
		}
		r, err := f.Open()
		if err != nil {
			o.t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err != nil {
			o.t.Fatal(err)
		}
		out[f.Name] = string(b)
	}
	return out
}

var SheetNames = map[string][]string{
	"vi": {"Mục lục", "Tổng hợp", "Tần suất", "Theo đơn vị", "Bảng mã", "Dữ liệu", "Phương pháp", "Niêm phong"},
	"en": {"Contents", "Summary", "Frequencies", "By unit", "Codebook", "Data", "Method", "Seal"},
}
