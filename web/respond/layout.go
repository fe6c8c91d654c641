package respond

import (
	"regexp"
	"strings"

	"github.com/khaosat/khaosat/survey"
)

var (
	widthWord   = regexp.MustCompile(`^w([1-9]|1[0-2])$`)
	columnsWord = regexp.MustCompile(`^columns-([1-9]|10)$`)
)

// layOut says how wide an item stands on a page that is wide enough, in twelfths of the line ("w4"; "" is the whole
// line), and how its choices stand side by side ("across", or "across-3" for so many columns). On a phone everything
// stands below each other.
func layOut(it *survey.Item) (width, across string) {
	for _, word := range strings.Fields(it.Appearance) {
		switch m := columnsWord.FindStringSubmatch(word); {
		case widthWord.MatchString(word):
			width = word
		case m != nil:
			across = "across-" + m[1]
		case word == "columns" || word == "columns-pack" || strings.HasPrefix(word, "horizontal"):
			across = "across"
		}
	}
	return width, across
}

// Grid reports whether members of a group say how wide they stand.
func (n *node) Grid() bool {
	for _, c := range n.Children {
		if c.Width != "" {
			return true
		}
	}
	return false
}
