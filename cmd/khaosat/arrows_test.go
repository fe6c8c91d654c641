package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/khaosat/khaosat/"

// The house has one direction: cmd → web → export → stats → survey (docs/architecture.md). Each rule says what the
// packages under a folder may import beside the standard library; the first rule that fits a package holds.
var arrows = []struct {
	under string   // folder; "=" before it means this package alone
	may   []string // "=" before a package: it and not what is below it
}{
	{"survey/kinds", []string{module + "survey/words", "=" + module + "survey"}},
	{"survey/form", []string{module + "survey/words", "=" + module + "survey", module + "survey/kinds",
		module + "survey/expr", "golang.org/x/text/"}},
	{"survey/versions", []string{module + "survey/words", "=" + module + "survey", module + "survey/form",
		module + "survey/kinds", module + "survey/expr", "golang.org/x/text/"}},
	{"survey/places", []string{"=" + module + "survey", module + "survey/form", module + "survey/versions"}},
	{"survey/rows", []string{module + "survey/words", "=" + module + "survey", module + "survey/form",
		module + "survey/kinds", module + "survey/versions", module + "survey/places", "golang.org/x/text/"}},
	{"survey/service", []string{module + "survey/words", "=" + module + "survey", module + "survey/form",
		module + "survey/kinds", module + "survey/versions", module + "survey/places", module + "survey/rows",
		module + "survey/photo", "github.com/google/uuid"}},
	{"=survey", []string{"golang.org/x/text/", "github.com/go-json-experiment/json/jsontext", module + "survey/words"}},
	{"survey/photo", nil},
	{"survey/disk", nil},
	{"survey/expr", []string{"golang.org/x/text/", module + "survey/expr", module + "survey/words"}},
	{"survey/words", []string{"golang.org/x/text/"}},
	{"survey/sqlitestore", []string{"=" + module + "survey", module + "survey/disk", "modernc.org/sqlite", "=golang.org/x/sys/unix",
		"=golang.org/x/sys/windows"}},
	{"survey/mongostore", []string{"=" + module + "survey", "go.mongodb.org/mongo-driver/"}},
	{"survey/memstore", []string{"=" + module + "survey"}},
	{"survey/table", []string{module + "survey", "golang.org/x/text/"}},
	{"survey/xlsx", []string{module + "survey/words", "=" + module + "survey"}},
	{"survey/stream", []string{"github.com/xuri/excelize/"}},
	{"survey/xlsform", []string{module + "survey", module + "survey/expr", "golang.org/x/text/",
		"github.com/xuri/excelize/"}},
	{"survey/answergen", []string{module + "survey", module + "survey/expr"}},
	{"stats/exact", nil},
	{"stats/problem", []string{module + "survey/words"}}, // a leaf: words, no survey,
	{"stats/law", []string{"gonum.org/v1/gonum/"}},
	{"stats/plain", []string{module + "stats/law", module + "stats/exact", module + "stats/problem"}},
	{"stats/weights", []string{module + "stats/plain", module + "stats/exact", module + "stats/problem",
		"gonum.org/v1/gonum/"}},
	{"stats/plan", []string{module + "stats/law", module + "stats/exact", module + "stats/problem"}},
	{"=stats", []string{module + "survey/words", module + "stats/law", module + "stats/exact", module + "stats/problem",
		module + "stats/plain", module + "stats/weights", "gonum.org/v1/gonum/"}},
	{"stats/results", []string{module + "survey", module + "stats"}},
	{"stats/filter", []string{module + "survey", module + "stats"}},
	{"stats/live", []string{module + "survey", module + "stats"}},
	{"stats/recount", []string{module + "survey", module + "stats"}}, // only formulas: neither columns nor tallies, as its own test sees to
	{"stats", []string{module + "stats", "gonum.org/v1/gonum/"}},
	{"export/digits", []string{module + "survey/words"}},
	{"export/cell", []string{module + "survey", "github.com/xuri/excelize/"}},
	{"export/answers", []string{module + "export/cell", module + "survey"}},
	{"export/sentence", []string{module + "export/digits", module + "survey", module + "stats"}},
	{"export/sav", []string{module + "export/cell", module + "export/answers", module + "export/sentence",
		module + "survey", "golang.org/x/"}},
	{"export/data", []string{module + "export/cell", module + "export/answers", module + "export/sav",
		module + "survey", "github.com/xuri/excelize/", "golang.org/x/"}},
	{"export/workbook", []string{module + "export/cell", module + "export/answers", module + "export/digits",
		module + "export/sentence", module + "survey", module + "stats",
		"github.com/xuri/excelize/", "golang.org/x/"}},
	{"export/verify", []string{module + "export/workbook", module + "export/cell", module + "export/answers",
		module + "survey", module + "stats", "golang.org/x/"}},
	{"export", []string{module + "survey", module + "stats", module + "export", "github.com/xuri/excelize/",
		"golang.org/x/"}},
	{"web/meter", []string{"github.com/gin-gonic/", "github.com/VictoriaMetrics/metrics"}},
	{"web/listen", []string{"=" + module + "survey", "golang.org/x/crypto/acme"}},
	{"web/edge", []string{module + "web/listen", module + "survey", module + "stats", "github.com/gin-gonic/", "golang.org/x/"}},
	{"web/respond", []string{module + "web/edge", module + "survey", "github.com/gin-gonic/", "golang.org/x/",
		"github.com/google/uuid"}},
	{"web/api", []string{module + "web/edge", module + "docs", module + "survey", module + "stats", module + "export",
		"github.com/gin-gonic/", "github.com/go-json-experiment/json/jsontext"}},
	{"web/desk", []string{module + "web/edge", module + "survey", module + "stats", module + "export",
		"github.com/gin-gonic/", "golang.org/x/", "rsc.io/qr"}},
	{"web/problems", []string{module + "survey"}},
	{"=web", []string{module + "web/", module + "survey", "github.com/gin-gonic/"}},
}

