package respond_test

import (
	"testing"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/service"
	"github.com/khaosat/khaosat/web/webtest"
)

func TestWidthsAndColumns(t *testing.T) {
	t.Parallel()
	w := webtest.Quick(t)
	slug := w.Publish(&survey.Questionnaire{FormID: "luoi", Version: "1", DefaultLanguage: "vi",
		Languages: []survey.Language{{ID: "vi", Name: "Tiếng Việt"}},
		Lists:     []survey.ChoiceList{webtest.Places()}, Items: []*survey.Item{
			{Name: "g", Kind: survey.Group, Label: webtest.Tv("Nhóm", "Group"), Children: []*survey.Item{
				{Name: "a", Kind: survey.TextItem, Appearance: "w4", Label: webtest.Tv("Tên", "Name")},
				{Name: "b", Kind: survey.Integer, Appearance: "numbers w12", Label: webtest.Tv("Tuổi", "Age")},
				{Name: "c", Kind: survey.Single, List: "xa", Appearance: "w6 columns-2",
					Label: webtest.Tv("Xã", "Commune")},
				{Name: "d", Kind: survey.Multiple, List: "xa", Appearance: "columns-pack no-buttons",
					Label: webtest.Tv("Các xã", "Communes")},
				{Name: "e", Kind: survey.TextItem, Appearance: "w13 multiline", Label: webtest.Tv("Khác", "Other")},
			}},
		}}, service.PublishOptions{})
	b := w.Open("/s/" + slug)
	for path, want := range map[string]string{"g": "group grid", "g/a": "item w4", "g/b": "item w12", "g/c": "item w6",
		"g/d": "item", "g/e": "item"} {
		if got := webtest.Attr(webtest.ByID(b.Doc, "q."+path), "class"); got != want {
			t.Errorf("%s has the class %q, want %q", path, got, want)
		}
	}
	for path, want := range map[string]string{"g/c": "choices across-2", "g/d": "choices across"} {
		box := webtest.All(webtest.ByID(b.Doc, "q."+path), "div")[0]
		if got := webtest.Attr(box, "class"); got != want {
			t.Errorf("the choices of %s have the class %q, want %q", path, got, want)
		}
	}
}
