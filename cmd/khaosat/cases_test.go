package main

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// caseFile is a file of testdata/cases.
func caseFile(s *shell, name string) string {
	s.t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", "cases", filepath.FromSlash(name)))
	if err != nil {
		s.t.Fatal(err)
	}
	return s.file(filepath.Base(name), b)
}

// exported are the responses of a survey as CSV, the header first.
func (s *shell) exported(slug string) [][]string {
	s.t.Helper()
	s.must("responses", "export", slug, "-o", "{dir}/exported.csv", "--data", "{data}")
	b, err := os.ReadFile(filepath.Join(s.dir, "exported.csv"))
	if err != nil {
		s.t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(b), "\ufeff"))).ReadAll()
	if err != nil {
		s.t.Fatal(err)
	}
	return rows
}

// has reports whether a row has a value in a column.
func has(rows [][]string, name, value string) bool {
	for i, h := range rows[0] {
		for _, r := range rows[1:] {
			if h == name && r[i] == value {
				return true
			}
		}
	}
	return false
}

func TestAGrownFileAddsOnlyWhatIsNew(t *testing.T) {
	t.Parallel()
	s := newShell(t)
	s.must("form", "import", caseFile(s, "12_reimport_doubles/w1.xlsx"), "--id", "s", "--publish", "--data", "{data}")
	s.must("responses", "import", "s", caseFile(s, "12_reimport_doubles/day1.csv"), "--data", "{data}")
	day2 := caseFile(s, "12_reimport_doubles/day2.csv")
	if code := s.run("responses", "import", "s", day2, "--data", "{data}"); code != exitInput ||
		!strings.Contains(s.errors, "--grown") || !strings.Contains(s.errors, "--others") {
		t.Fatalf("without a word: exit %d\n%s", code, s.errors)
	}
	if n := len(s.exported("s")) - 1; n != 3 {
		t.Fatalf("%d people after a refused import, want 3", n)
	}
	s.must("responses", "import", "s", day2, "--grown", "--data", "{data}")
	s.must("responses", "import", "s", caseFile(s, "12_reimport_doubles/day1crlf.csv"), "--data", "{data}")
	if n := len(s.exported("s")) - 1; n != 4 {
		t.Errorf("%d people, want 4", n)
	}
	s.must("responses", "import", "s", s.file("others.csv", []byte("q\n1\n2\n")), "--others", "--data", "{data}")
	if n := len(s.exported("s")) - 1; n != 6 {
		t.Errorf("%d people with two others, want 6", n)
	}
	if code := s.run("responses", "import", "s", day2, "--grown", "--others", "--data", "{data}"); code != exitUse {
		t.Errorf("both at once: exit %d, want %d", code, exitUse)
	}
}

func TestImportTellsTheEncoding(t *testing.T) {
	t.Parallel()
	s := newShell(t)
	s.must("form", "import", caseFile(s, "07_cp1258_sparse/enc.xlsx"), "--id", "s", "--publish", "--data", "{data}")
	s.must("responses", "import", "s", caseFile(s, "07_cp1258_sparse/enc1258.csv"), "--data", "{data}")
	if !strings.Contains(s.errors, "windows-1258") {
		t.Errorf("the encoding is not said:\n%s", s.errors)
	}
	if rows := s.exported("s"); !has(rows, "ten", "Nguyễn Thị Đào") {
		t.Errorf("no Nguyễn Thị Đào in %q", rows[:2])
	}
}

func TestImportReadsDaysAndTimesOfExcel(t *testing.T) {
	t.Parallel()
	s := newShell(t)
	s.must("form", "import", caseFile(s, "13_xlsx_dates/f1.xlsx"), "--id", "s", "--publish", "--data", "{data}")
	s.must("responses", "import", "s", caseFile(s, "13_xlsx_dates/d3.xlsx"), "--data", "{data}")
	rows := s.exported("s")
	for _, want := range [][3]string{{"2024-02-29", "07:05", "2024-02-29T07:05"},
		{"1900-01-01", "23:59:59", "1999-12-31T23:59:59"}} {
		if !has(rows, "ngay", want[0]) || !has(rows, "gio", want[1]) || !has(rows, "luc", want[2]) {
			t.Errorf("want %q in %q", want, rows)
		}
	}
}
