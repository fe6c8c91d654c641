package main

import (
	"reflect"
	"strings"
	"testing"
)

// TestServersCarryEveryCommand: a command that has a data folder goes through the server that holds it.
func TestServersCarryEveryCommand(t *testing.T) {
	t.Parallel()
	beside := map[string]bool{"serve": true, "report": true, "backup": true, "restore": true, "doctor": true}
	var hasPlace func(reflect.Type) bool
	hasPlace = func(c reflect.Type) bool {
		if c.Kind() != reflect.Struct || c == reflect.TypeFor[place]() {
			return c == reflect.TypeFor[place]()
		}
		for field := range c.Fields() {
			if hasPlace(field.Type) {
				return true
			}
		}
		return false
	}
	for field := range reflect.TypeFor[commands]().Fields() {
		name := strings.ToLower(field.Name)
		if want := hasPlace(field.Type) && !beside[name]; carried[name] != want {
			t.Errorf("%s: carried %v, want %v", name, carried[name], want)
		}
	}
}

// TestQuotasThroughTheRunningServer: quotas and sampling frames are set while the server takes answers.
func TestQuotasThroughTheRunningServer(t *testing.T) {
	t.Parallel()
	s := newShell(t)
	s.serveIn()
	s.must("form", "import", "testdata/waves/w1.xlsx", "--id", "yk", "--publish", "--data", "{data}")
	s.must("quota", "set", "yk", s.file("q.csv", []byte("class,quota\n,5\n")), "--data", "{data}")
	s.must("quota", "list", "yk", "--data", "{data}")
	if s.out != "\t\t0\t5\t\n" {
		t.Errorf("quota list printed %q", s.out)
	}
	s.must("frame", "import", "yk", s.file("f.csv", []byte("unit,planned\n1,20\n")), "--data", "{data}")
}

// TestQuotasFromTheCommandLine: set, listed with what counts, judged by cell, taken away.
func TestQuotasFromTheCommandLine(t *testing.T) {
	t.Parallel()
	s := invitingShell(t)
	s.must("quota", "set", "yk", s.file("q.csv", []byte("unit,class,quota\n1,,1\n,,5\n")), "--data", "{data}")
	s.must("responses", "import", "yk", s.file("r.csv", []byte("q,_unit\n1,1\n2,1\n1,2\n")), "--data", "{data}")
	s.must("quota", "list", "yk", "--data", "{data}")
	if want := "1\t\t2\t1\tfull\n\t\t3\t5\t\n"; s.out != want { // what is imported counts, and stops nothing
		t.Errorf("quota list printed %q, want %q", s.out, want)
	}
	s.must("quota", "list", "yk", "--json", "--data", "{data}")
	if !strings.Contains(s.out, `"quota":5`) || !strings.Contains(s.out, `"have":3`) {
		t.Errorf("quota list --json printed %s", s.out)
	}
	if code := s.run("quota", "set", "yk", s.file("bad.csv", []byte("unit,quota\n9,x\n")), "--data", "{data}"); code == exitWell ||
		!strings.Contains(s.errors, "2 · unit") || !strings.Contains(s.errors, "2 · quota") {
		t.Errorf("exit %d, %s", code, s.errors)
	}
	if code := s.run("quota", "set", "yk", "{dir}/q.csv", "--wave", "2099", "--data", "{data}"); code == exitWell {
		t.Error("a wave that the survey has not is taken")
	}
	s.must("frame", "import", "yk", s.file("f.csv", []byte("unit,planned\n1,20\n2,30\n")), "--data", "{data}")
	s.must("quota", "list", "yk", "--data", "{data}")
	if strings.Count(s.out, "\n") != 2 {
		t.Errorf("after a sampling frame was imported: %q", s.out)
	}
	s.must("quota", "set", "yk", s.file("none.csv", []byte("unit,quota\n")), "--data", "{data}")
	s.must("quota", "list", "yk", "--data", "{data}")
	if s.out != "" {
		t.Errorf("quotas are left: %q", s.out)
	}
}
