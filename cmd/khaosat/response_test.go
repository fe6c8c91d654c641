package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const (
	one = "6f1c2c5e-8a0b-4a3e-9d6b-0f6f5a4c7e01"
	two = "6f1c2c5e-8a0b-4a3e-9d6b-0f6f5a4c7e02"
)

// exportedText is the CSV file of the survey yk.
func (s *shell) exportedText() string {
	s.t.Helper()
	s.must("responses", "export", "yk", "--format", "csv", "-o", "{dir}/out.csv", "--data", "{data}")
	b, err := os.ReadFile(filepath.Join(s.dir, "out.csv"))
	if err != nil {
		s.t.Fatal(err)
	}
	return string(b)
}

// refuses wants a command line to be refused with an exit code and words.
func (s *shell) refuses(code int, words string, line ...string) {
	s.t.Helper()
	if got := s.run(line...); got != code || !strings.Contains(s.errors, words) {
		s.t.Errorf("%q: exit %d, want %d and %q\n%s", line, got, code, words, s.errors)
	}
}

// A response is looked up, put right, rejected, accepted and erased from the command line: on the folder, and through
// the server that holds it.
func TestSingleResponses(t *testing.T) {
	t.Parallel()
	for _, through := range []string{"the folder", "the running server"} {
		t.Run(through, func(t *testing.T) {
			s := newShell(t)
			s.must("form", "import", "testdata/change/form.xlsx", "--id", "yk", "--publish", "--data", "{data}")
			s.must("responses", "import", "yk", "testdata/change/tot.csv", "--data", "{data}")
			if through == "the running server" {
				s.serveIn()
			}
			s.editsOne()
			s.showsOne()
			s.reviewsTwo()
			s.erasesOne()
		})
	}
}

func (s *shell) editsOne() {
	s.t.Helper()
	s.must("response", "list", "yk", "--json", "--data", "{data}")
	var list []struct {
		ID, State string
		Revision  int
		Answers   map[string]any
	}
	if err := json.Unmarshal([]byte(s.out), &list); err != nil || len(list) != 5 || list[0].ID != one ||
		list[0].State != "submitted" || list[0].Revision != 1 || list[0].Answers != nil {
		s.t.Fatalf("list: %v\n%s", err, s.out)
	}
	s.must("responses", "export", "yk", "--format", "csv", "-o", "{dir}/before.csv", "--data", "{data}")
	s.must("report", "yk", "-o", "{dir}/before.xlsx", "--data", "{data}")
	s.must("response", "edit", "yk", one, "--set", "q1=kem", "--why", "gõ nhầm; xem phiếu giấy", "--revision", "1",
		"--data", "{data}")
	s.refuses(exitInput, "bản mới nhất", "response", "edit", "yk", one, "--set", "q1=tot", "--why", "x", "--revision",
		"1", "--data", "{data}")
	s.refuses(exitInput, "answer.choice", "response", "edit", "yk", one, "--set", "q1=xau", "--why", "x", "--data",
		"{data}")
	s.refuses(exitInput, "q9", "response", "edit", "yk", one, "--set", "q9=tot", "--set", "q8=tot", "--why", "x",
		"--data", "{data}")
	if !strings.Contains(s.errors, "q8") {
		s.t.Errorf("of two items that are not there only one is named: %s", s.errors)
	}
	s.refuses(exitUse, "--why", "response", "edit", "yk", one, "--set", "q1=tot", "--data", "{data}")
	if csv := s.exportedText(); !strings.Contains(csv, one+",2,submitted,1,") || strings.Count(csv, ",tot") != 4 ||
		strings.Count(csv, ",kem") != 1 {
		s.t.Errorf("the export after an edit:\n%s", csv)
	}
	for _, before := range []string{"testdata/change/tot.csv", "{dir}/before.csv"} {
		s.must("responses", "import", "yk", before, "--data", "{data}") // as it was before the edit: known
	}
	s.must("verify", "{dir}/before.xlsx", "--data", "{data}") // by the revisions that it was made from, and says so
	if !strings.Contains(s.out+s.errors, one+" đã đổi sau khi lập báo cáo (nay là bản 2)") {
		s.t.Errorf("verify of a report from before the edit: %s%s", s.out, s.errors)
	}
}

