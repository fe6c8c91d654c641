package kinds

import "github.com/khaosat/khaosat/survey"

// text is words of the person's own.
var text = &Kind{
	Name:  survey.TextItem,
	Words: survey.Say("kind.text"),
	Types: []Type{
		{Words: []string{"text"}, Parameters: []Parameter{{Name: "rows", Value: ParameterWhole}}},
		{Words: []string{"string", "q string", "add text prompt"}, Deaf: true},
		{Words: []string{"phone number"}, Spelled: true, Constraint: `regex(., '^\d*$')`,
			Hint: survey.Text{"vi": "Chỉ nhập chữ số.", "en": "Enter numbers only."}},
	},
	From: FromPerson, Value: survey.VText, Open: true, Unit: true,
	Accept: acceptText, Read: readText, Node: nodeText,
	Look:     "text",
	Tally:    TallyGiven,
	Examples: exampleTexts, Mistakes: wrongTexts,
}
