package form

import (
	"regexp"
	"strings"
	"time"

	"github.com/khaosat/khaosat/survey"
)

var (
	clockPattern = regexp.MustCompile(`^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,9})?)?(Z|[+-][0-9]{2}:?[0-9]{2})?$`)
	dayFirst     = regexp.MustCompile(`^[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{4}$`)
)

func acceptDate(_ *Field, v survey.Value) (survey.Value, *survey.Flaw) {
	if v.Kind != survey.VText {
		return v, survey.NewFlaw("answer.date", "Câu này cần một ngày dạng 2025-07-01.", "This item takes a date such as 2025-07-01.")
	}
	if _, err := time.Parse(time.DateOnly, v.Text); err != nil {
		return v, badDate(v.Text)
	}
	return v, nil
}

func badDate(s string) *survey.Flaw {
	if dayFirst.MatchString(s) {
		return survey.NewFlaw("answer.date", "“%s”: xin viết năm-tháng-ngày, ví dụ 2025-07-01.", "“%s”: please write year-month-day, such as 2025-07-01.", s)
	}
	return survey.NewFlaw("answer.date", "“%s” không phải là một ngày có thật (năm-tháng-ngày).", "“%s” is not a real date (year-month-day).", s)
}

func acceptTime(_ *Field, v survey.Value) (survey.Value, *survey.Flaw) {
	if v.Kind != survey.VText || !clockPattern.MatchString(v.Text) {
		return v, survey.NewFlaw("answer.time", "“%s” không phải giờ dạng 14:30.", "“%s” is not a time such as 14:30.", v.Text)
	}
	return v, nil
}

func acceptDateTime(_ *Field, v survey.Value) (survey.Value, *survey.Flaw) {
	day, clock, ok := strings.Cut(v.Text, "T")
	if v.Kind != survey.VText || !ok || !clockPattern.MatchString(clock) {
		return v, survey.NewFlaw("answer.datetime", "“%s” không phải ngày giờ dạng 2025-07-01T14:30.", "“%s” is not a date and time such as 2025-07-01T14:30.", v.Text)
	}
	if _, err := time.Parse(time.DateOnly, day); err != nil {
		return v, badDate(day)
	}
	return v, nil
}
