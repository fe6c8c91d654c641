package kinds

import "github.com/khaosat/khaosat/survey"

// video is a film.
var video = &Kind{
	Name:  survey.Video,
	Words: survey.Say("kind.video"),
	Types: []Type{{Words: []string{"video", "q video", "add video prompt"}}},
	From:  FromPerson, Value: survey.VFile, Media: "video",
	Accept: acceptFile, Read: readText, Node: nodeFile,
	Look: "file", Phone: "file",
	Tally:    TallyGiven,
	Examples: exampleFile, Mistakes: wrongFiles,
	Sample: &File{
		Name: "phim.mp4", Media: "video/mp4",
		Content: []byte("\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2"),
	},
}
