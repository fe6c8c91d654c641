package kinds

// Parameter is one that a type of an XLSForm looks at.
type Parameter struct {
	Name    string
	OneOf   []string // the values that it can have; nil: those of Value
	Value   ParameterValue
	Default string // what it is where the author gives none; "": nothing
}

// ParameterValue says what stands in a parameter.
type ParameterValue uint8

const (
	ParameterAny    ParameterValue = iota // what it must be is judged with the others of its row
	ParameterWhole                        // a whole number
	ParameterNumber                       // a number
	ParameterColumn                       // the name of a column of a file
	ParameterSeed                         // a number or a reference, beside randomize
	ParameterPlaces                       // the name of a list, file or repeat with coordinates
	ParameterApp                          // the program that takes a picture
)

var (
	yesOrNo = []string{"true", "false"}

	selectParameters = []Parameter{{Name: "randomize", OneOf: yesOrNo}, {Name: "seed", Value: ParameterSeed}}
	fileParameters   = append(selectParameters[:2:2],
		Parameter{Name: "value", Value: ParameterColumn}, Parameter{Name: "label", Value: ParameterColumn})
	lineParameters = []Parameter{{Name: "allow-mock-accuracy", OneOf: yesOrNo},
		{Name: "incremental", OneOf: []string{"true", "yes", "true()"}},
		{Name: "reference-geometry", Value: ParameterPlaces}}
	auditParameters = []Parameter{
		{Name: "location-priority", OneOf: []string{"no-power", "low-power", "balanced", "high-accuracy"}},
		{Name: "location-min-interval"}, {Name: "location-max-age"},
		{Name: "track-changes", OneOf: yesOrNo}, {Name: "identify-user", OneOf: yesOrNo},
		{Name: "track-changes-reasons", OneOf: []string{"on-form-edit"}}}
)
