package respond_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"github.com/khaosat/khaosat/survey/kinds"
)

// The scripts have an entry for every type as which a kind is judged, and none besides.
func TestScriptsKnowEveryType(t *testing.T) {
	t.Parallel()
	script, err := os.ReadFile("static/respond_types.js")
	if err != nil {
		t.Fatal(err)
	}
	table := regexp.MustCompile(`(?s)const TYPES = \{\n(.*?)\n\};`).FindSubmatch(script)
	if table == nil {
		t.Fatal("the table of types was not found")
	}
	var known, wanted []string
	for _, m := range regexp.MustCompile(`(?m)^  (\w+):`).FindAllSubmatch(table[1], -1) {
		known = append(known, string(m[1]))
	}
	for _, k := range kinds.BuiltIn.All() {
		wanted = append(wanted, k.PhoneType())
	}
	slices.Sort(known)
	slices.Sort(wanted)
	if wanted = slices.Compact(wanted); !slices.Equal(known, wanted) {
		t.Errorf("the scripts have the types %q, the kinds are judged as %q", known, wanted)
	}
}

// A further kind of a type that is there needs no script: only the table of types reads which kind an item has.
func TestScriptsNeverAskForAKind(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("static/*.js")
	if err != nil || len(files) < 5 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	asks := regexp.MustCompile(`\.kind\b|\bkind\b[^=;]*\} = |\[['"]kind['"]\]`)
	for _, file := range files {
		script, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if found := asks.FindAll(script, -1); len(found) > 0 && filepath.Base(file) != "respond_types.js" {
			t.Errorf("%s asks for a kind: %q; ask for a property of its type (respond_types.js)", file, found)
		}
	}
}
