package workbook

import (
	"crypto/sha256"
	"hash"
	"math"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/khaosat/khaosat/export/cell"
	"github.com/khaosat/khaosat/survey/versions"
)

// CellValue is what a cell says, without its looks but for its number format: a number or a text. The zero value is an
// empty cell.
type CellValue struct {
	Kind   byte // 'n' number, 't' text, 0 empty
	Text   string
	Number float64
	Format string  // in which it is shown, as plainFormat writes it
	parts  float64 // of a number to be written: the size of what it is the sum of, where that may be larger
	States bool    // to be written: of responses that do not count, which are on no sheet of data
}

func TextValue(s string) CellValue {
	if s == "" {
		return CellValue{}
	}
	return CellValue{Kind: 't', Text: s}
}

func NumberValue(x float64) CellValue { return CellValue{Kind: 'n', Number: x} }

// ValueOf is the value of a cell as the writers of sheets give it.
func ValueOf(v any) CellValue {
	switch v := v.(type) {
	case SumCell:
		out := ValueOf(v.Value)
		out.parts = v.Parts
		return out
	case stateCell:
		out := ValueOf(v.Value)
		out.States = true
		return out
	case excelize.Cell:
		return ValueOf(v.Value)
	case string:
		return TextValue(v)
	case int:
		return NumberValue(float64(v))
	case int64:
		return NumberValue(float64(v))
	case float64:
		return NumberValue(v)
	}
	return CellValue{}
}

// SumCell is a cell with the sum of larger numbers, such as an end of an interval near 0: it keeps fewer digits than
// other figures.
type SumCell struct {
	excelize.Cell
	Parts float64 // size of the largest of them
}

// stateCell is a cell that says how many responses do not count, and why.
type stateCell struct{ excelize.Cell }

// plainCell is the cell of one that tells more to verify.
func plainCell(c any) any {
	switch c := c.(type) {
	case SumCell:
		return c.Cell
	case stateCell:
		return c.Cell
	}
	return c
}

// sheetDigits is how many digits of a number spreadsheet programs keep.
const sheetDigits = 15

// asKept is a number as every spreadsheet program keeps it: rounded to 15 digits. Cells are written so (excelize by
// itself would cut the digits behind), so that a value lies on the grid of its canonical form and noise behind the
// fifteenth digit moves it nowhere.
func asKept(x float64) float64 {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return x
	}
	y, _ := strconv.ParseFloat(strconv.FormatFloat(x, 'e', sheetDigits-1, 64), 64)
	return y
}

// String is the value as it is said in differences.
func (v CellValue) String() string {
	if v.Kind == 'n' {
		return strconv.FormatFloat(v.Number, 'g', -1, 64)
	}
	return v.Text
}

// canonical is the value as a seal covers it: the same after any program has saved the workbook again. Numbers have the
// digits that all programs keep; texts are JSON strings.
func (v CellValue) canonical() string {
	if v.Kind == 'n' {
		return strconv.FormatFloat(v.Number+0, 'e', sheetDigits-1, 64)
	}
	text, _ := cell.JsonText(v.Text)
	return text
}

// Same reports whether a cell that was read says what was recomputed: numbers within the tolerance, texts exactly. A
// program may have turned a number into a text of the same digits, or the other way round.
func (v CellValue) Same(want CellValue, floor float64) bool {
	if want.Kind == 'n' {
		got := v.Number
		if v.Kind == 't' {
			var err error
			if got, err = strconv.ParseFloat(strings.TrimSpace(v.Text), 64); err != nil {
				return false
			}
		}
		return v.Kind != 0 && math.Abs(got-want.Number) <= tolerance*math.Max(floor,
			math.Abs(want.Number))+rounding*want.parts
	}
	return v.String() == want.String()
}

// tolerance is how far a figure may be from its recomputed value: relative beyond a floor, absolute below. Both are
// made from the same counts, only the order of a sum of decimals may differ.
const tolerance = 1e-12

// rounding is how much of the largest part of a sum may be lost in it.
const rounding = 4e-15

// ledger follows what is written into the sheets of a workbook, row by row from the top: a digest of each sheet for the
// seal, and for verify each row as it comes.
type ledger struct {
	digests map[string]hash.Hash
	Row     func(sheet string, row int, cells []CellValue) // nil: nobody listens
	Names   map[string]Place                               // by defined name
	formats map[int]string                                 // of styles
	Series  *versions.Series                               // whose frequencies are being written; nil else
}

func NewLedger() *ledger {
	return &ledger{digests: map[string]hash.Hash{}, Names: map[string]Place{}, formats: map[int]string{}}
}

// add takes one row of cells.
func (l *ledger) add(sheet string, row int, cells []any) {
	values := make([]CellValue, len(cells))
	for i, c := range cells {
		values[i] = ValueOf(c)
		if cell, ok := plainCell(c).(excelize.Cell); ok {
			values[i].Format = l.formats[cell.StyleID]
		}
	}
	l.Digest(sheet, row, values)
	if l.Row != nil {
		l.Row(sheet, row, values)
	}
}

// Digest adds the cells of a row that are not empty to the digest of their sheet: one line for each, "A1 n
// 9.58904109589041e-01" or `A2 t "text"`.
func (l *ledger) Digest(sheet string, row int, values []CellValue) {
	h := l.digests[sheet]
	if h == nil {
		h = sha256.New()
		l.digests[sheet] = h
	}
	for i, v := range values {
		if v.Kind != 0 {
			_, _ = h.Write([]byte(cell.Name(i+1, row) + " " + string(v.Kind) + " " + v.canonical() + "\n"))
		}
	}
}

// Place is where a defined name points to.
type Place struct{ Sheet, Cell string }

func (p Place) String() string { return p.Sheet + "!" + p.Cell }

// ShownAs tells whether a cell that was read shows its value as the one that is made again does: by the same number
// format. A text is shown as it is by the formats that are for texts or for anything.
func (v CellValue) ShownAs(want CellValue) bool {
	if v.Format == want.Format {
		return true
	}
	return (v.Kind == 't' || want.Kind == 't') && (v.Format == "" || v.Format == "@")
}
