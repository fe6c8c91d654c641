package xlsform

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// builtinDate reports whether one of Excel's number formats that need no definition shows a date or time.
func builtinDate(id int) bool {
	return (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58)
}

// isDateFormat reports whether a number format's code shows a date or time: one of d m h y s outside quotes and brackets.
func isDateFormat(code string) bool {
	if i := strings.IndexByte(code, ';'); i >= 0 {
		code = code[:i]
	}
	var quoted, bracket bool
	for i := 0; i < len(code); i++ {
		switch c := code[i]; {
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '\\' || c == '_':
			i++
		case c == '[':
			bracket = !strings.HasPrefix(strings.ToLower(code[i:]), "[h") && !strings.HasPrefix(strings.ToLower(code[i:]), "[m") && !strings.HasPrefix(strings.ToLower(code[i:]), "[s")
		case c == ']':
			bracket = false
		case bracket:
		case strings.IndexByte("dmhysDMHYS", c) >= 0:
			return true
		}
	}
	return false
}

// numberText writes a number cell as pyxform does: whole numbers without a decimal part ("1"), others in the shortest form
// that reads back ("0.1", "1e+16").
func numberText(raw string) string {
	if !strings.ContainsAny(raw, ".eE") {
		return raw
	}
	f, err := strconv.ParseFloat(raw, 64)
	if err != nil || math.IsInf(f, 0) || math.IsNaN(f) {
		return raw
	}
	if f == math.Trunc(f) {
		return strconv.FormatFloat(f, 'f', 0, 64)
	}
	return pythonFloat(f)
}

// pythonFloat writes a float in Python's repr form: an exponent below 1e-4 and from 1e16 on.
func pythonFloat(f float64) string {
	if a := math.Abs(f); a >= 1e-4 && a < 1e16 {
		return strconv.FormatFloat(f, 'f', -1, 64)
	}
	return strconv.FormatFloat(f, 'e', -1, 64)
}

// dateText writes a number cell that shows a date as pyxform does: "2023-10-26 00:00:00", or the time alone for a number
// below 1; parts of a second are kept to the thousandth. The second result is false when the number is no date.
func dateText(raw string, date1904 bool) (string, bool) {
	f, err := strconv.ParseFloat(raw, 64)
	if err != nil || f < 0 || f > 2_958_465.999999 {
		return "", false
	}
	days := math.Floor(f)
	part := time.Duration(math.Round((f-days)*86_400_000)) * time.Millisecond
	layout := "15:04:05"
	if part%time.Second != 0 {
		layout = "15:04:05.000000"
	}
	if f < 1 && part < 24*time.Hour {
		return time.Time{}.Add(part).Format(layout), true
	}
	base := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	switch {
	case date1904:
		base = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	case f < 60: // Excel counts a 29 February 1900 that never was
		base = base.AddDate(0, 0, 1)
	}
	return base.AddDate(0, 0, int(days)).Add(part).Format("2006-01-02 " + layout), true
}
