package kinds

import "github.com/khaosat/khaosat/survey"

// repeat holds items that are answered again in each of its rows.
var repeat = &Kind{
	Name: survey.Repeat, Value: survey.VRows,
	Words: survey.Say("kind.repeat"),
	Look:  "repeat",
}
