package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/service"
)

func versionFile(name string) string { return "testdata/versions/" + name }

// diff is form diff --json in the short form of tests: "item code kind effect", with ? where a decision and ! where a
// confirmation is wanted.
func (s *shell) diff(form, slug string, more ...string) string {
	s.t.Helper()
	s.must(append([]string{"form", "diff", versionFile(form), "--id", slug, "--json", "--data", "{data}"}, more...)...)
	var got struct {
		Changes []changeJSON `json:"changes"`
	}
	if err := json.Unmarshal([]byte(s.out), &got); err != nil {
		s.t.Fatal(err)
	}
	var out []string
	for _, c := range got.Changes {
		if c.Message == "" {
			s.t.Errorf("%+v has no message", c)
		}
		out = append(out, strings.Join(strings.Fields(fmt.Sprint(c.Item, " ", c.Code, " ", c.Kind, " ", c.Effect)),
			" ")+
			map[bool]string{true: "?"}[c.Decide]+map[bool]string{true: "!"}[c.Confirm])
	}
	return strings.Join(out, ", ")
}

// TestFormDiff: the differences to the current version come before publishing, and what would part the figures is not
// published unasked.
func TestFormDiff(t *testing.T) {
	t.Parallel()
	s := newShell(t)
	for _, tt := range []struct{ slug, was, is, want string }{
		{"boma", "dv1.xlsx", "dv2.xlsx", "q 4 meaning apart!, q 5 removed apart"},
		{"khoa", "kv1.xlsx", "kv2.xlsx", "moi renamed pooled, moi wording pooled, x added pooled, bo removed apart"},
		{"k", "k1.xlsx", "k2.xlsx", "q type apart!, q wording apart"},
		{"w", "w1.xlsx", "w3.xlsx", "q 3 removed pooled, q 4 removed pooled"},
		{"s", "s1b.xlsx", "s3b.xlsx", "q 1 meaning apart!, q 2 meaning apart!, q 3 meaning apart!, q 4 meaning apart!"},
	} {
		s.must("form", "import", versionFile(tt.was), "--id", tt.slug, "--publish", "--data", "{data}")
		if got := s.diff(tt.is, tt.slug); got != tt.want {
			t.Errorf("%s: got %s\nwant %s", tt.slug, got, tt.want)
		}
		if got := s.diff(tt.was, tt.slug); got != "" {
			t.Errorf("%s against itself: %s", tt.slug, got)
		}
		refused := strings.Contains(tt.want, "!")
		if code := s.run("form", "import", versionFile(tt.is), "--id", tt.slug, "--publish", "--data",
			"{data}"); (code == exitInput) != refused {
			t.Errorf("%s: exit %d, refused should be %v:\n%s", tt.slug, code, refused, s.errors)
		}
		if refused {
			if s.out != "" || !strings.Contains(s.errors, "--accept-changes") {
				t.Errorf("%s: out %q, errors %s", tt.slug, s.out, s.errors)
			}
			s.must("form", "import", versionFile(tt.is), "--id", tt.slug, "--publish", "--accept-changes", "--data",
				"{data}")
		}
		if s.out != tt.slug+" 2\n" {
			t.Errorf("form import printed %q, want the slug and version", s.out)
		}
	}
	if code := s.run("form", "import", versionFile("dv1.xlsx"), "--id", "boma", "--publish", "--data",
		"{data}"); code != exitInput || !strings.Contains(s.errors, "--accept-changes") {
		t.Errorf("an older number went back in silence: exit %d\n%s", code, s.errors)
	}
	s.must("form", "import", versionFile("dv1.xlsx"), "--id", "boma", "--publish", "--accept-changes", "--data",
		"{data}")
	if s.out != "boma 1\n" || !strings.Contains(s.errors, "Quay về phiên bản “1”") {
		t.Errorf("going back was not said: %q %s", s.out, s.errors)
	}
}

// TestDecisionsAreBackedUp: what was decided when a version was published is in a backup.
func TestDecisionsAreBackedUp(t *testing.T) {
	t.Parallel()
	s := newShell(t)
	s.must("form", "import", versionFile("s1b.xlsx"), "--id", "s", "--publish", "--data", "{data}")
	s.must("form", "import", versionFile("s3b.xlsx"), "--id", "s", "--publish", "--pool", "q", "--data", "{data}")
	s.must("backup", "{dir}/b.zip", "--data", "{data}")
	s.must("restore", "{dir}/b.zip", "--data", "{dir}/again")
	p := place{Data: s.dir + "/again"}
	err := p.reading(&terminal{ctx: t.Context()}, func(svc *service.Service) error {
		v, err := svc.Version(t.Context(), "s", "2")
		if err == nil && (v.By != system.Name || len(v.Decisions) != 1 ||
			v.Decisions[0] != (survey.Decision{Item: "q", Merge: survey.Pool})) {
			t.Errorf("restored %+v", v)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestRowsOfOlderVersions: rows are read under the version that they name, whatever the items are called there, and
// what goes out comes in again.
func TestRowsOfOlderVersions(t *testing.T) {
	t.Parallel()
	s := newShell(t)
	for _, pair := range [][3]string{{"k", "k1.xlsx", "k2.xlsx"}, {"khoa", "kv1.xlsx", "kv2.xlsx"}} {
		s.must("form", "import", versionFile(pair[1]), "--id", pair[0], "--publish", "--data", "{data}")
		s.must("form", "import", versionFile(pair[2]), "--id", pair[0], "--publish", "--accept-changes", "--data",
			"{data}")
	}
	s.must("responses", "import", "k", s.file("k.csv", []byte("q,_version\n7,1\n9,1\n3,2\n")), "--data", "{data}")
	s.must("responses", "import", "khoa",
		s.file("khoa.csv", []byte("cu,moi,bo,x,_version\n1,,2,,1\n,2,,hay,\n,3,,,1\n")), "--data", "{data}")
	for slug, want := range map[string][]string{"k": {",7", ",9", "3,"}, "khoa": {"1,,2", "2,hay,", "3,,"}} {
		s.must("responses", "export", slug, "-o", "{dir}/out.csv", "--data", "{data}")
		b, err := os.ReadFile(filepath.Join(s.dir, "out.csv"))
		if err != nil {
			t.Fatal(err)
		}
		for _, end := range want {
			if !strings.Contains(string(b), "Z,"+end+"\n") {
				t.Errorf("%s: no row ends with %q:\n%s", slug, end, b)
			}
		}
		s.must("responses", "import", slug, "{dir}/out.csv", "--data", "{data}")
		if !strings.Contains(s.out+s.errors, "Đã nhập 0 phiếu, 3 phiếu đã có từ trước") {
			t.Errorf("%s: what went out and came in again: %s%s", slug, s.out, s.errors)
		}
		s.must("report", slug, "-o", "{dir}/r.xlsx", "--data", "{data}")
		s.must("verify", "{dir}/r.xlsx")
		s.must("verify", "{dir}/r.xlsx", "--data", "{data}")
	}
	for file, code := range map[string]string{"x,_version\nhay,1\n": "column.other_version",
		"cu,moi,_version\n1,2,1\n": "column.twice", "khong_co,_version\n1,1\n": "column.unknown"} {
		if exit := s.run("responses", "import", "khoa", s.file("bad.csv", []byte(file)), "--data",
			"{data}"); exit != exitInput || !strings.Contains(s.errors, code) {
			t.Errorf("%q: exit %d, %s, want %s", file, exit, s.errors, code)
		}
	}
}
