package web

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	remark   = regexp.MustCompile(`(?s)/\*.*?\*/`)
	given    = regexp.MustCompile(`(--[\w-]+):\s*([^;{}]+)[;}]`)
	taken    = regexp.MustCompile(`var\((--[\w-]+)`)
	literal  = regexp.MustCompile(`#[0-9a-fA-F]{3,8}\b|\b(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch|color)\(`)
	named    = regexp.MustCompile(`(?:color|background|border[\w-]*|outline|fill|stroke|shadow)\s*:[^;}]*[\s,:](?:white|black|gr[ae]y|silver|red|green|blue)\b`)
	measured = regexp.MustCompile(`(?:^|[\s;{])((?:row-|column-)?gap|margin[\w-]*|padding[\w-]*|font-size|border-radius)\s*:\s*([^;}]+)`)
)

// style reads a style sheet without its remarks.
func style(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return remark.ReplaceAllString(string(b), "")
}

// family is the part of the tokens that a property takes its lengths from.
func family(property string) string {
	switch property {
	case "font-size":
		return "--text-"
	case "border-radius":
		return "--radius-"
	}
	return "--space-"
}

// TestStylesTakeFromTokens holds that colours are written in tokens.css alone, that a length which has a name there is
// not written out elsewhere, and that every name that a style takes is given and every one given is taken.
func TestStylesTakeFromTokens(t *testing.T) {
	t.Parallel()
	tokens := style(t, "edge/static/tokens.css")
	shared, uses := map[string]string{}, taken.FindAllStringSubmatch(tokens, -1)
	for _, m := range given.FindAllStringSubmatch(tokens, -1) {
		if shared[m[1]] == "" {
			shared[m[1]] = strings.TrimSpace(m[2])
		}
	}
	sheets, err := filepath.Glob("*/static/*.css")
	if err != nil || len(sheets) < 3 {
		t.Fatalf("style sheets %q, %v", sheets, err)
	}
	for _, name := range slices.DeleteFunc(sheets,
		func(name string) bool { return filepath.Base(name) == "tokens.css" }) {
		css := style(t, name)
		for _, m := range append(literal.FindAllString(css, -1), named.FindAllString(css, -1)...) {
			t.Errorf("%s has the colour %s: it belongs into tokens.css", name, m)
		}
		for _, m := range measured.FindAllStringSubmatch(css, -1) {
			for token, length := range shared {
				if strings.HasPrefix(token, family(m[1])) && slices.Contains(strings.Fields(m[2]), length) {
					t.Errorf("%s writes %s: %s, which is var(%s)", name, m[1], m[2], token)
				}
			}
		}
		own := given.FindAllStringSubmatch(css, -1)
		for _, m := range taken.FindAllStringSubmatch(css, -1) {
			isOwn := slices.ContainsFunc(own, func(o []string) bool { return o[1] == m[1] })
			if shared[m[1]] == "" && !isOwn {
				t.Errorf("%s takes %s, which nobody gives", name, m[1])
			}
			uses = append(uses, m)
		}
	}
	for token := range shared {
		if !slices.ContainsFunc(uses, func(m []string) bool { return m[1] == token }) {
			t.Errorf("nobody takes %s", token)
		}
	}
}
