package main

import (
	"bytes"
	"context"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/khaosat/khaosat/stats"
)

// tabulateCSV is a stratified cluster sample of 8 rows. By hand, with weights: yes has 2+1+3 of 12 in all.
const tabulateCSV = "district,commune,w,q,age\n" +
	"D1,c1,2,yes,20\nD1,c1,1,no,30\nD1,c2,1,yes,40\nD1,c2,2,no,50\n" +
	"D2,c3,3,yes,60\nD2,c3,1,no,70\nD2,c4,1,no,80\nD2,c4,1,,90\n"

// runTabulate runs the command on a CSV text.
func runTabulate(t *testing.T, csv string, c tabulateCommand) (out, errs string, err error) {
	t.Helper()
	c.File = filepath.Join(t.TempDir(), "data.csv")
	if err := os.WriteFile(c.File, []byte(csv), 0o600); err != nil {
		t.Fatal(err)
	}
	if c.Items == "" {
		c.Items = "all"
	}
	if c.Level == 0 {
		c.Level = 0.95
	}
	if c.Lonely == "" {
		c.Lonely = "adjust"
	}
	c.JSON = c.XLSX == ""
	var stdout, stderr bytes.Buffer
	err = c.Run(&terminal{ctx: context.Background(), lang: "en", stdout: &stdout, stderr: &stderr, read: os.ReadFile,
		write: func(path string, b []byte) error { return os.WriteFile(path, b, 0o600) }}, nil)
	return stdout.String(), stderr.String(), err
}

func TestTabulate(t *testing.T) {
	t.Parallel()
	out, errs, err := runTabulate(t, tabulateCSV,
		tabulateCommand{Items: "q", Banner: "district", Weight: "w", Strata: "district", PSU: "commune", Stats: true})
	if err != nil {
		t.Fatal(err)
	}
	var got stats.Tables
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		t.Fatalf("%v in %s", err, out)
	}
	if got.Rows != 8 || got.Interval != stats.IntervalBeta || got.Level != 0.95 {
		t.Errorf("%d rows, interval %s at %v; want 8, beta with a design, 0.95", got.Rows, got.Interval, got.Level)
	}
	table := &got.Tables[0]
	yes := table.Find("yes", "")
	if yes.Count != 3 || yes.WeightedCount != 6 || math.Abs(float64(yes.Estimate)-6.0/11) > 1e-15 || yes.DF != 2 {
		t.Errorf("yes in all: %+v, want 3 of weight 6 among 11 on 2 degrees of freedom", yes)
	}
	// D2 by hand: p = 3/5; PSU scores (3-0.6*4)/5 and (0-0.6*1)/5, so the variance is 2 * 2 * 0.12².
	if d2 := table.Find("yes", "D2"); math.Abs(float64(d2.SE)-math.Sqrt(4*0.12*0.12)) > 1e-14 {
		t.Errorf("yes in D2: se %v, want %v", d2.SE, math.Sqrt(4*0.12*0.12))
	}
	if b := table.Base("D2"); b.Asked != 4 || b.Answered != 3 || b.Valid != 3 || b.Weighted != 5 {
		t.Errorf("base of D2 %+v, want 4 asked, 3 answering, weight 5", b)
	}
	if !strings.Contains(errs, `"tabulate_s"`) || !strings.Contains(errs, `"peak_bytes"`) {
		t.Errorf("--stats printed %q", errs)
	}
}

// TestTabulateFilter keeps the design: a filter is a subpopulation.
func TestTabulateFilter(t *testing.T) {
	t.Parallel()
	out, _, err := runTabulate(t, tabulateCSV,
		tabulateCommand{Items: "q", Weight: "w", Strata: "district", PSU: "commune",
			Filter: "district = 'D2' and age < 75"})
	if err != nil {
		t.Fatal(err)
	}
	var got stats.Tables
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		t.Fatal(err)
	}
	yes := got.Tables[0].Find("yes", "")
	if got.Rows != 2 || yes.Estimate != 0.75 || yes.DF != 0 {
		t.Errorf("%d rows, %+v; want 2 rows, 3 of 4, no degrees of freedom: one PSU is left", got.Rows, yes)
	}
	if !strings.Contains(out, `"lower":null`) || !strings.Contains(out, `"no_df"`) {
		t.Errorf("an undefined interval is not null with a flag: %s", out)
	}
}

func TestTabulateRefuses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		csv  string
		cmd  tabulateCommand
		want string
		code int
	}{
		"ragged row": {"a,b\n1\n", tabulateCommand{}, "row 1", exitInput},
		"negative weight": {"a,w\n1,2\n1,-1\n", tabulateCommand{Weight: "w"},
			"row 2 (column w): weight -1; weights are 0 or greater (row 1 is the one below the header)", exitInput},
		"no such item":      {tabulateCSV, tabulateCommand{Items: "q9"}, `“q9”`, exitInput},
		"no such column":    {tabulateCSV, tabulateCommand{Filter: "distrct = 'D1'"}, `“distrct”`, exitInput},
		"filter not closed": {tabulateCSV, tabulateCommand{Filter: "district = 'D1"}, "--filter", exitInput},
		"PSU in two strata": {"h,i,q\na,1,x\nb,1,y\n", tabulateCommand{Strata: "h", PSU: "i"}, "PSU 1", exitInput},
		"lonely, fail": {"h,i,q\na,1,x\nb,2,y\nb,3,y\n", tabulateCommand{Strata: "h", PSU: "i", Lonely: "fail"},
			`“a”`, exitInput},
		"fpc too small": {"h,f,q\na,1,x\na,1,x\nb,5,y\n", tabulateCommand{Strata: "h", FPC: "f"}, "smaller",
			exitInput},
		"unknown interval": {tabulateCSV, tabulateCommand{Interval: "magic"}, `“magic”; there are beta, logit`,
			exitUse},
		"unknown policy": {tabulateCSV, tabulateCommand{Lonely: "magic"}, `“magic” is none of fail`, exitUse},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := runTabulate(t, c.csv, c.cmd)
			var out bytes.Buffer
			code := (&terminal{lang: "en", stderr: &out}).exit(err)
			if code != c.code || !strings.Contains(out.String(), c.want) {
				t.Errorf("exit %d, %q; want %d and %q", code, out.String(), c.code, c.want)
			}
		})
	}
}

// TestTabulateWorkbook holds unrounded numbers under formats.
func TestTabulateWorkbook(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "o.xlsx")
	if _, _, err := runTabulate(t, tabulateCSV,
		tabulateCommand{Items: "q", Banner: "district", XLSX: file}); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenFile(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	shown, err := f.GetCellValue("Tables", "B8")
	if err != nil || shown != "42.86%" {
		t.Errorf("yes in all shows %q (%v), want 42.86%%: 3 of 7 after no", shown, err)
	}
	raw, err := f.GetCellValue("Tables", "B8", excelize.Options{RawCellValue: true})
	if err != nil || !strings.HasPrefix(raw, "0.428571428571") {
		t.Errorf("yes in all holds %q (%v), want the unrounded number", raw, err)
	}
}
