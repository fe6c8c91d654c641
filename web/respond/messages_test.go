package respond_test

import (
	"testing"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/service"
	"github.com/khaosat/khaosat/web/webtest"
)

func messageForm() *survey.Questionnaire {
	return &survey.Questionnaire{FormID: "msg", Version: "1", Title: webtest.Tv("Lời", "Words"),
		Languages: []survey.Language{{ID: "vi"}, {ID: "en"}}, DefaultLanguage: "vi",
		Items: []*survey.Item{
			{Name: "n", Kind: survey.Integer, Label: webtest.Tv("Số hộ", "Households")},
			{Name: "ten", Kind: survey.TextItem, Label: webtest.Tv("Tên", "Name")},
			{Name: "m", Kind: survey.Integer, Label: webtest.Tv("Số hộ nghèo", "Poor"), Constraint: ". <= ${n}",
				ConstraintMessage: webtest.Tv("**Không** được quá ${n} hộ, ${ten}",
					"Not more than ${n} households, ${ten}"),
				Required: "yes", RequiredMessage: webtest.Tv("Xin ghi số hộ nghèo trong ${n} hộ",
					"Please write how many of ${n}")},
			{Name: "chao", Kind: survey.Note, Label: webtest.Tv("Chủ hộ: ${ten}", "Head: ${ten}")},
		}}
}

// forms/15 without scripts, and forms/20: messages hold the answers that they name, and an answer is text whatever
// marks it has.
func TestPagesFillMessages(t *testing.T) {
	t.Parallel()
	w := webtest.Quick(t)
	slug := w.Publish(messageForm(), service.PublishOptions{})
	b := w.Open("/s/"+slug).Fill("n", "10").Fill("ten", "An *x* <b>y</b>").Fill("m",
		"").Press("next").Is(422).Sees("Xin ghi số hộ nghèo trong 10 hộ")
	b.Fill("m", "11").Press("send").Is(422).Sees("Không được quá 10 hộ, An *x* <b>y</b>",
		"Chủ hộ: An *x* <b>y</b>").Misses("**Không**", "${")
	b.Press("lang:en").Fill("m", "12").Press("send").Is(422).Sees("Not more than 10 households, An *x* <b>y</b>")
	b.Fill("m", "9").Press("send").Is(200).Receipt()
}

// forms/15 by program.
func TestAPIFillsMessages(t *testing.T) {
	t.Parallel()
	w := webtest.Quick(t)
	slug := w.Publish(messageForm(), service.PublishOptions{})
	for _, c := range []struct{ answers, want string }{
		{`{"n":10,"m":11,"ten":"An *x*"}`, "**Không** được quá 10 hộ, An *x*"},
		{`{"n":10}`, "Xin ghi số hộ nghèo trong 10 hộ"},
	} {
		r := w.Send(slug, `{"id":"`+webtest.IdA+`","version":"1","language":"vi","answers":`+c.answers+`}`).Want(422)
		if got := r.Problem().Problems; len(got) != 1 || got[0].Message != c.want {
			t.Errorf("%s: %+v, want %q", c.answers, got, c.want)
		}
	}
}
