package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/khaosat/khaosat/survey"
)

func versionFile(name string) string { return "testdata/versions/" + name }

// diff is form diff --json in the short form of tests: "item code kind effect", with ? where a decision and ! where a confirmation is wanted.
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
		out = append(out, strings.Join(strings.Fields(fmt.Sprint(c.Item, " ", c.Code, " ", c.Kind, " ", c.Effect)), " ")+
			map[bool]string{true: "?"}[c.Decide]+map[bool]string{true: "!"}[c.Confirm])
	}
	return strings.Join(out, ", ")
}

// TestFormDiff: the differences to the current version come before publishing, and what would part the figures is not published unasked.
func TestFormDiff(t *testing.T) {
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
		if code := s.run("form", "import", versionFile(tt.is), "--id", tt.slug, "--publish", "--data", "{data}"); (code == exitInput) != refused {
			t.Errorf("%s: exit %d, refused should be %v:\n%s", tt.slug, code, refused, s.errors)
		}
		if refused {
			if s.out != "" || !strings.Contains(s.errors, "--accept-changes") {
				t.Errorf("%s: out %q, errors %s", tt.slug, s.out, s.errors)
			}
			s.must("form", "import", versionFile(tt.is), "--id", tt.slug, "--publish", "--accept-changes", "--data", "{data}")
		}
		if s.out != tt.slug+" 2\n" {
			t.Errorf("form import printed %q, want the slug and version", s.out)
		}
	}
	if code := s.run("form", "import", versionFile("dv1.xlsx"), "--id", "boma", "--publish", "--data", "{data}"); code != exitInput || !strings.Contains(s.errors, "--accept-changes") {
		t.Errorf("an older number went back in silence: exit %d\n%s", code, s.errors)
	}
	s.must("form", "import", versionFile("dv1.xlsx"), "--id", "boma", "--publish", "--accept-changes", "--data", "{data}")
	if s.out != "boma 1\n" || !strings.Contains(s.errors, "Quay về phiên bản “1”") {
		t.Errorf("going back was not said: %q %s", s.out, s.errors)
	}
}

// TestDecisionsAreBackedUp: what was decided when a version was published is in a backup.
func TestDecisionsAreBackedUp(t *testing.T) {
	s := newShell(t)
	s.must("form", "import", versionFile("s1b.xlsx"), "--id", "s", "--publish", "--data", "{data}")
	s.must("form", "import", versionFile("s3b.xlsx"), "--id", "s", "--publish", "--pool", "q", "--data", "{data}")
	s.must("backup", "{dir}/b.zip", "--data", "{data}")
	s.must("restore", "{dir}/b.zip", "--data", "{dir}/again")
	p := place{Data: s.dir + "/again"}
	err := p.reading(&terminal{ctx: t.Context()}, func(svc *survey.Service) error {
		v, err := svc.Version(t.Context(), "s", "2")
		if err == nil && (v.By != system.Name || len(v.Decisions) != 1 || v.Decisions[0] != (survey.Decision{Item: "q", Merge: survey.Pool})) {
			t.Errorf("restored %+v", v)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
