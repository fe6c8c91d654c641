package form_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/form"
)

var givenClock = form.Clock{Now: func() time.Time { return time.Date(2025, 7, 1, 3, 0, 0, 0, time.UTC) },
	Zone: time.FixedZone("ICT", 7*3600)}

// givenForm asks for the people of a household, then lets choose among them.
func givenForm(t *testing.T, more ...*survey.Item) *form.Form {
	t.Helper()
	item := func(name string, kind survey.ItemKind) *survey.Item { return &survey.Item{Name: name, Kind: kind} }
	sex := item("gioi", survey.Single)
	sex.List = "gioi"
	items := append([]*survey.Item{
		item("tuoi_toi_thieu", survey.Integer),
		{Name: "nguoi", Kind: survey.Repeat, Children: []*survey.Item{
			item("ten", survey.TextItem),
			{Name: "them", Kind: survey.Group, Children: []*survey.Item{item("tuoi", survey.Integer), sex}},
			{Name: "me", Kind: survey.Single, List: "${ten}",
				ChoiceFilter: "${gioi} = 'nu' and ${ten} != current()/../ten"},
			{Name: "xe", Kind: survey.Repeat, Children: []*survey.Item{item("bien", survey.TextItem)}},
			{Name: "xe_chinh", Kind: survey.Single, List: "${bien}"},
		}},
		{Name: "dai_dien", Kind: survey.Single, List: "${ten}", ChoiceFilter: "${tuoi} >= ${tuoi_toi_thieu}"},
		{Name: "ai_lam", Kind: survey.Multiple, List: "${ten}"},
		{Name: "thu_tu", Kind: survey.Rank, List: "${ten}"},
		{Name: "gioi_nao", Kind: survey.Single, List: "${gioi}"},
		{Name: "loi", Kind: survey.Calculate,
			Calculation: "concat(jr:choice-name(${dai_dien}, '${dai_dien}'), '/', jr:choice-name(selected-at(${ai_lam}, 0), '${ai_lam}'), '/', jr:choice-name(${gioi_nao}, '${gioi_nao}'))"},
	}, more...)
	form, problems := form.Compile(&survey.Questionnaire{FormID: "ho", DefaultLanguage: "vi", Items: items,
		Lists: []survey.ChoiceList{{Name: "gioi",
			Choices: []survey.Choice{{Code: "nu", Label: survey.Text{"vi": "Nữ"}},
				{Code: "nam", Label: survey.Text{"vi": "Nam"}}}}}})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return form
}

func household() survey.Answers {
	text, number := survey.OfText, survey.OfNumber
	plate := func(s string) survey.Answers { return survey.Answers{"nguoi/xe/bien": text(s)} }
	return survey.Answers{"tuoi_toi_thieu": number("18"), "nguoi": survey.OfRows([]survey.Answers{
		{"nguoi/ten": text("Lò  Văn Ơn "), "nguoi/them/tuoi": number("41"), "nguoi/them/gioi": text("nam"),
			"nguoi/xe": survey.OfRows([]survey.Answers{plate("25A1"), plate("25A2")})},
		{"nguoi/ten": text("Lò Thị An"), "nguoi/them/tuoi": number("39"), "nguoi/them/gioi": text("nu"),
			"nguoi/xe": survey.OfRows([]survey.Answers{plate("25B1")})},
		{"nguoi/them/tuoi": number("30")},
		{"nguoi/ten": text("Bé"), "nguoi/them/tuoi": number("9"), "nguoi/them/gioi": text("nu")},
		{"nguoi/ten": text("Bé"), "nguoi/them/tuoi": number("8"), "nguoi/them/gioi": text("nu")},
	})}
}

// The choices are what pyxform's itemsets give: /data/nguoi[./ten != ”], the rows of the same household, the filter
// seen from the row.
func TestAnswersOfARepeatAreChoices(t *testing.T) {
	x := givenForm(t).Fill(household(), givenClock)
	for slot, want := range map[string]string{
		"dai_dien":          "Lò Văn Ơn|Lò Thị An",
		"ai_lam":            "Lò_Văn_Ơn=Lò Văn Ơn|Lò_Thị_An=Lò Thị An|Bé",
		"thu_tu":            "Lò_Văn_Ơn=Lò Văn Ơn|Lò_Thị_An=Lò Thị An|Bé",
		"gioi_nao":          "nam=Nam|nu=Nữ",
		"nguoi[1]/me":       "Lò Thị An|Bé",
		"nguoi[2]/me":       "Bé",
		"nguoi[4]/me":       "Lò Thị An", // another of the same name is no other choice
		"nguoi[1]/xe_chinh": "25A1|25A2",
		"nguoi[2]/xe_chinh": "25B1",
		"nguoi[4]/xe_chinh": "",
	} {
		var got []string
		for _, c := range x.Choices(x.Slot(slot)) {
			if label := c.Label.In("vi"); label != c.Code {
				got = append(got, c.Code+"="+label)
			} else {
				got = append(got, c.Code)
			}
		}
		if strings.Join(got, "|") != want {
			t.Errorf("%s offers %q, want %s", slot, got, want)
		}
	}
}

