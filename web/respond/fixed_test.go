package respond_test

import (
	"testing"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/service"
	"github.com/khaosat/khaosat/web/webtest"
)

// TestUnlockedItemIsAsked has an item that is read-only until another answer of its page changes: without scripts it is
// shown again, to be answered, before the form goes on.
func TestUnlockedItemIsAsked(t *testing.T) {
	t.Parallel()
	w := webtest.Quick(t)
	slug := w.Publish(&survey.Questionnaire{FormID: "khoa", Version: "1", Title: webtest.Tv("Khóa", "Lock"),
		Languages: []survey.Language{{ID: "vi"}}, DefaultLanguage: "vi",
		Lists: []survey.ChoiceList{{Name: "co",
			Choices: []survey.Choice{{Code: "c", Label: webtest.Tv("Có", "Yes")},
				{Code: "k", Label: webtest.Tv("Không", "No")}}}},
		Items: []*survey.Item{
			{Name: "chot", Kind: survey.Single, List: "co", Label: webtest.Tv("Đã chốt?", "Final?"), Default: "c"},
			{Name: "so", Kind: survey.Integer, Label: webtest.Tv("Số liệu", "Figure"), ReadOnly: "${chot} = 'c'"},
			{Name: "tong", Kind: survey.Integer, Label: webtest.Tv("Tổng", "Total"), Calculation: "${so} + 1",
				ReadOnly: "yes"},
		}}, service.PublishOptions{})
	b := w.Open("/s/" + slug).Is(200)
	if len(b.Inputs("so")) > 0 {
		t.Fatal("a read-only item can be typed into")
	}
	b.Fill("chot", "k").Press("send").Is(200).Sees("có thêm câu hỏi")
	b.Fill("so", "7").Press("send").Is(200).Receipt()
	if a := w.Only(slug).Answers; a["so"].Text != "7" || a["tong"].Text != "8" {
		t.Errorf("stored %v", a)
	}
	w.Open("/s/" + slug).Press("send").Is(200).Receipt() // nothing unlocked: nothing more is asked
}
