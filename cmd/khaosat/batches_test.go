package main

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/khaosat/khaosat/survey"
)

// The case change/: an import is undone, and other content comes in under the same ids. 100 % "tot" becomes 0 %, and
// the report of before no longer passes.
func TestAnImportIsUndoneAndDoneAgain(t *testing.T) {
	t.Parallel()
	s := newShell(t)
	s.must("form", "import", "testdata/change/form.xlsx", "--id", "yk", "--publish", "--data", "{data}")
	s.must("responses", "import", "yk", "testdata/change/tot.csv", "--data", "{data}")
	s.must("report", "yk", "-o", "{dir}/before.xlsx", "--data", "{data}")
	batches := s.batches("yk")
	if len(batches) != 1 || batches[0].Rows != 5 || batches[0].Undone {
		t.Fatalf("the batches are %+v, want one of 5 rows", batches)
	}
	if code := s.run("responses", "undo", "yk", "no-such-import", "--data", "{data}"); code != exitInput {
		t.Errorf("undoing what is not there: exit %d, want %d\n%s", code, exitInput, s.errors)
	}
	s.must("responses", "undo", "yk", batches[0].ID, "--data", "{data}")
	if rows := s.exported("yk"); len(rows) != 1 {
		t.Errorf("%d rows are left after the import was undone, want none", len(rows)-1)
	}
	s.must("responses", "undo", "yk", batches[0].ID, "--data", "{data}")
	s.must("responses", "import", "yk", "testdata/change/kem.csv", "--data", "{data}")
	rows := s.exported("yk")
	if len(rows) != 6 || !has(rows, "q1", "kem") || has(rows, "q1", "tot") {
		t.Errorf("after the other import the rows are %v, want five times kem", rows)
	}
	batches = s.batches("yk")
	if len(batches) != 2 || !batches[0].Undone || batches[1].Undone {
		t.Errorf("the batches are %+v, want one undone and one stored", batches)
	}
	if code := s.run("verify", "{dir}/before.xlsx", "--data", "{data}"); code != exitDifference {
		t.Errorf("the report of before: exit %d, want %d\n%s", code, exitDifference, s.out)
	}
}

// batches are the imports of a survey, as JSON says.
func (s *shell) batches(slug string) []survey.Batch {
	s.t.Helper()
	s.must("responses", "batches", slug, "--json", "--data", "{data}")
	var out []survey.Batch
	if err := json.NewDecoder(strings.NewReader(s.out)).Decode(&out); err != nil {
		s.t.Fatalf("%v in %q", err, s.out)
	}
	return out
}
