package verify

import (
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/khaosat/khaosat/export/cell"
	"github.com/khaosat/khaosat/export/workbook"
)

// oneDigit changes one digit of a cell, in its first ten significant ones where it is a number; false for a cell
// without any.
func oneDigit(v workbook.CellValue, random *rand.Rand) (workbook.CellValue, bool) {
	text := v.String()
	if v.Kind == 'n' && strings.ContainsAny(text, "eE") {
		v.Number *= 10
		return v, true
	}
	var at []int
	for i, significant := 0, 0; i < len(text) && (v.Kind == 't' || significant < 10); i++ {
		if text[i] >= '0' && text[i] <= '9' {
			at = append(at, i)
			if significant > 0 || text[i] != '0' {
				significant++
			}
		}
	}
	if at == nil {
		return v, false
	}
	b, i := []byte(text), at[random.IntN(len(at))]
	b[i] = '0' + (b[i]-'0'+1+byte(random.IntN(9)))%10
	if v.Kind == 't' {
		return workbook.TextValue(string(b)), true
	}
	return workbook.NumberValue(parsed(string(b))), true
}

func parsed(s string) float64 {
	x, err := strconv.ParseFloat(s, 64)
	if err != nil {
		panic(err)
	}
	return x
}

// EveryChangedDigitIsFound changes one digit of each printed cell of a fresh report that has one, the cells as they
// were read from the file, and compares its row again as Verify does. It returns how many were changed and names those
// that were not found. Verify has compared every row of the file before without a difference, so that what was read is
// what is made again.
func EveryChangedDigitIsFound(t *testing.T, b []byte, seed uint64) (changed int) {
	t.Helper()
	w, err := openWorkbook(b)
	if err != nil {
		t.Fatal(err)
	}
	r, err := w.recipe()
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(seed, 1))
	for _, s := range w.sheets {
		if s == w.sealSheetOf() || strings.HasPrefix(s.name, "Dữ liệu") || strings.HasPrefix(s.name, "Data") {
			continue
		}
		for i, row := range s.rows {
			want := append([]workbook.CellValue{}, row...)
			for col, v := range want {
				other, ok := oneDigit(v, random)
				if !ok {
					continue
				}
				changed++
				c := checker{workbook: w, recipe: r, out: &Verification{}, seen: map[string]map[int]bool{}}
				row[col] = other
				c.row(s.name, i+1, want)
				row[col] = v
				if d := c.out.Differences; len(d) != 1 || d[0].Sheet != s.name || d[0].Cell != cell.Name(col+1, i+1) {
					t.Errorf("%s!%s: %v became %v and %d differences were named", s.name, cell.Name(col+1, i+1), v,
						other, len(d))
				}
			}
		}
	}
	return changed
}

// An end of an interval near 0 is a difference of larger numbers and keeps fewer digits than they do; a digit changed
// beyond that is found.
func TestAnEndOfAnIntervalNearZero(t *testing.T) {
	want := workbook.ValueOf(workbook.SumCell{Cell: excelize.Cell{Value: 1e-7}, Parts: 5})
	for x, same := range map[float64]bool{1e-7: true, 1e-7 + 1e-14: true, 1.00001e-7: false, 1e-6: false} {
		if workbook.NumberValue(x).Same(want, 1e-4) != same {
			t.Errorf("%v is the same as 1e-7 between numbers of 5: %v, want %v", x, !same, same)
		}
	}
	if workbook.NumberValue(1e-7+1e-14).Same(workbook.NumberValue(1e-7), 1e-4) {
		t.Error("1e-7 by itself has all its digits")
	}
}

// One format has several spellings.
func TestPlainFormat(t *testing.T) {
	for code, want := range map[string]string{"General": "", "0.00%": "0.00%", `0.00%" b"`: `0.00%" b"`,
		`0.00%\ "b"`: `0.00%" b"`, `0.00%\ \b`: `0.00%" b"`, `"n = "#,##0`: `"n = "#,##0`,
		`"n"\ "= "#,##0`: `"n = "#,##0`, `"99.99%"`: `"99.99%"`, ";;;": ";;;"} {
		if got := workbook.PlainFormat(code); got != want {
			t.Errorf("%s is %s, want %s", code, got, want)
		}
	}
}
