package form

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strconv"
	"testing"

	"github.com/khaosat/khaosat/survey"
)

// TestRecalculateWhateverTheOrder has a chain of calculations longer than any number of passes, written last one first.
func TestRecalculateWhateverTheOrder(t *testing.T) {
	q := &survey.Questionnaire{FormID: "f",
		Items: []*survey.Item{{Name: "tong", Kind: survey.Calculate, Calculation: "${c0} + 1"}}}
	const n = 400
	for i := range n {
		q.Items = append(q.Items,
			&survey.Item{Name: "c" + strconv.Itoa(i), Kind: survey.Calculate,
				Calculation: fmt.Sprintf("${c%d} + 1", i+1), Relevant: fmt.Sprintf("${c%d} != ''", i+1)})
	}
	q.Items = append(q.Items, &survey.Item{Name: "c" + strconv.Itoa(n), Kind: survey.Integer})
	f, problems := Compile(q)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	checked, problems := f.Judge(survey.Answers{"c400": survey.OfNumber("5")}, testClock, true)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if got := checked.Answers["tong"].Text; got != "406" {
		t.Errorf("tong = %q, want 406: 5 and one for each of 401 calculations", got)
	}
	checked, _ = f.Judge(survey.Answers{}, testClock, true)
	if got, there := checked.Answers["c0"]; there {
		t.Errorf("c0 = %+v, want none: its chain starts with nothing", got)
	}
}

// TestRecalculateRowsOnRows has rows that build on the row before, through two items that read each other.
func TestRecalculateRowsOnRows(t *testing.T) {
	q := &survey.Questionnaire{FormID: "f", Items: []*survey.Item{
		{Name: "ky", Kind: survey.Repeat, Children: []*survey.Item{
			{Name: "cuoi", Kind: survey.Calculate, Calculation: "${dau} + ${thu}"},
			{Name: "dau", Kind: survey.Calculate,
				Calculation: "if(position(..) = 1, 100, number(indexed-repeat(${cuoi}, ${ky}, position(..) - 1)))"},
			{Name: "thu", Kind: survey.Integer},
		}},
		{Name: "het", Kind: survey.Calculate, Calculation: "indexed-repeat(${cuoi}, ${ky}, count(${ky}))"},
	}}
	f, problems := Compile(q)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	var rows []survey.Answers
	for range 60 {
		rows = append(rows, survey.Answers{"thu": survey.OfNumber("2")})
	}
	checked, problems := f.Judge(survey.Answers{"ky": survey.OfRows(rows)}, testClock, true)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if got := checked.Answers["het"].Text; got != "220" {
		t.Errorf("het = %q, want 220: 100 and 2 in each of 60 rows", got)
	}
}

// TestRecalculateKeepsTheClockCurrent has a value that depends on the clock and on a calculation written after it.
func TestRecalculateKeepsTheClockCurrent(t *testing.T) {
	f, problems := Compile(&survey.Questionnaire{FormID: "f", Items: []*survey.Item{
		{Name: "tuoi", Kind: survey.Calculate, Calculation: "int((today() - date(${sinh})) div 365.25)"},
		{Name: "sinh", Kind: survey.Calculate, Calculation: "concat(${nam}, '-01-01')"},
		{Name: "nam", Kind: survey.Integer},
		{Name: "so", Kind: survey.Calculate, Calculation: "random()"},
	}})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	x := f.Fill(survey.Answers{"nam": survey.OfNumber("1985")}, testClock)
	if got := x.Slot("tuoi").Value.Text; got != "40" { // on 1 July 2025
		t.Errorf("tuoi = %q, want 40", got)
	}
	drawn := x.Slot("so").Value.Text
	x.Recalculate()
	if got := x.Slot("so").Value.Text; got != drawn || drawn == "" {
		t.Errorf("random() gave %q and then %q in one form", drawn, got)
	}
	kept := f.Fill(survey.Answers{"nam": survey.OfNumber("1985"), "tuoi": survey.OfText("39")}, testClock)
	if got := kept.Slot("tuoi").Value.Text; got != "39" {
		t.Errorf("tuoi = %q, want 39 as the phone worked it out when it was filled in", got)
	}
}

