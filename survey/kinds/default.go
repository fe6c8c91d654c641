package kinds

import (
	"regexp"
	"strings"
)

var (
	callPattern = regexp.MustCompile(`^[a-z][a-z0-9:-]*\(.*\)$`)

	// defaultWords splits a default as pyxform's lexer does: numbers and dates, operators, texts in quotes, references,
	// calls and names. The groups are a minus alone, another operator, and something else that must be computed.
	defaultWords = regexp.MustCompile(`-?\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}:\d{2}\S*)?` +
		`|\d{2}:\d{2}:\d{2}(?:[+-]\d{2}:\d{2}|Z)?|-?\d+\.\d*|-?\.\d+|-?\d+` +
		`|(-)|([*+|]| mod | div )|"[^"]*"|'[^']*'` +
		`|(\$\{[^{}\s]+\}|[\pL_][\pL\pM\pN_.\-]*(?::[\pL_][\pL\pM\pN_.\-]*)?[(\[])|[\pL_][\pL\pM\pN_.\-]*`)
)

// Computes reports whether a default is an expression and not a plain value: by pyxform's signs, but that words of an
// author's own may hold any mark, so that there only a reference or one call is, and in days and files no dash or dot.
func (k *Kind) Computes(text string) bool {
	text = strings.TrimSpace(text)
	switch {
	case k.Moment != NoMoment || k.Attached():
		return strings.Contains(text, "(") || strings.Contains(text, "${")
	case k.Open || !k.Holds():
		return strings.Contains(text, "${") || callPattern.MatchString(text)
	}
	for _, m := range defaultWords.FindAllStringSubmatch(text, -1) {
		switch {
		case m[1] != "" && k.Place():
			return false
		case m[1] != "" || m[2] != "" || m[3] != "":
			return true
		}
	}
	return false
}
