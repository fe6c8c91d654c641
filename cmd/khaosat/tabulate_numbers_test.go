package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// The weighted count of all rows is the sum of the column w; wanted values are sums by hand.
func TestTabulateReadsNumbersAsPeopleWriteThem(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		file  string
		flags []string
		want  float64
	}{
		"comma":                      {"q;w\na;12,5\na;1.234,5\na;7\n", nil, 1254},
		"comma settles thousands":    {"q;w\na;12.345\na;7,5\n", nil, 12352.5},
		"before the cell in doubt":   {"q;w\na;7,5\na;12.345\n", nil, 12352.5},
		"dot settles a fraction":     {"q,w\na,12.345\na,7.5\n", nil, 19.845},
		"our own export":             {"id,_revision,_state,_channel,q,w\n1,1,submitted,web,a,12.345\n", nil, 12.345},
		"the person says dot":        {"q,w\na,12.345\na,1.500\n", []string{"--decimal", "dot"}, 13.845},
		"the person says comma":      {"q,w\na,12.345\na,1.500\n", []string{"--decimal", "comma"}, 13845},
		"a program's long fractions": {"q,w\na,44.2099990844727\na,0.125\na,1e1\n", nil, 54.3349990844727},
	} {
		t.Run(name, func(t *testing.T) {
			got := tabulated(t, c.file, append([]string{"--items", "q", "--weight", "w"}, c.flags...)...)
			if sum := float64(got.Tables[0].Cells[0].WeightedCount); sum < c.want-1e-9 || sum > c.want+1e-9 {
				t.Errorf("weights add up to %v, want %v", sum, c.want)
			}
		})
	}
}

// Nothing settles it: the cell is named with both ways to write it. A column that says both settles nothing, nor does
// another column: money is written 500.000 beside marks of 7.5.
func TestTabulateRefusesNumbersInDoubt(t *testing.T) {
	t.Parallel()
	for _, file := range []string{"q;w\na;7\na;12.345\n", "q;w\na;7\na;12.345\na;7,5\na;7.5\n",
		"q,w,x\na,7,7.5\na,12.345,8.25\n"} {
		s := newShell(t)
		if code := s.run("tabulate", s.file("x.csv", []byte(file)), "--items", "q", "--weight", "w",
			"--json"); code != exitInput {
			t.Errorf("%q: exit %d", file, code)
		}
		for _, want := range []string{"dòng 2, cột w", "12.345", "12345", "12,3450", "--decimal comma"} {
			if !strings.Contains(s.errors, want) {
				t.Errorf("%q: %q does not say %s", file, s.errors, want)
			}
		}
	}
}

// A cell that a workbook holds as a number is that number, and tells nothing of how the texts beside it are written.
func TestTabulateTellsNumbersOfAWorkbookFromTexts(t *testing.T) {
	t.Parallel()
	f := excelize.NewFile()
	for cell, v := range map[string]any{"A1": "q", "B1": "w", "A2": "a", "B2": 12.345, "A3": "a", "B3": "12.345",
		"A5": "a", "B5": 0.5, "A6": "a", "B6": "7,5"} {
		if err := f.SetCellValue("Sheet1", cell, v); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	got := tabulated(t, b.String(), "--items", "q", "--weight", "w")
	if sum, want := float64(got.Tables[0].Cells[0].WeightedCount), 12.345+12345+0.5+7.5; sum < want-1e-9 ||
		sum > want+1e-9 {
		t.Errorf("weights add up to %v, want %v", sum, want)
	}
}
