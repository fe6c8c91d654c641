package kinds

import (
	"math"

	"github.com/khaosat/khaosat/survey"
)

// scale is a number between start and end by step: a score from 0 to 10.
var scale = &Kind{
	Name:  survey.Range,
	Words: survey.Say("kind.range"),
	Types: []Type{{Words: []string{"range"}, Parameters: []Parameter{{Name: "start"}, {Name: "end"}, {Name: "step"},
		{Name: "tick_interval"}, {Name: "placeholder"}, {Name: "tick_labelset"}}}},
	From: FromPerson, Value: survey.VNumber, Scale: []string{"start", "end", "step"},
	Accept: acceptRange, Read: readNumber, Node: nodeText, Fit: nearestStep, Whole: wholeSteps,
	Look: "scale", Default: survey.Say("default.wanted.range"),
	Tally: TallyNumbers, SPSS: SPSSNumber,
	Examples: exampleSteps, Mistakes: wrongSteps,
}

func wholeSteps(q *Question) bool {
	start, _, step := q.Bounds()
	return start.IsInt() && step.IsInt()
}

func wrongSteps(q *Question) []Mistake {
	start, end, step := q.Bounds()
	if start.Cmp(end) > 0 {
		start, end = end, start
	}
	low, _ := start.Float64()
	high, _ := end.Float64()
	by, _ := step.Float64()
	return append(wrongNumbers(q),
		Mistake{"a number beyond the range", "answer.range", ofFloat(math.Round((high+by)*1e6) / 1e6)},
		Mistake{"a number between two steps", "answer.step", ofFloat(low + by/2)})
}
