package export

import (
	"crypto/sha256"
	"hash"
	"math"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// cellValue is what a cell says, without its looks but for its number format: a number or a text. The zero value is an empty cell.
type cellValue struct {
	kind   byte // 'n' number, 't' text, 0 empty
	text   string
	number float64
	format string  // in which it is shown, as plainFormat writes it
	parts  float64 // of a number to be written: the size of what it is the sum of, where that may be larger
	states bool    // to be written: of responses that do not count, which are on no sheet of data
}

func textValue(s string) cellValue {
	if s == "" {
		return cellValue{}
	}
	return cellValue{kind: 't', text: s}
}

func numberValue(x float64) cellValue { return cellValue{kind: 'n', number: x} }

// valueOf is the value of a cell as the writers of sheets give it.
func valueOf(v any) cellValue {
	switch v := v.(type) {
	case sumCell:
		out := valueOf(v.Value)
		out.parts = v.parts
		return out
	case stateCell:
		out := valueOf(v.Value)
		out.states = true
		return out
	case excelize.Cell:
		return valueOf(v.Value)
	case string:
		return textValue(v)
	case int:
		return numberValue(float64(v))
	case int64:
		return numberValue(float64(v))
	case float64:
		return numberValue(v)
	}
	return cellValue{}
}

// sumCell is a cell with the sum of larger numbers, such as an end of an interval near 0: it keeps fewer digits than other figures.
type sumCell struct {
	excelize.Cell
	parts float64 // size of the largest of them
}

// stateCell is a cell that says how many responses do not count, and why.
type stateCell struct{ excelize.Cell }

// plainCell is the cell of one that tells more to verify.
func plainCell(c any) any {
	switch c := c.(type) {
	case sumCell:
		return c.Cell
	case stateCell:
		return c.Cell
	}
	return c
}

// sheetDigits is how many digits of a number spreadsheet programs keep.
const sheetDigits = 15

// asKept is a number as every spreadsheet program keeps it: rounded to 15 digits. Cells are written so (excelize by itself would cut the
// digits behind), so that a value lies on the grid of its canonical form and noise behind the fifteenth digit moves it nowhere.
func asKept(x float64) float64 {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return x
	}
	y, _ := strconv.ParseFloat(strconv.FormatFloat(x, 'e', sheetDigits-1, 64), 64)
	return y
}

// String is the value as it is said in differences.
func (v cellValue) String() string {
	if v.kind == 'n' {
		return strconv.FormatFloat(v.number, 'g', -1, 64)
	}
	return v.text
}

// canonical is the value as a seal covers it: the same after any program has saved the workbook again. Numbers have the digits that all
// programs keep; texts are JSON strings.
func (v cellValue) canonical() string {
	if v.kind == 'n' {
		return strconv.FormatFloat(v.number+0, 'e', sheetDigits-1, 64)
	}
	text, _ := jsonText(v.text)
	return text
}

// same reports whether a cell that was read says what was recomputed: numbers within the tolerance, texts exactly. A program may have turned a
// number into a text of the same digits, or the other way round.
func (v cellValue) same(want cellValue, floor float64) bool {
	if want.kind == 'n' {
		got := v.number
		if v.kind == 't' {
			var err error
			if got, err = strconv.ParseFloat(strings.TrimSpace(v.text), 64); err != nil {
				return false
			}
		}
		return v.kind != 0 && math.Abs(got-want.number) <= tolerance*math.Max(floor, math.Abs(want.number))+rounding*want.parts
	}
	return v.String() == want.String()
}

// tolerance is how far a figure may be from its recomputed value: relative beyond a floor, absolute below. Both are made from the same
// counts, only the order of a sum of decimals may differ.
const tolerance = 1e-12

// rounding is how much of the largest part of a sum may be lost in it.
const rounding = 4e-15

// ledger follows what is written into the sheets of a workbook, row by row from the top: a digest of each sheet for the seal, and for
// verify each row as it comes.
type ledger struct {
	digests map[string]hash.Hash
	row     func(sheet string, row int, cells []cellValue) // nil: nobody listens
	names   map[string]place                               // by defined name
	formats map[int]string                                 // of styles
}

func newLedger() *ledger {
	return &ledger{digests: map[string]hash.Hash{}, names: map[string]place{}, formats: map[int]string{}}
}

// add takes one row of cells.
func (l *ledger) add(sheet string, row int, cells []any) {
	values := make([]cellValue, len(cells))
	for i, c := range cells {
		values[i] = valueOf(c)
		if cell, ok := plainCell(c).(excelize.Cell); ok {
			values[i].format = l.formats[cell.StyleID]
		}
	}
	l.digest(sheet, row, values)
	if l.row != nil {
		l.row(sheet, row, values)
	}
}

// digest adds the cells of a row that are not empty to the digest of their sheet: one line for each, "A1 n 9.58904109589041e-01" or
// `A2 t "text"`.
func (l *ledger) digest(sheet string, row int, values []cellValue) {
	h := l.digests[sheet]
	if h == nil {
		h = sha256.New()
		l.digests[sheet] = h
	}
	for i, v := range values {
		if v.kind != 0 {
			_, _ = h.Write([]byte(cellName(i+1, row) + " " + string(v.kind) + " " + v.canonical() + "\n"))
		}
	}
}

// place is where a defined name points to.
type place struct{ sheet, cell string }

func (p place) String() string { return p.sheet + "!" + p.cell }

// shownAs tells whether a cell that was read shows its value as the one that is made again does: by the same number format. A text is shown as
// it is by the formats that are for texts or for anything.
func (v cellValue) shownAs(want cellValue) bool {
	if v.format == want.format {
		return true
	}
	return (v.kind == 't' || want.kind == 't') && (v.format == "" || v.format == "@")
}
