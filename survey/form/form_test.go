package form

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/khaosat/khaosat/survey"
)

var testClock = Clock{Now: func() time.Time { return time.Date(2025, 7, 1, 3, 0, 0, 0, time.UTC) },
	Zone: time.FixedZone("ICT", 7*3600)}

func approvalList() survey.ChoiceList {
	return survey.ChoiceList{Name: "tot", Choices: []survey.Choice{
		{Code: "tot", Label: survey.Text{"vi": "Tốt"}, Role: survey.PositiveStrong},
		{Code: "kha", Label: survey.Text{"vi": "Khá tốt"}, Role: survey.Positive},
		{Code: "tb", Label: survey.Text{"vi": "Trung bình"}, Role: survey.Neutral},
		{Code: "kb", Label: survey.Text{"vi": "Khó trả lời"}, Role: survey.DontKnow},
	}}
}

func testForm(t *testing.T) *Form {
	t.Helper()
	f, problems := Compile(testQuestionnaire())
	if len(problems) > 0 {
		t.Fatalf("Compile: %v", problems)
	}
	return f
}

func testQuestionnaire() *survey.Questionnaire {
	return &survey.Questionnaire{FormID: "f", DefaultLanguage: "vi",
		Languages: []survey.Language{{ID: "vi"}, {ID: "en"}},
		Lists: []survey.ChoiceList{approvalList(),
			{Name: "kenh", Choices: []survey.Choice{{Code: "loa"}, {Code: "tivi"}, {Code: "khong", Exclusive: true}}},
			{Name: "xa", Choices: []survey.Choice{{Code: "x1", Columns: map[string]string{"huyen": "h1"}},
				{Code: "x2", Columns: map[string]string{"huyen": "h2"}}}},
		},
		Items: []*survey.Item{
			{Name: "tuoi", Kind: survey.Integer, Required: "yes", Constraint: ". >= 18",
				ConstraintMessage: survey.Text{"vi": "Từ 18 tuổi."}},
			{Name: "danh_gia", Kind: survey.Single, List: "tot", Relevant: "${tuoi} >= 30"},
			{Name: "vi_sao", Kind: survey.TextItem, Relevant: "${danh_gia} = 'tb'"},
			{Name: "kenh", Kind: survey.Multiple, List: "kenh"},
			{Name: "diem", Kind: survey.Range, Parameters: map[string]string{"start": "0", "end": "10", "step": "0.5"}},
			{Name: "tien", Kind: survey.Decimal},
			{Name: "ngay", Kind: survey.Date},
			{Name: "huyen", Kind: survey.TextItem},
			{Name: "xa", Kind: survey.Single, List: "xa", ChoiceFilter: "huyen = ${huyen}"},
			{Name: "gap_doi", Kind: survey.Calculate, Calculation: "${tuoi} * 2"},
			{Name: "ho", Kind: survey.Group, Children: []*survey.Item{
				{Name: "nguoi", Kind: survey.Repeat, RepeatCount: "", Children: []*survey.Item{
					{Name: "ten", Kind: survey.TextItem, Required: "yes"},
					{Name: "con", Kind: survey.Integer, Relevant: "${ten} != ''"},
				}},
				{Name: "so_con", Kind: survey.Calculate, Calculation: "sum(${con})"},
			}},
		}}
}

func codes(problems []survey.Problem) []string {
	var out []string
	for _, p := range problems {
		out = append(out, p.Place.Item+":"+p.Code)
		if p.Words.In("vi") == "" || p.Words.In("en") == "" {
			out = append(out, "WORDS MISSING")
		}
	}
	slices.Sort(out)
	return out
}

