package kinds_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// mayAsk are the folders that may ask which kind an item has, each with its reason.
var mayAsk = map[string]string{
	"survey/kinds":     "the table itself",
	"export/histories": "a plain model that judges the product, so it must not read the product's table",
	"web/webtest":      "draws questionnaires for tests",
}

// structure are the kinds that anybody may name: they hold items and no answer, so the tree itself is read by them.
var structure = []string{"Group", "Repeat"}

// A further kind is one entry: nobody switches on kinds, compares with them or keeps a map of them outside the table.
func TestNobodyAsksForAKind(t *testing.T) {
	t.Parallel()
	root := filepath.Join("..", "..")
	names := kindNames(t, filepath.Join(root, "survey", "item.go"))
	if len(names) < 20 || !slices.Contains(names, "Range") {
		t.Fatalf("kinds were not found: %v", names)
	}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		rel, _ := filepath.Rel(root, path)
		switch {
		case err != nil:
			return err
		case d.IsDir() && (rel == "test" || d.Name() == "testdata" || rel != "." && strings.HasPrefix(d.Name(), ".") ||
			mayAsk[filepath.ToSlash(rel)] != ""):
			return fs.SkipDir
		case !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go"):
			return nil
		}
		source, err := os.ReadFile(path)
		for _, q := range asks(t, rel, source, names) {
			t.Errorf("%s: ask for a property of the entry (survey/kinds/kind.go: Kind), not for the kind", q)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// The search finds every way of asking that the program once had.
func TestAskingIsFound(t *testing.T) {
	t.Parallel()
	for _, source := range []string{
		"func f(k survey.ItemKind) bool { return k == survey.Range }",
		"func f(k survey.ItemKind) bool { return survey.Range != k }",
		"func f(k survey.ItemKind) { switch k { case survey.Integer, survey.Range: } }",
		"func f(k survey.ItemKind) { switch { case k == survey.Range: } }",
		"var m = map[survey.ItemKind]int{survey.Range: 1}",
		"var l = []survey.ItemKind{survey.Range}",
		"func f(k survey.ItemKind) bool { return string(k) == \"range\" }",
		"func f(k survey.ItemKind) bool { return k == survey.ItemKind(\"range\") }",
	} {
		if found := asks(t, "x.go", []byte("package x\n\n"+source), []string{"Integer", "Range"}); len(found) == 0 {
			t.Errorf("not found: %s", source)
		}
	}
	plain := "package x\n\nfunc f(k *K) { k.Kind = survey.Range; if k.Kind == survey.Group { g(survey.Range) } }"
	if found := asks(t, "x.go", []byte(plain), []string{"Range"}); len(found) > 0 {
		t.Errorf("found where nobody asks: %v", found)
	}
}

// kindNames are the constants of type ItemKind but for the containers.
func kindNames(t *testing.T, path string) []string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if kind, ok := spec.Type.(*ast.Ident); ok && kind.Name == "ItemKind" &&
			!slices.Contains(structure, spec.Names[0].Name) {
			out = append(out, spec.Names[0].Name)
		}
		return true
	})
	return out
}

// asks finds the places of a file that ask which kind an item has.
func asks(t *testing.T, name string, source []byte, kinds []string) []string {
	t.Helper()
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, name, source, 0)
	if err != nil {
		t.Fatal(err)
	}
	a := asking{set: set, kinds: kinds}
	ast.Inspect(file, a.look)
	return a.found
}

type asking struct {
	set   *token.FileSet
	kinds []string
	found []string
}

func (a *asking) look(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.BinaryExpr:
		if n.Op == token.EQL || n.Op == token.NEQ {
			a.kind(n.X, n.Y)
			a.spelled(n.X, n.Y)
			a.spelled(n.Y, n.X)
		}
	case *ast.CaseClause:
		a.kind(n.List...)
	case *ast.KeyValueExpr:
		a.kind(n.Key)
	case *ast.CompositeLit:
		if list, ok := n.Type.(*ast.ArrayType); ok && isItemKind(list.Elt) {
			a.kind(n.Elts...)
		}
	}
	return true
}

// kind notes which of some expressions are kinds: survey.Range, survey.ItemKind("range").
func (a *asking) kind(list ...ast.Expr) {
	for _, e := range list {
		selected, ok := e.(*ast.SelectorExpr)
		if call, converted := e.(*ast.CallExpr); converted && isItemKind(call.Fun) {
			a.note(e)
		} else if ok && of(selected, "survey") && slices.Contains(a.kinds, selected.Sel.Name) {
			a.note(e)
		}
	}
}

// spelled notes string(x.Kind) beside a written text.
func (a *asking) spelled(x, y ast.Expr) {
	call, ok := x.(*ast.CallExpr)
	if _, text := y.(*ast.BasicLit); !ok || !text || len(call.Args) != 1 {
		return
	}
	if to, ok := call.Fun.(*ast.Ident); !ok || to.Name != "string" {
		return
	}
	switch of := call.Args[0].(type) {
	case *ast.Ident:
		if of.Name == "k" || strings.HasSuffix(strings.ToLower(of.Name), "kind") {
			a.note(x)
		}
	case *ast.SelectorExpr:
		if of.Sel.Name == "Kind" {
			a.note(x)
		}
	}
}

func (a *asking) note(e ast.Expr) { a.found = append(a.found, a.set.Position(e.Pos()).String()) }

func of(s *ast.SelectorExpr, name string) bool {
	x, ok := s.X.(*ast.Ident)
	return ok && x.Name == name
}

func isItemKind(e ast.Expr) bool {
	s, ok := e.(*ast.SelectorExpr)
	return ok && of(s, "survey") && s.Sel.Name == "ItemKind"
}
