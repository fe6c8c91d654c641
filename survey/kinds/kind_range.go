package kinds

import (
	"math"

	"github.com/khaosat/khaosat/survey"
)

// scale is a number between start and end by step: a score from 0 to 10.
var scale = &Kind{
	Name:  survey.Range,
	Words: survey.Say("kind.range"),
	Types: []Type{{Words: []string{"range"}, Parameters: append(boundParameters[:3:3],
		Parameter{Name: "tick_interval"}, Parameter{Name: "placeholder"}, Parameter{Name: "tick_labelset"})}},
	From: FromPerson, Value: survey.VNumber, Bounds: boundParameters,
	Accept: acceptRange, Read: readNumber, Node: nodeText, Fit: nearestStep, Whole: wholeSteps,
	Look: "scale", Default: survey.Say("default.wanted.range"),
	Tally: TallyNumbers, SPSS: SPSSNumber,
	Examples: exampleSteps, Mistakes: wrongSteps,
}

func wholeSteps(q *Question) bool {
	b := q.Bounds()
	return b.Start.IsInt() && b.Step.IsInt()
}

func wrongSteps(q *Question) []Mistake {
	start, end := q.Bounds().Ends()
	low, _ := start.Float64()
	high, _ := end.Float64()
	by, _ := q.Bounds().Step.Float64()
	return append(wrongNumbers(q),
		Mistake{"a number beyond the range", "answer.range", OfFloat(math.Round((high+by)*1e6) / 1e6)},
		Mistake{"a number between two steps", "answer.step", OfFloat(low + by/2)})
}
