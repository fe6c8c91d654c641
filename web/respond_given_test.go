package web

import (
	"net/http"
	"testing"

	"github.com/khaosat/khaosat/survey"
)

// householdForm asks for people on one page and lets choose among them on the next.
func householdForm() *survey.Questionnaire {
	return &survey.Questionnaire{FormID: "ho", Version: "1", Title: tv("Hộ", "Household"), DefaultLanguage: "vi", Languages: []survey.Language{{ID: "vi", Name: "Tiếng Việt"}}, Style: "pages",
		Items: []*survey.Item{
			{Name: "nguoi", Kind: survey.Repeat, Label: tv("Người", "Person"), Children: []*survey.Item{
				{Name: "ten", Kind: survey.TextItem, Label: tv("Tên", "Name")}, {Name: "tuoi", Kind: survey.Integer, Label: tv("Tuổi", "Age")}}},
			{Name: "chon", Kind: survey.Group, Appearance: "field-list", Label: tv("Chọn", "Choose"), Children: []*survey.Item{
				{Name: "dai_dien", Kind: survey.Single, List: "${ten}", ChoiceFilter: "${tuoi} >= 18", Label: tv("Ai đại diện?", "Who stands for you?")},
				{Name: "di_hop", Kind: survey.Multiple, List: "${ten}", Label: tv("Ai đi họp?", "Who goes?")},
				{Name: "thu_tu", Kind: survey.Rank, List: "${ten}", Label: tv("Xếp ai trước?", "Who first?")}}},
			{Name: "loi", Kind: survey.Note, Label: tv("Cảm ơn ${dai_dien}.", "Thanks, ${dai_dien}.")},
		}}
}

func TestChoicesFromARepeatWithoutScripts(t *testing.T) {
	w := deskWorld(t)
	slug := w.publish(householdForm(), survey.PublishOptions{})
	b := w.open("/s/"+slug).fill("nguoi[1]/ten", "Lò Văn Ơn").fill("nguoi[1]/tuoi", "41").press("add:nguoi")
	b = b.fill("nguoi[2]/ten", "Lò Thị An").fill("nguoi[2]/tuoi", "9").press("next")
	if n := len(b.inputs("chon/dai_dien")); n != 1 {
		t.Fatalf("%d people can be chosen, want the one of age\n%s", n, b.text())
	}
	b.sees("Lò Văn Ơn", "Lò Thị An").fill("chon/dai_dien", "Lò Văn Ơn").fill("chon/di_hop", "Lò_Văn_Ơn", "Lò_Thị_An")
	b = b.press("next").sees("Cảm ơn Lò Văn Ơn.").press("back")
	if !has(b.inputs("chon/dai_dien")[0], "checked") || !has(b.inputs("chon/di_hop")[1], "checked") {
		t.Error("what was chosen is not chosen any more")
	}
	b.press("next").press("next").sees("Ai đại diện?", "Lò Văn Ơn", "Lò Thị An").press("send")
	a := w.only(slug).Answers
	if a["chon/dai_dien"].Text != "Lò Văn Ơn" || len(a["chon/di_hop"].Codes) != 2 || a["chon/di_hop"].Codes[1] != "Lò_Thị_An" {
		t.Errorf("stored is %v", a)
	}
	analyst := w.as("phantich")
	analyst.get("/desk/ho/data/response?id="+w.only(slug).ID).want(http.StatusOK).says("Lò Văn Ơn", "Lò_Thị_An")
	analyst.get("/desk/ho").want(http.StatusOK)
	analyst.get("/desk/ho/results").want(http.StatusOK).says("Ai đại diện", "Số người trả lời 1")
	analyst.get("/desk/ho/questionnaire").want(http.StatusOK)
	for _, format := range []string{"csv", "jsonl", "xlsx", "sav"} {
		analyst.get("/desk/ho/data/download?format=" + format).want(http.StatusOK)
	}
}

// Who has only the answers of before a row was renamed is asked again.
func TestAChoiceOfARowThatIsGoneIsAskedAgain(t *testing.T) {
	w := quickWorld(t)
	slug := w.publish(householdForm(), survey.PublishOptions{})
	b := w.open("/s/"+slug).fill("nguoi[1]/ten", "An").fill("nguoi[1]/tuoi", "41").press("next").fill("chon/dai_dien", "An").press("next")
	b = b.press("back").press("back").fill("nguoi[1]/ten", "Bình").press("next")
	if in := b.inputs("chon/dai_dien"); len(in) != 1 || attr(in[0], "value") != "Bình" || has(in[0], "checked") {
		t.Fatalf("who can be chosen now:\n%s", b.text())
	}
	b.press("next").press("next").press("send")
	if v := w.only(slug).Answers["chon/dai_dien"]; !v.Empty() {
		t.Errorf("%q, who is in no row, was stored", v.Text)
	}
}
