package kinds

import "github.com/khaosat/khaosat/survey"

// decimal is a number that can have a fraction.
var decimal = &Kind{
	Name:  survey.Decimal,
	Words: survey.Say("kind.decimal"),
	Types: []Type{{Words: []string{"decimal", "q decimal", "add decimal prompt"}}},
	From:  FromPerson, Value: survey.VNumber,
	Accept: acceptDecimal, Read: readNumber, Node: nodeText,
	Look: "number", Default: survey.Say("default.wanted.decimal"),
	Tally: TallyNumbers, SPSS: SPSSNumber,
	Examples: exampleNumbers, Mistakes: wrongNumbers,
}
