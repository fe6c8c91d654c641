package web

import (
	"testing"

	"github.com/khaosat/khaosat/survey"
)

// TestUnlockedItemIsAsked has an item that is read-only until another answer of its page changes: without scripts it is shown again,
// to be answered, before the form goes on.
func TestUnlockedItemIsAsked(t *testing.T) {
	w := quickWorld(t)
	slug := w.publish(&survey.Questionnaire{FormID: "khoa", Version: "1", Title: tv("Khóa", "Lock"), Languages: []survey.Language{{ID: "vi"}}, DefaultLanguage: "vi",
		Lists: []survey.ChoiceList{{Name: "co", Choices: []survey.Choice{{Code: "c", Label: tv("Có", "Yes")}, {Code: "k", Label: tv("Không", "No")}}}},
		Items: []*survey.Item{
			{Name: "chot", Kind: survey.Single, List: "co", Label: tv("Đã chốt?", "Final?"), Default: "c"},
			{Name: "so", Kind: survey.Integer, Label: tv("Số liệu", "Figure"), ReadOnly: "${chot} = 'c'"},
			{Name: "tong", Kind: survey.Integer, Label: tv("Tổng", "Total"), Calculation: "${so} + 1", ReadOnly: "yes"},
		}}, survey.PublishOptions{})
	b := w.open("/s/" + slug).is(200)
	if len(b.inputs("so")) > 0 {
		t.Fatal("a read-only item can be typed into")
	}
	b.fill("chot", "k").press("send").is(200).sees("có thêm câu hỏi")
	b.fill("so", "7").press("send").is(200).receipt()
	if a := w.only(slug).Answers; a["so"].Text != "7" || a["tong"].Text != "8" {
		t.Errorf("stored %v", a)
	}
	w.open("/s/" + slug).press("send").is(200).receipt() // nothing unlocked: nothing more is asked
}
