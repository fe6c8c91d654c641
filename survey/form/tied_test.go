package form_test

import (
	"slices"
	"testing"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/form"
)

// The commune is chosen by the province and tells the village, the name of the place, and whether a question about one
// commune was asked; sex, and what is asked by it, tell nothing of it.
func TestWhatTellsOfAPlace(t *testing.T) {
	t.Parallel()
	choose := func(name, filter string) *survey.Item {
		return &survey.Item{Name: name, Kind: survey.Single, List: "l", ChoiceFilter: filter}
	}
	f, problems := form.Compile(&survey.Questionnaire{FormID: "f",
		Lists: []survey.ChoiceList{{Name: "l", Choices: []survey.Choice{{Code: "a"}, {Code: "b"}}}},
		Items: []*survey.Item{choose("sex", ""), choose("province", ""), choose("commune", "name != ${province}"),
			choose("village", "name != ${commune}"),
			{Name: "called", Kind: survey.Calculate, Calculation: "concat('xã ', ${commune})"},
			{Name: "g", Kind: survey.Group, Relevant: "${commune} = 'a'", Children: []*survey.Item{choose("road", "")}},
			{Name: "pregnant", Kind: survey.Single, List: "l", Relevant: "${sex} = 'a'"},
			{Name: "people", Kind: survey.Repeat, Children: []*survey.Item{choose("born_here", "name != ${commune}"),
				choose("read", "")}},
		}})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	var got []string
	for _, g := range f.Tied(f.Field("commune")) {
		got = append(got, g.Path)
	}
	want := []string{"province", "commune", "village", "called", "g", "g/road", "people/born_here"}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
