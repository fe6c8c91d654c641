package kinds

import "github.com/khaosat/khaosat/survey"

// group holds items that belong together.
var group = &Kind{
	Name:  survey.Group,
	Words: survey.Both("nhóm", "group"),
	Look:  "group",
}