func TestJudge(t *testing.T) {
	for _, tt := range []struct {
		name    string
		answers survey.Answers
		want    string // problems, sorted, blank-separated
	}{
		{"good", survey.Answers{"tuoi": survey.OfNumber("40"), "danh_gia": survey.OfText("tot"),
			"kenh": survey.OfCodes("loa", "tivi")}, ""},
		{"required missing", survey.Answers{}, "tuoi:answer.required"},
		{"constraint in the author's words", survey.Answers{"tuoi": survey.OfNumber("17")}, "tuoi:answer.constraint"},
		{"hidden item", survey.Answers{"tuoi": survey.OfNumber("20"), "danh_gia": survey.OfText("tot")},
			"danh_gia:answer.not_asked"},
		{"hidden behind a hidden one", survey.Answers{"tuoi": survey.OfNumber("20"), "vi_sao": survey.OfText("x")},
			"vi_sao:answer.not_asked"},
		{"unknown item", survey.Answers{"tuoi": survey.OfNumber("40"), "tuio": survey.OfNumber("1")},
			"tuio:answer.unknown_item"},
		{"unknown code", survey.Answers{"tuoi": survey.OfNumber("40"), "danh_gia": survey.OfText("rat_tot")},
			"danh_gia:answer.choice"},
		{"several for one", survey.Answers{"tuoi": survey.OfNumber("40"), "danh_gia": survey.OfCodes("tot", "kha")},
			"danh_gia:answer.too_many"},
		{"exclusive with another",
			survey.Answers{"tuoi": survey.OfNumber("40"), "kenh": survey.OfCodes("loa", "khong")},
			"kenh:answer.exclusive"},
		{"a choice twice", survey.Answers{"tuoi": survey.OfNumber("40"), "kenh": survey.OfCodes("loa", "loa")},
			"kenh:answer.duplicate"},
		{"too many choices", survey.Answers{"tuoi": survey.OfNumber("40"),
			"kenh": survey.OfCodes("loa", "tivi", "a", "b")}, "kenh:answer.too_many"},
		{"wrong type", survey.Answers{"tuoi": survey.OfCodes("40")}, "tuoi:answer.number"},
		{"not whole", survey.Answers{"tuoi": survey.OfNumber("40.5")}, "tuoi:answer.integer"},
		{"decimal comma", survey.Answers{"tuoi": survey.OfNumber("40"), "tien": survey.OfText("1.234,5")},
			"tien:answer.decimal_comma"},
		{"off the step", survey.Answers{"tuoi": survey.OfNumber("40"), "diem": survey.OfNumber("7.3")},
			"diem:answer.step"},
		{"out of range", survey.Answers{"tuoi": survey.OfNumber("40"), "diem": survey.OfNumber("10.5")},
			"diem:answer.range"},
		{"no such day", survey.Answers{"tuoi": survey.OfNumber("40"), "ngay": survey.OfText("2025-02-30")},
			"ngay:answer.date"},
		{"day first", survey.Answers{"tuoi": survey.OfNumber("40"), "ngay": survey.OfText("26/10/2023")},
			"ngay:answer.date"},
		{"filtered choice", survey.Answers{"tuoi": survey.OfNumber("40"), "huyen": survey.OfText("h1"),
			"xa": survey.OfText("x2")}, "xa:answer.filtered"},
		{"offered choice", survey.Answers{"tuoi": survey.OfNumber("40"), "huyen": survey.OfText("h2"),
			"xa": survey.OfText("x2")}, ""},
		{"stated absence meets required", survey.Answers{"tuoi": survey.OfStated(survey.Refused)}, ""},
		{"repeat row lacks a required answer",
			survey.Answers{"tuoi": survey.OfNumber("40"),
				"ho/nguoi": survey.OfRows([]survey.Answers{{"ten": survey.OfText("A")},
					{"con": survey.OfNumber("1")}})},
			"ho/nguoi[2]/con:answer.not_asked ho/nguoi[2]/ten:answer.required"},
		{"repeat member outside its rows", survey.Answers{"tuoi": survey.OfNumber("40"), "ten": survey.OfText("A")},
			"ten:answer.wrong_place"},
		{"everything at once", survey.Answers{"tuoi": survey.OfText("abc"), "kenh": survey.OfText("loa"),
			"ngay": survey.OfText("hôm qua")},
			"kenh:answer.type ngay:answer.date tuoi:answer.number"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, problems := testForm(t).Judge(tt.answers, testClock, true)
			if got := strings.Join(codes(problems), " "); got != tt.want {
				t.Errorf("problems\n got %q\nwant %q", got, tt.want)
			}
		})
	}
}

