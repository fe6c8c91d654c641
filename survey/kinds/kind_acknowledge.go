package kinds

import (
	"strings"

	"github.com/khaosat/khaosat/survey"
)

// acknowledge is a box that is ticked.
var acknowledge = &Kind{
	Name:  survey.Acknowledge,
	Words: survey.Say("kind.acknowledge"),
	Types: []Type{{Words: []string{"acknowledge", "trigger", "q acknowledge", "add acknowledge prompt"}}},
	From:  FromPerson, Value: survey.VText,
	Accept: acceptAcknowledge, Read: readText, Node: nodeText,
	Look: "acknowledge", Said: survey.Say("respond.acknowledged"),
	Tally:    TallyGiven,
	Examples: exampleOK, Mistakes: wrongOK,
}

func acceptAcknowledge(_ *Question, v survey.Value) (survey.Value, *survey.Flaw) {
	if v.Kind == survey.VText && strings.EqualFold(v.Text, "OK") {
		return survey.OfText("OK"), nil
	}
	return v, survey.NewFlaw("answer.type:item_takes_only")
}

func exampleOK(*Question, Hints) []survey.Value { return []survey.Value{survey.OfText("OK")} }

func wrongOK(*Question) []Mistake {
	return []Mistake{{"another word than OK", "answer.type", survey.OfText("không")}}
}
