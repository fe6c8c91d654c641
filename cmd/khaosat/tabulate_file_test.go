package main

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/khaosat/khaosat/stats"
)

// tabulated is what tabulate prints of a file.
func tabulated(t *testing.T, content string, flags ...string) *stats.Tables {
	t.Helper()
	s := newShell(t)
	s.must(append([]string{"tabulate", s.file("data.csv", []byte(content)), "--json", "--lang", "en"}, flags...)...)
	var out stats.Tables
	if err := json.Unmarshal([]byte(s.out), &out); err != nil {
		t.Fatal(err)
	}
	return &out
}

// shares are the rows of the first table's total with their counts.
func shares(tables *stats.Tables) string {
	var out []string
	for _, c := range tables.Tables[0].Cells {
		if c.Column == nil {
			b, _ := json.Marshal([]any{c.Row, c.Count})
			out = append(out, string(b))
		}
	}
	return strings.Join(out, " ")
}

// The values are those of R and PSPP for the same files (cases 04 to 07 and 17).
func TestTabulateReadsFilesAsTheyCome(t *testing.T) {
	t.Parallel()
	twelve58 := "ten;so\nNguy\xea\xden;1\nNguy\xea\xden;2\nNguyen;3\n"
	for name, c := range map[string]struct {
		file   string
		flags  []string
		want   string
		notice string
	}{
		"NA of R": {"\"id\",\"q\"\n1,\"a\"\n2,NA\n3,\"b\"\n4,\"a\"\n", []string{"--items", "q"},
			`["a",2] ["b",1]`, "“NA”"},
		"blank of SPSS": {"id,q1\n1,1\n2,2\n3, \n4,1\n5, \n", []string{"--items", "q1"}, `["1",2] ["2",1]`,
			""},
		"dash and dot": {"id,q\n1,a\n2,-\n3,.\n4,b\n", []string{"--items", "q"}, `["a",1] ["b",1]`, "“-”"},
		"NA is said to be one": {"id,q\n1,NA\n2,-99\n3,a\n", []string{"--items", "q", "--missing=-99"},
			`["NA",1] ["a",1]`, "“-99”"},
		"none is said": {"id,q\n1,NA\n2,a\n", []string{"--items", "q", "--missing", ""}, `["NA",1] ["a",1]`,
			""},
		"NFD": {"Đánh giá,x\nTốt,1\nTo\u0302\u0301t,2\nKhá,3\n",
			[]string{"--items", "Đa\u0301nh gia\u0301"}, `["Khá",1] ["Tốt",2]`, ""},
		"NFD in the header":  {"Đa\u0301nh gia\u0301,x\nTốt,1\n", []string{"--items", "Đánh giá"}, `["Tốt",1]`, ""},
		"windows-1258":       {twelve58, []string{"--items", "ten"}, `["Nguyen",1] ["Nguyễn",2]`, "windows-1258"},
		"tabs and old lines": {"a\tb\r1\t2\r1\t3\r", []string{"--items", "a"}, `["1",2]`, ""},
		"sep= of Excel":      {"sep=;\r\na;b\r\n1;2\r\n", []string{"--items", "a"}, `["1",1]`, ""},
		"blank rows":         {"a,b\n1,2\n,\n ,\n1,3\n,,,\n", []string{"--items", "a"}, `["1",2]`, "3 blank rows"},
		"comma in a name": {"\"Nghề, việc\",d\n1,2\n2,2\n", []string{"--items", `"Nghề, việc"`},
			`["1",1] ["2",1]`, ""},
		"quote in a name":     {"\"a \"\"b\"\", c\",d\n1,2\n", []string{"--items", `"a ""b"", c"`}, `["1",1]`, ""},
		"blanks round a name": {" id,q1 \n1,1\n2,1\n", []string{"--items", "q1"}, `["1",2]`, ""},
		"a filter of such names": {"\"Nghề, việc\",b>c\n1,x\n2,y\n2,x\n",
			[]string{"--items", `"Nghề, việc"`, "--filter", "${b>c} = 'x' and ${Nghề, việc} = 2"}, `["1",0] ["2",1]`,
			""},
	} {
		t.Run(name, func(t *testing.T) {
			got := tabulated(t, c.file, c.flags...)
			if rows := shares(got); rows != c.want {
				t.Errorf("rows %s, want %s", rows, c.want)
			}
			if said := strings.Join(got.Notices, "\n"); c.notice == "" && said != "" &&
				!strings.Contains(name, "filter") || !strings.Contains(said, c.notice) {
				t.Errorf("notices %q, want %q", said, c.notice)
			}
		})
	}
}

func TestTabulateTakesAnyNameAsBreakAndWeight(t *testing.T) {
	t.Parallel()
	got := tabulated(t, "\"w, final\",\"Nghề, việc\",b>c,d\n1.5,1,x,2\n2,2,y,2\n2,1,y,1\n", "--items", `"Nghề, việc"`,
		"--banner", `"b>c",d>"b>c"`, "--weight", "w, final")
	if len(got.Tables) != 2 || got.Tables[0].Cells[0].WeightedCount != 3.5 {
		t.Fatalf("%+v", got.Tables)
	}
	if b, _ := json.Marshal(got.Tables); !strings.Contains(string(b), `"banner":"b\u003ec"`) {
		t.Errorf("banners: %s", b)
	}
}

// What khaosat exports is tabulated as it was answered: guards of formulas are no part of codes, stated absences are no
// codes.
func TestTabulateReadsTheExportsOfKhaosat(t *testing.T) {
	t.Parallel()
	got := tabulated(t, "\ufeffid,q,y_kien\n1, -x,'=1+1\n2,-99,\"{\"\"missing\"\":\"\"refused\"\"}\"\n3, -x,+84912345678\n4,\"{\"\"missing\"\":\"\"dont_know\"\"}\",'=1+1\n", "--items", "q,y_kien")
	if rows := shares(got); rows != `["-99",1] ["-x",2]` {
		t.Errorf("q: %s", rows)
	}
	if b := got.Tables[0].Bases[0]; b.Asked != 4 || b.Answered != 4 || b.Valid != 3 {
		t.Errorf("bases of q: %+v", b)
	}
	got.Tables = got.Tables[1:]
	if rows := shares(got); rows != `["+84912345678",1] ["=1+1",2]` {
		t.Errorf("y_kien: %s", rows)
	}
}

func TestTabulateReadsWorkbooks(t *testing.T) {
	t.Parallel()
	s := newShell(t)
	s.must("tabulate", caseFile(s, "13_xlsx_dates/d3.xlsx"), "--items", "ngay,tinh", "--json")
	if !strings.Contains(s.out, `"row":"2024-02-29"`) || !strings.Contains(s.out, `"row":"01"`) {
		t.Errorf("printed %s", s.out)
	}
	if code := s.run("tabulate", s.file("x.xls", []byte("\xd0\xcf\x11\xe0\xa1\xb1")), "--json"); code != exitInput ||
		!strings.Contains(s.errors, ".xlsx") {
		t.Errorf("an old Excel file: exit %d, %s", code, s.errors)
	}
}
