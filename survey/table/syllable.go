package table

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/khaosat/khaosat/survey"
)

// Spelling of Vietnamese syllables without tones, as schoolbooks list it: an initial consonant, a vowel and a final
// consonant.
var (
	initials = strings.Fields("ngh ch gh gi kh ng nh ph qu th tr b c d đ g h k l m n p q r s t v x")
	finals   = strings.Fields("ch ng nh c m n p t")
	vowels   = set(`a ă â e ê i o ô ơ u ư y ai ao au ay âu ây eo êu ia iê iêu iu oa oai oao oay oă oe oeo oi oo ôi ơi ua uai uay uâ uây ue uê ui uô uôi uơ uy uya uyê uyu
		ưa ưi ươ ươi ươu ưu yê yêu ôô`)
)

func set(words string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(words) {
		out[w] = true
	}
	return out
}

var tones = []rune{'\u0300', '\u0301', '\u0303', '\u0309', '\u0323'}

// syllable reports whether a word of letters in NFC is spelled as a Vietnamese syllable is: one tone at most, on the
// vowel, and small letters after the first or capitals throughout.
func syllable(word string, caps bool) bool {
	if !caps && !cased(word) {
		return false
	}
	var bare strings.Builder
	toned := 0
	for _, r := range norm.NFD.String(strings.ToLower(word)) {
		if slices.Contains(tones, r) {
			toned++
			continue
		}
		bare.WriteRune(r)
	}
	s := survey.NFC(bare.String())
	if toned > 1 || len(s) > 16 {
		return false
	}
	return rhyme(s) || slices.ContainsFunc(initials, func(initial string) bool {
		rest, ok := strings.CutPrefix(s, initial)
		return ok && (rhyme(rest) || initial == "gi" && rhyme("i"+rest))
	})
}

// rhyme reports whether a text is a vowel with a final consonant or without.
func rhyme(s string) bool {
	return vowels[s] || slices.ContainsFunc(finals, func(final string) bool {
		vowel, ok := strings.CutSuffix(s, final)
		return ok && vowels[vowel]
	})
}

// cased reports whether a word's letters are small after the first, or capitals throughout.
func cased(word string) bool {
	small, capital := 0, 0
	for i, r := range word {
		if i > 0 && unicode.IsLower(r) {
			small++
		} else if i > 0 && unicode.IsUpper(r) {
			capital++
		}
	}
	return small == 0 || capital == 0
}

// western reports whether a word has the letters of western European languages beside those of ASCII, few of them.
func western(word string) bool {
	if !cased(word) {
		return false
	}
	letters, marked := 0, 0
	for _, r := range strings.ToLower(word) {
		switch {
		case r >= 'a' && r <= 'z', r == '’', r == '\'':
			letters++
		case strings.ContainsRune("àáâãäåæçèéêëìíîïñòóôõöøùúûüýÿßœšž", r):
			marked++
		default:
			return false
		}
	}
	return marked <= max(2, letters/2)
}