func (s *shell) showsOne() {
	s.t.Helper()
	s.must("response", "show", "yk", one, "--json", "--data", "{data}")
	var shown struct {
		Answers   map[string]string
		Revisions []struct {
			By, Why, Changed string
			Answers          map[string]string
		}
	}
	if err := json.Unmarshal([]byte(s.out), &shown); err != nil || len(shown.Revisions) != 2 {
		s.t.Fatalf("show: %v\n%s", err, s.out)
	}
	first, second := shown.Revisions[0], shown.Revisions[1]
	if shown.Answers["q1"] != "kem" || first.Answers["q1"] != "tot" || second.Why != "gõ nhầm; xem phiếu giấy" ||
		second.By == "" || second.Changed == "" || first.By != "" {
		s.t.Errorf("show: %s", s.out)
	}
	s.must("response", "show", "yk", "uuid:"+strings.ToUpper(one), "--data", "{data}")
	if !strings.Contains(s.out, "q1\tkem\n") || !strings.Contains(s.out, "gõ nhầm") {
		s.t.Errorf("show: %s", s.out)
	}
}

func (s *shell) reviewsTwo() {
	s.t.Helper()
	s.must("response", "reject", "yk", two, "--why", "trùng", "--data", "{data}")
	if csv := s.exportedText(); strings.Contains(csv, two) || !strings.Contains(csv, ",kem") {
		s.t.Errorf("the export after a rejection:\n%s", csv)
	}
	s.must("response", "list", "yk", "--state", "rejected", "--data", "{data}")
	if !strings.HasPrefix(s.out, two+"\t2\trejected\t1\t") || strings.Count(s.out, "\n") != 1 {
		s.t.Errorf("list of the rejected: %s", s.out)
	}
	s.must("response", "accept", "yk", two, "--why", "không trùng", "--data", "{data}")
}

func (s *shell) erasesOne() {
	s.t.Helper()
	s.must("report", "yk", "-o", "{dir}/r.xlsx", "--data", "{data}")
	s.must("verify", "{dir}/r.xlsx", "--data", "{data}")
	for range 2 {
		s.must("response", "erase", "yk", one, "--data", "{data}")
	}
	if csv := s.exportedText(); strings.Contains(csv, one) || !strings.Contains(csv, two+",3,submitted") {
		s.t.Errorf("the export after an erasure:\n%s", csv)
	}
	s.must("verify", "{dir}/r.xlsx")
	if code := s.run("verify", "{dir}/r.xlsx", "--data", "{data}"); code != exitDifference {
		s.t.Errorf("a report from before an erasure: exit %d, want %d", code, exitDifference)
	}
	for _, command := range []string{"show", "erase", "accept --why x", "reject --why x", "edit --why x --set q1=tot"} {
		line := append([]string{"response"}, strings.Fields(command)...)
		s.refuses(exitInput, "Không có phiếu này",
			append(line, "yk", "6f1c2c5e-8a0b-4a3e-9d6b-0f6f5a4c7e09", "--data", "{data}")...)
	}
}

// In an anonymous survey an edit keeps no time.
func TestAnAnonymousResponseIsEditedWithoutATime(t *testing.T) {
	t.Parallel()
	s := newShell(t)
	s.must("form", "import", "testdata/change/form.xlsx", "--id", "yk", "--publish", "--data", "{data}", "--anonymous")
	s.must("responses", "import", "yk", "testdata/change/tot.csv", "--data", "{data}")
	s.must("response", "list", "yk", "--data", "{data}")
	id, _, _ := strings.Cut(s.out, "\t")
	s.must("response", "edit", "yk", id, "--set", "q1=kem", "--why", "gõ nhầm", "--json", "--data", "{data}")
	var next map[string]any
	if err := json.Unmarshal([]byte(s.out), &next); err != nil {
		t.Fatal(err)
	}
	if next["changed"] != nil || next["received"] != nil || next["why"] != "gõ nhầm" ||
		fmt.Sprint(next["revision"]) != "2" {
		t.Errorf("an anonymous edit: %s", s.out)
	}
}
