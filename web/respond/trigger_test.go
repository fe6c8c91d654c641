package respond_test

import (
	"testing"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/service"
	"github.com/khaosat/khaosat/web/respond"
	"github.com/khaosat/khaosat/web/webtest"
)

// A calculation with a trigger holds what it gave when the trigger was last answered, page by page and without scripts.
func TestTriggersPageByPage(t *testing.T) {
	t.Parallel()
	w := webtest.Quick(t)
	slug := w.Publish(&survey.Questionnaire{FormID: "coi", Version: "1", DefaultLanguage: "vi",
		Languages: []survey.Language{{ID: "vi", Name: "Tiếng Việt"}},
		Items: []*survey.Item{
			{Name: "p1", Kind: survey.Group, Label: webtest.Tv("Một", "One"), Children: []*survey.Item{
				{Name: "ma", Kind: survey.TextItem, Label: webtest.Tv("Mã hộ", "Household")},
				{Name: "tuoi", Kind: survey.Integer, Label: webtest.Tv("Tuổi", "Age")},
			}},
			{Name: "p2", Kind: survey.Group, Label: webtest.Tv("Hai", "Two"), Children: []*survey.Item{
				{Name: "kyhieu", Kind: survey.TextItem, Label: webtest.Tv("Ký hiệu", "Mark"),
					Calculation: "concat(${ma}, '-', ${tuoi})", Trigger: "${ma}"},
			}},
			{Name: "an", Kind: survey.Calculate, Calculation: "concat('luc ', ${tuoi})", Trigger: "${ma}"},
		}}, service.PublishOptions{})
	b := w.Open("/s/"+slug).Fill("p1/ma", "H1").Fill("p1/tuoi", "40").Press("next")
	if got := webtest.Attr(b.Inputs("p2/kyhieu")[0], "value"); got != "H1-40" {
		t.Fatalf("the mark is %q, want H1-40", got)
	}
	b.Press("back").Fill("p1/tuoi", "41").Press("next")
	if got := webtest.Attr(b.Inputs("p2/kyhieu")[0], "value"); got != "H1-40" {
		t.Errorf("after another age the mark is %q: nothing set it off", got)
	}
	b.Press("back").Fill("p1/ma", "H2").Press("next")
	if got := webtest.Attr(b.Inputs("p2/kyhieu")[0], "value"); got != "H2-41" {
		t.Errorf("after another household the mark is %q, want H2-41", got)
	}
	b.Fill("p2/kyhieu", "viết tay").Press("next").Press("send")
	answers := w.Only(slug).Answers
	if got := answers["p2/kyhieu"].Text; got != "viết tay" {
		t.Errorf("what the person wrote is stored as %q", got)
	}
	if got := answers["an"].Text; got != "luc 41" {
		t.Errorf("the hidden calculation is %q, want what it gave when the household was answered last", got)
	}
}

func TestSameRows(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"ho[1]/ma", "ho[1]/x", true}, {"ho[1]/ma", "ho[2]/x", false}, {"ma", "ho[2]/x", true},
		{"ho[1]/con[2]/a", "ho[1]/con[3]/b", false}, {"ho[1]/con[2]/a", "ho[1]/xe[3]/b", true},
		{"ho[2]/con[2]/a", "ho[1]/xe[3]/b", false},
	} {
		if got := respond.SameRows(c.a, c.b); got != c.want {
			t.Errorf("SameRows(%s, %s) = %v", c.a, c.b, got)
		}
	}
}
