package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Words become a line in one place, terminal.tell: nobody else picks the language of a line, or prints an empty one.
func TestLinesAreTold(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("*.go")
	if err != nil || len(files) < 20 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	aside := regexp.MustCompile(`Fprint(ln)?\([^\n]*\.In\(|survey\.Say\([^\n]*\)\.In\(t\.lang\)`)
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range aside.FindAllString(string(source), -1) {
			if !strings.HasSuffix(file, "_test.go") {
				t.Errorf("%s: %s: tell it (terminal.tell)", file, m)
			}
		}
	}
}
