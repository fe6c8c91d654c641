package respond_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/service"
	"github.com/khaosat/khaosat/web/webtest"
)

func leftForm(style string) *survey.Questionnaire {
	return &survey.Questionnaire{FormID: "bo", Version: "1", Title: webtest.Tv("Bỏ", "Left"), Style: style,
		Languages: []survey.Language{{ID: "vi"}, {ID: "en"}}, DefaultLanguage: "vi",
		Items: []*survey.Item{
			{Name: "que", Kind: survey.TextItem, Label: webtest.Tv("Quê", "Home")},
			{Name: "lydo", Kind: survey.TextItem, Label: webtest.Tv("Lý do", "Reason"), Relevant: "${que} = 'Việt'"},
			{Name: "san", Kind: survey.TextItem, Label: webtest.Tv("Sẵn", "Ready"), Relevant: "${que} = 'Việt'",
				Default: "có sẵn"},
		}}
}

// An answer to a question that is not asked any more is named before the form goes out, once; what the form itself put
// there is not.
func TestAnswersLeftOutAreNamed(t *testing.T) {
	t.Parallel()
	w := webtest.Quick(t)
	slug := w.Publish(leftForm(""), service.PublishOptions{})
	b := w.Open("/s/"+slug).Fill("que", " Việt\t").Press("send").Is(200).Sees("có thêm câu hỏi")
	b.Fill("lydo", "vì sao đó").Fill("que", "Nam").Press("send").Is(200).Sees("“Lý do”", "không được gửi")
	if strings.Contains(b.Body, "“Sẵn”") {
		t.Error("a default that nobody typed is named")
	}
	b.Press("send").Is(200).Receipt()
	if a := w.Only(slug).Answers; a["que"].Text != "Nam" || len(a) != 1 {
		t.Errorf("stored %v", a)
	}
}

// Whoever sees the name of what is left out can go back to the answer that decides it, and nothing is lost.
func TestAnswersLeftOutComeBack(t *testing.T) {
	t.Parallel()
	w := webtest.Quick(t)
	slug := w.Publish(leftForm(""), service.PublishOptions{})
	b := w.Open("/s/"+slug).Fill("que", "Việt").Press("send").Fill("lydo", "vì sao đó").Fill("que",
		"Nam").Press("send").Is(200).Sees("“Lý do”")
	b.Fill("que", "Việt").Press("send").Is(200).Receipt()
	if a := w.Only(slug).Answers; a["lydo"].Text != "vì sao đó" {
		t.Errorf("stored %v", a)
	}
}

// The review names them, and Send then sends.
func TestReviewNamesAnswersLeftOut(t *testing.T) {
	t.Parallel()
	w := webtest.Quick(t)
	slug := w.Publish(leftForm("pages"), service.PublishOptions{})
	b := w.Open("/s/"+slug).Fill("que", "Việt").Press("next").Fill("lydo",
		"vì sao đó").Press("next").Press("next").Is(200)
	if strings.Contains(b.Body, "không được gửi") {
		t.Error("something is named although all is asked")
	}
	b.Press("goto:0").Fill("que", "Nam").Press("next").Is(200).Sees("“Lý do”",
		"không được gửi").Press("send").Is(200).Receipt()
}

// A form that a program posts at once has no page to be shown again: the receipt names what was not kept.
func TestReceiptNamesWhatWasNotKept(t *testing.T) {
	t.Parallel()
	w := webtest.Quick(t)
	slug := w.Publish(leftForm(""), service.PublishOptions{})
	w.PostForm(t, "/s/"+slug, url.Values{"que": {"Nam"}, "lydo": {"vì sao đó"}}).Is(200).Sees("“Lý do”",
		"không được lưu")
	w.PostForm(t, "/s/"+slug, url.Values{"que": {"Việt"}, "lydo": {"vì sao đó"}}).Is(200)
	if n := len(w.Responses(slug)); n != 2 {
		t.Errorf("%d responses", n)
	}
}
