package docs_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// No word of prose: it has a capital inside.
var identifier = regexp.MustCompile(`^[A-Za-z][a-z0-9]+[A-Z]\w*$`)

// properNames begin sentences though they have a capital inside.
var properNames = map[string]bool{"LibreOffice": true, "GeoJSON": true, "MongoDB": true, "JavaRosa": true}

// TestCommentsNameWhatTheyDocument: a doc comment that begins with an identifier begins with that of its declaration.
// What was renamed or moved keeps its comment only when that was read again.
func TestCommentsNameWhatTheyDocument(t *testing.T) {
	t.Parallel()
	checked := 0
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") {
			if err == nil && d.IsDir() && (d.Name() == "testdata" || d.Name() == "node_modules") {
				return fs.SkipDir
			}
			return err
		}
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, path, nil, parser.ParseComments)
		if err != nil {
			return err
		}
		for _, decl := range file.Decls {
			if f, ok := decl.(*ast.FuncDecl); ok && f.Doc != nil {
				first, _, _ := strings.Cut(f.Doc.Text(), " ")
				first = strings.TrimRight(first, ":,.\n")
				checked++
				if identifier.MatchString(first) && !properNames[first] && first != f.Name.Name {
					t.Errorf("%s: the comment of %s begins with %s", set.Position(f.Pos()), f.Name.Name, first)
				}
			}
		}
		return nil
	})
	if err != nil || checked < 2000 {
		t.Fatalf("%d comments looked at: %v", checked, err)
	}
}
