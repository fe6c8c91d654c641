package kinds

import (
	"strings"

	"github.com/khaosat/khaosat/survey"
)

// timeOfDay is an hour of any day.
var timeOfDay = &Kind{
	Name:  survey.Time,
	Words: survey.Say("kind.time"),
	Types: []Type{{Words: []string{"time"}}},
	From:  FromPerson, Value: survey.VText, Moment: Clock,
	Accept: acceptTime, Read: readText, Node: nodeText, Fit: clockPart,
	Look: "time", Default: survey.Say("default.wanted.time"),
	Tally:    TallyGiven,
	Examples: exampleClocks, Mistakes: wrongClocks,
}

// clockPart takes the day off.
func clockPart(_ *Question, text string) string { return text[strings.Index(text, "T")+1:] }

func exampleClocks(_ *Question, h Hints) []survey.Value {
	var out []survey.Value
	for _, t := range append([]string{"07:30", "12:00", "14:30:00", "00:00", "23:59"}, h.Texts...) {
		out = append(out, survey.OfText(t))
	}
	return out
}

func wrongClocks(*Question) []Mistake {
	return []Mistake{{"an hour that does not exist", "answer.time", survey.OfText("25:10")}}
}
