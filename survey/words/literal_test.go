package words

import (
	"go/ast"
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

// vietnamese finds a letter that only Vietnamese has.
var vietnamese = regexp.MustCompile(`(?i)[ăâđêôơưàáạảãằắặẳẵầấậẩẫèéẹẻẽềếệểễìíịỉĩòóọỏõồốộổỗờớợởỡùúụủũừứựửữỳýỵỷỹ]`)

// written are the files that may hold Vietnamese beside the catalogue: a file, or a folder with what is below it, and
// why.
var written = map[string]string{
	"cmd/khaosat/demo":                     "the sample survey and its answers",
	"export/cell/width.go":                 "letters to measure",
	"cmd/khaosat/place.go":                 "who acts at the command line, as stored with what was done",
	"survey/kinds/kind_file.go":            "a file to try",
	"survey/kinds/kind_integer.go":         "hints of types, which become the author's own text in each language of the form",
	"survey/kinds/kind_text.go":            "a hint of a type, likewise",
	"survey/kinds/numbers.go":              "an answer that must be refused",
	"survey/kinds/texts.go":                "answers to try",
	"survey/rows/rowread.go":               "words of a table that mean yes and no",
	"survey/service/service.go":            "a letter that has no decomposition",
	"survey/xlsform/scale.go":              "a letter before a label",
	"survey/kinds/kind_acknowledge.go":     "words of a file that mean yes",
	"survey/table/encoding.go":             "letters of old encodings",
	"survey/table/syllable.go":             "the rimes of the language, by which an encoding is told",
	"survey/xlsform/language.go":           "names of languages, each in itself",
	"survey/xlsform/lists.go":              "the choice “other”, which becomes the author's own text in each language of the form",
	"survey/xlsform/preset.go":             "labels of scales, by which the meaning of choices is told",
	"survey/xlsform/sample.go":             "the sample questionnaire",
	"web/desk/templates/parts/layout.html": "names of languages, each in itself",
	"web/problems/problems.go":             "the head of a page of the documentation, in both languages",
	"web/respond/static/respond_find.js":   "a letter that has no decomposition",
	"web/respond/bundle":                   "what is made of the scripts, that letter with them",
}

// TestVietnameseStandsInTheCatalogue: what a person reads is in the catalogue, so that every language can say it.
func TestVietnameseStandsInTheCatalogue(t *testing.T) {
	t.Parallel()
	s := readSource(t)
	used := map[string]bool{}
	for _, trees := range s.trees {
		for _, tree := range trees {
			ast.Inspect(tree, func(n ast.Node) bool {
				text, is := n.(*ast.BasicLit)
				if !is || text.Kind != token.STRING {
					return true
				}
				at := s.files.Position(text.Pos())
				if v, err := strconv.Unquote(text.Value); err == nil && vietnamese.MatchString(v) &&
					!mayHold(at.Filename, used) {
					t.Errorf("%s: %s is not in the catalogue", at, text.Value)
				}
				return true
			})
		}
	}
	eachText(t, func(path, text string) {
		if found := vietnamese.FindString(text); found != "" && !mayHold(path, used) {
			t.Errorf("%s: Vietnamese (“%s”) beside the catalogue", path, found)
		}
	})
	for path := range written {
		if !used[path] {
			t.Errorf("%s holds no Vietnamese any more: take it off the list", path)
		}
	}
}

// mayHold reports whether the list has a file or a folder above it, and notes which.
func mayHold(path string, used map[string]bool) bool {
	path = filepath.ToSlash(strings.TrimPrefix(path, filepath.Join("..", "..")+string(filepath.Separator)))
	for at := path; at != "."; at = filepath.ToSlash(filepath.Dir(at)) {
		if _, is := written[at]; is {
			used[at] = true
			return true
		}
	}
	return false
}

// eachText goes through the templates and scripts of the pages.
func eachText(t *testing.T, judge func(path, text string)) {
	t.Helper()
	for _, folder := range []string{filepath.Join("..", "..", "web"), filepath.Join("..", "expr", "js")} {
		err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".html") && !strings.HasSuffix(path, ".js") ||
				strings.Contains(path, "testdata") {
				return err
			}
			b, err := os.ReadFile(path)
			judge(path, string(b))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// asksLanguage finds code that decides by the language itself what stands in the catalogue.
var asksLanguage = regexp.MustCompile("[!=]==? *[\"'`]vi\\b|case \"vi\"|map\\[string\\][a-zA-Z.]+\\{\"vi\"|/\\^vi")

// TestNothingAsksForVietnamese: marks of numbers, names of days and every other custom of a language are keys of the
// catalogue, so that a further language is a new file. What a questionnaire's own texts are is another question.
func TestNothingAsksForVietnamese(t *testing.T) {
	t.Parallel()
	may := []string{
		"survey/xlsform/lists.go", // the words for “other” in the languages of a questionnaire
		"survey/words/message.go", // a text in both languages
	}
	judge := func(path, text string) {
		path = filepath.ToSlash(strings.TrimPrefix(path, filepath.Join("..", "..")+string(filepath.Separator)))
		if found := asksLanguage.FindString(text); found != "" && !slices.Contains(may, path) {
			t.Errorf("%s asks for the language: %s", path, found)
		}
	}
	readSource(t).files.Iterate(func(f *token.File) bool {
		b, err := os.ReadFile(f.Name())
		if err != nil {
			t.Error(err)
		}
		judge(f.Name(), string(b))
		return true
	})
	eachText(t, judge)
}
