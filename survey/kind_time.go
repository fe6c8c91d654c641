package survey

import (
	"regexp"
	"strings"
	"time"
)

var (
	clockPattern = regexp.MustCompile(`^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,9})?)?(Z|[+-][0-9]{2}:?[0-9]{2})?$`)
	dayFirst     = regexp.MustCompile(`^[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{4}$`)
)

func acceptDate(_ *Field, v Value) (Value, *flaw) {
	if v.Kind != VText {
		return v, wrong("answer.date", "Câu này cần một ngày dạng 2025-07-01.", "This item takes a date such as 2025-07-01.")
	}
	if _, err := time.Parse(time.DateOnly, v.Text); err != nil {
		return v, badDate(v.Text)
	}
	return v, nil
}

func badDate(s string) *flaw {
	if dayFirst.MatchString(s) {
		return wrong("answer.date", "“%s”: xin viết năm-tháng-ngày, ví dụ 2025-07-01.", "“%s”: please write year-month-day, such as 2025-07-01.", s)
	}
	return wrong("answer.date", "“%s” không phải là một ngày có thật (năm-tháng-ngày).", "“%s” is not a real date (year-month-day).", s)
}

func acceptTime(_ *Field, v Value) (Value, *flaw) {
	if v.Kind != VText || !clockPattern.MatchString(v.Text) {
		return v, wrong("answer.time", "“%s” không phải giờ dạng 14:30.", "“%s” is not a time such as 14:30.", v.Text)
	}
	return v, nil
}

func acceptDateTime(_ *Field, v Value) (Value, *flaw) {
	day, clock, ok := strings.Cut(v.Text, "T")
	if v.Kind != VText || !ok || !clockPattern.MatchString(clock) {
		return v, wrong("answer.datetime", "“%s” không phải ngày giờ dạng 2025-07-01T14:30.", "“%s” is not a date and time such as 2025-07-01T14:30.", v.Text)
	}
	if _, err := time.Parse(time.DateOnly, day); err != nil {
		return v, badDate(day)
	}
	return v, nil
}
