package kinds

import (
	"regexp"
	"strings"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/words"
)

// NumberMarks says which mark of a number written by hand stands before its fraction. The other one keeps thousands
// apart.
type NumberMarks uint8

const (
	MarksUnknown NumberMarks = iota
	CommaDecimal             // 1.234,5 as in Viet Nam
	DotDecimal               // 1,234.5
)

const spacesBetween = " \u00a0\u2009\u202f"

var (
	dotGroups    = regexp.MustCompile(`^[+-]?[1-9][0-9]{0,2}(?:\.[0-9]{3})+$`)                                // 4.227, 1.234.567
	commaGroups  = regexp.MustCompile(`^[+-]?[1-9][0-9]{0,2}(?:,[0-9]{3})+$`)                                 // 4,227, 1,234,567
	dotsAndComma = regexp.MustCompile(`^[+-]?[1-9][0-9]{0,2}(?:\.[0-9]{3})+,[0-9]+$`)                         // 1.234,5
	commasAndDot = regexp.MustCompile(`^[+-]?[1-9][0-9]{0,2}(?:,[0-9]{3})+\.[0-9]+$`)                         // 1,234.5
	oneComma     = regexp.MustCompile(`^[+-]?[0-9]+,[0-9]+$`)                                                 // 12,5
	spaceGroups  = regexp.MustCompile(`^[+-]?[0-9]{1,3}(?:[` + spacesBetween + `][0-9]{3})+(?:[.,][0-9]+)?$`) // 1 234 567,5
)

// TypedNumber reads a number as people of this country write it. A whole number has its thousands apart by dots or
// blanks: 500.000 is 500000 and never 500. Where a fraction can stand, 12,5 and 12.5 are both 12.5, and what has marks
// of both kinds or one kind twice can mean one number only; one mark before exactly three digits (12.345) can mean two:
// marks decides, and when it does not know doubt is true. What is no number stays as it is, for the checks to name.
// web/respond/static/respond_number.js reads the same on the phone; testdata/text.json judges both.
func TypedNumber(text string, whole bool, marks NumberMarks) (plain string, doubt bool) {
	if dotFraction(text) {
		return text, false
	}
	s := survey.Clean(text)
	if spaceGroups.MatchString(s) {
		s = without(s, spacesBetween)
	}
	switch {
	case dotGroups.MatchString(s):
		switch {
		case whole || strings.Count(s, ".") > 1 || marks == CommaDecimal:
			return without(s, "."), false
		case marks == DotDecimal:
			return s, false
		}
		return s, true
	case commaGroups.MatchString(s):
		switch {
		case strings.Count(s, ",") > 1 || marks == DotDecimal:
			return without(s, ","), false
		case marks == CommaDecimal && !whole:
			return strings.Replace(s, ",", ".", 1), false
		}
		return s, true
	case dotsAndComma.MatchString(s):
		return strings.Replace(without(s, "."), ",", ".", 1), false
	case commasAndDot.MatchString(s):
		return without(s, ","), false
	case oneComma.MatchString(s):
		return strings.Replace(s, ",", ".", 1), false
	}
	return s, false
}

// dotFraction tells of the digits that programs write by the million, 44.21, that they can mean one number only, in
// which the dot stands before the fraction.
func dotFraction(s string) bool {
	if s != "" && (s[0] == '+' || s[0] == '-') {
		s = s[1:]
	}
	before, after, ok := strings.Cut(s, ".")
	if !ok || before == "" || after == "" || strings.Trim(after, "0123456789") != "" ||
		strings.Trim(before, "0123456789") != "" {
		return false
	}
	return len(after) != 3 || len(before) > 3 || before[0] == '0'
}

func without(s, marks string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(marks, r) {
			return -1
		}
		return r
	}, s)
}

// MarksOf is what one number written by hand tells about its marks.
func MarksOf(text string) NumberMarks {
	switch {
	case !strings.ContainsAny(text, ".,"):
		return MarksUnknown
	case dotFraction(text):
		return DotDecimal
	}
	s := survey.Clean(text)
	if spaceGroups.MatchString(s) {
		s = without(s, spacesBetween)
	}
	switch dots, commas := strings.Count(s, "."), strings.Count(s, ","); {
	case dotsAndComma.MatchString(s), dots > 1 && dotGroups.MatchString(s),
		oneComma.MatchString(s) && !commaGroups.MatchString(s):
		return CommaDecimal
	case commasAndDot.MatchString(s), commas > 1 && commaGroups.MatchString(s), dotFraction(s):
		return DotDecimal
	}
	return MarksUnknown
}

// ColumnMarks are what the numbers of a column have told so far about the marks in them. The zero value has heard
// nothing.
type ColumnMarks struct {
	told NumberMarks
	both bool // they contradict each other
}

// Take hears one number.
func (c *ColumnMarks) Take(text string) {
	is := MarksOf(text)
	c.both = c.both || c.told != MarksUnknown && is != MarksUnknown && is != c.told
	c.told = max(c.told, is)
}

// Marks are those of the column; MarksUnknown when it told nothing, or both.
func (c *ColumnMarks) Marks() NumberMarks {
	if c.both {
		return MarksUnknown
	}
	return c.told
}

// SafeNumber writes a plain number so that TypedNumber reads the same one back in any language, and a program too:
// 1.234 is 1.2340.
func SafeNumber(plain string) string {
	if dotGroups.MatchString(plain) {
		return plain + "0"
	}
	return plain
}

// DoubtWords ask to write a number in one of the two ways in which it can be meant.
func DoubtWords(typed, whole, fraction string) survey.Words {
	return survey.Say("answer.number_doubt", "typed", typed, "text", whole, "fraction", words.Decimal(fraction))
}

// WholeDoubtWords ask to write a whole number without marks.
func WholeDoubtWords(typed, whole string) survey.Words {
	return survey.Say("answer.number_doubt:whole", "typed", typed, "text", whole)
}

func doubted(text string, whole bool) *survey.Flaw {
	return &survey.Flaw{Code: "answer.number_doubt", Words: Doubt(text, whole)}
}

// Doubt is what is said of a number that can be meant in two ways.
func Doubt(text string, whole bool) survey.Words {
	digits := without(text, ".,")
	if whole {
		return WholeDoubtWords(text, digits)
	}
	return DoubtWords(text, digits, strings.Replace(text, ",", ".", 1)+"0")
}

// TypedMarks is what the language of a page tells about the marks of numbers on it: where a dot stands before
// fractions, as in English, a comma in a whole number keeps thousands apart. More is not known: forms without languages
// are shown in that of the browser.
func TypedMarks(lang string, whole bool) NumberMarks {
	if whole && !words.DecimalComma(lang) {
		return DotDecimal
	}
	return MarksUnknown
}
