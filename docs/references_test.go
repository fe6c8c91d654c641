package docs

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
)

// pages are the documents that say where things are, and the folders that their bare file names stand in; "*" is any
// folder.
var pages = []struct{ glob, folder string }{
	{"README.md", ""},
	{"CONTRIBUTING.md", ""},
	{"docs/architecture.md", ""},
	{"docs/glossary.md", ""},
	{"docs/benchmarks.md", "*"},
	{"docs/methods.md", "stats"},
	{"docs/methods/*.md", "stats"},
	{"docs/decisions/*.md", "*"},
}

// What the documents name in back quotes is there: files and folders, what a file declares (`path: Name, Other`),
// names of packages (`survey.Store`), methods (`Service.Submit`), other names of two words (`ResponseStore`), tests
// (`TestArrows`) and targets of make.
func TestPagesNameWhatIsThere(t *testing.T) {
	t.Parallel()
	tree := readTree(t)
	seen := 0
	for _, page := range pages {
		files, err := filepath.Glob(filepath.Join("..", filepath.FromSlash(page.glob)))
		if err != nil || len(files) == 0 {
			t.Errorf("no page %s (%v)", page.glob, err)
		}
		for _, file := range files {
			raw, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, s := range spans(string(raw)) {
				known, why := tree.check(s.text, page.folder)
				if known {
					seen++
				}
				if why != "" {
					t.Errorf("%s:%d: `%s`: %s", filepath.ToSlash(file[3:]), s.line, s.text, why)
				}
			}
		}
	}
	if seen < 200 {
		t.Errorf("only %d references were recognised", seen)
	}
}

// The test above sees what it should see.
func TestReferencesThatLeadNowhere(t *testing.T) {
	t.Parallel()
	tree := readTree(t)
	for _, text := range []string{
		"survey/no_such.go", "survey/storre", "no_such.go", "web/desk/templates/no_*.html",
		"survey/store.go: Shop", "survey/store.go: Store, Shop", "survey/store.go:Store",
		"survey.Shop", "stats/live.Shop", "Store.Shop", "NoSuch", "TestNoSuch", "make nothing",
	} {
		if _, why := tree.check(text, ""); why == "" {
			t.Errorf("`%s` was taken", text)
		}
	}
	for _, text := range []string{
		"survey/store.go", "survey/storetest", "Makefile", "survey/*.go",
		"survey/store.go: Store, ResponseStore.Insert", "cmd/khaosat/main.go: commands.Demo",
		"survey.Store", "stats/live.Board", "Store.Responses", "ResponseStore", "TestArrows", "make test",
	} {
		if known, why := tree.check(text, ""); !known || why != "" {
			t.Errorf("`%s`: %t, %s", text, known, why)
		}
	}
}

// Every package of the program stands in the picture or a table of the architecture.
func TestPictureHasEveryRoom(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("architecture.md")
	if err != nil {
		t.Fatal(err)
	}
	for file := range readTree(t).declared {
		folder := path.Dir(file)
		tests := strings.HasPrefix(folder, "test") || strings.HasSuffix(folder, "test") ||
			strings.HasSuffix(file, "_test.go")
		if tests || folder == "docs" || strings.Contains(folder, "internal/") {
			continue
		}
		if !regexp.MustCompile(`(^|[^\w/])` + regexp.QuoteMeta(folder) + `($|[^\w/]|/[\w*]*\.)`).Match(raw) {
			t.Errorf("architecture.md does not know %s", folder)
		}
	}
}

type span struct {
	line int
	text string
}

var (
	fence  = regexp.MustCompile("(?ms)^```.*?^```$")
	quoted = regexp.MustCompile("`[^`]+`")
)

// spans are the texts in back quotes, without blocks of code.
func spans(page string) []span {
	page = fence.ReplaceAllStringFunc(page,
		func(block string) string { return strings.Repeat("\n", strings.Count(block, "\n")) })
	var out []span
	for _, at := range quoted.FindAllStringIndex(page, -1) {
		text := strings.Join(strings.Fields(page[at[0]+1:at[1]-1]), " ")
		out = append(out, span{1 + strings.Count(page[:at[0]], "\n"), text})
	}
	return out
}

// tree is what the repository holds.
type tree struct {
	paths    map[string]bool            // files and folders, from the root, with slashes
	bases    map[string]bool            // their last parts
	declared map[string]map[string]bool // by Go file: "Store", "Service.Submit", "Submit"
	packages map[string]map[string]bool // by name of a package and by its folder, tests left out: the same
	tests    map[string]bool
	targets  map[string]bool // of make
}

var readTree = func() func(*testing.T) *tree {
	once := sync.OnceValues(newTree)
	return func(t *testing.T) *tree {
		t.Helper()
		tr, err := once()
		if err != nil {
			t.Fatal(err)
		}
		return tr
	}
}()

