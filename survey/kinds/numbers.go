package kinds

import (
	"math"
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/words"
)

var (
	plainDecimal = regexp.MustCompile(`^-?(0|[1-9][0-9]*)(\.[0-9]+)?$`)
	looseDecimal = regexp.MustCompile(`^[+-]?[0-9]*\.?[0-9]*([eE][+-]?[0-9]{1,3})?$`)
	commaDecimal = regexp.MustCompile(`^[+-]?[0-9.\s]*,[0-9]+$`)
)

// maxDigits bounds the length of a number: enough for any count or amount of money, and exact arithmetic stays cheap.
const maxDigits = 60

func acceptDecimal(_ *Question, v survey.Value) (survey.Value, *survey.Flaw) {
	if v.Kind != survey.VNumber && v.Kind != survey.VText {
		return v, survey.NewFlaw("answer.number")
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

// grouped refuses a whole number with marks in it, which a person may have put between thousands: 500.000 is never 500.
// What a person typed was read before, see TypedNumber.
func grouped(v survey.Value) *survey.Flaw {
	text := strings.TrimSpace(v.Text)
	if v.Doubt != nil || !dotGroups.MatchString(text) && !commaGroups.MatchString(text) {
		return nil
	}
	return doubted(text, true)
}

func acceptInteger(q *Question, v survey.Value) (survey.Value, *survey.Flaw) {
	if bad := grouped(v); bad != nil {
		return v, bad
	}
	v, bad := acceptDecimal(q, v)
	if bad != nil {
		return v, bad
	}
	if strings.Contains(v.Text, ".") {
		return v, survey.NewFlaw("answer.integer", "value", v.Text)
	}
	return v, nil
}

// acceptRange takes numbers from start to end by step (parameters; 1 to 10 by 1 when the author gives none).
func acceptRange(q *Question, v survey.Value) (survey.Value, *survey.Flaw) {
	if q.Whole() {
		if bad := grouped(v); bad != nil {
			return v, bad
		}
	}
	v, bad := acceptDecimal(q, v)
	if bad != nil {
		return v, bad
	}
	x, _ := new(big.Rat).SetString(v.Text)
	bounds := q.Bounds()
	if !bounds.Hold(x) {
		low, high := bounds.Ends()
		return v, survey.NewFlaw("answer.range",
			"value", v.Text, "min", SafeNumber(Decimal(low)), "max", SafeNumber(Decimal(high)))
	}
	if !bounds.Steps(x).IsInt() {
		return v, survey.NewFlaw("answer.step", "value", v.Text, "step", SafeNumber(Decimal(bounds.Step)))
	}
	return v, nil
}

// cleanNumber brings a decimal number to its one spelling: no plus sign, no exponent, no zeros that say nothing.
func cleanNumber(s string) (string, *survey.Flaw) {
	switch {
	case s == "" || len(s) > maxDigits:
		return "", survey.NewFlaw("answer.number:not_number", "value", words.Short(s, 60))
	case plainDecimal.MatchString(s):
	case commaGroups.MatchString(s) && strings.Count(s, ",") == 1:
		return "", doubted(s, false)
	case commaDecimal.MatchString(s):
		return "", survey.NewFlaw("answer.decimal_comma", "value", s,
			"better", SafeNumber(strings.ReplaceAll(without(s, ". \t\n"), ",", ".")))
	case !looseDecimal.MatchString(s):
		return "", survey.NewFlaw("answer.number:not_number", "value", s)
	}
	x, ok := new(big.Rat).SetString(s)
	if !ok {
		return "", survey.NewFlaw("answer.number:not_number", "value", s)
	}
	if x.IsInt() {
		out := x.Num().String()
		if len(out) > maxDigits {
			return "", survey.NewFlaw("answer.number:too_large", "value", s)
		}
		return out, nil
	}
	digits, exact := x.FloatPrec()
	if !exact || digits > maxDigits {
		return "", survey.NewFlaw("answer.number:too_many", "value", s)
	}
	return x.FloatString(digits), nil
}

func readNumber(_ *Question, texts []string) survey.Value {
	return survey.Value{Kind: survey.VText, Text: strings.TrimSpace(texts[0])}
}

// wholePart cuts a decimal number off at its point; other text stays.
func wholePart(_ *Question, text string) string {
	if clean, bad := cleanNumber(strings.TrimSpace(text)); bad == nil {
		text, _, _ = strings.Cut(clean, ".")
	}
	if text == "-0" {
		return "0"
	}
	return text
}

// almost is how far from a step a computed number may lie, in steps: 0.1 + 0.2 is on a step of 0.1.
const almost = 1e-9

// nearestStep puts a number that lies almost on a step of a Range on it; other text stays.
func nearestStep(q *Question, text string) string {
	clean, bad := cleanNumber(strings.TrimSpace(text))
	if bad != nil {
		return text
	}
	n, _ := new(big.Rat).SetString(clean)
	bounds := q.Bounds()
	steps, _ := bounds.Steps(n).Float64()
	whole := math.Round(steps)
	if math.Abs(steps-whole) > almost {
		return text
	}
	on := new(big.Rat).SetFloat64(whole)
	if on == nil {
		return text
	}
	return Decimal(bounds.At(on))
}

// exampleNumbers are those near the constants of conditions, and some that questionnaires often ask for.
func exampleNumbers(q *Question, h Hints) []survey.Value {
	whole := q.Whole()
	list := []float64{0, 1, 2, 3, 5, 10, 18, 25, 40, 65, 100, 1000, float64(h.Rand.IntN(100))}
	for _, n := range h.Numbers {
		list = append(list, n, n-1, n+1)
		if !whole {
			list = append(list, n-0.5, n+0.5)
		}
	}
	var out []survey.Value
	for _, n := range list {
		if whole {
			n = math.Round(n)
		}
		if v := OfFloat(n); math.Abs(n) < 1e15 &&
			!slices.ContainsFunc(out, func(o survey.Value) bool { return o.Text == v.Text }) {
			out = append(out, v)
		}
	}
	for _, t := range h.Patterns() {
		if n, err := strconv.ParseFloat(t, 64); err == nil && OfFloat(n).Text == t {
			out = append(out, survey.OfNumber(t))
		}
	}
	return out
}

// OfFloat is the answer n, which is finite, in its shortest spelling.
func OfFloat(n float64) survey.Value {
	if n == 0 {
		n = 0 // not -0
	}
	return survey.OfNumber(strconv.FormatFloat(n, 'f', -1, 64))
}

// exampleSteps are values of a range: its ends, those near constants, and some between.
func exampleSteps(q *Question, h Hints) []survey.Value {
	bounds := q.Bounds()
	low, high := bounds.Ends()
	bounds.Start = low
	last := int64(1000)
	if q := bounds.Steps(high); q.Num().IsInt64() && q.Denom().IsInt64() {
		last = q.Num().Int64() / q.Denom().Int64()
	}
	at := []int64{0, last}
	for range 4 {
		at = append(at, int64(h.Rand.IntN(int(min(last, 1_000_000))+1)))
	}
	for _, n := range h.Numbers {
		r := new(big.Rat)
		if r.SetFloat64(n) == nil {
			continue
		}
		k, _ := bounds.Steps(r).Float64()
		at = append(at, int64(k), int64(k)-1, int64(k)+1)
	}
	var out []survey.Value
	for _, k := range at {
		if k < 0 || k > last {
			continue
		}
		out = append(out, survey.OfNumber(Decimal(bounds.At(big.NewRat(k, 1)))))
	}
	return out
}

func wrongNumbers(*Question) []Mistake {
	return []Mistake{{"words for a number", "answer.number", survey.OfText("nhiều")},
		{"a decimal comma", "answer.decimal_comma", survey.OfText("1.234,5")}}
}
