package form

import (
	"math/big"
	"regexp"
	"strings"

	"github.com/khaosat/khaosat/survey"
)

var (
	plainDecimal = regexp.MustCompile(`^-?(0|[1-9][0-9]*)(\.[0-9]+)?$`)
	looseDecimal = regexp.MustCompile(`^[+-]?[0-9]*\.?[0-9]*([eE][+-]?[0-9]{1,3})?$`)
	commaDecimal = regexp.MustCompile(`^[+-]?[0-9.\s]*,[0-9]+$`)
)

// maxDigits bounds the length of a number: enough for any count or amount of money, and exact arithmetic stays cheap.
const maxDigits = 60

func acceptDecimal(_ *Field, v survey.Value) (survey.Value, *survey.Flaw) {
	if v.Kind != survey.VNumber && v.Kind != survey.VText {
		return v, survey.NewFlaw("answer.number", "Câu này cần một con số.", "This item takes a number.")
	}
	if v.Doubt != nil {
		return v, v.Doubt
	}
	s, bad := cleanNumber(strings.TrimSpace(v.Text))
	if bad != nil {
		return v, bad
	}
	return survey.OfNumber(s), nil
}

// grouped refuses a whole number with marks in it, which a person may have put between thousands: 500.000 is never 500. What a
// person typed was read before, see TypedNumber.
func grouped(v survey.Value) *survey.Flaw {
	text := strings.TrimSpace(v.Text)
	if v.Doubt != nil || !dotGroups.MatchString(text) && !commaGroups.MatchString(text) {
		return nil
	}
	return doubted(text, true)
}

func acceptInteger(f *Field, v survey.Value) (survey.Value, *survey.Flaw) {
	if bad := grouped(v); bad != nil {
		return v, bad
	}
	v, bad := acceptDecimal(f, v)
	if bad != nil {
		return v, bad
	}
	if strings.Contains(v.Text, ".") {
		return v, survey.NewFlaw("answer.integer", "“%s” không phải số nguyên.", "“%s” is not a whole number.", v.Text)
	}
	return v, nil
}

// acceptRange takes numbers from start to end by step (parameters; 1 to 10 by 1 when the author gives none).
func acceptRange(f *Field, v survey.Value) (survey.Value, *survey.Flaw) {
	if f.Whole() {
		if bad := grouped(v); bad != nil {
			return v, bad
		}
	}
	v, bad := acceptDecimal(f, v)
	if bad != nil {
		return v, bad
	}
	x, _ := new(big.Rat).SetString(v.Text)
	start, end, step := f.Bounds()
	low, high := start, end
	if low.Cmp(high) > 0 {
		low, high = high, low
	}
	if x.Cmp(low) < 0 || x.Cmp(high) > 0 {
		return v, survey.NewFlaw("answer.range", "“%s” phải nằm trong khoảng từ %s đến %s.", "“%s” must be between %s and %s.", v.Text, SafeNumber(decimalString(low)), SafeNumber(decimalString(high)))
	}
	steps := new(big.Rat).Quo(new(big.Rat).Sub(x, start), step)
	if !steps.IsInt() {
		return v, survey.NewFlaw("answer.step", "“%s” không đúng bước %s.", "“%s” is not on a step of %s.", v.Text, SafeNumber(decimalString(step)))
	}
	return v, nil
}

// Bounds returns start, end and step of a Range item, exactly.
func (f *Field) Bounds() (start, end, step *big.Rat) {
	get := func(name string, def int64) *big.Rat {
		if s, ok := f.Item.Parameters[name]; ok {
			if x, ok := new(big.Rat).SetString(strings.TrimSpace(s)); ok && len(s) <= maxDigits {
				return x
			}
		}
		return big.NewRat(def, 1)
	}
	start, end, step = get("start", 1), get("end", 10), get("step", 1)
	if step.Sign() == 0 {
		step = big.NewRat(1, 1)
	}
	return start, end, step.Abs(step)
}

func decimalString(x *big.Rat) string {
	s := x.FloatString(12)
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}

// cleanNumber brings a decimal number to its one spelling: no plus sign, no exponent, no zeros that say nothing.
func cleanNumber(s string) (string, *survey.Flaw) {
	switch {
	case s == "" || len(s) > maxDigits:
		return "", survey.NewFlaw("answer.number", "“%.60s” không phải là số.", "“%.60s” is not a number.", s)
	case plainDecimal.MatchString(s):
	case commaGroups.MatchString(s) && strings.Count(s, ",") == 1:
		return "", doubted(s, false)
	case commaDecimal.MatchString(s):
		return "", survey.NewFlaw("answer.decimal_comma", "“%[1]s”: xin viết dấu chấm cho phần thập phân, không có dấu ngăn hàng nghìn (%[2]s).", "“%[1]s”: please write a decimal point and no thousands separator (%[2]s).",
			s, SafeNumber(strings.ReplaceAll(without(s, ". \t\n"), ",", ".")))
	case !looseDecimal.MatchString(s):
		return "", survey.NewFlaw("answer.number", "“%s” không phải là số.", "“%s” is not a number.", s)
	}
	x, ok := new(big.Rat).SetString(s)
	if !ok {
		return "", survey.NewFlaw("answer.number", "“%s” không phải là số.", "“%s” is not a number.", s)
	}
	if x.IsInt() {
		out := x.Num().String()
		if len(out) > maxDigits {
			return "", survey.NewFlaw("answer.number", "“%s” quá lớn.", "“%s” is too large.", s)
		}
		return out, nil
	}
	digits, exact := x.FloatPrec()
	if !exact || digits > maxDigits {
		return "", survey.NewFlaw("answer.number", "“%s” có quá nhiều chữ số.", "“%s” has too many digits.", s)
	}
	return x.FloatString(digits), nil
}

func readNumber(_ *Field, texts []string) survey.Value {
	return survey.Value{Kind: survey.VText, Text: strings.TrimSpace(texts[0])}
}
