package respond

import (
	"regexp"

	"github.com/khaosat/khaosat/survey"
)

// dateLook is how a date is asked for: as a day, or by the appearances month-year and year as less. The first day of
// the month or year is stored then, as ODK does.
func dateLook(it *survey.Item) string {
	switch {
	case hasAppearance(it, "year"):
		return "year"
	case hasAppearance(it, "month-year"):
		return "month"
	}
	return "date"
}

var (
	yearText  = regexp.MustCompile(`^\s*([0-9]{4})\s*$`)
	monthText = regexp.MustCompile(`^\s*([0-9]{4})-([0-9]{2})\s*$`)
	monthYear = regexp.MustCompile(`^\s*([0-9]{1,2})[/.-]([0-9]{4})\s*$`) // typed where the browser has no calendar of months
)

// typedDate is the day that was typed into an input of the look; what it cannot read stays, for the checks to name.
func typedDate(text, look string) string {
	text = survey.Clean(text)
	switch look {
	case "year":
		if m := yearText.FindStringSubmatch(text); m != nil {
			return m[1] + "-01-01"
		}
	case "month":
		if m := monthText.FindStringSubmatch(text); m != nil {
			return m[1] + "-" + m[2] + "-01"
		}
		if m := monthYear.FindStringSubmatch(text); m != nil {
			return m[2] + "-" + ("0" + m[1])[len(m[1])-1:] + "-01"
		}
	}
	return text
}

// shownDate is what stands in the input: as much of the day as is asked for.
func shownDate(text, look string) string {
	most := map[string]int{"year": len("2025"), "month": len("2025-07")}[look]
	if wholeDay.MatchString(text) && most > 0 {
		return text[:most]
	}
	return text
}

var wholeDay = regexp.MustCompile(`^[0-9]{4}-[0-9]{2}-[0-9]{2}$`)
