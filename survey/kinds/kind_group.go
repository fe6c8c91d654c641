package kinds

import "github.com/khaosat/khaosat/survey"

// group holds items that belong together.
var group = &Kind{
	Name:  survey.Group,
	Words: survey.Say("kind.group"),
	Look:  "group",
}