// TestRecalculateDoesNotDependOnTheOrder draws forms whose calculations and relevances read what was drawn before them,
// and shuffles the items: the answers come to the same.
func TestRecalculateDoesNotDependOnTheOrder(t *testing.T) {
	for seed := range uint64(60) {
		rng := rand.New(rand.NewPCG(seed, 3))
		items := []*survey.Item{{Name: "a0", Kind: survey.Integer}, {Name: "a1", Kind: survey.Integer}}
		for i := 2; i < 40; i++ {
			earlier := func() string { return fmt.Sprintf("${a%d}", rng.IntN(i)) }
			it := &survey.Item{Name: fmt.Sprintf("a%d", i), Kind: survey.Calculate,
				Calculation: fmt.Sprintf("if(%s > %d, %s + 1, coalesce(%s, 0) - 1)", earlier(), rng.IntN(5), earlier(),
					earlier())}
			if rng.IntN(3) == 0 {
				it.Relevant = fmt.Sprintf("%s >= %d or %s = ''", earlier(), rng.IntN(4), earlier())
			}
			if rng.IntN(4) == 0 { // in a group that is asked or not
				it = &survey.Item{Name: fmt.Sprintf("g%d", i), Kind: survey.Group,
					Relevant: fmt.Sprintf("%s != %d", earlier(), rng.IntN(4)), Children: []*survey.Item{it}}
			}
			items = append(items, it)
		}
		answers := survey.Answers{"a0": survey.OfNumber(strconv.Itoa(rng.IntN(6))),
			"a1": survey.OfNumber(strconv.Itoa(rng.IntN(6)))}
		var want string
		for shuffle := range 4 {
			f, problems := Compile(&survey.Questionnaire{FormID: "f", Items: items})
			if len(problems) > 0 {
				t.Fatal(problems)
			}
			checked, problems := f.Judge(answers, testClock, true)
			if len(problems) > 0 {
				t.Fatalf("seed %d: %v", seed, problems)
			}
			b, err := json.Marshal(checked.Answers)
			if err != nil {
				t.Fatal(err)
			}
			if got := string(b); shuffle == 0 {
				want = got
			} else if got != want {
				t.Fatalf("seed %d: in another order the answers are\n%s\nnot\n%s", seed, got, want)
			}
			rng.Shuffle(len(items), func(i, j int) { items[i], items[j] = items[j], items[i] })
		}
	}
}

// Names of days and months are in the default language, whatever language the form is shown in: an answer does not
// depend on it.
func TestNamesOfDaysAreInTheDefaultLanguage(t *testing.T) {
	for language, want := range map[string]string{"vi": "Th 3 thg 7 · 7", "en": "Tue Jul · 7", "": "Tue Jul · 7"} {
		form, problems := Compile(&survey.Questionnaire{DefaultLanguage: language, Version: "7", Items: []*survey.Item{
			{Name: "ngay", Kind: survey.Calculate,
				Calculation: "concat(format-date(date('2025-07-01'), '%a %b'), ' · ', version())"}}})
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		if got := form.Fill(survey.Answers{}, testClock).Slot("ngay").Value.Text; got != want {
			t.Errorf("%q: %q, want %q", language, got, want)
		}
	}
}

// TestContainerCalculation: authors leave formulas on the row of a group or repeat, where there is nothing to compute.
func TestContainerCalculation(t *testing.T) {
	for _, kind := range []survey.ItemKind{survey.Group, survey.Repeat} {
		form, problems := Compile(&survey.Questionnaire{FormID: "f", Items: []*survey.Item{
			{Name: "g", Kind: kind, Calculation: "1 + 1", Children: []*survey.Item{{Name: "a", Kind: survey.Integer}}},
		}})
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		if _, problems := form.Judge(survey.Answers{}, testClock, true); len(problems) > 0 {
			t.Errorf("%s: %v", kind, problems)
		}
	}
}