func newTree() (*tree, error) {
	t := &tree{map[string]bool{}, map[string]bool{}, map[string]map[string]bool{}, map[string]map[string]bool{},
		map[string]bool{}, map[string]bool{}}
	root := ".."
	err := filepath.WalkDir(root, func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(root, file)
		rel = filepath.ToSlash(rel)
		if d.IsDir() && (rel == ".git" || rel == "build" || d.Name() == "node_modules") {
			return fs.SkipDir
		}
		t.paths[rel], t.bases[path.Base(rel)] = true, true
		if !d.IsDir() && strings.HasSuffix(rel, ".go") && !strings.Contains(rel, "testdata/") {
			return t.readGo(file, rel)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	raw, err := os.ReadFile(filepath.Join(root, "Makefile"))
	for _, m := range regexp.MustCompile(`(?m)^([a-z-]+):`).FindAllStringSubmatch(string(raw), -1) {
		t.targets[m[1]] = true
	}
	return t, err
}

func (t *tree) readGo(file, rel string) error {
	f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	names := declarations(f)
	t.declared[rel] = names
	if strings.HasSuffix(rel, "_test.go") {
		for name := range names {
			t.tests[name] = true
		}
		return nil
	}
	for _, key := range []string{f.Name.Name, path.Dir(rel)} {
		if t.packages[key] == nil {
			t.packages[key] = map[string]bool{}
		}
		maps.Copy(t.packages[key], names)
	}
	return nil
}

// declarations are the names at the top of a file, methods and fields with and without their type.
func declarations(f *ast.File) map[string]bool {
	names := map[string]bool{}
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			names[d.Name.Name] = true
			if d.Recv != nil {
				names[typeName(d.Recv.List[0].Type)+"."+d.Name.Name] = true
			}
		case *ast.GenDecl:
			for _, s := range d.Specs {
				switch s := s.(type) {
				case *ast.ValueSpec:
					for _, n := range s.Names {
						names[n.Name] = true
					}
				case *ast.TypeSpec:
					names[s.Name.Name] = true
					for _, member := range members(s.Type) {
						names[member], names[s.Name.Name+"."+member] = true, true
					}
				}
			}
		}
	}
	return names
}

// members are the fields of a struct or the methods of an interface.
func members(x ast.Expr) []string {
	var list *ast.FieldList
	switch x := x.(type) {
	case *ast.StructType:
		list = x.Fields
	case *ast.InterfaceType:
		list = x.Methods
	default:
		return nil
	}
	var out []string
	for _, f := range list.List {
		for _, n := range f.Names {
			out = append(out, n.Name)
		}
	}
	return out
}

func typeName(x ast.Expr) string {
	switch x := x.(type) {
	case *ast.StarExpr:
		return typeName(x.X)
	case *ast.IndexExpr:
		return typeName(x.X)
	case *ast.IndexListExpr:
		return typeName(x.X)
	case *ast.Ident:
		return x.Name
	}
	return ""
}

var (
	fileLike   = regexp.MustCompile(`^[\w./*{},-]+\.(go|mod|js|css|html|md|json|ya?ml|sh|R|sql|csv)$`)
	pathLike   = regexp.MustCompile(`^\.?\w[\w./*-]*/[\w./*-]*$`)
	inFile     = regexp.MustCompile(`^([\w./-]+\.\w+): (\w[\w., ]*)$`)
	inPackage  = regexp.MustCompile(`^([a-z][\w/]*)\.([A-Z]\w*(\.\w+)?)$`)
	inType     = regexp.MustCompile(`^[A-Z]\w*\.[A-Z]\w*$`)
	twoWords   = regexp.MustCompile(`^[A-Z][a-z]+[A-Z]\w*$`)
	aTest      = regexp.MustCompile(`^(Test|Fuzz|Benchmark|Example)[A-Z]\w*$`)
	makeTarget = regexp.MustCompile(`^make ([a-z-]+)$`)
)

// check reports whether a text in back quotes is a reference, and what is wrong with it.
func (t *tree) check(text, folder string) (known bool, wrong string) {
	if m := inFile.FindStringSubmatch(text); m != nil {
		return true, t.checkNames(m[1], strings.Split(m[2], ", "))
	}
	if m := inPackage.FindStringSubmatch(text); m != nil && t.packages[m[1]] != nil {
		return true, missing(t.packages[m[1]][m[2]], "package "+m[1]+" has no such name")
	}
	if m := makeTarget.FindStringSubmatch(text); m != nil {
		return true, missing(t.targets[m[1]], "no such target in the Makefile")
	}
	switch {
	case aTest.MatchString(text):
		return true, missing(t.tests[text], "no such test")
	case inType.MatchString(text):
		return true, missing(t.anywhere(text), "no type with such a method or field")
	case twoWords.MatchString(text):
		return true, missing(t.anywhere(text), "nothing is called so")
	case strings.Contains(text, ".go:"):
		return true, "write `path: Name`"
	case fileLike.MatchString(text), pathLike.MatchString(text) && t.paths[strings.SplitN(text, "/", 2)[0]]:
		return true, missing(t.exists(text, folder), "no such file or folder")
	case t.paths[text]:
		return true, ""
	}
	return false, ""
}

func missing(there bool, what string) string {
	if there {
		return ""
	}
	return what
}

func (t *tree) anywhere(name string) bool {
	for _, names := range t.packages {
		if names[name] {
			return true
		}
	}
	return false
}

// exists looks for a path from the root or from the folder; in the folder "*" a name without folders is looked for
// everywhere. A star stands for a part of a name.
func (t *tree) exists(name, folder string) bool {
	name = strings.TrimSuffix(name, "/")
	if strings.Contains(name, "*") {
		return slices.ContainsFunc([]string{name, path.Join(folder, name)}, func(glob string) bool {
			found, _ := filepath.Glob(filepath.Join("..", filepath.FromSlash(glob)))
			return len(found) > 0
		})
	}
	return t.paths[name] || t.paths[path.Join(folder, name)] ||
		folder == "*" && !strings.Contains(name, "/") && t.bases[name]
}

// checkNames looks for names in a file: declared there when it is Go, else written there.
func (t *tree) checkNames(file string, names []string) string {
	if !t.paths[file] {
		return "no such file"
	}
	raw, err := os.ReadFile(filepath.Join("..", filepath.FromSlash(file)))
	if err != nil {
		return err.Error()
	}
	for _, name := range names {
		there := t.declared[file][name]
		if t.declared[file] == nil {
			there = regexp.MustCompile(`\b` + regexp.QuoteMeta(name) + `\b`).Match(raw)
		}
		if !there {
			return fmt.Sprintf("no %s in %s", name, file)
		}
	}
	return ""
}
