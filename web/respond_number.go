package web

import (
	"regexp"
	"strings"

	"github.com/khaosat/khaosat/survey"
)

var (
	viDecimal = regexp.MustCompile(`^([+-]?)([0-9]+),([0-9]+)$`)                    // 12,5
	viGrouped = regexp.MustCompile(`^([+-]?)([0-9]{1,3}(?:\.[0-9]{3})+),([0-9]+)$`) // 1.234,5
	viWhole   = regexp.MustCompile(`^([+-]?)([0-9]{1,3}(?:\.[0-9]{3})+)$`)          // 4.227, 1.234.567
	enGrouped = regexp.MustCompile(`^([+-]?)([0-9]{1,3}(?:,[0-9]{3})+)\.([0-9]+)$`) // 1,234.5
	enWhole   = regexp.MustCompile(`^([+-]?)([0-9]{1,3}(?:,[0-9]{3})+)$`)           // 4,227
	spaced    = regexp.MustCompile(`^([+-]?)([0-9]{1,3}(?:[ \x{a0}\x{202f}][0-9]{3})+)((?:[.,][0-9]+)?)$`)
)

// typedNumber reads a number as it is written in the language where that can mean one thing only: in Vietnamese 12,5 is 12.5,
// 1.234.567 is 1234567, and 4.227 is 4227 where only a whole number can stand. What may be meant in two ways (1,234, or
// 4.227 where a fraction can stand) is left as it is, for the checks to judge.
func typedNumber(text, lang string, whole bool) string {
	s := strings.TrimSpace(text)
	if m := spaced.FindStringSubmatch(s); m != nil {
		s = m[1] + strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "").Replace(m[2]) + m[3]
	}
	if lang != "vi" {
		if m := enGrouped.FindStringSubmatch(s); m != nil {
			return m[1] + strings.ReplaceAll(m[2], ",", "") + "." + m[3]
		}
		if m := enWhole.FindStringSubmatch(s); m != nil && (whole || strings.Count(s, ",") > 1) {
			return m[1] + strings.ReplaceAll(m[2], ",", "")
		}
		return s
	}
	if m := viGrouped.FindStringSubmatch(s); m != nil {
		return m[1] + strings.ReplaceAll(m[2], ".", "") + "." + m[3]
	}
	if m := viWhole.FindStringSubmatch(s); m != nil && (whole || strings.Count(s, ".") > 1) {
		return m[1] + strings.ReplaceAll(m[2], ".", "")
	}
	if m := viDecimal.FindStringSubmatch(s); m != nil {
		ambiguous := len(m[3]) == 3 && len(m[2]) <= 3 && strings.Trim(m[2], "0") != ""
		if !ambiguous {
			return m[1] + m[2] + "." + m[3]
		}
	}
	return s
}

// thousandsApart reports whether the author wants a number to be shown with its thousands apart.
func thousandsApart(it *survey.Item) bool { return hasAppearance(it, "thousands-sep") }

var plainNumber = regexp.MustCompile(`^(-?)(0|[1-9][0-9]*)(?:\.([0-9]+))?$`)

// groupedNumber writes a plain number with its thousands apart as the language does, so that typedNumber reads the same number
// back: where it could be taken for another one, a zero more stands behind the decimal mark (4.227,0 and 1,2340 in Vietnamese).
func groupedNumber(plain, lang string, whole bool) string {
	m := plainNumber.FindStringSubmatch(plain)
	if m == nil {
		return plain
	}
	group, mark := ",", "."
	if lang == "vi" {
		group, mark = mark, group
	}
	digits, tail := m[2], m[3]
	if tail == "" && !whole && len(digits) > 3 && len(digits) < 7 || lang == "vi" && len(tail) == 3 && len(digits) < 4 && digits != "0" {
		tail += "0"
	}
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + group + digits[i:]
	}
	if tail != "" {
		tail = mark + tail
	}
	return m[1] + digits + tail
}

// respell writes the numbers that were typed so far plainly, before the page turns to another language.
func (f *filling) respell() {
	for path, texts := range f.state.Texts {
		if _, field, ok := slotOf(f.form, path); ok && field.Item.Kind.Numeric() && len(texts) == 1 {
			f.state.Texts[path] = []string{typedNumber(texts[0], f.ui, field.Item.Kind == survey.Integer)}
		}
	}
}
