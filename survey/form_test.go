package survey

import (
	"slices"
	"strings"
	"testing"
	"time"
)

var testClock = Clock{Now: func() time.Time { return time.Date(2025, 7, 1, 3, 0, 0, 0, time.UTC) }, Zone: time.FixedZone("ICT", 7*3600)}

func approvalList() ChoiceList {
	return ChoiceList{Name: "tot", Choices: []Choice{
		{Code: "tot", Label: Text{"vi": "Tốt"}, Role: PositiveStrong},
		{Code: "kha", Label: Text{"vi": "Khá tốt"}, Role: Positive},
		{Code: "tb", Label: Text{"vi": "Trung bình"}, Role: Neutral},
		{Code: "kb", Label: Text{"vi": "Khó trả lời"}, Role: DontKnow},
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

func testQuestionnaire() *Questionnaire {
	return &Questionnaire{FormID: "f", DefaultLanguage: "vi", Languages: []Language{{ID: "vi"}, {ID: "en"}},
		Lists: []ChoiceList{approvalList(),
			{Name: "kenh", Choices: []Choice{{Code: "loa"}, {Code: "tivi"}, {Code: "khong", Exclusive: true}}},
			{Name: "xa", Choices: []Choice{{Code: "x1", Columns: map[string]string{"huyen": "h1"}}, {Code: "x2", Columns: map[string]string{"huyen": "h2"}}}},
		},
		Items: []*Item{
			{Name: "tuoi", Kind: Integer, Required: "yes", Constraint: ". >= 18", ConstraintMessage: Text{"vi": "Từ 18 tuổi."}},
			{Name: "danh_gia", Kind: Single, List: "tot", Relevant: "${tuoi} >= 30"},
			{Name: "vi_sao", Kind: TextItem, Relevant: "${danh_gia} = 'tb'"},
			{Name: "kenh", Kind: Multiple, List: "kenh"},
			{Name: "diem", Kind: Range, Parameters: map[string]string{"start": "0", "end": "10", "step": "0.5"}},
			{Name: "tien", Kind: Decimal},
			{Name: "ngay", Kind: Date},
			{Name: "huyen", Kind: TextItem},
			{Name: "xa", Kind: Single, List: "xa", ChoiceFilter: "huyen = ${huyen}"},
			{Name: "gap_doi", Kind: Calculate, Calculation: "${tuoi} * 2"},
			{Name: "ho", Kind: Group, Children: []*Item{
				{Name: "nguoi", Kind: Repeat, RepeatCount: "", Children: []*Item{
					{Name: "ten", Kind: TextItem, Required: "yes"},
					{Name: "con", Kind: Integer, Relevant: "${ten} != ''"},
				}},
				{Name: "so_con", Kind: Calculate, Calculation: "sum(${con})"},
			}},
		}}
}

func codes(problems []Problem) []string {
	var out []string
	for _, p := range problems {
		out = append(out, p.Place.Item+":"+p.Code)
		if p.Words.VI == "" || p.Words.EN == "" {
			out = append(out, "WORDS MISSING")
		}
	}
	slices.Sort(out)
	return out
}

func TestJudge(t *testing.T) {
	for _, tt := range []struct {
		name    string
		answers Answers
		want    string // problems, sorted, blank-separated
	}{
		{"good", Answers{"tuoi": OfNumber("40"), "danh_gia": OfText("tot"), "kenh": OfCodes("loa", "tivi")}, ""},
		{"required missing", Answers{}, "tuoi:answer.required"},
		{"constraint in the author's words", Answers{"tuoi": OfNumber("17")}, "tuoi:answer.constraint"},
		{"hidden item", Answers{"tuoi": OfNumber("20"), "danh_gia": OfText("tot")}, "danh_gia:answer.not_asked"},
		{"hidden behind a hidden one", Answers{"tuoi": OfNumber("20"), "vi_sao": OfText("x")}, "vi_sao:answer.not_asked"},
		{"unknown item", Answers{"tuoi": OfNumber("40"), "tuio": OfNumber("1")}, "tuio:answer.unknown_item"},
		{"unknown code", Answers{"tuoi": OfNumber("40"), "danh_gia": OfText("rat_tot")}, "danh_gia:answer.choice"},
		{"several for one", Answers{"tuoi": OfNumber("40"), "danh_gia": OfCodes("tot", "kha")}, "danh_gia:answer.too_many"},
		{"exclusive with another", Answers{"tuoi": OfNumber("40"), "kenh": OfCodes("loa", "khong")}, "kenh:answer.exclusive"},
		{"a choice twice", Answers{"tuoi": OfNumber("40"), "kenh": OfCodes("loa", "loa")}, "kenh:answer.duplicate"},
		{"too many choices", Answers{"tuoi": OfNumber("40"), "kenh": OfCodes("loa", "tivi", "a", "b")}, "kenh:answer.too_many"},
		{"wrong type", Answers{"tuoi": OfCodes("40")}, "tuoi:answer.number"},
		{"not whole", Answers{"tuoi": OfNumber("40.5")}, "tuoi:answer.integer"},
		{"decimal comma", Answers{"tuoi": OfNumber("40"), "tien": OfText("1.234,5")}, "tien:answer.decimal_comma"},
		{"off the step", Answers{"tuoi": OfNumber("40"), "diem": OfNumber("7.3")}, "diem:answer.step"},
		{"out of range", Answers{"tuoi": OfNumber("40"), "diem": OfNumber("10.5")}, "diem:answer.range"},
		{"no such day", Answers{"tuoi": OfNumber("40"), "ngay": OfText("2025-02-30")}, "ngay:answer.date"},
		{"day first", Answers{"tuoi": OfNumber("40"), "ngay": OfText("26/10/2023")}, "ngay:answer.date"},
		{"filtered choice", Answers{"tuoi": OfNumber("40"), "huyen": OfText("h1"), "xa": OfText("x2")}, "xa:answer.filtered"},
		{"offered choice", Answers{"tuoi": OfNumber("40"), "huyen": OfText("h2"), "xa": OfText("x2")}, ""},
		{"stated absence meets required", Answers{"tuoi": OfStated(Refused)}, ""},
		{"repeat row lacks a required answer", Answers{"tuoi": OfNumber("40"), "ho/nguoi": OfRows([]Answers{{"ten": OfText("A")}, {"con": OfNumber("1")}})},
			"ho/nguoi[2]/con:answer.not_asked ho/nguoi[2]/ten:answer.required"},
		{"repeat member outside its rows", Answers{"tuoi": OfNumber("40"), "ten": OfText("A")}, "ten:answer.wrong_place"},
		{"everything at once", Answers{"tuoi": OfText("abc"), "kenh": OfText("loa"), "ngay": OfText("hôm qua")},
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
	checked, problems := testForm(t).Judge(Answers{"tuoi": OfText(" 040"), "danh_gia": OfText("kha"),
		"nguoi": OfRows([]Answers{{"ten": OfText("A"), "con": OfNumber("2")}, {"ho/nguoi/ten": OfText("B"), "con": OfNumber("1")}})}, testClock, true)
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
	checked, problems := testForm(t).Judge(Answers{"tuoi": OfNumber("20"), "danh_gia": OfText("tb"), "vi_sao": OfText("x")}, testClock, false)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if _, kept := checked.Answers["danh_gia"]; kept {
		t.Error("an answer that routing hides was kept")
	}
}

// TestCalculationsHaveNoConstraint has a constraint where ODK passes over it: nobody could mend what it refuses.
func TestCalculationsHaveNoConstraint(t *testing.T) {
	f, problems := Compile(&Questionnaire{FormID: "f", Items: []*Item{
		{Name: "nam", Kind: Integer}, {Name: "nu", Kind: Integer},
		{Name: "tong", Kind: Calculate, Calculation: "${nam} + ${nu}", Constraint: ". <= 25"},
		{Name: "hien", Kind: Integer, Calculation: "${nam} + ${nu}", Constraint: ". <= 30", ReadOnly: "yes"},
	}})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	for nu, want := range map[string]string{"10": "", "20": "hien:answer.constraint"} {
		_, problems := f.Judge(Answers{"nam": OfNumber("20"), "nu": OfNumber(nu)}, testClock, true)
		if got := strings.Join(codes(problems), " "); got != want {
			t.Errorf("20 and %s: problems %q, want %q", nu, got, want)
		}
	}
}

// TestRepeatsLookBesideThem has relative paths in the relevance and the count of repeats, at the top, in a group and in a row.
func TestRepeatsLookBesideThem(t *testing.T) {
	f, problems := Compile(&Questionnaire{FormID: "f", Items: []*Item{
		{Name: "n", Kind: Integer},
		{Name: "g", Kind: Group, Children: []*Item{
			{Name: "m", Kind: Integer},
			{Name: "ho", Kind: Repeat, Relevant: "../../n > 0", RepeatCount: "../m", Children: []*Item{
				{Name: "k", Kind: Integer},
				{Name: "con", Kind: Repeat, Relevant: "../k > 1", RepeatCount: "../k", Children: []*Item{{Name: "ten", Kind: TextItem}}},
			}},
		}},
	}})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	child := Answers{"ten": OfText("A")}
	for _, tt := range []struct {
		answers Answers
		want    string
	}{
		{Answers{"n": OfNumber("1"), "m": OfNumber("2"), "ho": OfRows([]Answers{{"k": OfNumber("1")}, {"k": OfNumber("2"), "con": OfRows([]Answers{child, child})}})}, ""},
		{Answers{"n": OfNumber("1"), "m": OfNumber("3"), "ho": OfRows([]Answers{{"k": OfNumber("1")}})}, "g/ho:answer.rows"},
		{Answers{"n": OfNumber("1"), "m": OfNumber("1"), "ho": OfRows([]Answers{{"k": OfNumber("3"), "con": OfRows([]Answers{child})}})}, "g/ho[1]/con:answer.rows"},
		{Answers{"n": OfNumber("0"), "m": OfNumber("1"), "ho": OfRows([]Answers{{"k": OfNumber("1")}})}, "g/ho:answer.not_asked g/ho[1]/k:answer.not_asked"},
	} {
		_, problems := f.Judge(tt.answers, testClock, true)
		if got := strings.Join(codes(problems), " "); got != tt.want {
			t.Errorf("%v: problems %q, want %q", tt.answers, got, tt.want)
		}
	}
}

// Forms from elsewhere call the form in paths as pyxform's setting "name" or an older converter did.
func TestPathsBeginWithTheFormsName(t *testing.T) {
	form, problems := Compile(&Questionnaire{FormID: "my_form", Settings: map[string]string{"name": "ho_so"}, Items: []*Item{
		{Name: "g", Kind: Group, Children: []*Item{{Name: "n", Kind: Integer}}},
		{Name: "a", Kind: TextItem, Relevant: "/my_form/g/n > 1", Label: Text{"": "${n}"}}, {Name: "b", Kind: TextItem, Relevant: "count(/ho_so/g[/my_form/g/n > 1]/n) = 1"},
		{Name: "c", Kind: Calculate, Calculation: "'/my_form/g/n'"}, {Name: "d", Kind: TextItem, Relevant: "/khac/g/n > 1"},
	}})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	for n, want := range map[string]string{"1": "", "2": "a b"} {
		x := form.Fill(Answers{"g/n": OfNumber(n)}, testClock)
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
