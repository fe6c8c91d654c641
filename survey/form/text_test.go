package form

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/khaosat/khaosat/survey"
)

// The vectors are written by hand: texts after the rule of issue D (line ends, NFC, blanks at both ends) and the
// default ignorable code points of Unicode 15; numbers as they are written in Viet Nam. test/browser holds the phone
// against the same ones.
func textVectors(t *testing.T) (v struct {
	Texts   []struct{ In, Out string }
	Numbers []struct {
		In     string
		Whole  bool
		VI, EN string
	}
}) {
	t.Helper()
	b, err := os.ReadFile("testdata/text.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

func TestCleanText(t *testing.T) {
	for _, v := range textVectors(t).Texts {
		if got := survey.Clean(v.In); got != v.Out {
			t.Errorf("Clean(%q) = %q, want %q", v.In, got, v.Out)
		}
		if got := survey.Clean(v.Out); got != v.Out {
			t.Errorf("Clean(%q) = %q: not the same twice", v.Out, got)
		}
	}
}

func TestTypedNumbers(t *testing.T) {
	form, problems := Compile(&survey.Questionnaire{FormID: "so", Version: "1",
		Items: []*survey.Item{{Name: "i", Kind: survey.Integer}, {Name: "d", Kind: survey.Decimal}}})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	for _, v := range textVectors(t).Numbers {
		name := map[bool]string{true: "i", false: "d"}[v.Whole]
		field := form.Field(name)
		for lang, want := range map[string]string{"vi": v.VI, "en": v.EN} {
			checked, problems := form.Judge(survey.Answers{name: field.FromTyped([]string{v.In}, lang)}, testClock,
				true)
			got := checked.Answers[name].Text
			switch {
			case len(problems) > 0 && problems[0].Code == "answer.number_doubt":
				got = "doubt"
			case len(problems) > 0:
				got = "refused"
			}
			if got != want {
				t.Errorf("%q typed in %s, whole %v, is %s, want %s (%v)", v.In, lang, v.Whole, got, want, problems)
			}
		}
	}
}

// What a program sends has the dot before the fraction, and a whole number has no marks at all: 500.000 is never 500.
func TestNumbersOfPrograms(t *testing.T) {
	form, problems := Compile(&survey.Questionnaire{FormID: "so", Version: "1",
		Items: []*survey.Item{{Name: "i", Kind: survey.Integer}, {Name: "d", Kind: survey.Decimal},
			{Name: "r", Kind: survey.Range, Parameters: map[string]string{"start": "0", "end": "5000"}}}})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	for _, c := range []struct{ item, json, want, code string }{
		{"i", `"500"`, "500", ""}, {"i", `500`, "500", ""}, {"i", `5e2`, "500", ""}, {"i", `500.0`, "500", ""},
		{"i", `"12.0"`, "12", ""},
		{"i", `"500.000"`, "", "answer.number_doubt"}, {"i", `500.000`, "", "answer.number_doubt"},
		{"i", `"12,345"`, "", "answer.number_doubt"},
		{"i", `12.5`, "", "answer.integer"}, {"i", `"1.234,5"`, "", "answer.decimal_comma"},
		{"d", `"12.345"`, "12.345", ""}, {"d", `12.000`, "12", ""}, {"d", `"12,345"`, "", "answer.number_doubt"},
		{"d", `"12,5"`, "", "answer.decimal_comma"},
		{"r", `"2.000"`, "", "answer.number_doubt"}, {"r", `2000`, "2000", ""},
	} {
		var v survey.Value
		if err := v.UnmarshalJSON([]byte(c.json)); err != nil {
			t.Fatal(err)
		}
		checked, problems := form.Judge(survey.Answers{c.item: v}, testClock, true)
		code := ""
		if len(problems) > 0 {
			code = problems[0].Code
		}
		if got := checked.Answers[c.item].Text; got != c.want || code != c.code {
			t.Errorf("%s: %s is %q (%s), want %q (%s)", c.item, c.json, got, code, c.want, c.code)
		}
	}
}

// The bound on a text is in characters, as the page has it: Vietnamese ones have up to three bytes.
func TestLongTextsAreCountedInCharacters(t *testing.T) {
	form, problems := Compile(&survey.Questionnaire{FormID: "dai", Version: "1",
		Items: []*survey.Item{{Name: "t", Kind: survey.TextItem}}})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	for n, want := range map[int]int{100_000: 0, 100_001: 1} {
		if _, problems := form.Judge(survey.Answers{"t": survey.OfText(strings.Repeat("ệ", n))}, testClock,
			true); len(problems) != want {
			t.Errorf("%d characters: %v", n, problems)
		}
	}
}

// Blanks, line ends and the normal form are settled before anything is judged: answers that look the same are the same,
// and what shows nothing is no answer.
func TestTextIsCleanedBeforeItIsJudged(t *testing.T) {
	form, problems := Compile(&survey.Questionnaire{FormID: "chu", Version: "1", Items: []*survey.Item{
		{Name: "que", Kind: survey.TextItem, Required: "yes"},
		{Name: "lydo", Kind: survey.TextItem, Relevant: "${que} = 'Việt'"},
		{Name: "dai", Kind: survey.Calculate, Calculation: "string-length(${que})"},
		{Name: "n", Kind: survey.Date}, {Name: "g", Kind: survey.Time}, {Name: "m", Kind: survey.Multiple, List: "l"},
		{Name: "h", Kind: survey.Rank, List: "l"}, {Name: "s", Kind: survey.Single, List: "l"},
		{Name: "rep", Kind: survey.Repeat,
			Children: []*survey.Item{{Name: "ten", Kind: survey.TextItem, Constraint: "string-length(.) = 4"}}},
	}, Lists: []survey.ChoiceList{{Name: "l", Choices: []survey.Choice{{Code: "a"}, {Code: "đ"}}}}})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	checked, problems := form.Judge(survey.Answers{"que": survey.OfText("\tVie\u0323\u0302t\r\n"),
		"lydo": survey.OfText("a\r\nb "), "n": survey.OfText("2025-07-01 "), "g": survey.OfText("\u00a008:30"),
		"m": survey.OfCodes("a ", " đ"), "h": survey.OfCodes("d\u0335 "), "s": survey.OfText("a\u200b"),
		"rep": survey.OfRows([]survey.Answers{{"ten": survey.OfText("Vie\u0323\u0302t ")}})}, testClock, true)
	if len(problems) != 1 || problems[0].Place.Item != "h" {
		t.Fatal(problems)
	}
	a := checked.Answers
	for path, want := range map[string]string{"que": "Việt", "lydo": "a\nb", "dai": "4", "n": "2025-07-01",
		"g": "08:30", "s": "a"} {
		if a[path].Text != want {
			t.Errorf("%s is %q, want %q", path, a[path].Text, want)
		}
	}
	if m := a["m"].Codes; len(m) != 2 || m[0] != "a" || m[1] != "đ" {
		t.Errorf("m is %q", m)
	}
	if row := a["rep"].Rows[0]["rep/ten"].Text; row != "Việt" {
		t.Errorf("in the row: %q", row)
	}
	for _, nothing := range []string{"\u200b", "\u00ad \u2060", "\ufeff", "\u00a0\u2003", "\u3164"} {
		if _, problems := form.Judge(survey.Answers{"que": survey.OfText(nothing)}, testClock,
			true); len(problems) != 1 || problems[0].Code != "answer.required" {
			t.Errorf("%q satisfies a required item: %v", nothing, problems)
		}
	}
}
