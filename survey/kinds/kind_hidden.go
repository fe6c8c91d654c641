package kinds

import "github.com/khaosat/khaosat/survey"

// hidden is what the author wrote in and nobody sees.
var hidden = &Kind{
	Name:  survey.Hidden,
	Words: survey.Say("kind.hidden"),
	Types: []Type{
		{Words: []string{"hidden"}},
		{Words: []string{"csv-external"}, Spelled: true},
		{Words: []string{"xml-external"}, Spelled: true},
	},
	From: FromAuthor, Value: survey.VText,
	Accept: acceptComputed, Read: readText, Node: nodeText,
	Phone:    "text",
	Examples: exampleTexts,
}
