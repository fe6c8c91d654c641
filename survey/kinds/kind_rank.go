package kinds

import "github.com/khaosat/khaosat/survey"

// rank is the choices of a list put in order.
var rank = &Kind{
	Name:  survey.Rank,
	Words: survey.Say("kind.rank"),
	Types: []Type{{Words: []string{"rank"}, List: true, Parameters: selectParameters}},
	From:  FromPerson, Value: survey.VCodes, Choose: InOrder,
	Accept: acceptCodes, Read: readCodes, Node: nodeCodes,
	Look:  "choices",
	Tally: TallyRanks, SPSS: SPSSRanks,
	Examples: exampleOrders, Mistakes: wrongLists,
}

func exampleOrders(_ *Question, h Hints) []survey.Value {
	codes := h.Codes()
	return []survey.Value{survey.OfCodes(codes...), survey.OfCodes(codes[:min(len(codes), 1)]...)}
}
