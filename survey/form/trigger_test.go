package form

import (
	"testing"

	"github.com/khaosat/khaosat/survey"
)

// TestTriggerWaits: a calculation with a trigger gives nothing before the question was answered, and keeps what it
// gave.
func TestTriggerWaits(t *testing.T) {
	f, problems := Compile(&survey.Questionnaire{FormID: "f", Items: []*survey.Item{
		{Name: "luc", Kind: survey.Calculate, Calculation: "concat('tuoi ', ${tuoi})", Trigger: "${ten}, ${ma}"},
		{Name: "ten", Kind: survey.TextItem}, {Name: "ma", Kind: survey.TextItem}, {Name: "tuoi", Kind: survey.Integer},
	}})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	for _, c := range []struct {
		name    string
		answers survey.Answers
		want    string
	}{
		{"nothing set it off", survey.Answers{"tuoi": survey.OfNumber("40")}, ""},
		{"one of two answered", survey.Answers{"tuoi": survey.OfNumber("40"), "ma": survey.OfText("7")}, "tuoi 40"},
		{"computed on the phone before the age changed",
			survey.Answers{"tuoi": survey.OfNumber("41"), "ten": survey.OfText("A"), "luc": survey.OfText("tuoi 40")},
			"tuoi 40"},
	} {
		checked, problems := f.Judge(c.answers, testClock, true)
		if len(problems) > 0 {
			t.Fatal(c.name, problems)
		}
		if got := checked.Answers["luc"].Text; got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
