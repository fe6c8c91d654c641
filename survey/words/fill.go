package words

import (
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

// Speaker is a value that is said differently in each language, such as a Message.
type Speaker interface{ In(lang string) string }

// Decimal is a plain number, written with the mark that the language has before a fraction.
type Decimal string

// In writes the number in the language that serves a tag.
func (d Decimal) In(tag string) string {
	return strings.Replace(string(d), ".", T(tag, "number.decimal"), 1)
}

// DecimalComma reports whether the language that serves a tag has a comma before a fraction, and not a dot.
func DecimalComma(tag string) bool { return T(tag, "number.decimal") == "," }

// Moment writes a time of day and a date in the zone of t, as the language that serves a tag has them; "" for the zero
// time.
func Moment(tag string, t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(T(tag, "date.moment"))
}

// Day writes the date of t in its zone, as the language that serves a tag has it.
func Day(tag string, t time.Time) string { return t.Format(T(tag, "date.day")) }

// Short is the text with at most n characters, the rest left out without a mark.
func Short(text string, n int) string {
	at := 0
	for i := range text {
		if at == n {
			return text[:i]
		}
		at++
	}
	return text
}

// fill puts values in the place of their names. A value that says nothing takes the blank before it along. A name
// without a value stays as it is, so that the gap can be seen.
func fill(s, lang string, pairs []any) string {
	return fillWith(s, func(name string) (string, bool) { return lookUp(name, lang, pairs) })
}

// fillWith is fill with the words for a name, or that there are none, from a function, which is asked once a name.
func fillWith(s string, words func(name string) (text string, there bool)) string {
	var b strings.Builder
	for i := strings.IndexAny(s, "{}"); i >= 0; i = strings.IndexAny(s, "{}") {
		before := s[:i]
		s = s[i:]
		read, text := 1, s[:1]
		end := strings.IndexByte(s, '}')
		switch {
		case len(s) > 1 && s[1] == s[0]:
			read = 2
		case end > 0:
			read, text = end+1, s[:end+1]
			if value, there := words(s[1:end]); there {
				text = value
			}
		}
		if text == "" {
			before = strings.TrimSuffix(before, " ")
		}
		b.WriteString(before)
		b.WriteString(text)
		s = s[read:]
	}
	b.WriteString(s)
	return b.String()
}

// lookUp is the value of a name as it stands in a text; there is false for a name without a value, and for nil.
func lookUp(name, lang string, pairs []any) (text string, there bool) {
	if value := valueOf(pairs, name); value != nil {
		return shown(value, lang), true
	}
	return "", false
}

// shown is a value as it stands in a text: what speaks, in the language; lists with commas.
func shown(value any, lang string) string {
	switch v := value.(type) {
	case string:
		return v
	case Speaker:
		return v.In(lang)
	case int:
		return strconv.Itoa(v)
	case []string:
		return strings.Join(v, ", ")
	case []Message:
		return Join(", ", v...).In(lang)
	case []byte:
		return string(v)
	}
	return fmt.Sprint(value)
}

func valueOf(pairs []any, name string) any {
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i] == name {
			return pairs[i+1]
		}
	}
	return nil
}

// largestOperand bounds a number for the plural rules, which look at its last digits.
const largestOperand = 10_000_000

// formOf is the plural form that a language has for a number, also one that is written out; what is no number is Other.
func formOf(tag language.Tag, value any) plural.Form {
	if s, is := value.(string); is {
		n, err := strconv.Atoi(strings.ReplaceAll(s, T(tag.String(), "number.group"), ""))
		if err != nil {
			return plural.Other
		}
		value = n
	}
	v := reflect.ValueOf(value)
	switch {
	case v.CanInt():
		n := v.Int()
		return plural.Cardinal.MatchPlural(tag, int(max(n, -n)%largestOperand), 0, 0, 0, 0)
	case v.CanUint():
		return plural.Cardinal.MatchPlural(tag, int(v.Uint()%largestOperand), 0, 0, 0, 0)
	case v.CanFloat():
		return formOfFloat(tag, v.Float())
	}
	return plural.Other
}

func formOfFloat(tag language.Tag, x float64) plural.Form {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return plural.Other
	}
	whole, fraction, _ := strings.Cut(strconv.FormatFloat(math.Abs(x), 'f', -1, 64), ".")
	i, _ := strconv.Atoi(whole[max(len(whole)-7, 0):])
	f, _ := strconv.Atoi(fraction[:min(len(fraction), 7)])
	n := min(len(fraction), 7)
	return plural.Cardinal.MatchPlural(tag, i, n, n, f, f)
}
