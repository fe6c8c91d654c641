package docs

import (
	"bytes"
	"go/ast"
	"go/importer"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path"
	"strings"
	"sync"
	"testing"
)

const module = "github.com/khaosat/khaosat/"

// use is what one room takes of another: of "stats/live" "stats.Design.Means".
type use struct{ by, of, name string }

// uses are all that the rooms of the program take of each other, worked out once.
var uses = sync.OnceValues(findUses)

// usedOutside are the names of a room, with the room and, of a method, its type before them, that other rooms use.
func usedOutside(t *testing.T, room string) map[string]bool {
	t.Helper()
	all, err := uses()
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	for u := range all {
		if u.of == room && u.by != room {
			names[u.name] = true
		}
	}
	return names
}

// findUses asks the compiler's types what each name in the program stands for. The tests of a room are not of the
// program.
func findUses() (map[use]bool, error) {
	list := exec.Command("go", "list", "-tags", "nomsgpack", "-export", "-deps", "-f",
		"{{.ImportPath}}\t{{.Export}}\t{{.Dir}}\t{{range .GoFiles}}{{.}} {{end}}", module+"...")
	var said bytes.Buffer
	list.Stderr = &said
	out, err := list.Output()
	if err != nil {
		return nil, &exec.Error{Name: said.String(), Err: err}
	}
	exports, rooms := map[string]string{}, [][]string{}
	for line := range strings.Lines(string(out)) {
		f := strings.Split(strings.TrimSpace(line)+"\t\t", "\t")
		exports[f[0]] = f[1]
		if strings.HasPrefix(f[0], module) {
			rooms = append(rooms, f)
		}
	}
	set := token.NewFileSet()
	compiled := importer.ForCompiler(set, "gc", func(path string) (io.ReadCloser, error) {
		return os.Open(exports[path])
	})
	found := map[use]bool{}
	for _, f := range rooms {
		if err := noteUses(set, compiled, f[0], f[2], strings.Fields(f[3]), found); err != nil {
			return nil, err
		}
	}
	return found, nil
}

// noteUses checks the types of a room and adds what it uses.
func noteUses(set *token.FileSet, compiled types.Importer, room, dir string, names []string, found map[use]bool) error {
	var files []*ast.File
	for _, name := range names {
		f, err := parseFile(set, path.Join(dir, name))
		if err != nil {
			return err
		}
		files = append(files, f)
	}
	info := &types.Info{Uses: map[*ast.Ident]types.Object{}}
	if _, err := (&types.Config{Importer: compiled}).Check(room, set, files, info); err != nil {
		return err
	}
	for _, o := range info.Uses {
		if o.Pkg() == nil || !o.Exported() || !strings.HasPrefix(o.Pkg().Path(), module) {
			continue
		}
		of := strings.TrimPrefix(o.Pkg().Path(), module)
		found[use{strings.TrimPrefix(room, module), of, path.Base(of) + "." + receiver(o) + o.Name()}] = true
	}
	return nil
}

// receiver is the type of a method with a dot behind it.
func receiver(o types.Object) string {
	f, is := o.(*types.Func)
	if !is || f.Signature().Recv() == nil {
		return ""
	}
	t := f.Signature().Recv().Type()
	if p, is := t.(*types.Pointer); is {
		t = p.Elem()
	}
	if n, is := t.(*types.Named); is {
		return n.Obj().Name() + "."
	}
	return ""
}
