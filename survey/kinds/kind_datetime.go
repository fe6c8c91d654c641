package kinds

import "github.com/khaosat/khaosat/survey"

// dateTime is a day with an hour.
var dateTime = &Kind{
	Name:  survey.DateTime,
	Words: survey.Say("kind.datetime"),
	Types: []Type{{Words: []string{"dateTime", "datetime", "date time", "q date time",
		"q dateTime", "add date time prompt", "add dateTime prompt"}}},
	From: FromPerson, Value: survey.VText, Moment: DayAndClock,
	Accept: acceptDateTime, Read: readText, Node: nodeText,
	Convert:  "if(contains(., 'T'), ., date-time(.))",
	Look:     "datetime-local",
	Default:  survey.Say("default.wanted.datetime"),
	Tally:    TallyGiven,
	Examples: exampleMoments, Mistakes: wrongDateTimes,
}

func wrongDateTimes(*Question) []Mistake {
	return []Mistake{{"a day that does not exist", "answer.date", survey.OfText("2025-02-30T07:00")}}
}
