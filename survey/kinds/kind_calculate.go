package kinds

import "github.com/khaosat/khaosat/survey"

// calculate is worked out of other answers.
var calculate = &Kind{
	Name:  survey.Calculate,
	Words: survey.Say("kind.calculate"),
	Types: []Type{{Words: []string{"calculate", "q calculate", "add calculate prompt"}}},
	From:  FromFormula, Value: survey.VText, Unit: true,
	Accept: acceptComputed, Read: readText, Node: nodeText,
	Phone:    "text",
	Tally:    TallyGiven,
	Examples: exampleTexts,
}
