package respond_test

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"
)

// What browsers have learnt since Chrome 79 of December 2019, by the version that MDN's tables of compatibility name.
var newerThanOldPhones = regexp.MustCompile(`\?\.[A-Za-z_(\[]|\?\?|\|\|=|&&=|\.(replaceChildren|replaceAll|at|findLast|findLastIndex|toSorted|toSpliced|toReversed|with)\(|` +
	`\b(structuredClone|randomUUID|allSettled|Promise\.any|Object\.hasOwn|Object\.groupBy|AbortSignal\.timeout)\b|\bstatic \{`)

// Phones of respondents are old: the scripts that they run keep to what Chrome 79 has. A method of our own may have the
// name of a newer one.
func TestScriptsRunOnOldPhones(t *testing.T) {
	t.Parallel()
	ours := regexp.MustCompile(`\bthis\.at\(`)
	for _, pattern := range []string{"static/*.js", "../../survey/expr/js/*.js"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) < 5 {
			t.Fatalf("%s: %d files, %v", pattern, len(files), err)
		}
		for _, file := range files {
			b, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range newerThanOldPhones.FindAllIndex(ours.ReplaceAll(b, []byte("this.place(")), -1) {
				t.Errorf("%s uses %q, which old phones do not have", file,
					ours.ReplaceAll(b, []byte("this.place("))[m[0]:m[1]])
			}
		}
	}
}
