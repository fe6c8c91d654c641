package kinds

import (
	"crypto/sha256"
	"encoding/hex"
	"regexp"

	"github.com/khaosat/khaosat/survey"
)

var SHA256Pattern = regexp.MustCompile(`^[0-9a-f]{64}$`)

func acceptFile(_ *Question, v survey.Value) (survey.Value, *survey.Flaw) {
	if v.Kind != survey.VFile || !SHA256Pattern.MatchString(v.File.SHA256) {
		return v, survey.NewFlaw("answer.file")
	}
	if v.File.Name != "" {
		v.File.Name = survey.FileName(v.File.Name)
	}
	return v, nil
}

func nodeFile(v survey.Value) string { return v.File.Title() }

// Answer is the answer that names the file.
func (f *File) Answer() survey.Value {
	return survey.Value{Kind: survey.VFile, File: survey.FileRef{SHA256: f.SHA256(), Name: f.Name, Type: f.Media}}
}

// SHA256 is the hash of the content in hexadecimal.
func (f *File) SHA256() string {
	sum := sha256.Sum256(f.Content)
	return hex.EncodeToString(sum[:])
}

func exampleFile(q *Question, _ Hints) []survey.Value { return []survey.Value{q.Kind.Sample.Answer()} }

func wrongFiles(*Question) []Mistake {
	return []Mistake{{"a text for a file", "answer.file", survey.OfText("anh.png")}}
}
