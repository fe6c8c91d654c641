package kinds

import "github.com/khaosat/khaosat/survey"

// file is a file of any type.
var file = &Kind{
	Name:  survey.File,
	Words: survey.Say("kind.file"),
	Types: []Type{{Words: []string{"file", "add file prompt"}}},
	From:  FromPerson, Value: survey.VFile,
	Accept: acceptFile, Read: readText, Node: nodeFile,
	Look:     "file",
	Tally:    TallyGiven,
	Examples: exampleFile, Mistakes: wrongFiles,
	Sample: &File{Name: "tep.txt", Media: "text/plain", Content: []byte("Tệp đính kèm để thử.\n")},
}
