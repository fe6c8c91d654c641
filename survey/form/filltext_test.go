package form

import (
	"strings"
	"testing"

	"github.com/khaosat/khaosat/survey"
)

// forms/15: the author's messages hold the answers that they name, in every language, in rows, and through labels of
// choices.
func TestMessagesHoldAnswers(t *testing.T) {
	form, problems := Compile(&survey.Questionnaire{FormID: "msg", Version: "1",
		Languages: []survey.Language{{ID: "vi"}, {ID: "en"}}, DefaultLanguage: "vi", Items: []*survey.Item{
			{Name: "n", Kind: survey.Integer},
			{Name: "m", Kind: survey.Integer, Constraint: ". <= ${n}",
				ConstraintMessage: survey.Text{"vi": "Không được quá ${n} hộ", "en": "Not more than ${n} households"},
				Required:          "yes", RequiredMessage: survey.Text{"vi": "Xin ghi số hộ nghèo trong ${ n } hộ"}},
			{Name: "s", Kind: survey.Single, List: "l"},
			{Name: "t", Kind: survey.TextItem, Constraint: "${s} != 'a'",
				ConstraintMessage: survey.Text{"": "Không ghi khi chọn ${s}"}},
			{Name: "r", Kind: survey.Repeat, Children: []*survey.Item{{Name: "k", Kind: survey.Integer},
				{Name: "h", Kind: survey.Integer, Constraint: ". <= ${k}",
					ConstraintMessage: survey.Text{"": "nhiều nhất ${k}"}}}},
		}, Lists: []survey.ChoiceList{{Name: "l",
			Choices: []survey.Choice{{Code: "a", Label: survey.Text{"vi": "Phương án ${n} ${s}", "en": "Choice ${n}"}},
				{Code: "b"}}}}})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	own := func(answers survey.Answers) map[string]survey.Text {
		_, problems := form.Judge(answers, testClock, true)
		out := map[string]survey.Text{}
		for _, p := range problems {
			out[p.Place.Item] = p.Own
		}
		return out
	}
	got := own(survey.Answers{"n": survey.OfNumber("10"), "m": survey.OfNumber("11"), "s": survey.OfText("a"),
		"t": survey.OfText("x"),
		"r": survey.OfRows([]survey.Answers{{"k": survey.OfNumber("1"), "h": survey.OfNumber("1")},
			{"k": survey.OfNumber("2"), "h": survey.OfNumber("3")}})})
	for _, c := range []struct{ item, lang, want string }{
		{"m", "vi", "Không được quá 10 hộ"}, {"m", "en", "Not more than 10 households"},
		{"r[2]/h", "vi", "nhiều nhất 2"},
	} {
		if is := got[c.item].In(c.lang); is != c.want {
			t.Errorf("%s in %s: %q, want %q", c.item, c.lang, is, c.want)
		}
	}
	if is := got["t"].In("vi"); !strings.HasPrefix(is, "Không ghi khi chọn Phương án 10 Phương án 10") { // a label that holds itself ends somewhere
		t.Errorf("t: %q", is)
	}
	if is := own(survey.Answers{"n": survey.OfNumber("10")})["m"].In("en"); is != "Xin ghi số hộ nghèo trong 10 hộ" {
		t.Errorf("required: %q", is)
	}
	if form.Field("m").Item.ConstraintMessage["vi"] != "Không được quá ${n} hộ" {
		t.Error("the questionnaire itself was changed")
	}
}
