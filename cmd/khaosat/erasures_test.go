package main

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
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

// idOf is a response's id that ends with a digit.
func idOf(digit string) string { return "00000000-0000-4000-8000-00000000000" + digit }

// writeList writes a list of erasures as it is given.
func writeList(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "x.erased")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func openList(t *testing.T, path string) *erasures {
	t.Helper()
	list, err := openErasures(path)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func keepAll(t *testing.T, list *erasures, digits ...string) {
	t.Helper()
	for _, digit := range digits {
		if err := list.Keep("a", idOf(digit)); err != nil {
			t.Fatal(err)
		}
	}
}

// A list in any order, with lines that were cut off and one that stands twice, is put in order; nothing is lost.
func TestListOfErasuresIsPutInOrder(t *testing.T) {
	t.Parallel()
	path := writeList(t, "b "+idOf("2")+"\na "+idOf("1")+"\nb "+idOf("2")+"\nc\nd "+idOf("4")[:30])
	list := openList(t, path)
	keepAll(t, list, "9", "0", "9")
	if err := list.Close(); err != nil {
		t.Fatal(err)
	}
	want := "a " + idOf("0") + "\na " + idOf("1") + "\na " + idOf("9") + "\nb " + idOf("2") + "\n"
	if got, err := os.ReadFile(path); err != nil || string(got) != want {
		t.Errorf("got %q, %v", got, err)
	}
}

// A server that has its list open loses nothing when another process opens the same list and puts it in order, also
// when it is killed afterwards: without a Close.
func TestTwoProcessesHaveOneListOfErasures(t *testing.T) {
	t.Parallel()
	path := writeList(t, "")
	server := openList(t, path)
	keepAll(t, server, "5", "3")
	other := openList(t, path)
	keepAll(t, server, "4")
	keepAll(t, other, "1")
	if err := other.Close(); err != nil {
		t.Fatal(err)
	}
	keepAll(t, server, "2")
	after := openList(t, path)
	for _, digit := range []string{"1", "2", "3", "4", "5"} {
		if !after.known["a "+idOf(digit)] {
			t.Errorf("%s is lost", digit)
		}
	}
}

// Many at once, some of which come and go, lose nothing either.
func TestListOfErasuresUnderManyHands(t *testing.T) {
	t.Parallel()
	path := writeList(t, "")
	var all sync.WaitGroup
	for i := range 4 {
		all.Go(func() {
			for j := range 8 {
				list, err := openErasures(path)
				if err == nil {
					err = list.Keep(fmt.Sprint("s", i), idOf(fmt.Sprint(7-j)))
				}
				if err == nil {
					err = list.Close()
				}
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	if n := len(openList(t, path).known); n != 32 {
		t.Errorf("%d lines are left of 32", n)
	}
}

// A crash within a line leaves a beginning of it, that is no response's, and the next line stands below it.
func TestALineOfErasuresThatWasCutIsNone(t *testing.T) {
	t.Parallel()
	path := writeList(t, "")
	server := openList(t, path)
	keepAll(t, server, "2")
	cut := "a " + idOf("3")[:20]
	text, err := os.ReadFile(path)
	if err == nil {
		err = os.WriteFile(path, append(text, cut...), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	keepAll(t, server, "1")
	after := openList(t, path)
	if got := slices.Sorted(maps.Keys(after.known)); !slices.Equal(got, []string{"a " + idOf("1"), "a " + idOf("2")}) {
		t.Errorf("the list is read as %q", got)
	}
}

// Restoring a backup elsewhere reads the list of the folder that it came from, where a server may be running, and
// leaves it as it is.
func TestRestoreLeavesOtherListsAsTheyAre(t *testing.T) {
	t.Parallel()
	s := newShell(t)
	answered(t, s)
	all := ids(s, "{data}")
	list := filepath.Join(s.dir, "data.erased")
	text := "nghi-quyet " + all[2] + "\nnghi-quyet " + all[0] + "\n" // as it is before it is closed
	if err := os.WriteFile(list, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	before, err := os.Stat(list)
	if err != nil {
		t.Fatal(err)
	}
	s.must("restore", "{dir}/b.zip", "--data", "{dir}/else/data")
	if got := ids(s, "{dir}/else/data"); !slices.Equal(got, all[1:2]) {
		t.Errorf("restored are %v, want %v", got, all[1:2])
	}
	after, err := os.Stat(list)
	if err != nil || !os.SameFile(before, after) {
		t.Errorf("the list is another file now: %v", err)
	}
	if got, err := os.ReadFile(list); err != nil || string(got) != text {
		t.Errorf("the list is %q, was %q: %v", got, text, err)
	}
}
