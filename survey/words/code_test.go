package words

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// The source is read by syntax alone. A function takes a key when its last parameters are (key or code string, pairs
// ...any); its calls are found by its name: in its own package, and by that of the package before it elsewhere.

// said is a call, with the constants that may be its key (functions of one name may have it at several places) and the
// names that it passes after each; names are nil where they are handed on.
type said struct {
	keys  []string
	names [][]string
	at    token.Position
}

// source is the program without its tests.
type source struct {
	files *token.FileSet
	trees map[string][]*ast.File // by folder
	takes map[string][]int       // "folder name": places of the key among the arguments
}

var notTold = []string{"test", "testdata", ".git", "build", "answergen", "exprgen", "histories"}

func readSource(t *testing.T) *source {
	t.Helper()
	s := &source{token.NewFileSet(), map[string][]*ast.File{}, map[string][]int{}}
	root := filepath.Join("..", "..")
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && path != root && (slices.Contains(notTold, d.Name()) || strings.HasSuffix(d.Name(), "test")):
			return fs.SkipDir
		case d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go"):
			return nil
		}
		tree, err := parser.ParseFile(s.files, path, nil, parser.SkipObjectResolution)
		s.trees[filepath.Base(filepath.Dir(path))] = append(s.trees[filepath.Base(filepath.Dir(path))], tree)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for folder, trees := range s.trees {
		for _, tree := range trees {
			ast.Inspect(tree, func(n ast.Node) bool { s.note(folder, n); return true })
		}
	}
	return s
}

// note keeps the functions that take a key: declared ones, those in variables, and parameters.
func (s *source) note(folder string, n ast.Node) {
	keep := func(name string, f *ast.FuncType) {
		if i := keyOf(f); i >= 0 {
			s.takes[folder+" "+name] = append(s.takes[folder+" "+name], i)
		}
	}
	switch n := n.(type) {
	case *ast.FuncDecl:
		keep(n.Name.Name, n.Type)
	case *ast.AssignStmt:
		for i, right := range n.Rhs {
			if f, ok := right.(*ast.FuncLit); ok && i < len(n.Lhs) {
				keep(lastName(n.Lhs[i]), f.Type)
			}
		}
	case *ast.Field:
		if f, ok := n.Type.(*ast.FuncType); ok {
			for _, name := range n.Names {
				keep(name.Name, f)
			}
		}
	}
}

// keyOf is the place of the key among the parameters, -1 where there is none.
func keyOf(f *ast.FuncType) int {
	var names []string
	for _, field := range f.Params.List {
		for _, name := range field.Names {
			names = append(names, name.Name)
		}
	}
	if n := len(names); n >= 2 && names[n-1] == "pairs" && (names[n-2] == "key" || names[n-2] == "code") {
		return n - 2
	}
	return -1
}

func lastName(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return e.Sel.Name
	}
	return ""
}

// calls lists what is said with a constant key.
func (s *source) calls() []said {
	var out []said
	for folder, trees := range s.trees {
		for _, tree := range trees {
			ast.Inspect(tree, func(n ast.Node) bool {
				if call, ok := n.(*ast.CallExpr); ok {
					out = append(out, s.call(folder, call)...)
				}
				return true
			})
		}
	}
	return out
}

func (s *source) call(folder string, call *ast.CallExpr) []said {
	name := lastName(call.Fun)
	places := s.takes[folder+" "+name]
	if dot, ok := call.Fun.(*ast.SelectorExpr); ok {
		places = slices.Concat(places, s.takes[lastName(dot.X)+" "+name])
		if name == "T" { // of a view
			places = append(places, 0, 1)
		}
	}
	out := said{at: s.files.Position(call.Pos())}
	for _, i := range places {
		if i >= len(call.Args) || i+2 == len(call.Args) && !call.Ellipsis.IsValid() { // one value: the message itself
			continue
		}
		if key, ok := constant(call.Args[i]); ok {
			out.keys, out.names = append(out.keys, key), append(out.names, s.names(call, i+1))
		}
	}
	if out.keys == nil {
		return nil
	}
	return []said{out}
}

func (s *source) names(call *ast.CallExpr, from int) []string {
	rest := call.Args[from:]
	if call.Ellipsis.IsValid() {
		return nil
	}
	names := []string{}
	for i := 0; i < len(rest); i += 2 {
		name, ok := constant(rest[i])
		if !ok {
			return nil
		}
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func constant(e ast.Expr) (string, bool) {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	text, err := strconv.Unquote(lit.Value)
	return text, err == nil
}

// TestCallsFitTheCatalogue: what the program says is there, and every text gets the values that it names.
func TestCallsFitTheCatalogue(t *testing.T) {
	texts := everything(t)[Default]
	calls := readSource(t).calls()
	if len(calls) < 700 {
		t.Fatalf("only %d calls found: the test no longer understands the source", len(calls))
	}
	for _, c := range calls {
		var wrong []string
		for i, key := range c.keys {
			wrong = append(wrong, misfits(texts, key, c.names[i]))
		}
		if !slices.Contains(wrong, "") {
			t.Errorf("%s: %s", c.at, strings.Join(wrong, "; "))
		}
	}
}

// misfits says what is wrong with a call, "" when it fits. Sheets of workbooks ask without "xlsx.".
func misfits(texts map[string]text, key string, names []string) string {
	wrong := strconv.Quote(key) + " is not in the catalogue"
	for _, full := range []string{"xlsx." + key, key} {
		entry, ok := texts[full]
		if ok && (names == nil || slices.Equal(names, places(entry))) {
			return ""
		}
		if ok {
			wrong = fmt.Sprintf("%q asks for %v, the call passes %v", full, places(entry), names)
		}
	}
	return wrong
}
