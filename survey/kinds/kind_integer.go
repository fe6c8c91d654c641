package kinds

import "github.com/khaosat/khaosat/survey"

// integer is a whole number.
var integer = &Kind{
	Name:  survey.Integer,
	Words: survey.Say("kind.integer"),
	Types: []Type{
		{Words: []string{"integer", "int", "q int", "add integer prompt"}},
		{Words: []string{"percentage"}, Spelled: true, Constraint: "0 <= . and . <= 100"},
		{Words: []string{"number of days in last month"}, Spelled: true, Constraint: "0 <= . and . <= 31",
			Hint: survey.Text{"vi": "Nhập số từ 0 đến 31.", "en": "Enter a number 0-31."}},
		{Words: []string{"number of days in last six months"}, Spelled: true, Constraint: "0 <= . and . <= 183",
			Hint: survey.Text{"vi": "Nhập số từ 0 đến 183.", "en": "Enter a number 0-183."}},
		{Words: []string{"number of days in last year"}, Spelled: true, Constraint: "0 <= . and . <= 365",
			Hint: survey.Text{"vi": "Nhập số từ 0 đến 365.", "en": "Enter a number 0-365."}},
	},
	From: FromPerson, Value: survey.VNumber, Wider: []survey.ItemKind{survey.Decimal},
	Accept: acceptInteger, Read: readNumber, Node: nodeText, Fit: wholePart,
	Whole: func(*Question) bool { return true },
	Look:  "number", Default: survey.Say("default.wanted.integer"),
	Tally: TallyNumbers, SPSS: SPSSNumber,
	Examples: exampleNumbers, Mistakes: wrongIntegers,
}

func wrongIntegers(q *Question) []Mistake {
	return append(wrongNumbers(q), Mistake{"a fraction for a whole number", "answer.integer", survey.OfNumber("1.5")})
}
