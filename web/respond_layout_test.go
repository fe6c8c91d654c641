package web

import (
	"testing"

	"github.com/khaosat/khaosat/survey"
)

func TestWidthsAndColumns(t *testing.T) {
	w := quickWorld(t)
	slug := w.publish(&survey.Questionnaire{FormID: "luoi", Version: "1", DefaultLanguage: "vi", Languages: []survey.Language{{ID: "vi", Name: "Tiếng Việt"}},
		Lists: []survey.ChoiceList{places()}, Items: []*survey.Item{
			{Name: "g", Kind: survey.Group, Label: tv("Nhóm", "Group"), Children: []*survey.Item{
				{Name: "a", Kind: survey.TextItem, Appearance: "w4", Label: tv("Tên", "Name")},
				{Name: "b", Kind: survey.Integer, Appearance: "numbers w12", Label: tv("Tuổi", "Age")},
				{Name: "c", Kind: survey.Single, List: "xa", Appearance: "w6 columns-2", Label: tv("Xã", "Commune")},
				{Name: "d", Kind: survey.Multiple, List: "xa", Appearance: "columns-pack no-buttons", Label: tv("Các xã", "Communes")},
				{Name: "e", Kind: survey.TextItem, Appearance: "w13 multiline", Label: tv("Khác", "Other")},
			}},
		}}, survey.PublishOptions{})
	b := w.open("/s/" + slug)
	for path, want := range map[string]string{"g": "group grid", "g/a": "item w4", "g/b": "item w12", "g/c": "item w6", "g/d": "item", "g/e": "item"} {
		if got := attr(byID(b.doc, "q."+path), "class"); got != want {
			t.Errorf("%s has the class %q, want %q", path, got, want)
		}
	}
	for path, want := range map[string]string{"g/c": "choices across-2", "g/d": "choices across"} {
		box := all(byID(b.doc, "q."+path), "div")[0]
		if got := attr(box, "class"); got != want {
			t.Errorf("the choices of %s have the class %q, want %q", path, got, want)
		}
	}
}
