package kinds

import "github.com/khaosat/khaosat/survey"

// geoshape is an area, by the line around it.
var geoshape = &Kind{
	Name:  survey.Geoshape,
	Words: survey.Say("kind.geoshape"),
	Types: []Type{
		{Words: []string{"geoshape"}, Parameters: lineParameters},
		{Words: []string{"q geoshape"}, Deaf: true},
	},
	From: FromPerson, Value: survey.VPoints, Points: Points{Least: 4, Closed: true},
	Accept: acceptPoints, Read: readPoints, Node: nodePoints,
	Look: "geoshape", Default: defaultPoints,
	Tally:    TallyGiven,
	Examples: examplePoints, Mistakes: wrongPoints,
}
