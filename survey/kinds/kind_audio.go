package kinds

import "github.com/khaosat/khaosat/survey"

// audio is a recording.
var audio = &Kind{
	Name:  survey.Audio,
	Words: survey.Say("kind.audio"),
	Types: []Type{
		{Words: []string{"audio", "add audio prompt"},
			Parameters: []Parameter{{Name: "quality", OneOf: []string{"voice-only", "low", "normal", "external"}}}},
		{Words: []string{"q audio"}, Deaf: true},
	},
	From: FromPerson, Value: survey.VFile, Media: "audio",
	Accept: acceptFile, Read: readText, Node: nodeFile,
	Look: "file", Phone: "file",
	Tally:    TallyGiven,
	Examples: exampleFile, Mistakes: wrongFiles,
	Sample: &File{
		Name: "tieng.wav", Media: "audio/wav",
		Content: []byte("RIFF\x24\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00\x40\x1f\x00\x00\x40\x1f\x00\x00\x01\x00\x08\x00data\x00\x00\x00\x00"),
	},
}
