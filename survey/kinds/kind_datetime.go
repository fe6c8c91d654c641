package kinds

import "github.com/khaosat/khaosat/survey"

// dateTime is a day with an hour.
var dateTime = &Kind{
	Name:  survey.DateTime,
	Words: survey.Both("ngày giờ", "date and time"),
	Types: []Type{{Words: []string{"dateTime", "datetime", "date time", "q date time",
		"q dateTime", "add date time prompt", "add dateTime prompt"}}},
	From: FromPerson, Value: survey.VText, Moment: DayAndClock,
	Accept: acceptDateTime, Read: readText, Node: nodeText,
	Look:     "datetime-local",
	Default:  survey.Both("ngày giờ dạng 2026-01-31T08:30", "a date and time like 2026-01-31T08:30"),
	Tally:    TallyGiven,
	Examples: exampleMoments, Mistakes: wrongDateTimes,
}

func wrongDateTimes(*Question) []Mistake {
	return []Mistake{{"a day that does not exist", "answer.date", survey.OfText("2025-02-30T07:00")}}
}
