package expr

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// blanks are the characters that XML counts as white space.
const blanks = " \t\r\n"

// FormatNumber writes a number as XPath's string() does: the shortest digits that read back as the same number, no
// exponent, no trailing zeros, "0" for -0, "NaN", "Infinity", "-Infinity".
func FormatNumber(f float64) string {
	switch {
	case f == 0:
		return "0"
	case math.IsInf(f, 1):
		return "Infinity"
	case math.IsInf(f, -1):
		return "-Infinity"
	}
	if f == math.Trunc(f) && math.Abs(f) < 1e15 {
		return strconv.FormatInt(int64(f), 10)
	}
	return strconv.FormatFloat(f, 'f', -1, 64)
}

// parseNumber reads what XPath calls a number (blanks, "-", digits, "."; no exponent, no "+", no decimal comma), or an
// ISO date, date-time or time as days by the clock of the zone (nil: the clock it was written by). Anything else is
// NaN.
func parseNumber(s string, zone *time.Location) float64 {
	s = strings.Trim(s, blanks)
	if s == "" {
		return math.NaN()
	}
	if n, ok := smallInteger(s); ok {
		return n
	}
	digits, points := 0, 0
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c >= '0' && c <= '9':
			digits++
		case c == '.':
			points++
		case c == '-' && i == 0:
		default:
			if d, ok := parseMoment(s, false); ok {
				return d.days(zone)
			}
			return math.NaN()
		}
	}
	if digits == 0 || points > 1 {
		return math.NaN()
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil && !math.IsInf(f, 0) {
		return math.NaN()
	}
	return f
}

// smallInteger reads up to 15 digits, the common case.
func smallInteger(s string) (float64, bool) {
	if len(s) > 15 {
		return 0, false
	}
	n := int64(0)
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		n = n*10 + int64(s[i]-'0')
	}
	return float64(n), true
}

// roundTo rounds the shortest decimal form of f to that many places (negative: tens, hundreds), halves towards positive
// infinity as XPath's round(): 2.5 → 3, -2.5 → -2, 1.005 to two places → 1.01. More than 30 places either way is NaN.
func roundTo(f, places float64) float64 {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return f
	}
	if math.IsNaN(places) || math.Abs(places) > 30 {
		return math.NaN()
	}
	n := int(places)
	text := strconv.FormatFloat(math.Abs(f), 'e', -1, 64)
	mantissa, exp, _ := strings.Cut(text, "e")
	e, _ := strconv.Atoi(exp)
	digits := strings.Replace(mantissa, ".", "", 1)
	keep := e + 1 + n // how many of the digits stay
	if keep >= len(digits) {
		return f
	}
	up := keep >= 0 && (digits[keep] > '5' ||
		digits[keep] == '5' && (f > 0 || strings.Trim(digits[keep+1:], "0") != ""))
	kept := "0"
	if keep > 0 {
		kept = digits[:keep]
	}
	if up {
		whole, _ := strconv.ParseInt(kept, 10, 64) // 16 digits at most
		kept = strconv.FormatInt(whole+1, 10)
	}
	out, _ := strconv.ParseFloat(kept+"e"+strconv.Itoa(-n), 64)
	return math.Copysign(out, f)
}

// toInt cuts the fraction off.
func toInt(f float64) float64 { return math.Trunc(f) }
