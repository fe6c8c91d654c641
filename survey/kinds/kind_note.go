package kinds

import "github.com/khaosat/khaosat/survey"

// note is a text that is only read.
var note = &Kind{
	Name:  survey.Note,
	Words: survey.Say("kind.note"),
	Types: []Type{{Words: []string{"note", "q note", "add note prompt"}}},
	Look:  "note", Phone: "text",
}
