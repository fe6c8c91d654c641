package form_test

import (
	"testing"
	"time"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/form"
)

// The places are those of which pyxform 4.5.0 makes an <output/> (XLSForm/pyxform#646, #648, #704, #707, #844), but for
// the full stop and the comma that end a sentence: pyxform takes them into the expression, which no program can then
// run.
func TestLookupsInTexts(t *testing.T) {
	for text, want := range map[string][]string{
		"Huyện: instance('xa')/root/item[name=${x}]/huyen.":                           {"instance('xa')/root/item[name=${x}]/huyen"},
		"instance('xa')/root/item[name = ${x} ]/huyen":                                {"instance('xa')/root/item[name = ${x} ]/huyen"},
		"(instance('xa')/root/item[name=${x}]/huyen, tỉnh)":                           {"instance('xa')/root/item[name=${x}]/huyen"},
		"instance(‘xa’)/root/item[a=']']/b và instance('y')/root/item[1]/label ở đây": {"instance(‘xa’)/root/item[a=']']/b", "instance('y')/root/item[1]/label"},
		"instance('xa')/root/item[name = instance('h')/root/item[k=1]/name]/huyen x":  {"instance('xa')/root/item[name = instance('h')/root/item[k=1]/name]/huyen"},
		"hàm instance() và instance('xa') không có đường dẫn":                         nil,
		"instance('xa')/root/item[name":                                               nil,
	} {
		var got []string
		for _, at := range form.Lookups(text) {
			got = append(got, text[at[0]:at[1]])
		}
		if len(got) != len(want) {
			t.Errorf("%s: %q, want %q", text, got, want)
			continue
		}
		for i := range got {
			if got[i] != want[i] {
				t.Errorf("%s: %q, want %q", text, got[i], want[i])
			}
		}
	}
}

// The form of a public report: labels, hints, group labels and messages look up the district of the commune that was
// chosen.
func TestTextsLookUp(t *testing.T) {
	const district = "instance('xa')/root/item[name=${x}]/huyen"
	q := &survey.Questionnaire{
		Lists: []survey.ChoiceList{{Name: "xa", Choices: []survey.Choice{
			{Code: "a", Label: survey.Text{"": "Xã A"}, Columns: map[string]string{"huyen": "Sìn Hồ"}},
			{Code: "b", Label: survey.Text{"": "Xã B"}, Columns: map[string]string{"huyen": "Tam Đường ${x}"}}}}},
		Items: []*survey.Item{
			{Name: "x", Kind: survey.Single, List: "xa", Label: survey.Text{"": "Xã"}},
			{Name: "t", Kind: survey.TextItem, Label: survey.Text{"": "Huyện: " + district + ", xã ${x}"},
				Hint:              survey.Text{"": district},
				ConstraintMessage: survey.Text{"": "Ở instance('xa')/root/item[name=${x}]/label phải dài hơn"}},
			{Name: "g", Kind: survey.Group,
				Label:    survey.Text{"": "Nhóm instance('xa')/root/item[name = current()/../x ]/huyen"},
				Children: []*survey.Item{{Name: "u", Kind: survey.TextItem, Label: survey.Text{"": "U"}}}},
			{Name: "sai", Kind: survey.Note, Label: survey.Text{"": "instance('xa')/root/item[name=]/huyen"}},
		},
	}
	fm, problems := form.Compile(q)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	x := fm.Fill(survey.Answers{"x": survey.OfText("b")}, form.Clock{Now: time.Now, Zone: time.UTC})
	of := func(path string) *survey.Item { return fm.Field(path).Item }
	for _, c := range []struct {
		path string
		text survey.Text
		want string
	}{
		{"t", of("t").Label, "Huyện: Tam Đường ${x}, xã Xã B"}, // what was looked up is text and pipes nothing
		{"t", of("t").Hint, "Tam Đường ${x}"},
		{"t", of("t").ConstraintMessage, "Ở Xã B phải dài hơn"},
		{"g", of("g").Label, "Nhóm Tam Đường ${x}"},
		{"sai", of("sai").Label, "instance('xa')/root/item[name=]/huyen"},
	} {
		if got := x.Text(x.Slot(c.path), c.text, nil); got != c.want {
			t.Errorf("%s reads %q, want %q", c.path, got, c.want)
		}
	}
	if empty := fm.Fill(survey.Answers{}, form.Clock{Now: time.Now, Zone: time.UTC}); empty.Text(empty.Slot("t"),
		of("t").Hint, nil) != "" {
		t.Errorf("before an answer the hint reads %q, want nothing", empty.Text(empty.Slot("t"), of("t").Hint, nil))
	}
}
