package survey

import "testing"

// TestTriggerWaits: a calculation with a trigger gives nothing before the question was answered, and keeps what it gave.
func TestTriggerWaits(t *testing.T) {
	f, problems := Compile(&Questionnaire{FormID: "f", Items: []*Item{
		{Name: "luc", Kind: Calculate, Calculation: "concat('tuoi ', ${tuoi})", Trigger: "${ten}, ${ma}"},
		{Name: "ten", Kind: TextItem}, {Name: "ma", Kind: TextItem}, {Name: "tuoi", Kind: Integer},
	}})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	for _, c := range []struct {
		name    string
		answers Answers
		want    string
	}{
		{"nothing set it off", Answers{"tuoi": OfNumber("40")}, ""},
		{"one of two answered", Answers{"tuoi": OfNumber("40"), "ma": OfText("7")}, "tuoi 40"},
		{"computed on the phone before the age changed", Answers{"tuoi": OfNumber("41"), "ten": OfText("A"), "luc": OfText("tuoi 40")}, "tuoi 40"},
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
