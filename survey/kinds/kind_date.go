package kinds

import "github.com/khaosat/khaosat/survey"

// date is a day.
var date = &Kind{
	Name:  survey.Date,
	Words: survey.Say("kind.date"),
	Types: []Type{{Words: []string{"date", "q date", "add date prompt"}}},
	From:  FromPerson, Value: survey.VText, Moment: Day,
	Accept: acceptDate, Read: readText, Node: nodeText, Convert: "date(.)",
	Look: "date", Default: survey.Say("default.wanted.date"),
	Tally: TallyGiven, SPSS: SPSSDay,
	Examples: exampleMoments, Mistakes: wrongDates,
}

func wrongDates(*Question) []Mistake {
	return []Mistake{{"a day that does not exist", "answer.date", survey.OfText("2025-02-30")}}
}
