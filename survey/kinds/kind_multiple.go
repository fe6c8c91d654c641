package kinds

import "github.com/khaosat/khaosat/survey"

// multiple is several choices of a list (MR).
var multiple = &Kind{
	Name:  survey.Multiple,
	Words: survey.Say("kind.multiple"),
	Types: []Type{
		{Words: []string{"select_multiple", "select all that apply from", "select all that apply",
			"add select multiple prompt using"}, List: true, Parameters: selectParameters},
		{Words: []string{"select_multiple_from_file"}, List: true, File: true, Parameters: fileParameters},
		{Words: []string{"select multiple from file"}, List: true, File: true, Parameters: selectParameters},
	},
	From: FromPerson, Value: survey.VCodes, Choose: SomeOf,
	Accept: acceptMultiple, Read: readCodes, Node: nodeCodes,
	Look:  "choices",
	Tally: TallySeveral, SPSS: SPSSSet,
	Examples: exampleSelections, Mistakes: wrongLists,
}
