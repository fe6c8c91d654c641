package docs_test

import (
	"go/scanner"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"
)

// columns is how wide a line of code or comment may be, a tab counting as one: what two windows beside each other hold.
const columns = 120

// lengths are how long the lines of a file are without the texts that they quote. A text is not broken for its length:
// whoever looks for it must find it.
func lengths(t *testing.T, path string) []int {
	t.Helper()
	src, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	bare := []byte(string(src))
	set := token.NewFileSet()
	var s scanner.Scanner
	file := set.AddFile(path, -1, len(src))
	s.Init(file, src, nil, scanner.ScanComments)
	for {
		pos, kind, text := s.Scan()
		if kind == token.EOF {
			break
		}
		if at := file.Offset(pos); kind == token.STRING {
			for i := at; i < at+len(text); i++ { // a raw text has all its bytes there: no file has carriage returns
				if bare[i] != '\n' {
					bare[i] = 0
				}
			}
		}
	}
	var out []int
	for line := range strings.Lines(string(bare)) {
		out = append(out, utf8.RuneCountInString(strings.ReplaceAll(strings.TrimRight(line, "\n"), "\x00", "")))
	}
	return out
}

func TestLinesFit(t *testing.T) {
	t.Parallel()
	lines := 0
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == "testdata" || d.Name() == "node_modules"):
			return fs.SkipDir
		case d.IsDir() || !strings.HasSuffix(path, ".go"):
			return nil
		}
		for i, n := range lengths(t, path) {
			if lines++; n > columns {
				t.Errorf("%s:%d has %d columns without its texts, more than %d", path, i+1, n, columns)
			}
		}
		return nil
	})
	if err != nil || lines < 50000 {
		t.Fatalf("%d lines looked at: %v", lines, err)
	}
}
