package digits

import (
	"math"
	"strconv"
	"strings"

	"github.com/khaosat/khaosat/survey/words"
)

// Dash stands where a number does not exist: an empty base, a standard error of one respondent.
const Dash = "–"

// FormatPercent writes hundredths of a percent with two decimals and the sign: 9623 is "96,23%" for
// lang "vi" and "96.23%" for "en". Undefined is Dash. Web, workbook and CSV all use it.
func FormatPercent(lang string, hundredths int64) string {
	if hundredths == Undefined {
		return Dash
	}
	return FormatHundredths(lang, hundredths) + "%"
}

// FormatHundredths is FormatPercent without the sign, for "94,93–97,21" and for percentage points.
func FormatHundredths(lang string, hundredths int64) string {
	if hundredths == Undefined {
		return Dash
	}
	negative := hundredths < 0
	if negative {
		hundredths = -hundredths
	}
	digits := strconv.FormatInt(hundredths, 10)
	if len(digits) < 3 {
		digits = "000"[len(digits):] + digits
	}
	cut := len(digits) - 2
	return assemble(lang, negative, digits[:cut], digits[cut:])
}

// FormatCount writes a whole number with groups of three: "4.227" for vi, "4,227" for en.
// Undefined is Dash. Years, codes and phone numbers are not counts.
func FormatCount(lang string, n int64) string {
	if n == Undefined {
		return Dash
	}
	digits := strings.TrimPrefix(strconv.FormatInt(n, 10), "-")
	return assemble(lang, n < 0, digits, "")
}

// FormatDecimal writes x with the given number of decimals (at least 0). It takes x to 15 significant
// digits, as a spreadsheet shows it, and rounds that decimal value half away from zero: 2.675 is "2,68",
// though its float64 lies below the tie. NaN and infinities are Dash, and there is no "-0,00".
func FormatDecimal(lang string, x float64, digits int) string {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return Dash
	}
	whole, fraction := roundDecimal(math.Abs(x), max(digits, 0))
	negative := x < 0 && strings.Trim(whole+fraction, "0") != ""
	return assemble(lang, negative, whole, fraction)
}

// roundDecimal returns the decimal digits before and after the point of x >= 0.
func roundDecimal(x float64, places int) (whole, fraction string) {
	mantissa, exp, _ := strings.Cut(strconv.FormatFloat(x, 'e', 14, 64), "e")
	exponent, _ := strconv.Atoi(exp)
	all := strings.Replace(mantissa, ".", "", 1)
	if exponent < 0 {
		all = strings.Repeat("0", -exponent) + all
		exponent = 0
	}
	keep := exponent + 1 + places
	if keep >= len(all) {
		all += strings.Repeat("0", keep-len(all))
	} else {
		up := all[keep] >= '5'
		all = all[:keep]
		if up {
			grown := addOne(all)
			exponent += len(grown) - len(all)
			all = grown
		}
	}
	return all[:exponent+1], all[exponent+1:]
}

// addOne adds one to a string of decimal digits; the answer is one digit longer after 999.
func addOne(digits string) string {
	b := []byte(digits)
	for i := len(b) - 1; i >= 0; i-- {
		if b[i] != '9' {
			b[i]++
			return string(b)
		}
		b[i] = '0'
	}
	return "1" + string(b)
}

// assemble joins sign, grouped whole part and fraction in the manner of the language that serves a tag.
func assemble(lang string, negative bool, whole, fraction string) string {
	group, decimal := words.T(lang, "number.group"), words.T(lang, "number.decimal")
	var b strings.Builder
	if negative {
		b.WriteByte('-')
	}
	for i := range len(whole) {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteString(group)
		}
		b.WriteByte(whole[i])
	}
	if fraction != "" {
		b.WriteString(decimal + fraction)
	}
	return b.String()
}