// Nobody above may be imported from below, and the two engines never meet.
var never = map[string][]string{
	"survey": {module + "stats", module + "export", module + "web", module + "cmd"},
	"stats": {module + "export", module + "web", module + "cmd", module + "survey/sqlitestore",
		module + "survey/mongostore"},
	"export":             {module + "web", module + "cmd", module + "survey/sqlitestore", module + "survey/mongostore"},
	"web":                {module + "cmd", module + "survey/sqlitestore", module + "survey/mongostore"},
	"survey/sqlitestore": {module + "survey/mongostore"},
	"survey/mongostore":  {module + "survey/sqlitestore"},
}

func TestArrows(t *testing.T) {
	t.Parallel()
	root := filepath.Join("..", "..")
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(root, path)
		rel = filepath.ToSlash(rel)
		if d.IsDir() && strings.HasSuffix(d.Name(), "test") { // what only tests use may use everything
			return fs.SkipDir
		}
		if d.IsDir() && (rel == "build" || d.Name() == "testdata" || strings.HasPrefix(d.Name(), ".") && rel != ".") {
			return fs.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, spec := range f.Imports {
			name, _ := strconv.Unquote(spec.Path.Value)
			if why := forbidden(filepath.ToSlash(filepath.Dir(rel)), name); why != "" {
				t.Errorf("%s imports %s: %s", rel, name, why)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func forbidden(folder, imported string) string {
	for under, list := range never {
		if within(folder, under) {
			for _, bad := range list {
				if within(imported, bad) {
					return "an arrow of the house turned round"
				}
			}
		}
	}
	first, _, _ := strings.Cut(imported, "/")
	if !strings.Contains(first, ".") { // standard library
		return ""
	}
	for _, rule := range arrows {
		alone, is := strings.CutPrefix(rule.under, "=")
		if is && folder != alone || !is && !within(folder, rule.under) {
			continue
		}
		for _, ok := range rule.may {
			exact, alone := strings.CutPrefix(ok, "=")
			if alone && imported == exact || !alone && within(imported, strings.TrimSuffix(ok, "/")) {
				return ""
			}
		}
		return "not among what " + rule.under + " may import"
	}
	return ""
}

func within(path, folder string) bool { return path == folder || strings.HasPrefix(path, folder+"/") }

// A rule that fits no package guards nothing.
func TestArrowsNameRealFolders(t *testing.T) {
	t.Parallel()
	for _, rule := range arrows {
		if _, err := os.Stat(filepath.Join("..", "..", strings.TrimPrefix(rule.under, "="))); err != nil {
			t.Errorf("rule for %s: %v", rule.under, err)
		}
	}
}

// Sheets are written through survey/stream alone, which says how far they reach.
func TestSheetsSayHowFarTheyReach(t *testing.T) {
	t.Parallel()
	for _, folder := range []string{"cmd", "export", "stats", "survey", "web"} {
		err := filepath.WalkDir(filepath.Join("..", "..", folder), func(path string, d fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") ||
				filepath.Base(filepath.Dir(path)) == "stream" {
				return err
			}
			b, err := os.ReadFile(path)
			if strings.Contains(string(b), ".NewStreamWriter(") {
				t.Errorf("%s writes a sheet past survey/stream", path)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// Rules stand in survey/service, and what a store keeps is reached through them alone: a service does not hand out its
// store. Tests have the one that they opened.
func TestTheStoreIsClosed(t *testing.T) {
	t.Parallel()
	root := filepath.Join("..", "..")
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "build" || d.Name() == "service" ||
			strings.HasPrefix(d.Name(), ".") && path != root) {
			return fs.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(path, ".go") || filepath.Base(path) == "arrows_test.go" {
			return nil
		}
		b, err := os.ReadFile(path)
		if strings.Contains(string(b), ".Store()") {
			t.Errorf("%s asks a service for its store: give survey/service a method that says who may", path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
