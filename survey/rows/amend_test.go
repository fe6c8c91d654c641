package rows

import (
	"encoding/json"
	"testing"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/form"
)

func amendable(t *testing.T) *form.Form {
	t.Helper()
	f, problems := form.Compile(&survey.Questionnaire{FormID: "f", Version: "1", Lists: []survey.ChoiceList{
		{Name: "tot", Choices: []survey.Choice{{Code: "tot", Label: survey.Text{"vi": "Tốt"}},
			{Code: "kha", Label: survey.Text{"vi": "Khá"}}}},
	}, Items: []*survey.Item{{Name: "may", Kind: survey.Metadata, Meta: "deviceid"},
		{Name: "q", Kind: survey.Single, List: "tot"}, {Name: "k", Kind: survey.Multiple, List: "tot"},
		{Name: "nhom", Kind: survey.Group,
			Children: []*survey.Item{{Name: "tien", Kind: survey.Integer}, {Name: "can", Kind: survey.Decimal}}},
		{Name: "doi", Kind: survey.Calculate, Calculation: "${tien} * 2"},
		{Name: "ho", Kind: survey.Repeat,
			Children: []*survey.Item{{Name: "ten", Kind: survey.TextItem}, {Name: "tuoi", Kind: survey.Integer}}}}})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return f
}

// Answers are put right as a clerk types them; the others stay, and so do those that were given.
func TestAmend(t *testing.T) {
	t.Parallel()
	f := amendable(t)
	before := survey.Answers{"q": survey.OfText("tot"), "nhom/tien": survey.OfNumber("1"),
		"ho": survey.OfRows([]survey.Answers{{"ho/ten": survey.OfText("An"), "ho/tuoi": survey.OfNumber("7")}})}
	was, _ := json.Marshal(before)
	for _, c := range []struct {
		name  string
		texts map[string]string
		want  string
	}{
		{"a label, and thousands with dots", map[string]string{"q": "khá", "tien": "500.000"},
			`{"ho":[{"ho/ten":"An","ho/tuoi":7}],"nhom/tien":"500000","q":"kha"}`},
		{"taken away", map[string]string{"q": " ", "ho[1]/tuoi": ""}, `{"ho":[{"ho/ten":"An"}],"nhom/tien":1}`},
		{"several choices", map[string]string{"k": "kha tot"},
			`{"ho":[{"ho/ten":"An","ho/tuoi":7}],"k":["kha","tot"],"nhom/tien":1,"q":"tot"}`},
		{"in a row and in a new one", map[string]string{"ho[1]/ten": "Ân", "ho[2]/ten": "Bé", "ho[2]/tuoi": "3"},
			`{"ho":[{"ho/ten":"Ân","ho/tuoi":7},{"ho/ten":"Bé","ho/tuoi":"3"}],"nhom/tien":1,"q":"tot"}`},
		{"all rows", map[string]string{"ho": `[{"tuoi":9}]`}, `{"ho":[{"tuoi":9}],"nhom/tien":1,"q":"tot"}`},
		{"a fraction", map[string]string{"can": "1,5"},
			`{"ho":[{"ho/ten":"An","ho/tuoi":7}],"nhom/can":"1.5","nhom/tien":1,"q":"tot"}`},
		{"rows in order of their numbers", map[string]string{"ho[10]/ten": "k", "ho[9]/ten": "j", "ho[8]/ten": "i",
			"ho[7]/ten": "h", "ho[6]/ten": "g", "ho[5]/ten": "e", "ho[4]/ten": "d", "ho[3]/ten": "c", "ho[2]/ten": "b"},
			`{"ho":[{"ho/ten":"An","ho/tuoi":7},{"ho/ten":"b"},{"ho/ten":"c"},{"ho/ten":"d"},{"ho/ten":"e"},` +
				`{"ho/ten":"g"},{"ho/ten":"h"},{"ho/ten":"i"},{"ho/ten":"j"},{"ho/ten":"k"}],"nhom/tien":1,"q":"tot"}`},
		{"nothing begins no row", map[string]string{"ho[2]/ten": " "},
			`{"ho":[{"ho/ten":"An","ho/tuoi":7}],"nhom/tien":1,"q":"tot"}`},
		{"an apostrophe that was typed", map[string]string{"ho[1]/ten": "'- một hai"},
			`{"ho":[{"ho/ten":"'- một hai","ho/tuoi":7}],"nhom/tien":1,"q":"tot"}`},
		{"refused to answer", map[string]string{"q": `{"missing":"refused"}`},
			`{"ho":[{"ho/ten":"An","ho/tuoi":7}],"nhom/tien":1,"q":{"missing":"refused"}}`},
	} {
		got, problems := Amend(f, before, c.texts)
		if b, err := json.Marshal(got); err != nil || len(problems) > 0 || string(b) != c.want {
			t.Errorf("%s: %s, want %s (%v %v)", c.name, b, c.want, problems, err)
		}
	}
	if b, _ := json.Marshal(before); string(b) != string(was) {
		t.Errorf("the answers of before became %s", b)
	}
}

func TestAmendRefuses(t *testing.T) {
	t.Parallel()
	f := amendable(t)
	for item, want := range map[string]string{"x": "answer.unknown_item", "id": "answer.edit", "_unit": "answer.edit",
		"may": "answer.edit", "doi": "answer.edit", "k/tot": "answer.edit",
		"ho/ten": "answer.edit", "ho[2]/ten": "answer.edit", "ho[1]/x": "answer.unknown_item", "-": "answer.edit",
		"": "answer.edit", "nhom": "answer.edit"} {
		_, problems := Amend(f, survey.Answers{}, map[string]string{item: "1"})
		if len(problems) != 1 || problems[0].Code != want || problems[0].Place.Item != item && item != "" {
			t.Errorf("%q: %+v, want %s", item, problems, want)
		}
	}
	_, problems := Amend(f, survey.Answers{}, map[string]string{"tien": "5", "nhom/tien": "6"})
	if len(problems) != 1 || problems[0].Code != "answer.twice" {
		t.Errorf("one item under two names: %+v", problems)
	}
}
