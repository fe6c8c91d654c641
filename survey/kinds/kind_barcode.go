package kinds

import "github.com/khaosat/khaosat/survey"

// barcode is the text of a code that a device reads.
var barcode = &Kind{
	Name:  survey.Barcode,
	Words: survey.Say("kind.barcode"),
	Types: []Type{{Words: []string{"barcode", "q barcode", "add barcode prompt"}}},
	From:  FromPerson, Value: survey.VText, Unit: true,
	Accept: acceptText, Read: readText, Node: nodeText,
	Look: "text", Phone: "text",
	Tally:    TallyGiven,
	Examples: exampleTexts, Mistakes: wrongTexts,
}
