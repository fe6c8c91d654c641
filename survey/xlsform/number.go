package xlsform

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// numberText writes a number cell as pyxform does: whole numbers without a decimal part ("1"), others in the shortest
// form that reads back ("0.1", "1e+16").
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

// dateText writes a number cell that shows a date as pyxform does: "2023-10-26 00:00:00", or the time alone for a
// number below 1; parts of a second are kept to the thousandth. The second result is false when the number is no date.
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
