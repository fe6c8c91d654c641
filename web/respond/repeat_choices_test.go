package respond_test

import (
	"net/http"
	"testing"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/service"
	"github.com/khaosat/khaosat/web/webtest"
)

// householdForm asks for people on one page and lets choose among them on the next.
func householdForm() *survey.Questionnaire {
	return &survey.Questionnaire{FormID: "ho", Version: "1", Title: webtest.Tv("Hộ", "Household"),
		DefaultLanguage: "vi", Languages: []survey.Language{{ID: "vi", Name: "Tiếng Việt"}}, Style: "pages",
		Items: []*survey.Item{
			{Name: "nguoi", Kind: survey.Repeat, Label: webtest.Tv("Người", "Person"), Children: []*survey.Item{
				{Name: "ten", Kind: survey.TextItem, Label: webtest.Tv("Tên", "Name")},
				{Name: "tuoi", Kind: survey.Integer, Label: webtest.Tv("Tuổi", "Age")}}},
			{Name: "chon", Kind: survey.Group, Appearance: "field-list", Label: webtest.Tv("Chọn", "Choose"),
				Children: []*survey.Item{
					{Name: "dai_dien", Kind: survey.Single, List: "${ten}", ChoiceFilter: "${tuoi} >= 18",
						Label: webtest.Tv("Ai đại diện?", "Who stands for you?")},
					{Name: "di_hop", Kind: survey.Multiple, List: "${ten}",
						Label: webtest.Tv("Ai đi họp?", "Who goes?")},
					{Name: "thu_tu", Kind: survey.Rank, List: "${ten}",
						Label: webtest.Tv("Xếp ai trước?", "Who first?")}}},
			{Name: "loi", Kind: survey.Note, Label: webtest.Tv("Cảm ơn ${dai_dien}.", "Thanks, ${dai_dien}.")},
		}}
}

func TestChoicesFromARepeatWithoutScripts(t *testing.T) {
	t.Parallel()
	w := webtest.ForDesk(t)
	slug := w.Publish(householdForm(), service.PublishOptions{})
	b := w.Open("/s/"+slug).Fill("nguoi[1]/ten", "Lò Văn Ơn").Fill("nguoi[1]/tuoi", "41").Press("add:nguoi")
	b = b.Fill("nguoi[2]/ten", "Lò Thị An").Fill("nguoi[2]/tuoi", "9").Press("next")
	if n := len(b.Inputs("chon/dai_dien")); n != 1 {
		t.Fatalf("%d people can be chosen, want the one of age\n%s", n, b.Text())
	}
	b.Sees("Lò Văn Ơn", "Lò Thị An").Fill("chon/dai_dien", "Lò Văn Ơn").Fill("chon/di_hop", "Lò_Văn_Ơn", "Lò_Thị_An")
	b = b.Press("next").Sees("Cảm ơn Lò Văn Ơn.").Press("back")
	if !webtest.Has(b.Inputs("chon/dai_dien")[0], "checked") || !webtest.Has(b.Inputs("chon/di_hop")[1], "checked") {
		t.Error("what was chosen is not chosen any more")
	}
	b.Press("next").Press("next").Sees("Ai đại diện?", "Lò Văn Ơn", "Lò Thị An").Press("send")
	a := w.Only(slug).Answers
	if a["chon/dai_dien"].Text != "Lò Văn Ơn" || len(a["chon/di_hop"].Codes) != 2 ||
		a["chon/di_hop"].Codes[1] != "Lò_Thị_An" {
		t.Errorf("stored is %v", a)
	}
	analyst := w.As("phantich")
	analyst.Get("/desk/ho/data/response?id="+w.Only(slug).ID).Want(http.StatusOK).Says("Lò Văn Ơn", "Lò_Thị_An")
	analyst.Get("/desk/ho").Want(http.StatusOK)
	analyst.Get("/desk/ho/results").Want(http.StatusOK).Says("Ai đại diện", "Số người trả lời 1")
	analyst.Get("/desk/ho/questionnaire").Want(http.StatusOK)
	for _, format := range []string{"csv", "jsonl", "xlsx", "sav"} {
		analyst.Get("/desk/ho/data/download?format=" + format).Want(http.StatusOK)
	}
}

// Who has only the answers of before a row was renamed is asked again.
func TestAChoiceOfARowThatIsGoneIsAskedAgain(t *testing.T) {
	t.Parallel()
	w := webtest.Quick(t)
	slug := w.Publish(householdForm(), service.PublishOptions{})
	b := w.Open("/s/"+slug).Fill("nguoi[1]/ten", "An").Fill("nguoi[1]/tuoi", "41").Press("next").Fill("chon/dai_dien",
		"An").Press("next")
	b = b.Press("back").Press("back").Fill("nguoi[1]/ten", "Bình").Press("next")
	if in := b.Inputs("chon/dai_dien"); len(in) != 1 || webtest.Attr(in[0], "value") != "Bình" ||
		webtest.Has(in[0], "checked") {
		t.Fatalf("who can be chosen now:\n%s", b.Text())
	}
	b.Press("next").Press("next").Press("send")
	if v := w.Only(slug).Answers["chon/dai_dien"]; !v.Empty() {
		t.Errorf("%q, who is in no row, was stored", v.Text)
	}
}
