package respond_test

import (
	"testing"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/kinds"
	"github.com/khaosat/khaosat/survey/service"
	"github.com/khaosat/khaosat/web/webtest"
)

func TestTypedPoints(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text string
		kind survey.ItemKind
		want string
	}{
		{"21.38 103.02", survey.Geopoint, "21.38 103.02"},
		{" 21.38,  103.02 ", survey.Geopoint, "21.38, 103.02"}, // as maps copy it
		{"21,38 103,02", survey.Geopoint, "21.38 103.02"},
		{"21,38 103", survey.Geopoint, "21.38 103"},
		{"21,38,103,02", survey.Geopoint, "21,38,103,02"},
		{"ngoài sân", survey.Geopoint, "ngoài sân"},
		{"21,1 103,1; 21,2 103,2;", survey.Geotrace, "21.1 103.1; 21.2 103.2"},
		{"1 1; 1 2; 2 2", survey.Geotrace, "1 1; 1 2; 2 2"},
		{"1 1; 1 2; 2 2", survey.Geoshape, "1 1; 1 2; 2 2; 1 1"},
		{"1 1; 1 2; 2 2; 1 1", survey.Geoshape, "1 1; 1 2; 2 2; 1 1"},
		{"1 1; 1 2", survey.Geoshape, "1 1; 1 2"}, // no area: the checks say so
	} {
		if got := kinds.BuiltIn.Of(c.kind).Points.Typed(c.text); got != c.want {
			t.Errorf("TypedPoints(%q, %s) = %q, want %q", c.text, c.kind, got, c.want)
		}
	}
}

// Places can be typed without scripts; what is no place is refused in words, beside the item.
func TestPlacesWithoutScripts(t *testing.T) {
	t.Parallel()
	w := webtest.Quick(t)
	slug := w.Publish(&survey.Questionnaire{FormID: "noi", Version: "1", Title: webtest.Tv("Nơi", "Place"),
		Languages: []survey.Language{{ID: "vi"}}, DefaultLanguage: "vi",
		Items: []*survey.Item{
			{Name: "nha", Kind: survey.Geopoint, Label: webtest.Tv("Nhà", "House"), Appearance: "placement-map"},
			{Name: "duong", Kind: survey.Geotrace, Label: webtest.Tv("Đường", "Road"), Appearance: "maps"},
			{Name: "ruong", Kind: survey.Geoshape, Label: webtest.Tv("Ruộng", "Field")},
			{Name: "ma", Kind: survey.Barcode, Label: webtest.Tv("Mã vạch", "Barcode")},
		}}, service.PublishOptions{})
	b := w.Open("/s/"+slug).Fill("nha", "ngoài sân").Fill("duong", "21 103").Fill("ruong",
		"21 103; 91 103; 21 104").Fill("ma", "893 4588")
	b.Press("send").Is(422).Sees("Câu này cần tọa độ [vĩ độ, kinh độ, độ cao, sai số].", "Đường cần ít nhất 2 điểm",
		"Vĩ độ phải từ -90 đến 90")
	b.Fill("nha", "21,3862 103,023").Fill("duong", "21 103; 21.5 103").Fill("ruong",
		"21 103 500 8; 22 103; 21 104").Press("send").Is(200).Receipt()
	a := w.Only(slug).Answers
	for name, want := range map[string]string{"nha": "[21.3862,103.023]", "duong": "[[21,103],[21.5,103]]",
		"ruong": "[[21,103,500,8],[22,103],[21,104],[21,103,500,8]]", "ma": `"893 4588"`} {
		if got, err := a[name].MarshalJSON(); err != nil || string(got) != want {
			t.Errorf("%s is stored as %s (%v), want %s", name, got, err, want)
		}
	}
}
