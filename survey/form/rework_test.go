package form

import (
	"testing"

	"github.com/khaosat/khaosat/survey"
)

// TestReworkSetsOffAgain: what a trigger set off is worked out anew where its answer was put right, in its own row, and
// stays where it was put right itself.
func TestReworkSetsOffAgain(t *testing.T) {
	t.Parallel()
	luc := func(name, of string) *survey.Item {
		return &survey.Item{Name: name, Kind: survey.TextItem, Calculation: "concat('là ', ${" + of + "}, ' ', ${so})",
			Trigger: "${" + of + "}"}
	}
	f, problems := Compile(&survey.Questionnaire{FormID: "f",
		Items: []*survey.Item{{Name: "so", Kind: survey.Integer}, {Name: "ten", Kind: survey.TextItem},
			luc("luc", "ten"),
			{Name: "ho", Kind: survey.Repeat,
				Children: []*survey.Item{{Name: "con", Kind: survey.TextItem}, luc("ghi", "con")}}}})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	child := func(name, said string) survey.Answers {
		return survey.Answers{"ho/con": survey.OfText(name), "ho/ghi": survey.OfText(said)}
	}
	before := func() survey.Answers {
		return survey.Answers{"so": survey.OfNumber("1"), "ten": survey.OfText("An"), "luc": survey.OfText("là An 1"),
			"ho": survey.OfRows([]survey.Answers{child("Bé", "là Bé 1"), child("Cu", "là Cu 1")})}
	}
	for _, c := range []struct {
		name   string
		change func(survey.Answers)
		luc    string
		rows   [2]string
	}{
		{"what it reads besides", func(a survey.Answers) { a["so"] = survey.OfNumber("2") }, "là An 1",
			[2]string{"là Bé 1", "là Cu 1"}},
		{"its trigger", func(a survey.Answers) { a["ten"] = survey.OfText("Ân") }, "là Ân 1",
			[2]string{"là Bé 1", "là Cu 1"}},
		{"the trigger of a row", func(a survey.Answers) { a["ho"].Rows[1]["ho/con"] = survey.OfText("Cò") }, "là An 1",
			[2]string{"là Bé 1", "là Cò 1"}},
		{"its trigger and itself",
			func(a survey.Answers) { a["ten"], a["luc"] = survey.OfText("Ân"), survey.OfText("khác") }, "khác",
			[2]string{"là Bé 1", "là Cu 1"}},
	} {
		answers := before()
		c.change(answers)
		f.Rework(answers, before(), true)
		checked, problems := f.Judge(answers, testClock, true)
		if len(problems) > 0 {
			t.Fatal(c.name, problems)
		}
		rows := checked.Answers["ho"].Rows
		if got := [2]string{rows[0]["ho/ghi"].Text, rows[1]["ho/ghi"].Text}; checked.Answers["luc"].Text != c.luc ||
			got != c.rows {
			t.Errorf("%s put right: %q and %q, want %q and %q", c.name, checked.Answers["luc"].Text, got, c.luc, c.rows)
		}
	}
}
