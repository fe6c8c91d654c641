package web

import (
	"net/url"
	"strings"
	"testing"

	"github.com/khaosat/khaosat/survey"
)

func leftForm(style string) *survey.Questionnaire {
	return &survey.Questionnaire{FormID: "bo", Version: "1", Title: tv("Bỏ", "Left"), Style: style, Languages: []survey.Language{{ID: "vi"}, {ID: "en"}}, DefaultLanguage: "vi",
		Items: []*survey.Item{
			{Name: "que", Kind: survey.TextItem, Label: tv("Quê", "Home")},
			{Name: "lydo", Kind: survey.TextItem, Label: tv("Lý do", "Reason"), Relevant: "${que} = 'Việt'"},
			{Name: "san", Kind: survey.TextItem, Label: tv("Sẵn", "Ready"), Relevant: "${que} = 'Việt'", Default: "có sẵn"},
		}}
}

// An answer to a question that is not asked any more is named before the form goes out, once; what the form itself put there is not.
func TestAnswersLeftOutAreNamed(t *testing.T) {
	w := quickWorld(t)
	slug := w.publish(leftForm(""), survey.PublishOptions{})
	b := w.open("/s/"+slug).fill("que", " Việt\t").press("send").is(200).sees("có thêm câu hỏi")
	b.fill("lydo", "vì sao đó").fill("que", "Nam").press("send").is(200).sees("“Lý do”", "không được gửi")
	if strings.Contains(b.body, "“Sẵn”") {
		t.Error("a default that nobody typed is named")
	}
	b.press("send").is(200).receipt()
	if a := w.only(slug).Answers; a["que"].Text != "Nam" || len(a) != 1 {
		t.Errorf("stored %v", a)
	}
}

// Whoever sees the name of what is left out can go back to the answer that decides it, and nothing is lost.
func TestAnswersLeftOutComeBack(t *testing.T) {
	w := quickWorld(t)
	slug := w.publish(leftForm(""), survey.PublishOptions{})
	b := w.open("/s/"+slug).fill("que", "Việt").press("send").fill("lydo", "vì sao đó").fill("que", "Nam").press("send").is(200).sees("“Lý do”")
	b.fill("que", "Việt").press("send").is(200).receipt()
	if a := w.only(slug).Answers; a["lydo"].Text != "vì sao đó" {
		t.Errorf("stored %v", a)
	}
}

// The review names them, and Send then sends.
func TestReviewNamesAnswersLeftOut(t *testing.T) {
	w := quickWorld(t)
	slug := w.publish(leftForm("pages"), survey.PublishOptions{})
	b := w.open("/s/"+slug).fill("que", "Việt").press("next").fill("lydo", "vì sao đó").press("next").press("next").is(200)
	if strings.Contains(b.body, "không được gửi") {
		t.Error("something is named although all is asked")
	}
	b.press("goto:0").fill("que", "Nam").press("next").is(200).sees("“Lý do”", "không được gửi").press("send").is(200).receipt()
}

// A form that a program posts at once has no page to be shown again: the receipt names what was not kept.
func TestReceiptNamesWhatWasNotKept(t *testing.T) {
	w := quickWorld(t)
	slug := w.publish(leftForm(""), survey.PublishOptions{})
	w.postForm(t, "/s/"+slug, url.Values{"que": {"Nam"}, "lydo": {"vì sao đó"}}).is(200).sees("“Lý do”", "không được lưu")
	w.postForm(t, "/s/"+slug, url.Values{"que": {"Việt"}, "lydo": {"vì sao đó"}}).is(200)
	if n := len(w.responses(slug)); n != 2 {
		t.Errorf("%d responses", n)
	}
}
