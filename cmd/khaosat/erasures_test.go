package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/khaosat/khaosat/cmd/khaosat/demo"
)

// answered is a survey with three answers, of which a backup was made; it gives the receipts, in order of sending.
func answered(t *testing.T, s *shell, mode ...string) {
	t.Helper()
	s.must(append([]string{"form", "import", s.form(demo.Opinions), "--publish", "--data", "{data}"}, mode...)...)
	s.must("responses", "import", "nghi-quyet", s.file("ba.csv", []byte(header+
		"nhan_dan,tot,tot,tot,1,0,1\nnhan_dan,tot,tot,tot,0,1,2\nnhan_dan,tot,tot,tot,0,0,3\n")), "--data", "{data}")
	s.must("backup", "{dir}/b.zip", "--data", "{data}")
}

// ids lists the responses of a data folder.
func ids(s *shell, data string) []string {
	s.t.Helper()
	s.must("responses", "export", "nghi-quyet", "-o", "{dir}/x.csv", "--all", "--data", data)
	b, err := os.ReadFile(filepath.Join(s.dir, "x.csv"))
	if err != nil {
		s.t.Fatal(err)
	}
	out := regexp.MustCompile(`(?m)^[0-9a-f]{8}-[0-9a-f-]{27}`).FindAllString(string(b), -1)
	slices.Sort(out)
	return out
}

// What was erased since a backup stays erased when that is restored: to the folder that was taken away, to another
// folder of the machine, and to one to which somebody only copied the files. A list that is not there is said.
func TestErasedStaysErased(t *testing.T) {
	t.Parallel()
	for _, mode := range [][]string{nil, {"--anonymous"}} {
		s := newShell(t)
		answered(t, s, mode...)
		all := ids(s, "{data}")
		if len(all) != 3 {
			t.Fatalf("%d answers", len(all))
		}
		gone, stay := all[1], []string{all[0], all[2]}
		s.must("response", "erase", "nghi-quyet", gone, "--data", "{data}")
		data, old := filepath.Join(s.dir, "data"), filepath.Join(s.dir, "old")
		if err := os.Rename(data, old); err != nil {
			t.Fatal(err)
		}
		s.must("restore", "{dir}/b.zip", "--data", "{data}")
		if got := ids(s, "{data}"); !slices.Equal(got, stay) {
			t.Errorf("%v: restored %v, want %v: the backup has %v, which was erased", mode, got, stay, gone)
		}
		s.must("restore", "{dir}/b.zip", "--data", "{dir}/else/data")
		if got := ids(s, "{dir}/else/data"); !slices.Equal(got, stay) {
			t.Errorf("%v: restored elsewhere %v, want %v", mode, got, stay)
		}
		list, err := os.ReadFile(data + ".erased")
		if err != nil || string(list) != "nghi-quyet "+gone+"\n" {
			t.Errorf("%v: the list of erasures holds %q, %v", mode, list, err)
		}
		for _, path := range []string{data + ".erased", filepath.Join(s.dir, "else", "data.erased")} {
			if err := os.Rename(path, path+".away"); err != nil {
				t.Fatal(err)
			}
		}
		s.must("restore", "{dir}/b.zip", "--data", "{dir}/strange/data")
		if !strings.Contains(s.out+s.errors, filepath.Join(s.dir, "strange", "data.erased")) {
			t.Errorf("%v: nothing is said of the list that is not there: %s%s", mode, s.out, s.errors)
		}
		if got := ids(s, "{dir}/strange/data"); !slices.Equal(got, all) {
			t.Errorf("%v: without a list %v came back, want %v", mode, got, all)
		}
		if err := os.Rename(data+".erased.away", filepath.Join(s.dir, "strange", "data.erased")); err != nil {
			t.Fatal(err)
		}
		s.must("response", "erase", "nghi-quyet", all[0], "--data", "{dir}/strange/data") // whatever writes in the folder
		if got := ids(s, "{dir}/strange/data"); !slices.Equal(got, all[2:]) {
			t.Errorf("%v: with the list put there %v, want %v", mode, got, all[2:])
		}
	}
}

// A list in any order, with a line that was cut off and one that stands twice, is put in order; nothing is lost.
func TestListOfErasuresIsPutInOrder(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "x.erased")
	if err := os.WriteFile(path, []byte("b 2\na 1\nb 2\nc"), 0o600); err != nil {
		t.Fatal(err)
	}
	list, err := openErasures(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"9", "0", "9"} {
		if err := list.Keep("a", id); err != nil {
			t.Fatal(err)
		}
	}
	if err := list.Close(); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(path); err != nil || string(got) != "a 0\na 1\na 9\nb 2\n" {
		t.Errorf("got %q, %v", got, err)
	}
}
