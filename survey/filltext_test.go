package survey

import (
	"strings"
	"testing"
)

// forms/15: the author's messages hold the answers that they name, in every language, in rows, and through labels of choices.
func TestMessagesHoldAnswers(t *testing.T) {
	form, problems := Compile(&Questionnaire{FormID: "msg", Version: "1", Languages: []Language{{ID: "vi"}, {ID: "en"}}, DefaultLanguage: "vi", Items: []*Item{
		{Name: "n", Kind: Integer},
		{Name: "m", Kind: Integer, Constraint: ". <= ${n}", ConstraintMessage: Text{"vi": "Không được quá ${n} hộ", "en": "Not more than ${n} households"},
			Required: "yes", RequiredMessage: Text{"vi": "Xin ghi số hộ nghèo trong ${ n } hộ"}},
		{Name: "s", Kind: Single, List: "l"},
		{Name: "t", Kind: TextItem, Constraint: "${s} != 'a'", ConstraintMessage: Text{"": "Không ghi khi chọn ${s}"}},
		{Name: "r", Kind: Repeat, Children: []*Item{{Name: "k", Kind: Integer},
			{Name: "h", Kind: Integer, Constraint: ". <= ${k}", ConstraintMessage: Text{"": "nhiều nhất ${k}"}}}},
	}, Lists: []ChoiceList{{Name: "l", Choices: []Choice{{Code: "a", Label: Text{"vi": "Phương án ${n} ${s}", "en": "Choice ${n}"}}, {Code: "b"}}}}})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	own := func(answers Answers) map[string]Text {
		_, problems := form.Judge(answers, testClock, true)
		out := map[string]Text{}
		for _, p := range problems {
			out[p.Place.Item] = p.Own
		}
		return out
	}
	got := own(Answers{"n": OfNumber("10"), "m": OfNumber("11"), "s": OfText("a"), "t": OfText("x"),
		"r": OfRows([]Answers{{"k": OfNumber("1"), "h": OfNumber("1")}, {"k": OfNumber("2"), "h": OfNumber("3")}})})
	for _, c := range []struct{ item, lang, want string }{
		{"m", "vi", "Không được quá 10 hộ"}, {"m", "en", "Not more than 10 households"}, {"r[2]/h", "vi", "nhiều nhất 2"},
	} {
		if is := got[c.item].In(c.lang); is != c.want {
			t.Errorf("%s in %s: %q, want %q", c.item, c.lang, is, c.want)
		}
	}
	if is := got["t"].In("vi"); !strings.HasPrefix(is, "Không ghi khi chọn Phương án 10 Phương án 10") { // a label that holds itself ends somewhere
		t.Errorf("t: %q", is)
	}
	if is := own(Answers{"n": OfNumber("10")})["m"].In("en"); is != "Xin ghi số hộ nghèo trong 10 hộ" {
		t.Errorf("required: %q", is)
	}
	if form.Field("m").Item.ConstraintMessage["vi"] != "Không được quá ${n} hộ" {
		t.Error("the questionnaire itself was changed")
	}
}
