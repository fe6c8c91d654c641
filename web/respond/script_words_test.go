package respond_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/khaosat/khaosat/survey/service"
	"github.com/khaosat/khaosat/web/webtest"
)

// scriptWords is what a page sends along for scripts to say.
func scriptWords(t *testing.T, b *webtest.Browser) map[string]any {
	t.Helper()
	said := map[string]any{}
	if err := json.Unmarshal([]byte(webtest.Attr(webtest.ByID(b.Doc, "form"), "data-words")), &said); err != nil {
		t.Fatal(err)
	}
	return said
}

var (
	scriptWord  = regexp.MustCompile(`\bwords\.(\w+)`)
	scriptFills = regexp.MustCompile(`\bwords\.(\w+)\.replace\('(\{\w+\})'`)
)

// TestScriptsHaveTheirWords: what a script says is sent along, with the places that it fills in, and nothing else is.
func TestScriptsHaveTheirWords(t *testing.T) {
	t.Parallel()
	w := webtest.Quick(t)
	sent := scriptWords(t, w.Open("/s/"+w.Publish(messageForm(), service.PublishOptions{})).Is(200))
	files, err := filepath.Glob(filepath.Join("static", "*.js"))
	if err != nil || len(files) < 10 {
		t.Fatal(files, err)
	}
	taken := map[string]bool{"includes": true, "replace": true, "join": true, "length": true} // of a text or list of that name
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range scriptWord.FindAllStringSubmatch(string(b), -1) {
			if sent[m[1]] == nil && !taken[m[1]] {
				t.Errorf("%s: words.%s is not sent", file, m[1])
			}
			taken[m[1]] = true
		}
		for _, m := range scriptFills.FindAllStringSubmatch(string(b), -1) {
			if text, _ := sent[m[1]].(string); !strings.Contains(text, m[2]) {
				t.Errorf("%s: words.%s has no %s", file, m[1], m[2])
			}
		}
	}
	for key := range sent {
		if !taken[key] {
			t.Errorf("%s is sent, and no script says it", key)
		}
	}
}
