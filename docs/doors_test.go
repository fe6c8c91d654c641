package docs

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// doorRooms are the rooms whose functions and methods are for others: called from outside, or a door that is listed.
var doorRooms = []string{"stats", "stats/plain", "stats/weights", "stats/plan", "stats/law", "stats/exact",
	"stats/problem"}

// What the rooms of statistics export and nobody outside calls yet is a door that docs/architecture.md lists with who
// will call it; and whatever is called needs no place in the list.
func TestDoorsAreListed(t *testing.T) {
	t.Parallel()
	listed := listedDoors(t)
	there := map[string]bool{}
	for _, room := range doorRooms {
		outside := usedOutside(t, room)
		for door := range exportedDoors(t, room) {
			there[door] = true
			if outside[door] == listed[door] {
				t.Errorf("%s: called from outside %t, in the list of doors %t", door, outside[door], listed[door])
			}
		}
	}
	for door := range listed {
		if !there[door] {
			t.Errorf("%s is in the list of doors and nowhere else", door)
		}
	}
	if len(listed) < 20 {
		t.Errorf("only %d doors were found in the list", len(listed))
	}
}

// What else the rooms of statistics export serves those doors: a type is used outside or stands in the signature or the
// fields of something exported; a constant or variable is used outside or is one of a set, the values of an exported
// type.
func TestTypesAndValuesServeDoors(t *testing.T) {
	t.Parallel()
	for _, room := range doorRooms {
		outside, shown, sets := usedOutside(t, room), map[string]bool{}, map[string]string{}
		for _, f := range productOf(t, room) {
			for _, d := range f.Decls {
				noteShown(d, shown, sets)
			}
		}
		seen := 0
		for name, of := range sets {
			seen++
			switch {
			case outside[path.Base(room)+"."+name], of == "type" && shown[name], of != "type" && ast.IsExported(of):
			default:
				t.Errorf("%s: %s is exported and nothing outside needs it", room, name)
			}
		}
		if room == "stats" && seen < 100 {
			t.Errorf("only %d types and values found in %s", seen, room)
		}
	}
}

// noteShown adds the names in exported signatures, fields and types to shown, and to sets each exported type ("type")
// and each exported value with the name of its type, "" where it has none of the room's.
func noteShown(d ast.Decl, shown map[string]bool, sets map[string]string) {
	note := func(n ast.Node) {
		ast.Inspect(n, func(n ast.Node) bool {
			if id, is := n.(*ast.Ident); is {
				shown[id.Name] = true
			}
			return true
		})
	}
	switch d := d.(type) {
	case *ast.FuncDecl:
		if d.Name.IsExported() {
			note(d.Type)
		}
	case *ast.GenDecl:
		of := ""
		for _, spec := range d.Specs {
			switch spec := spec.(type) {
			case *ast.TypeSpec:
				if spec.Name.IsExported() {
					sets[spec.Name.Name] = "type"
					noteType(spec.Type, note)
				}
			case *ast.ValueSpec:
				if id, is := spec.Type.(*ast.Ident); is {
					of = id.Name
				} else if len(spec.Values) > 0 {
					of = ""
				}
				for _, name := range spec.Names {
					if name.IsExported() {
						sets[name.Name] = of
					}
				}
			}
		}
	}
}

// noteType notes what others see of a type: of a struct its exported fields.
func noteType(e ast.Expr, note func(ast.Node)) {
	s, is := e.(*ast.StructType)
	if !is {
		note(e)
		return
	}
	for _, field := range s.Fields.List {
		if len(field.Names) == 0 ||
			slices.ContainsFunc(field.Names, func(n *ast.Ident) bool { return n.IsExported() }) {
			note(field.Type)
		}
	}
}

// productOf parses the source files of a room without its tests.
func productOf(t *testing.T, room string) []*ast.File {
	t.Helper()
	var out []*ast.File
	files, _ := filepath.Glob(filepath.Join("..", filepath.FromSlash(room), "*.go"))
	for _, file := range files {
		if !strings.HasSuffix(file, "_test.go") {
			out = append(out, parse(t, file))
		}
	}
	return out
}

// listedDoors reads the table below the heading "Doors of stats": `Rake` of a row of `stats/weights` is weights.Rake.
func listedDoors(t *testing.T) map[string]bool {
	t.Helper()
	raw, err := os.ReadFile("architecture.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, found := strings.Cut(string(raw), "\n## Doors of stats\n")
	if !found {
		t.Fatal("architecture.md has no section on doors")
	}
	section, _, _ = strings.Cut(section, "\n## ")
	doors := map[string]bool{}
	for line := range strings.SplitSeq(section, "\n") {
		room := ""
		for _, s := range spans(line) {
			switch {
			case slices.Contains(doorRooms, s.text):
				room = path.Base(s.text)
			case room != "":
				doors[room+"."+s.text] = true
			}
		}
	}
	return doors
}

// called are methods that the language and its library call.
var called = []string{"String", "Error", "MarshalJSON", "UnmarshalJSON"}

// exportedDoors are the exported functions ("stats.Merge") and methods of exported types ("stats.Design.Means") of a
// room.
func exportedDoors(t *testing.T, room string) map[string]bool {
	t.Helper()
	doors := map[string]bool{}
	for _, file := range productOf(t, room) {
		for _, d := range file.Decls {
			f, is := d.(*ast.FuncDecl)
			if !is || !f.Name.IsExported() || slices.Contains(called, f.Name.Name) {
				continue
			}
			name := path.Base(room) + "."
			if f.Recv != nil {
				of := typeName(f.Recv.List[0].Type)
				if !ast.IsExported(of) {
					continue
				}
				name += of + "."
			}
			doors[name+f.Name.Name] = true
		}
	}
	return doors
}

func parse(t *testing.T, file string) *ast.File {
	t.Helper()
	f, err := parseFile(token.NewFileSet(), file)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func parseFile(set *token.FileSet, file string) (*ast.File, error) {
	return parser.ParseFile(set, file, nil, parser.SkipObjectResolution)
}