func TestJudgeKeepsWhatCounts(t *testing.T) {
	checked, problems := testForm(t).Judge(survey.Answers{"tuoi": survey.OfText(" 040"),
		"danh_gia": survey.OfText("kha"),
		"nguoi": survey.OfRows([]survey.Answers{{"ten": survey.OfText("A"), "con": survey.OfNumber("2")},
			{"ho/nguoi/ten": survey.OfText("B"), "con": survey.OfNumber("1")}})}, testClock, true)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	for path, want := range map[string]string{"tuoi": "40", "gap_doi": "80", "ho/so_con": "3", "danh_gia": "kha"} {
		if got := checked.Answers[path].Text; got != want {
			t.Errorf("%s = %q, want %q", path, got, want)
		}
	}
	if got := checked.Answers["ho/nguoi"].Rows[1]["ho/nguoi/con"].Text; got != "1" {
		t.Errorf("second row's con = %q, want 1", got)
	}
	if !slices.Equal(checked.Skipped, []string{"vi_sao"}) {
		t.Errorf("skipped %q, want vi_sao alone", checked.Skipped)
	}
}

func TestJudgeLenientDropsHidden(t *testing.T) {
	checked, problems := testForm(t).Judge(survey.Answers{"tuoi": survey.OfNumber("20"),
		"danh_gia": survey.OfText("tb"), "vi_sao": survey.OfText("x")}, testClock, false)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if _, kept := checked.Answers["danh_gia"]; kept {
		t.Error("an answer that routing hides was kept")
	}
}

// TestCalculationsHaveNoConstraint has a constraint where ODK passes over it: nobody could mend what it refuses.
func TestCalculationsHaveNoConstraint(t *testing.T) {
	f, problems := Compile(&survey.Questionnaire{FormID: "f", Items: []*survey.Item{
		{Name: "nam", Kind: survey.Integer}, {Name: "nu", Kind: survey.Integer},
		{Name: "tong", Kind: survey.Calculate, Calculation: "${nam} + ${nu}", Constraint: ". <= 25"},
		{Name: "hien", Kind: survey.Integer, Calculation: "${nam} + ${nu}", Constraint: ". <= 30", ReadOnly: "yes"},
	}})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	for nu, want := range map[string]string{"10": "", "20": "hien:answer.constraint"} {
		_, problems := f.Judge(survey.Answers{"nam": survey.OfNumber("20"), "nu": survey.OfNumber(nu)}, testClock, true)
		if got := strings.Join(codes(problems), " "); got != want {
			t.Errorf("20 and %s: problems %q, want %q", nu, got, want)
		}
	}
}

