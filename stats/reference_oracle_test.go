package stats

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"
)

// TestOracleKnowsEveryOperation: each committed answer can be asked of R again (testdata/reference/make). The scripts
// run by make oracle, since go test needs no R.
func TestOracleKnowsEveryOperation(t *testing.T) {
	t.Parallel()
	dir := filepath.Join("testdata", "reference")
	scripts, err := filepath.Glob(filepath.Join(dir, "make", "*.R"))
	if err != nil || len(scripts) == 0 {
		t.Fatalf("no scripts (%v)", err)
	}
	known := map[string]bool{}
	for _, path := range scripts {
		source, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`(?m)^ops\$(\w+) <- `).FindAllSubmatch(source, -1) {
			known[string(m[1])] = true
		}
	}
	files, _ := filepath.Glob(filepath.Join(dir, "expected", "*.json"))
	if len(files) == 0 {
		t.Fatal("no expectations")
	}
	for _, path := range files {
		for _, e := range openReference(t, dir, path).file.Entries {
			if !known[e.Op] {
				t.Errorf("%s/%s: no script in make/ answers %q", filepath.Base(path), e.ID, e.Op)
			}
		}
	}
}
