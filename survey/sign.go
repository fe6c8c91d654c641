package survey

import (
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"
)

// AfterApostrophe reports whether an apostrophe before the text is ours, and not the author's: one that a table written
// by us puts there so that no spreadsheet takes the text for a formula (BeginsFormula), and no reader for JSON, blanks
// or an apostrophe of ours.
func AfterApostrophe(text string) bool {
	return text != "" && (BeginsFormula(text) || strings.ContainsRune("'{ \t\r\n", rune(text[0])))
}

// BeginsFormula reports whether a text begins with a sign that a formula begins with, also in full width, which some
// spreadsheets take for the usual sign, and behind marks that show nothing.
func BeginsFormula(text string) bool {
	_, sign := FormulaSign(text)
	return sign != 0
}

// FormulaSign is the sign with which a formula begins, in its usual width, and what follows it; 0 when there is none.
func FormulaSign(text string) (rest string, sign rune) {
	text = strings.TrimLeftFunc(text, func(r rune) bool { return unicode.Is(unseen, r) || unicode.Is(noWidth, r) })
	r, size := utf8.DecodeRuneInString(text)
	if narrow := []rune(width.Narrow.String(string(r))); size > 0 && len(narrow) == 1 {
		r = narrow[0]
	}
	if strings.ContainsRune("=+-@\t\r", r) && size > 0 {
		return text[size:], r
	}
	return text, 0
}

// FileName is the name of a file as it is kept: the last part of a path, at most 120 characters of it. Letters in full
// width become usual ones, and characters that control or show nothing are taken out, above all those that turn the
// direction: a program can look like a picture by them.
func FileName(name string) string {
	name = width.Narrow.String(NFC(name))
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unseen, r) || unicode.Is(noWidth, r) || unicode.Is(unicode.Bidi_Control, r) {
			return -1
		}
		return r
	}, name)
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	if runes := []rune(name); len(runes) > 120 {
		name = string(runes[len(runes)-120:])
	}
	return name
}
