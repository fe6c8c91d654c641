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

// TestReworkKeepsWhatNobodyEdits: what a device noted, the hour and the lot of the filling, and its day stay as they
// came, in rows as well; what is worked out of answers follows.
func TestReworkKeepsWhatNobodyEdits(t *testing.T) {
	t.Parallel()
	calculated := func(name, calculation string) *survey.Item {
		return &survey.Item{Name: name, Kind: survey.Calculate, Calculation: calculation}
	}
	f, problems := Compile(&survey.Questionnaire{FormID: "f", Items: []*survey.Item{
		{Name: "may", Kind: survey.Metadata, Meta: "deviceid"}, {Name: "tuoi", Kind: survey.Integer},
		calculated("luc", "now()"), calculated("mot_lan", "once(format-date-time(now(), '%H:%M'))"),
		calculated("ngay", "today()"), calculated("doi", "${tuoi} * 2"),
		{Name: "ho", Kind: survey.Repeat, Children: []*survey.Item{{Name: "ten", Kind: survey.TextItem},
			calculated("tham", "once(random())")}}}})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	kept := map[string]string{"may": "m1", "luc": "2025-01-02T08:15:00.000+07:00", "mot_lan": "08:15", "ngay": "2025-01-02"}
	before := survey.Answers{"tuoi": survey.OfNumber("30"), "doi": survey.OfText("60"),
		"ho": survey.OfRows([]survey.Answers{{"ho/ten": survey.OfText("An"), "ho/tham": survey.OfText("0.25")}})}
	for path, text := range kept {
		before[path] = survey.OfText(text)
	}
	answers := survey.Answers{"tuoi": survey.OfNumber("31"), "may": survey.OfText("m2"),
		"ho": survey.OfRows([]survey.Answers{{"ho/ten": survey.OfText("Ân")}})}
	f.Rework(answers, before, true)
	checked, problems := f.Judge(answers, testClock, true)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	for path, want := range kept {
		if got := checked.Answers[path].Text; got != want {
			t.Errorf("%s became %q, want %q", path, got, want)
		}
	}
	if got := checked.Answers["doi"].Text; got != "62" {
		t.Errorf("twice 31 is %q", got)
	}
	if got := checked.Answers["ho"].Rows[0]["ho/tham"].Text; got != "0.25" {
		t.Errorf("the lot of a row became %q", got)
	}
}
