package kinds

import "github.com/khaosat/khaosat/survey"

// geotrace is a line over places.
var geotrace = &Kind{
	Name:  survey.Geotrace,
	Words: survey.Say("kind.geotrace"),
	Types: []Type{
		{Words: []string{"geotrace"}, Parameters: lineParameters},
		{Words: []string{"q geotrace"}, Deaf: true},
	},
	From: FromPerson, Value: survey.VPoints, Points: Points{Least: 2},
	Accept: acceptPoints, Read: readPoints, Node: nodePoints,
	Look: "geotrace", Default: defaultPoints,
	Tally:    TallyGiven,
	Examples: examplePoints, Mistakes: wrongPoints,
}
