package kinds

import "github.com/khaosat/khaosat/survey"

// image is a picture.
var image = &Kind{
	Name:  survey.Image,
	Words: survey.Say("kind.image"),
	Types: []Type{
		{Words: []string{"image", "photo", "add image prompt", "add photo prompt"},
			Parameters: []Parameter{{Name: "max-pixels", Value: ParameterWhole}, {Name: "app", Value: ParameterApp}}},
		{Words: []string{"q picture", "q image"}, Deaf: true},
	},
	From: FromPerson, Value: survey.VFile, Media: "image", Bared: true,
	Accept: acceptFile, Read: readText, Node: nodeFile,
	Look: "file", Phone: "file",
	Tally:    TallyGiven,
	Examples: exampleFile, Mistakes: wrongFiles,
	Sample: &File{
		Name: "anh.png", Media: "image/png",
		Content: []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89" +
			"\x00\x00\x00\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\x00\x05\x00\x01\xff\x89\x99=\x1d\x00\x00\x00\x00IEND\xaeB`\x82"),
	},
}
