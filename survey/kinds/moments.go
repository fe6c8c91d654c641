package kinds

import (
	"math"
	"regexp"
	"strings"
	"time"

	"github.com/khaosat/khaosat/survey"
)

var (
	clockPattern = regexp.MustCompile(`^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,9})?)?(Z|[+-][0-9]{2}:?[0-9]{2})?$`)
	dayFirst     = regexp.MustCompile(`^[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{4}$`)
)

func acceptDate(_ *Question, v survey.Value) (survey.Value, *survey.Flaw) {
	if v.Kind != survey.VText {
		return v, survey.NewFlaw("answer.date")
	}
	if _, err := time.Parse(time.DateOnly, v.Text); err != nil {
		return v, badDate(v.Text)
	}
	return v, nil
}

func badDate(s string) *survey.Flaw {
	if dayFirst.MatchString(s) {
		return survey.NewFlaw("answer.date:write_year", "value", s)
	}
	return survey.NewFlaw("answer.date:not_real", "value", s)
}

func acceptTime(_ *Question, v survey.Value) (survey.Value, *survey.Flaw) {
	if v.Kind != survey.VText || !clockPattern.MatchString(v.Text) {
		return v, survey.NewFlaw("answer.time", "value", v.Text)
	}
	return v, nil
}

func acceptDateTime(_ *Question, v survey.Value) (survey.Value, *survey.Flaw) {
	day, clock, ok := strings.Cut(v.Text, "T")
	if v.Kind != survey.VText || !ok || !clockPattern.MatchString(clock) {
		return v, survey.NewFlaw("answer.datetime", "value", v.Text)
	}
	if _, err := time.Parse(time.DateOnly, day); err != nil {
		return v, badDate(day)
	}
	return v, nil
}

// exampleMoments are days around today and around the constants of conditions, which may be days, or ages in days,
// months or years.
func exampleMoments(q *Question, h Hints) []survey.Value {
	now, zone, withClock := h.Now, h.Now.Location(), q.Kind.Moment == DayAndClock
	today := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, zone)
	days := []time.Time{today, today.AddDate(0, 0, -1), today.AddDate(0, 0, 1), today.AddDate(0, -1, 0),
		today.AddDate(-1, 0, 0), today.AddDate(-10, 3, 5),
		today.AddDate(-20, 0, -9), today.AddDate(-35, 2, 0), today.AddDate(-66, 0, 0), today.AddDate(1, 0, 0),
		time.Date(2000, 1, 1, 0, 0, 0, 0, zone)}
	near := func(day time.Time) { days = append(days, day, day.AddDate(0, 0, -1), day.AddDate(0, 0, 1)) }
	for _, t := range h.Texts {
		if day, err := time.ParseInLocation(time.DateOnly, t[:min(len(t), 10)], zone); err == nil {
			near(day)
		}
	}
	for _, n := range h.Numbers {
		if n != math.Trunc(n) || math.Abs(n) > 40_000 {
			continue
		}
		near(today.AddDate(0, 0, int(n)))
		near(today.AddDate(0, 0, -int(n)))
		if math.Abs(n) <= 1500 {
			near(today.AddDate(0, -int(n), 0))
		}
		if math.Abs(n) <= 150 {
			near(today.AddDate(-int(n), 0, 0))
		}
		if n >= 1800 && n <= 2200 {
			days = append(days, time.Date(int(n), 6, 15, 0, 0, 0, 0, zone))
		}
	}
	var out []survey.Value
	for _, d := range days {
		text := d.Format(time.DateOnly)
		if withClock {
			text = d.Format("2006-01-02T15:04:05.000-07:00")
		}
		if d.Year() > 0 && d.Year() < 10_000 {
			out = append(out, survey.OfText(text))
		}
	}
	if withClock {
		out = append(out, survey.OfText(now.Format("2006-01-02T15:04:05.000-07:00")))
	}
	return out
}