// TestRepeatsLookBesideThem has relative paths in the relevance and the count of repeats, at the top, in a group and in
// a row.
func TestRepeatsLookBesideThem(t *testing.T) {
	f, problems := Compile(&survey.Questionnaire{FormID: "f", Items: []*survey.Item{
		{Name: "n", Kind: survey.Integer},
		{Name: "g", Kind: survey.Group, Children: []*survey.Item{
			{Name: "m", Kind: survey.Integer},
			{Name: "ho", Kind: survey.Repeat, Relevant: "../../n > 0", RepeatCount: "../m", Children: []*survey.Item{
				{Name: "k", Kind: survey.Integer},
				{Name: "con", Kind: survey.Repeat, Relevant: "../k > 1", RepeatCount: "../k",
					Children: []*survey.Item{{Name: "ten", Kind: survey.TextItem}}},
			}},
		}},
	}})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	child := survey.Answers{"ten": survey.OfText("A")}
	for _, tt := range []struct {
		answers survey.Answers
		want    string
	}{
		{survey.Answers{"n": survey.OfNumber("1"), "m": survey.OfNumber("2"),
			"ho": survey.OfRows([]survey.Answers{{"k": survey.OfNumber("1")},
				{"k": survey.OfNumber("2"), "con": survey.OfRows([]survey.Answers{child, child})}})}, ""},
		{survey.Answers{"n": survey.OfNumber("1"), "m": survey.OfNumber("3"),
			"ho": survey.OfRows([]survey.Answers{{"k": survey.OfNumber("1")}})}, "g/ho:answer.rows"},
		{survey.Answers{"n": survey.OfNumber("1"), "m": survey.OfNumber("1"),
			"ho": survey.OfRows([]survey.Answers{{"k": survey.OfNumber("3"),
				"con": survey.OfRows([]survey.Answers{child})}})}, "g/ho[1]/con:answer.rows"},
		{survey.Answers{"n": survey.OfNumber("0"), "m": survey.OfNumber("1"),
			"ho": survey.OfRows([]survey.Answers{{"k": survey.OfNumber("1")}})},
			"g/ho:answer.not_asked g/ho[1]/k:answer.not_asked"},
	} {
		_, problems := f.Judge(tt.answers, testClock, true)
		if got := strings.Join(codes(problems), " "); got != tt.want {
			t.Errorf("%v: problems %q, want %q", tt.answers, got, tt.want)
		}
	}
}

// Forms from elsewhere call the form in paths as pyxform's setting "name" or an older converter did.
func TestPathsBeginWithTheFormsName(t *testing.T) {
	form, problems := Compile(&survey.Questionnaire{FormID: "my_form", Settings: map[string]string{"name": "ho_so"},
		Items: []*survey.Item{
			{Name: "g", Kind: survey.Group, Children: []*survey.Item{{Name: "n", Kind: survey.Integer}}},
			{Name: "a", Kind: survey.TextItem, Relevant: "/my_form/g/n > 1", Label: survey.Text{"": "${n}"}},
			{Name: "b", Kind: survey.TextItem, Relevant: "count(/ho_so/g[/my_form/g/n > 1]/n) = 1"},
			{Name: "c", Kind: survey.Calculate, Calculation: "'/my_form/g/n'"},
			{Name: "d", Kind: survey.TextItem, Relevant: "/khac/g/n > 1"},
		}})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	for n, want := range map[string]string{"1": "", "2": "a b"} {
		x := form.Fill(survey.Answers{"g/n": survey.OfNumber(n)}, testClock)
		var asked []string
		for _, name := range []string{"a", "b", "d"} {
			if x.Slot(name).Asked {
				asked = append(asked, name)
			}
		}
		if got := strings.Join(asked, " "); got != want || x.Slot("c").Value.Text != "/my_form/g/n" {
			t.Errorf("at %s: asked %q, want %q; text %q", n, got, want, x.Slot("c").Value.Text)
		}
	}
}

// A questionnaire of a later khaosat may have kinds that this one does not know: it does not run as if nobody were
// asked them.
func TestUnknownKindsAreRefused(t *testing.T) {
	t.Parallel()
	q := &survey.Questionnaire{FormID: "f", Version: "1", Items: []*survey.Item{{Name: "q", Kind: "hologram"}}}
	for name, compile := range map[string]func() (*Form, []survey.Problem){
		"new":       func() (*Form, []survey.Problem) { return Compile(q) },
		"published": func() (*Form, []survey.Problem) { return CompilePublished(nil, q) },
	} {
		if f, problems := compile(); f != nil || len(problems) != 1 || problems[0].Code != "item.kind" ||
			problems[0].Place.Item != "q" {
			t.Errorf("%s: %v", name, problems)
		}
	}
}
