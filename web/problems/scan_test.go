package problems

import (
	"cmp"
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// The codes of the program are read from its source, by syntax alone. A text constant is a code where a code belongs:
// as an argument whose parameter is called code, in a field or variable Code or code. Besides, every text that looks
// like one and begins like one that is listed counts as raised: it stands in a table, or is handed on.

// raised is a code in the source, with the name of the kind beside it where that is a constant ("NotFound").
type raised struct {
	code, kind string
	sure       bool // stands where a code belongs
	at         token.Position
}

var looksLikeCode = regexp.MustCompile(`^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_-]*)+$`)

// notProduct are the folders whose packages serve tests only, and what is no source of ours.
var notProduct = []string{"test", "testdata", ".git", "build", "answergen", "storetest", "histories", "problems"}

// scanner reads source files in two passes: where codes belong, then which stand there.
type scanner struct {
	files *token.FileSet
	trees []*ast.File
	at    map[string][]int  // name of a function: places of parameters that are codes
	kind  map[string]string // name of a function: the kind of all errors that it makes of its code
	found []raised
}

func scan(t *testing.T) *scanner {
	t.Helper()
	s := &scanner{files: token.NewFileSet(), at: map[string][]int{}, kind: map[string]string{}}
	root := filepath.Join("..", "..")
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && path != root && slices.Contains(notProduct, d.Name()) {
			return fs.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		tree, err := parser.ParseFile(s.files, path, nil, parser.SkipObjectResolution)
		s.trees = append(s.trees, tree)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, tree := range s.trees {
		ast.Inspect(tree, s.parameters)
	}
	for _, tree := range s.trees {
		ast.Inspect(tree, s.places)
	}
	if len(s.found) < 300 {
		t.Fatalf("only %d codes found: the scan no longer understands the source", len(s.found))
	}
	return s
}

// parameters notes which parameters of a function, of a function value with a name and of such a parameter are codes.
func (s *scanner) parameters(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.FuncDecl:
		s.note(n.Name.Name, n.Type)
		s.noteKind(n)
	case *ast.AssignStmt:
		for i, right := range n.Rhs {
			if f, ok := right.(*ast.FuncLit); ok && i < len(n.Lhs) {
				s.note(nameOf(n.Lhs[i]), f.Type)
			}
		}
	case *ast.Field:
		if f, ok := n.Type.(*ast.FuncType); ok {
			for _, name := range n.Names {
				s.note(name.Name, f)
			}
		}
	}
	return true
}

func (s *scanner) note(name string, f *ast.FuncType) {
	i := 0
	for _, field := range f.Params.List {
		for _, p := range field.Names {
			if p.Name == "code" && nameOf(field.Type) == "string" && !slices.Contains(s.at[name], i) {
				s.at[name] = append(s.at[name], i)
			}
			i++
		}
	}
}

// noteKind takes the kind from a function such as func named(err error, code string) { … Error{Kind: NotFound, Code:
// code} }.
func (s *scanner) noteKind(f *ast.FuncDecl) {
	ast.Inspect(f, func(n ast.Node) bool {
		if lit, ok := n.(*ast.CompositeLit); ok {
			kind, code := kindAndCode(lit)
			if nameOf(code) == "code" && strings.ToUpper(kind[:min(1, len(kind))]) == kind[:min(1, len(kind))] {
				s.kind[f.Name.Name] = kind
			}
		}
		return true
	})
}

// kindAndCode are the values of the fields Kind (or status) and Code of a literal, "" and nil where they are not there.
func kindAndCode(lit *ast.CompositeLit) (kind string, code ast.Expr) {
	for _, e := range lit.Elts {
		kv, ok := e.(*ast.KeyValueExpr)
		switch {
		case ok && (nameOf(kv.Key) == "Kind" || nameOf(kv.Key) == "status"):
			kind = nameOf(kv.Value)
		case ok && strings.EqualFold(nameOf(kv.Key), "code"):
			code = kv.Value
		}
	}
	return kind, code
}

// places finds the codes.
func (s *scanner) places(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.CallExpr:
		for _, i := range s.at[nameOf(n.Fun)] {
			if i < len(n.Args) {
				s.sure(n.Args[i], cmp.Or(kindBefore(n.Args, i), s.kind[nameOf(n.Fun)]))
			}
		}
	case *ast.CompositeLit:
		if kind, code := kindAndCode(n); code != nil {
			s.sure(code, kind)
		}
	case *ast.AssignStmt:
		for i, left := range n.Lhs {
			if strings.EqualFold(nameOf(left), "code") && len(n.Rhs) == len(n.Lhs) {
				s.sure(n.Rhs[i], "")
			}
		}
	case *ast.BasicLit:
		if text, ok := textOf(n); ok && looksLikeCode.MatchString(text) {
			s.found = append(s.found, raised{code: text, at: s.files.Position(n.Pos())})
		}
	}
	return true
}

// sure takes a constant that stands where a code belongs. One without a dot is a code of answers or a letter, unless it
// is known.
func (s *scanner) sure(e ast.Expr, kind string) {
	text, ok := textOf(e)
	text, _, _ = strings.Cut(text, ":") // the key of one of several texts
	if ok && (looksLikeCode.MatchString(text) || listed(text)) {
		s.found = append(s.found, raised{code: text, kind: kind, sure: true, at: s.files.Position(e.Pos())})
	}
}

// kindBefore is the constant before the code among the arguments: Fail(NotFound, "survey.not_found", …).
func kindBefore(args []ast.Expr, i int) string {
	if i == 0 {
		return ""
	}
	if name := nameOf(args[i-1]); name != "" && strings.ToUpper(name[:1]) == name[:1] {
		return name
	}
	return ""
}

func nameOf(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return e.Sel.Name
	}
	return ""
}

func textOf(e ast.Expr) (string, bool) {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	text, err := strconv.Unquote(lit.Value)
	return text, err == nil
}

func listed(code string) bool {
	return slices.ContainsFunc(All(), func(p Problem) bool { return p.Code == code })
}

// noProblems are the areas of the catalogue of words whose keys are no codes.
var noProblems = []string{"command", "common", "desk", "help", "respond", "sentence", "xlsx"}

// keysOfWords are the keys of the catalogue, which look like codes: true for those that can be none. short are those of
// sheets, which ask without "xlsx.", and all others.
func keysOfWords(t *testing.T) (keys, short map[string]bool) {
	t.Helper()
	keys, short = map[string]bool{}, map[string]bool{}
	paths, err := filepath.Glob(filepath.Join("..", "..", "survey", "words", "*.vi.json"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no catalogue of words (%v)", err)
	}
	for _, path := range paths {
		area, _, _ := strings.Cut(filepath.Base(path), ".")
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var catalogue map[string]any
		if err := json.Unmarshal(raw, &catalogue); err != nil {
			t.Fatal(err)
		}
		for key := range catalogue {
			keys[key], short[strings.TrimPrefix(key, "xlsx.")] = slices.Contains(noProblems, area), true
		}
	}
	return keys, short
}
