package kinds

import "github.com/khaosat/khaosat/survey"

// geopoint is a place.
var geopoint = &Kind{
	Name:  survey.Geopoint,
	Words: survey.Say("kind.geopoint"),
	Types: []Type{
		{Words: []string{"geopoint"}, Parameters: []Parameter{{Name: "allow-mock-accuracy", OneOf: yesOrNo},
			{Name: "capture-accuracy", Value: ParameterNumber}, {Name: "warning-accuracy", Value: ParameterNumber},
			{Name: "reference-geometry", Value: ParameterPlaces}}},
		{Words: []string{"gps", "location", "q location", "q geopoint", "add location prompt"}, Deaf: true},
	},
	From: FromPerson, Value: survey.VPoints, Points: Points{Least: 1, Most: 1},
	Accept: acceptPoints, Read: readPoints, Node: nodePoints,
	Look: "geopoint", Default: defaultPoints,
	Tally:    TallyGiven,
	Examples: examplePoints, Mistakes: wrongPoints,
}
