package export_test

import (
	"archive/zip"
	"bytes"
	"io"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/khaosat/khaosat/cmd/khaosat/demo"
	"github.com/khaosat/khaosat/export"
	"github.com/khaosat/khaosat/stats/recount"
	"github.com/khaosat/khaosat/stats/results"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/stream/streamtest"
)

// opened is a workbook that was written and read again.
type opened struct {
	*excelize.File
	t     *testing.T
	bytes []byte
	names map[string]string // defined names → references
}

func write(t *testing.T, r *results.Results, o export.WorkbookOptions) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := export.Workbook(&b, r, o); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func open(t *testing.T, b []byte) *opened {
	t.Helper()
	streamtest.CheckReach(t, b)
	f, err := excelize.OpenReader(bytes.NewReader(b), excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	out := &opened{File: f, t: t, bytes: b, names: map[string]string{}}
	for _, n := range f.GetDefinedName() {
		out.names[n.Name] = n.RefersTo
	}
	return out
}

// workbook is the report of a survey in a language.
func (w *world) workbook(t *testing.T, lang string) []byte {
	t.Helper()
	return write(t, figures(t, w.board, w.slug), export.WorkbookOptions{Lang: lang, Data: w.counting(t), Documents: documents(t, w.Service, w.slug), Seal: w.Identity()})
}

// documents are what the figures of a survey are made of beside the answers.
func documents(t *testing.T, svc *survey.Service, slug string) *recount.Documents {
	t.Helper()
	d, err := recount.Load(t.Context(), svc, slug)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// demoStore is what the reports in demoBooks were made from.
var demoStore *survey.Service

// demoBooks keeps the reports of the sample surveys for all tests.
var demoBooks = map[string][]byte{}

// demoWorkbook is the report of a sample survey. It must not be changed.
func demoWorkbook(t *testing.T, slug, lang string) []byte {
	t.Helper()
	if demoBooks[slug+lang] == nil {
		svc, board := sample(t)
		for _, key := range [][2]string{{demo.Opinions, "vi"}, {demo.Opinions, "en"}, {demo.Returns, "vi"}} {
			demoBooks[key[0]+key[1]] = write(t, figures(t, board, key[0]), export.WorkbookOptions{Lang: key[1], Data: export.Counting(svc.Responses(t.Context(), admin, key[0])),
				Documents: documents(t, svc, key[0]), Seal: svc.Identity()})
		}
		demoStore = svc
	}
	return demoBooks[slug+lang]
}

// place is the sheet and cell that a name stands for.
func (o *opened) place(name string) (sheet, cell string) {
	o.t.Helper()
	ref, ok := o.names[name]
	if !ok {
		o.t.Fatalf("the workbook has no name %s", name)
	}
	sheet, cell, _ = strings.Cut(ref, "!")
	return strings.ReplaceAll(strings.Trim(sheet, "'"), "''", "'"), strings.ReplaceAll(cell, "$", "")
}

func (o *opened) cell(sheet, cell string) string {
	o.t.Helper()
	s, err := o.GetCellValue(sheet, cell)
	if err != nil {
		o.t.Fatal(err)
	}
	return s
}

func (o *opened) named(name string) string {
	o.t.Helper()
	return o.cell(o.place(name))
}

func (o *opened) number(name string) float64 {
	o.t.Helper()
	x, err := strconv.ParseFloat(o.named(name), 64)
	if err != nil {
		o.t.Fatalf("%s: %v", name, err)
	}
	return x
}

func (o *opened) format(sheet, cell string) int {
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

// rows are the cells of a sheet.
func (o *opened) rows(sheet string) [][]string {
	o.t.Helper()
	rows, err := o.GetRows(sheet)
	if err != nil {
		o.t.Fatal(err)
	}
	return rows
}

// row is the first row of a sheet that has a cell with the text.
func (o *opened) row(sheet, text string) []string {
	o.t.Helper()
	for _, row := range o.rows(sheet) {
		for _, c := range row {
			if c == text {
				return row
			}
		}
	}
	o.t.Fatalf("%s has no cell %q", sheet, text)
	return nil
}

// all is everything that a sheet says, a line for each row.
func (o *opened) all(sheet string) string {
	var out strings.Builder
	for _, row := range o.rows(sheet) {
		out.WriteString(strings.Join(row, "\t") + "\n")
	}
	return out.String()
}

// parts are the files in the workbook whose names begin so.
func (o *opened) parts(prefix string) map[string]string {
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

var sheetNames = map[string][]string{
	"vi": {"Mục lục", "Tổng hợp", "Tần suất", "Theo đơn vị", "Bảng mã", "Dữ liệu", "Phương pháp", "Niêm phong"},
	"en": {"Contents", "Summary", "Frequencies", "By unit", "Codebook", "Data", "Method", "Seal"},
}
