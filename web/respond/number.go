package respond

import (
	"regexp"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/kinds"
	"github.com/khaosat/khaosat/survey/words"
)

// typedNumber reads a number as it is written on a page in the language; what may be meant in two ways is left as it
// is.
func typedNumber(text, lang string, whole bool) string {
	plain, _ := kinds.TypedNumber(text, whole, kinds.TypedMarks(lang, whole))
	return plain
}

// respelt writes what was typed in another way; what may be meant in two ways stays as it was typed.
func respelt(text, lang string, whole bool, write func(plain string) string) string {
	plain, doubt := kinds.TypedNumber(text, whole, kinds.TypedMarks(lang, whole))
	if doubt {
		return text
	}
	return write(plain)
}

// thousandsApart reports whether the author wants a number to be shown with its thousands apart.
func thousandsApart(it *survey.Item) bool { return hasAppearance(it, "thousands-sep") }

var plainNumber = regexp.MustCompile(`^(-?)(0|[1-9][0-9]*)(?:\.([0-9]+))?$`)

// groupedNumber writes a plain number with its thousands apart as the language does, so that typedNumber reads the same
// number back: where it could be taken for another one, a zero more stands behind the decimal mark (4.227,0 and 1,2340
// in Vietnamese, 1.2340 in English).
func groupedNumber(plain, lang string, whole bool) string {
	m := plainNumber.FindStringSubmatch(plain)
	if m == nil {
		return plain
	}
	group, mark := ",", "."
	if words.DecimalComma(lang) {
		group, mark = mark, group
	}
	digits, tail := m[2], m[3]
	if tail == "" && !whole && len(digits) > 3 && len(digits) < 7 ||
		len(tail) == 3 && len(digits) < 4 && digits != "0" {
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
		if _, field, ok := slotOf(f.form, path); ok && field.Kind.Numeric() && len(texts) == 1 {
			f.state.Texts[path] = []string{respelt(texts[0], f.ui, field.Whole(), kinds.SafeNumber)}
		}
	}
}
