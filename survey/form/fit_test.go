package form_test

import (
	"encoding/json"
	"testing"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/form"
	"github.com/khaosat/khaosat/survey/kinds"
)

// TestComputedValuesFit has visible items of every kind whose calculation gives what they cannot hold, and what they
// can. What fits is by Collect (IAnswerData.wrapData of JavaRosa) and Enketo (types.js): whole numbers are cut off,
// days become dates, what is no number or date is none.
func TestComputedValuesFit(t *testing.T) {
	list := survey.ChoiceList{Name: "l",
		Choices: []survey.Choice{{Code: "a"}, {Code: "b", Columns: map[string]string{"x": "1"}},
			{Code: "k", Exclusive: true}}}
	for _, c := range []struct {
		item survey.Item
		want string // JSON of what is stored, "" for nothing
	}{
		{survey.Item{Kind: survey.Single, List: "l", Calculation: "'z'"}, ""},
		{survey.Item{Kind: survey.Single, List: "l", Calculation: "'a'"}, `"a"`},
		{survey.Item{Kind: survey.Single, List: "l", Calculation: "'a'", ChoiceFilter: "x = 1"}, ""},
		{survey.Item{Kind: survey.Single, List: "l", Calculation: "'b'", ChoiceFilter: "x = 1"}, `"b"`},
		{survey.Item{Kind: survey.Single, List: "l", Calculation: "'a'", ChoiceFilter: "name != ${q}"}, ""},
		{survey.Item{Kind: survey.Single, List: "${ten}", Calculation: "'Ai'"}, ""},
		{survey.Item{Kind: survey.Single, List: "${ten}", Calculation: "'Lò Ơn'"}, `"Lò Ơn"`},
		{survey.Item{Kind: survey.Multiple, List: "l", Calculation: "'a z'"}, ""},
		{survey.Item{Kind: survey.Multiple, List: "l", Calculation: "'a k'"}, ""},
		{survey.Item{Kind: survey.Multiple, List: "l", Calculation: "'a b'"}, `["a","b"]`},
		{survey.Item{Kind: survey.Rank, List: "l", Calculation: "'b b'"}, ""},
		{survey.Item{Kind: survey.Integer, Calculation: "'nhiều'"}, ""},
		{survey.Item{Kind: survey.Integer, Calculation: "11 div 3"}, "3"},
		{survey.Item{Kind: survey.Integer, Calculation: "-11 div 3"}, "-3"},
		{survey.Item{Kind: survey.Integer, Calculation: "-1 div 3"}, "0"},
		{survey.Item{Kind: survey.Integer, Calculation: "1 div 0"}, ""},
		{survey.Item{Kind: survey.Decimal, Calculation: "'1,5'"}, ""},
		{survey.Item{Kind: survey.Decimal, Calculation: "7 div 2"}, "3.5"},
		{survey.Item{Kind: survey.Range, Calculation: "11"}, ""},
		{survey.Item{Kind: survey.Range, Calculation: "2.5"}, ""},
		{survey.Item{Kind: survey.Range, Calculation: "0.1 + 0.2",
			Parameters: map[string]string{"start": "0", "end": "1", "step": "0.1"}}, "0.3"},
		{survey.Item{Kind: survey.Date, Calculation: "'hôm nay'"}, ""},
		{survey.Item{Kind: survey.Date, Calculation: "'2025-02-30'"}, ""},
		{survey.Item{Kind: survey.Date, Calculation: "'2025-07-01' + 1"}, `"2025-07-02"`},
		{survey.Item{Kind: survey.Date, Calculation: "today() + 30"}, `"2025-07-31"`},
		{survey.Item{Kind: survey.Date, Calculation: "now()"}, `"2025-07-01"`},
		{survey.Item{Kind: survey.DateTime, Calculation: "today()"}, `"2025-07-01T00:00:00.000+07:00"`},
		{survey.Item{Kind: survey.DateTime, Calculation: "now()"}, `"2025-07-01T10:00:00.000+07:00"`},
		{survey.Item{Kind: survey.Time, Calculation: "now()"}, `"10:00:00.000+07:00"`},
		{survey.Item{Kind: survey.Time, Calculation: "5"}, ""},
		{survey.Item{Kind: survey.TextItem, Calculation: "1 + 1"}, `"2"`},
		{survey.Item{Kind: survey.Acknowledge, Calculation: "'có'"}, ""},
		{survey.Item{Kind: survey.Geopoint, Calculation: "'91 200'"}, ""},
		{survey.Item{Kind: survey.Geopoint, Calculation: "'21.4 103'"}, "[21.4,103]"},
		{survey.Item{Kind: survey.Image, Calculation: "'anh.jpg'"}, ""},
		{survey.Item{Kind: survey.File, Calculation: "'tep'"}, ""},
	} {
		it := c.item
		it.Name, it.Required = "q", "yes"
		form, problems := form.Compile(&survey.Questionnaire{FormID: "f", Lists: []survey.ChoiceList{list},
			Items: []*survey.Item{&it,
				{Name: "nguoi", Kind: survey.Repeat, Children: []*survey.Item{{Name: "ten", Kind: survey.TextItem}}},
				{Name: "sau", Kind: survey.Calculate, Calculation: "concat('[', ${q}, ']')"}}})
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		checked, problems := form.Judge(survey.Answers{
			"nguoi": survey.OfRows([]survey.Answers{{"ten": survey.OfText("Lò Ơn")}})}, givenClock, true)
		if len(problems) > 0 {
			t.Errorf("%s := %s: nobody can send the form: %v", it.Kind, it.Calculation, problems)
			continue
		}
		got := ""
		if v := checked.Answers["q"]; !v.Empty() {
			b, err := json.Marshal(v)
			if err != nil {
				t.Fatal(err)
			}
			got = string(b)
		}
		if got != c.want {
			t.Errorf("%s := %s is %s, want %s", it.Kind, it.Calculation, got, c.want)
		}
		if after := checked.Answers["sau"].Text; c.want == "" && after != "[]" {
			t.Errorf("%s := %s: other expressions see %s of what was left out", it.Kind, it.Calculation, after)
		}
	}
}

// TestAFurtherKindConverts has a kind of its own that holds the month of what its calculation came to, also of a number
// of days since 1970 (20270 is 1 July 2025).
func TestAFurtherKindConverts(t *testing.T) {
	month := *kinds.BuiltIn.Of(survey.TextItem)
	month.Name, month.Convert = "month", "substr(date(.), 0, 7)"
	table := kinds.BuiltIn.With(&month)
	for calculation, want := range map[string]string{"'2025-07-09'": "2025-07", "20270": "2025-07", "'nay'": ""} {
		form, problems := form.CompileWith(table, &survey.Questionnaire{FormID: "f",
			Items: []*survey.Item{{Name: "q", Kind: "month", Calculation: calculation}}})
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		checked, problems := form.Judge(survey.Answers{}, givenClock, true)
		if got := checked.Answers["q"].Text; got != want || len(problems) > 0 {
			t.Errorf("month := %s is %q, want %q (%v)", calculation, got, want, problems)
		}
	}
}
