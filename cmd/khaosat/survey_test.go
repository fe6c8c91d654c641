package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// workbookText is what a workbook says, as its cells show it.
func workbookText(t *testing.T, path string) string {
	t.Helper()
	f, err := excelize.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var b strings.Builder
	for _, sheet := range f.GetSheetList() {
		rows, err := f.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			fmt.Fprintln(&b, strings.Join(row, "\t"))
		}
	}
	return b.String()
}

// Case 15: 30 answers of wave 2024 say 1 and 30 of wave 2025 say 4 (1 is approval). By hand 100 % and 0 %; together,
// where somebody asks for that and the workbook says it, 50 %.
func TestWavesAreNotPooled(t *testing.T) {
	t.Parallel()
	s := newShell(t)
	s.must("form", "import", "testdata/waves/w1.xlsx", "--id", "yk", "--publish", "--data", "{data}")
	s.must("responses", "import", "yk", "testdata/waves/wv.csv", "--data", "{data}")
	for _, tt := range []struct{ wave, share, says string }{
		{"2024", "(30/30 ", "\t2024\n"}, {"2025", "(0/30 ", "\t2025\n"}, {"", "(0/30 ", "\t2025\n"},
		{"all", "(30/60 ", "\tmọi đợt\n"},
	} {
		s.must("report", "yk", "-o", "{dir}/r.xlsx", "--wave", tt.wave, "--data", "{data}")
		text := workbookText(t, s.dir+"/r.xlsx")
		if !strings.Contains(text, tt.share) || !strings.Contains(text, "Đợt khảo sát"+tt.says) {
			t.Errorf("wave %q: the workbook does not say %s and %s:\n%.3000s", tt.wave, tt.share, tt.says, text)
		}
	}
	if code := s.run("report", "yk", "-o", "{dir}/r.xlsx", "--wave", "2026", "--data", "{data}"); code != exitInput ||
		!strings.Contains(s.errors, "2026") {
		t.Errorf("a wave that is not there: exit %d, %s", code, s.errors)
	}
	s.must("survey", "set", "yk", "--wave", "2025", "--wave-label", "Đợt hai", "--wave-day", "2025-07-01", "--data",
		"{data}")
	s.must("survey", "show", "yk", "--json", "--data", "{data}")
	var got surveyLine
	if err := json.Unmarshal([]byte(s.out), &got); err != nil || got.Wave != "2025" || len(got.Waves) != 2 ||
		got.Waves[0].Label != "Đợt hai" || got.Waves[0].Day != "2025-07-01" || got.Waves[1].Counted != 30 {
		t.Errorf("%v: %s", err, s.out)
	}
}

func TestSurveySettings(t *testing.T) {
	t.Parallel()
	s := newShell(t)
	s.must("form", "import", "testdata/waves/w1.xlsx", "--id", "yk", "--publish", "--data", "{data}")
	units := s.file("xa.csv",
		[]byte("code,name,level,parent_code,from,to\n1,Cũ,commune,,,2025-06-30\n1,Mới,commune,,2025-07-01,\n"))
	s.must("units", "import", units, "--data", "{data}")
	s.must("survey", "set", "yk", "--units", "xa", "--unit-item", "q", "--data", "{data}")
	if !strings.Contains(s.errors, "--unit-day") {
		t.Errorf("a code of two meanings and no day: nobody asks for one: %s", s.errors)
	}
	s.must("survey", "set", "yk", "--unit-day", "2025-07-01", "--data", "{data}")
	if s.errors != "" {
		t.Errorf("with a day: %s", s.errors)
	}
	for _, bad := range [][]string{{"--units", "khong"}, {"--unit-item", "khong"}, {"--unit-day", "1/7/2025"},
		{"--wave", "all"}, {"--wave-day", "2025-07-01"}} {
		if code := s.run(append([]string{"survey", "set", "yk", "--data", "{data}"}, bad...)...); code != exitInput {
			t.Errorf("%v: exit %d, want %d", bad, code, exitInput)
		}
	}
	s.must("survey", "close", "yk", "--data", "{data}")
	s.must("survey", "list", "--data", "{data}")
	if !strings.HasPrefix(s.out, "yk\t1\tclosed\t") {
		t.Errorf("the list: %q", s.out)
	}
	s.must("survey", "open", "yk", "--data", "{data}")
	s.must("survey", "show", "yk", "--data", "{data}")
	if !strings.Contains(s.out, "closed\tfalse") || !strings.Contains(s.out, "unit-day\t2025-07-01") {
		t.Errorf("the survey: %s", s.out)
	}
}
