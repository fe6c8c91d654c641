package problems

import (
	"bytes"
	"flag"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/khaosat/khaosat/survey/words"
)

var update = flag.Bool("update", false, "write docs/problems.md anew")

// TestEveryCodeIsListed: a program that meets a code finds it in docs/problems.md.
func TestEveryCodeIsListed(t *testing.T) {
	t.Parallel()
	families := map[string]bool{}
	for _, p := range All() {
		family, _, dotted := strings.Cut(p.Code, ".")
		families[family] = families[family] || dotted
	}
	keys, short := keysOfWords(t)
	for _, r := range scan(t).found {
		family, _, _ := strings.Cut(r.code, ".")
		likely := families[family] && !short[r.code] && !isFile(r.code)
		furniture, isKey := keys[r.code]
		if (r.sure && !furniture || likely && !isKey) && !listed(r.code) {
			t.Errorf("%s: the code %q is not listed in web/problems", r.at, r.code)
		}
	}
}

// isFile tells names of files from codes.
func isFile(text string) bool {
	return slices.Contains([]string{".csv", ".db", ".html", ".json", ".xlsx", ".zip"}, filepath.Ext(text))
}

// TestEveryListedCodeIsRaised: what is listed can happen.
func TestEveryListedCodeIsRaised(t *testing.T) {
	t.Parallel()
	raised := map[string]bool{}
	for _, r := range scan(t).found {
		raised[r.code] = true
	}
	for _, p := range All() {
		if !raised[p.Code] {
			t.Errorf("%s is listed and nothing raises it", p.Code)
		}
	}
}

// TestStatuses: the listed statuses are those of the kinds with which the source raises the code, by the table of the
// edge.
func TestStatuses(t *testing.T) {
	t.Parallel()
	ofKind := edgeStatuses(t)
	byCode := map[string]Problem{}
	for _, p := range All() {
		byCode[p.Code] = p
	}
	checked := 0
	for _, r := range scan(t).found {
		status, known := ofKind[r.kind]
		if !known {
			continue
		}
		checked++
		if r.kind == "Internal" && r.code != "internal" {
			if p := byCode[r.code]; p.Statuses != nil {
				t.Errorf("%s: %s is listed with %s, but edge.FailureOf answers a fault of ours with internal", r.at,
					r.code, p.status())
			}
			continue
		}
		if p, ok := byCode[r.code]; ok && !slices.Contains(p.Statuses, status) {
			t.Errorf("%s: %s is raised as %s, which is %d; listed is %s", r.at, r.code, r.kind, status, p.status())
		}
	}
	if checked < 50 {
		t.Errorf("only %d codes were found with a kind", checked)
	}
}

// TestWording: the list is whole in both languages, in order, and each code stands once.
func TestWording(t *testing.T) {
	t.Parallel()
	last := ""
	for _, p := range All() {
		if p.Code == last {
			t.Errorf("%s is listed twice", p.Code)
		}
		last = p.Code
		if vi, en := p.Meaning().In("vi"), p.Meaning().In("en"); vi == en || strings.ContainsAny(vi+en, "%\n") {
			t.Errorf("%s: %q, %q", p.Code, vi, en)
		}
		if !slices.IsSorted(p.Statuses) {
			t.Errorf("%s: statuses %v are not in order", p.Code, p.Statuses)
		}
		for _, s := range p.Statuses {
			if http.StatusText(s) == "" || s < 400 {
				t.Errorf("%s: %d is no status of a problem", p.Code, s)
			}
		}
	}
}

// TestMeaningsOfTheirOwn: a code has a meaning of its own only where its text without the values is not that.
func TestMeaningsOfTheirOwn(t *testing.T) {
	t.Parallel()
	own := 0
	for _, p := range All() {
		if !words.Has("meaning." + p.Code) {
			continue
		}
		own++
		meaning, text := p.Meaning(), words.Blank(p.Code)
		if meaning.In("vi") == text.In("vi") && meaning.In("en") == text.In("en") {
			t.Errorf("meaning.%s says what %s says: leave it out", p.Code, p.Code)
		}
	}
	if own < 50 {
		t.Errorf("only %d codes have a meaning of their own", own)
	}
}

// TestPage: docs/problems.md says what the list says.
func TestPage(t *testing.T) {
	path := filepath.Join("..", "..", "docs", "problems.md")
	var page bytes.Buffer
	if err := WritePage(&page); err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(path, page.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil || !bytes.Equal(got, page.Bytes()) {
		t.Fatalf("docs/problems.md is not what web/problems says (%v): go generate ./web/problems", err)
	}
}

// edgeStatuses reads the table from kinds of errors to statuses where the edge has it, and adds the names of net/http.
func edgeStatuses(t *testing.T) map[string]int {
	t.Helper()
	numbers := map[string]int{}
	for status := 400; status < 600; status++ {
		name := strings.NewReplacer(" ", "", "-", "", "'", "").Replace(http.StatusText(status))
		numbers["Status"+name] = status
	}
	of := map[string]int{}
	for _, tree := range webTrees(t) {
		ast.Inspect(tree, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok || spec.Names[0].Name != "statusOf" {
				return true
			}
			for _, e := range spec.Values[0].(*ast.CompositeLit).Elts {
				kv := e.(*ast.KeyValueExpr)
				of[nameOf(kv.Key)] = numbers[nameOf(kv.Value)]
			}
			return false
		})
	}
	if len(of) < 9 || slices.Contains(slices.Collect(maps.Values(of)), 0) {
		t.Fatalf("the edge's table of statuses is %v", of)
	}
	maps.Copy(of, numbers)
	return of
}

func webTrees(t *testing.T) []*ast.File {
	t.Helper()
	var trees []*ast.File
	for _, pattern := range []string{"../*.go", "../*/*.go"} {
		paths, _ := filepath.Glob(pattern)
		for _, path := range paths {
			tree, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			trees = append(trees, tree)
		}
	}
	return trees
}