func TestOnlyAnswersThatWereGivenCanBeChosen(t *testing.T) {
	form, text, codes := givenForm(t), survey.OfText, survey.OfCodes
	for _, c := range []struct {
		item string
		v    survey.Value
		want string // "" = accepted
	}{
		{"dai_dien", text("Lò Văn Ơn"), ""}, {"dai_dien", text("Bé"), "answer.filtered"},
		{"dai_dien", text("Ai đó"), "answer.filtered"}, {"dai_dien", codes("Bé"), "answer.type"},
		{"ai_lam", codes("Lò_Văn_Ơn", "Bé"), ""}, {"ai_lam", codes("Lò Văn Ơn"), "answer.filtered"},
		{"ai_lam", codes("Bé", "Bé"), "answer.duplicate"},
		{"thu_tu", codes("Bé", "Lò_Thị_An", "Lò_Văn_Ơn"), ""}, {"thu_tu", codes("Bé", "x"), "answer.filtered"},
		{"gioi_nao", text("nu"), ""}, {"gioi_nao", text("Nữ"), "answer.filtered"},
	} {
		a := household()
		a[c.item] = c.v
		_, problems := form.Judge(a, givenClock, true)
		var got []string
		for _, p := range problems {
			got = append(got, p.Code)
		}
		if c.want == "" && len(got) > 0 || c.want != "" && !slices.Equal(got, []string{c.want}) {
			t.Errorf("%s = %v: %v, want %q", c.item, c.v, problems, c.want)
		}
	}
}

// What one household has cannot be chosen in another.
func TestOnlyAnswersOfTheSameRowCanBeChosen(t *testing.T) {
	a := household()
	for i, plate := range []string{"25A2", "25A1"} {
		a["nguoi"].Rows[i]["nguoi/xe_chinh"] = survey.OfText(plate)
	}
	_, problems := givenForm(t).Judge(a, givenClock, true)
	if len(problems) != 1 || problems[0].Place.Item != "nguoi[2]/xe_chinh" || problems[0].Code != "answer.filtered" {
		t.Errorf("%v, want that the second has no 25A1", problems)
	}
}

func TestChoiceNamesOfAnswersOfARepeat(t *testing.T) {
	a := household()
	a["dai_dien"], a["ai_lam"], a["gioi_nao"] = survey.OfText("Lò Thị An"), survey.OfCodes("Lò_Văn_Ơn"),
		survey.OfText("nu")
	checked, problems := givenForm(t).Judge(a, givenClock, true)
	if len(problems) > 0 || checked.Answers["loi"].Text != "Lò Thị An/Lò Văn Ơn/Nữ" {
		t.Errorf("the labels are %q, %v", checked.Answers["loi"].Text, problems)
	}
}

// A filter that asks for its own labels ends: a choice has its label whether the filter offers it or not.
func TestAFilterOfItsOwnLabelsEnds(t *testing.T) {
	form := givenForm(t, &survey.Item{Name: "vong", Kind: survey.Single, List: "${ten}",
		ChoiceFilter: "jr:choice-name(${ten}, '${vong}') = 'Bé'"})
	x := form.Fill(household(), givenClock)
	if got := x.Choices(x.Slot("vong")); len(got) != 1 || got[0].Code != "Bé" {
		t.Errorf("the choices are %v", got)
	}
}

func TestChoicesNeedAQuestionToComeFrom(t *testing.T) {
	for list, code := range map[string]string{"${ai}": "expression.unknown_item", "${nguoi}": "choices.source",
		"${chon}": "choices.source"} {
		_, problems := form.Compile(&survey.Questionnaire{FormID: "f", Items: []*survey.Item{
			{Name: "nguoi", Kind: survey.Repeat, Children: []*survey.Item{{Name: "ten", Kind: survey.TextItem}}},
			{Name: "chon", Kind: survey.Single, List: list}}})
		if len(problems) != 1 || problems[0].Code != code || problems[0].Place.Item != "chon" {
			t.Errorf("%s: %v, want %s", list, problems, code)
		}
	}
}

// Rows that choose among themselves are judged in one go: a hostile response must not hold the server up.
func TestManyRowsThatChooseAmongThemselves(t *testing.T) {
	form, problems := form.Compile(&survey.Questionnaire{FormID: "f",
		Items: []*survey.Item{{Name: "nguoi", Kind: survey.Repeat, Children: []*survey.Item{
			{Name: "ten", Kind: survey.TextItem}, {Name: "ban", Kind: survey.Single, List: "${ten}"},
			{Name: "ho", Kind: survey.Multiple, List: "${ten}"}}}}})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	var rows []survey.Answers
	for i := range 20_000 {
		rows = append(rows, survey.Answers{"nguoi/ten": survey.OfText(fmt.Sprint("n", i)),
			"nguoi/ban": survey.OfText(fmt.Sprint("n", 20_000-i))})
	}
	rows[7]["nguoi/ho"] = survey.OfCodes(slices.Repeat([]string{"n1", "n2"}, 50_000)...)
	began := time.Now()
	_, problems = form.Judge(survey.Answers{"nguoi": survey.OfRows(rows)}, givenClock, true)
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("it took %v", took)
	}
	if len(problems) != 2 || problems[0].Place.Item != "nguoi[1]/ban" || problems[1].Code != "answer.too_many" {
		t.Errorf("%d problems, first %v; want that n20000 is nobody, and too many", len(problems),
			problems[:min(len(problems), 2)])
	}
}
