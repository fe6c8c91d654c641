package kinds

import "github.com/khaosat/khaosat/survey"

// single is one choice of a list (SR); on a scale when the list has roles.
var single = &Kind{
	Name:  survey.Single,
	Words: survey.Say("kind.single"),
	Types: []Type{
		{Words: []string{"select_one", "select one from", "select1", "select one",
			"add select one prompt using"}, List: true, Parameters: selectParameters},
		{Words: []string{"select_one_from_file"}, List: true, File: true, Parameters: fileParameters},
		{Words: []string{"select one from file"}, List: true, File: true, Parameters: selectParameters},
		{Words: []string{"select_one_external"}, List: true, External: true, Parameters: selectParameters},
	},
	From: FromPerson, Value: survey.VText, Choose: OneOf, Unit: true,
	Accept: acceptSingle, Read: readText, Node: nodeText,
	Look:  "choices",
	Tally: TallyOne, SPSS: SPSSCodes,
	Examples: exampleCodes,
}

func exampleCodes(_ *Question, h Hints) []survey.Value {
	var out []survey.Value
	for _, c := range h.Codes() {
		out = append(out, survey.OfText(c))
	}
	return out
}
