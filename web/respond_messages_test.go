package web

import (
	"testing"

	"github.com/khaosat/khaosat/survey"
)

func messageForm() *survey.Questionnaire {
	return &survey.Questionnaire{FormID: "msg", Version: "1", Title: tv("Lời", "Words"), Languages: []survey.Language{{ID: "vi"}, {ID: "en"}}, DefaultLanguage: "vi",
		Items: []*survey.Item{
			{Name: "n", Kind: survey.Integer, Label: tv("Số hộ", "Households")},
			{Name: "ten", Kind: survey.TextItem, Label: tv("Tên", "Name")},
			{Name: "m", Kind: survey.Integer, Label: tv("Số hộ nghèo", "Poor"), Constraint: ". <= ${n}", ConstraintMessage: tv("**Không** được quá ${n} hộ, ${ten}", "Not more than ${n} households, ${ten}"),
				Required: "yes", RequiredMessage: tv("Xin ghi số hộ nghèo trong ${n} hộ", "Please write how many of ${n}")},
			{Name: "chao", Kind: survey.Note, Label: tv("Chủ hộ: ${ten}", "Head: ${ten}")},
		}}
}

// forms/15 without scripts, and forms/20: messages hold the answers that they name, and an answer is text whatever marks it has.
func TestPagesFillMessages(t *testing.T) {
	w := quickWorld(t)
	slug := w.publish(messageForm(), survey.PublishOptions{})
	b := w.open("/s/"+slug).fill("n", "10").fill("ten", "An *x* <b>y</b>").fill("m", "").press("next").is(422).sees("Xin ghi số hộ nghèo trong 10 hộ")
	b.fill("m", "11").press("send").is(422).sees("Không được quá 10 hộ, An *x* <b>y</b>", "Chủ hộ: An *x* <b>y</b>").misses("**Không**", "${")
	b.press("lang:en").fill("m", "12").press("send").is(422).sees("Not more than 10 households, An *x* <b>y</b>")
	b.fill("m", "9").press("send").is(200).receipt()
}

// forms/15 by program.
func TestAPIFillsMessages(t *testing.T) {
	w := quickWorld(t)
	slug := w.publish(messageForm(), survey.PublishOptions{})
	for _, c := range []struct{ answers, want string }{
		{`{"n":10,"m":11,"ten":"An *x*"}`, "**Không** được quá 10 hộ, An *x*"}, {`{"n":10}`, "Xin ghi số hộ nghèo trong 10 hộ"},
	} {
		r := w.send(slug, `{"id":"`+idA+`","version":"1","language":"vi","answers":`+c.answers+`}`).want(422)
		if got := r.problem().Problems; len(got) != 1 || got[0].Message != c.want {
			t.Errorf("%s: %+v, want %q", c.answers, got, c.want)
		}
	}
}
