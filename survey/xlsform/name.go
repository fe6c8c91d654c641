package xlsform

import (
	"maps"
	"unicode/utf8"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/expr"
)

// nameStart and nameRest are the ranges of characters of an XML name without colons (NCName), as pyxform takes them.
var (
	nameStart = [][2]rune{{'A', 'Z'}, {'_', '_'}, {'a', 'z'}, {0xC0, 0xD6}, {0xD8, 0xF6}, {0xF8, 0x2FF}, {0x370, 0x37D},
		{0x37F, 0x1FFF},
		{0x200C, 0x200D}, {0x2070, 0x218F}, {0x2C00, 0x2FEF}, {0x3001, 0xD7FF}, {0xF900, 0xFDCF}, {0xFDF0, 0xFFFD},
		{0x10000, 0xEFFFF}}
	nameRest = [][2]rune{{'-', '.'}, {'0', '9'}, {0xB7, 0xB7}, {0x300, 0x36F}, {0x203F, 0x2040}}
)

func within(r rune, ranges [][2]rune) bool {
	for _, x := range ranges {
		if r >= x[0] && r <= x[1] {
			return true
		}
	}
	return false
}

// accentedCapital reports whether a letter is one of À to Ö, composed. The pattern of names in pyxform leaves these
// out, by mistake it seems; letters composed of two signs pass.
func accentedCapital(r rune) bool { return r >= 0xC0 && r <= 0xD6 }

// isName reports whether s can name an item: a letter or underscore, then letters, digits, hyphens, underscores and
// dots. Letters of any script count.
func isName(s string) bool {
	for i, r := range s {
		if !within(r, nameStart) && (i == 0 || !within(r, nameRest)) {
			return false
		}
	}
	return s != "" && utf8.ValidString(s)
}

// didYouMean asks for the likely word; it says nothing when there is none.
func didYouMean[V any](word string, candidates map[string]V) survey.Words {
	return expr.DidYouMean(expr.Nearest(word, maps.Keys(candidates)))
}
