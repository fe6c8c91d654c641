package form_test

import (
	"testing"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/form"
)

// TestNobodyIsHeldUp has forms that whoever fills in cannot mend: each can be sent as the page would send it, with the
// defaults of what is read-only. A stop that an author makes on purpose, as people do in Collect, still stops.
func TestNobodyIsHeldUp(t *testing.T) {
	lists := []survey.ChoiceList{{Name: "l",
		Choices: []survey.Choice{{Code: "a", Columns: map[string]string{"x": "1"}}, {Code: "b"}}}, {Name: "trong"}}
	for _, c := range []struct {
		name string
		item survey.Item
		want string // code of the problem, "" when the form can be sent
	}{
		{"read-only, required and empty", survey.Item{Kind: survey.TextItem, ReadOnly: "yes", Required: "yes"}, ""},
		{"locked, required and empty", survey.Item{Kind: survey.TextItem, ReadOnly: "${tuoi} < 18", Required: "yes"},
			""},
		{"a stop", survey.Item{Kind: survey.TextItem, ReadOnly: "yes", Required: "yes", Relevant: "${tuoi} < 18"},
			"answer.required"},
		{"a stop by its condition", survey.Item{Kind: survey.TextItem, ReadOnly: "yes", Required: "${tuoi} < 18"},
			"answer.required"},
		{"a stop that is not there",
			survey.Item{Kind: survey.TextItem, ReadOnly: "yes", Required: "yes", Relevant: "${tuoi} > 18"}, ""},
		{"a filter that leaves nothing",
			survey.Item{Kind: survey.Single, List: "l", Required: "yes", ChoiceFilter: "x = ${tuoi}"}, ""},
		{"a filter that leaves something",
			survey.Item{Kind: survey.Single, List: "l", Required: "yes", ChoiceFilter: "x = 1"}, "answer.required"},
		{"an empty list", survey.Item{Kind: survey.Multiple, List: "trong", Required: "yes"}, ""},
		{"rows that nobody filled in", survey.Item{Kind: survey.Single, List: "${ten}", Required: "yes"}, ""},
		{"the head of a table", survey.Item{Kind: survey.Single, List: "l", Required: "yes", Appearance: "label"}, ""},
		{"a read-only default that is no choice",
			survey.Item{Kind: survey.Single, List: "l", ReadOnly: "yes", Default: "c", Required: "yes"}, ""},
		{"a read-only default that is filtered out",
			survey.Item{Kind: survey.Single, List: "l", ReadOnly: "yes", Default: "b", ChoiceFilter: "x = 1"}, ""},
		{"a read-only default that is no number", survey.Item{Kind: survey.Integer, ReadOnly: "yes", Default: "nhiều"},
			""},
		{"a read-only default that is no date", survey.Item{Kind: survey.Date, ReadOnly: "yes", Default: "hôm qua"},
			""},
		{"a default that fails",
			survey.Item{Kind: survey.Integer, Required: "yes", ReadOnly: "yes", Default: "1 div 0"}, ""},
		{"a required note", survey.Item{Kind: survey.Note, Required: "yes"}, ""},
		{"what can be answered", survey.Item{Kind: survey.TextItem, Required: "yes"}, "answer.required"},
	} {
		it := c.item
		it.Name = "q"
		form, problems := form.Compile(&survey.Questionnaire{FormID: "f", Lists: lists,
			Items: []*survey.Item{{Name: "tuoi", Kind: survey.Integer},
				{Name: "r", Kind: survey.Repeat, Children: []*survey.Item{{Name: "ten", Kind: survey.TextItem}}}, &it}})
		if len(problems) > 0 {
			t.Fatal(c.name, problems)
		}
		answers := survey.Answers{"tuoi": survey.OfNumber("7")}
		x := form.Fill(answers, givenClock)
		if v := x.Initial(x.Slot("q")); !v.Empty() {
			answers["q"] = v
		}
		_, wrong := form.Judge(answers, givenClock, false)
		got := ""
		if len(wrong) > 0 {
			got = wrong[0].Code
		}
		if got != c.want || len(wrong) > 1 {
			t.Errorf("%s: %v, want %q", c.name, wrong, c.want)
		}
	}
}

// TestRowCounts has counts that are no number of rows. As in Collect they are cut off at the point, none at least; more
// rows than can be filled in by hand are not asked for.
func TestRowCounts(t *testing.T) {
	for _, c := range []struct {
		count string
		rows  int
		fits  bool
	}{
		{"2.9", 2, true}, {"2.9", 3, false}, {"-1", 0, true}, {"-1", 1, false}, {"0", 0, true}, {"''", 0, true},
		{"'hai'", 0, true}, {"'2'", 2, true},
		{"1 div 0", 500, true}, {"1000", 500, true}, {"1000", 1000, true}, {"1000", 999, false}, {"500", 499, false},
	} {
		form, problems := form.Compile(&survey.Questionnaire{FormID: "f", Items: []*survey.Item{
			{Name: "r", Kind: survey.Repeat, RepeatCount: c.count,
				Children: []*survey.Item{{Name: "a", Kind: survey.TextItem}}}}})
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		_, wrong := form.Judge(survey.Answers{"r": survey.OfRows(make([]survey.Answers, c.rows))}, givenClock, true)
		if (len(wrong) == 0) != c.fits {
			t.Errorf("repeat_count %s with %d rows: %v", c.count, c.rows, wrong)
		}
	}
}
