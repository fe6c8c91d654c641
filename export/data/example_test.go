package data_test

import (
	"fmt"
	"os"

	"github.com/khaosat/khaosat/export/data"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/form"
	"github.com/khaosat/khaosat/survey/versions"
)

// Responses are written in a format by name, here JSON lines; an unknown format is refused in words that list the known
// ones.
func ExampleWrite() {
	fm, _ := form.Compile(&survey.Questionnaire{FormID: "y-kien", Version: "1", Items: []*survey.Item{
		{Name: "tuoi", Kind: survey.Integer}, {Name: "ly_do", Kind: survey.TextItem},
	}})
	stored := func(yield func(*survey.Response, error) bool) {
		yield(&survey.Response{ID: "p-1", Revision: 1, State: survey.Submitted,
			Version: "1",
			Answers: survey.Answers{"tuoi": survey.OfNumber("40"), "ly_do": survey.OfText("Loa rõ")}}, nil)
	}
	if _, err := data.Write(os.Stdout, "jsonl", versions.LineageOf(fm), stored, "vi"); err != nil {
		fmt.Println(err)
	}
	_, err := data.Write(os.Stdout, "pdf", versions.LineageOf(fm), stored, "vi")
	fmt.Println(survey.KindOf(err), data.Formats())
	// Output:
	// {"id":"p-1","revision":1,"state":"submitted","version":"1","answers":{"ly_do":"Loa rõ","tuoi":40}}
	// invalid [csv jsonl sav xlsx]
}
