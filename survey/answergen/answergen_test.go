package answergen_test

import (
	"encoding/json"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/answergen"
	"github.com/khaosat/khaosat/survey/form"
)

var clock = form.Clock{Now: func() time.Time { return time.Date(2025, 7, 1, 3, 0, 0, 0, time.UTC) },
	Zone: time.FixedZone("ICT", 7*3600)}

func list(name string, codes ...string) survey.ChoiceList {
	l := survey.ChoiceList{Name: name}
	for _, c := range codes {
		l.Choices = append(l.Choices, survey.Choice{Code: c})
	}
	return l
}

func compile(t *testing.T, lists []survey.ChoiceList, items ...*survey.Item) *form.Form {
	t.Helper()
	form, problems := form.Compile(&survey.Questionnaire{FormID: "f", Lists: lists, Items: items})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return form
}

func generator(form *form.Form, seed uint64) *answergen.Generator {
	return answergen.New(form, rand.New(rand.NewPCG(seed, 7)), clock)
}

// household has routing through choices, calculations, dates, rows and blanks, and one item that nothing can reach.
func household(t *testing.T) *form.Form {
	commune := list("xa", "x1", "x2", "x3")
	for i, district := range []string{"h1", "h1", "h2"} {
		commune.Choices[i].Columns = map[string]string{"huyen": district}
	}
	channels := list("kenh", "loa", "tivi", "mang", "khong")
	channels.Choices[3].Exclusive = true
	return compile(t, []survey.ChoiceList{list("co", "co", "khong"), list("huyen", "h1", "h2", "h3"), commune,
		channels},
		&survey.Item{Name: "hom_nay", Kind: survey.Metadata, Meta: "today"},
		&survey.Item{Name: "sinh", Kind: survey.Date, Required: "yes", Constraint: ". < ${hom_nay}"},
		&survey.Item{Name: "tuoi", Kind: survey.Calculate, Calculation: "int((today() - ${sinh}) div 365.25)"},
		&survey.Item{Name: "cao_tuoi", Kind: survey.Group, Relevant: "${tuoi} >= 80", Children: []*survey.Item{
			{Name: "tro_cap", Kind: survey.Single, List: "co"},
			{Name: "muc", Kind: survey.Decimal, Relevant: "${tro_cap} = 'co'", Constraint: ". > 0 and . <= 500000"},
		}},
		&survey.Item{Name: "huyen", Kind: survey.Single, List: "huyen", Required: "yes"},
		&survey.Item{Name: "xa", Kind: survey.Single, List: "xa", ChoiceFilter: "huyen = ${huyen}"},
		&survey.Item{Name: "o_x3", Kind: survey.TextItem, Relevant: "${xa} = 'x3'"},
		&survey.Item{Name: "kenh", Kind: survey.Multiple, List: "kenh", Constraint: "count-selected(.) <= 2",
			Required: "yes"},
		&survey.Item{Name: "ca_hai", Kind: survey.TextItem,
			Relevant: "selected(${kenh}, 'loa') and selected(${kenh}, 'mang') and ${huyen} != 'h1'"},
		&survey.Item{Name: "gop_y", Kind: survey.TextItem},
		&survey.Item{Name: "vi_sao_khong", Kind: survey.TextItem, Relevant: "${gop_y} = ''"},
		&survey.Item{Name: "so_nguoi", Kind: survey.Integer, Required: "yes", Constraint: ". >= 1 and . <= 12"},
		&survey.Item{Name: "nguoi", Kind: survey.Repeat, RepeatCount: "${so_nguoi}", Children: []*survey.Item{
			{Name: "tuoi_nguoi", Kind: survey.Integer, Required: "yes", Constraint: ". >= 0 and . < 120"},
			{Name: "di_hoc", Kind: survey.Single, List: "co", Relevant: "${tuoi_nguoi} >= 6 and ${tuoi_nguoi} < 18"},
			{Name: "truong", Kind: survey.TextItem, Relevant: "${di_hoc} = 'co' and position(..) > 1"},
			{Name: "do", Kind: survey.Repeat,
				Children: []*survey.Item{{Name: "ten_do", Kind: survey.TextItem, Required: "yes"}}},
		}},
		&survey.Item{Name: "tre", Kind: survey.Calculate, Calculation: "sum(${tuoi_nguoi})"},
		&survey.Item{Name: "dong_nguoi", Kind: survey.TextItem, Relevant: "${tre} > 150"},
		&survey.Item{Name: "khong_bao_gio", Kind: survey.TextItem, Relevant: "1 = 2"},
	)
}

func TestValidReachesEveryItem(t *testing.T) {
	for seed := range uint64(5) {
		form := household(t)
		g := generator(form, seed)
		for i := range 10 {
			a, ok := g.Valid()
			if !ok {
				t.Fatalf("seed %d: no valid answers: %v", seed, g.Problems())
			}
			checked, problems := form.Judge(a, clock, true)
			if len(problems) > 0 {
				t.Fatalf("seed %d: answers %d are refused: %v", seed, i, problems)
			}
			for _, path := range []string{"sinh", "huyen", "kenh", "so_nguoi", "nguoi"} {
				if checked.Answers[path].Empty() {
					t.Errorf("seed %d: %s is not answered", seed, path)
				}
			}
		}
		reached, total, missing := g.Covered()
		if total != 17 || reached != 16 || !slices.Equal(missing, []string{"khong_bao_gio"}) {
			t.Errorf("seed %d: %d of %d items reached, missing %q; want 16 of 17, missing khong_bao_gio alone", seed,
				reached, total, missing)
		}
	}
}

func TestOptionalItemsAreAnswered(t *testing.T) {
	form := compile(t, []survey.ChoiceList{list("l", "a", "b")},
		&survey.Item{Name: "so", Kind: survey.Integer}, &survey.Item{Name: "le", Kind: survey.Decimal},
		&survey.Item{Name: "chu", Kind: survey.TextItem},
		&survey.Item{Name: "mot", Kind: survey.Single, List: "l"},
		&survey.Item{Name: "nhieu", Kind: survey.Multiple, List: "l"},
		&survey.Item{Name: "hang", Kind: survey.Rank, List: "l"},
		&survey.Item{Name: "diem", Kind: survey.Range,
			Parameters: map[string]string{"start": "-1", "end": "1", "step": "0.25"}},
		&survey.Item{Name: "ngay", Kind: survey.Date}, &survey.Item{Name: "gio", Kind: survey.Time},
		&survey.Item{Name: "luc", Kind: survey.DateTime},
		&survey.Item{Name: "diem_do", Kind: survey.Geopoint}, &survey.Item{Name: "duong", Kind: survey.Geotrace},
		&survey.Item{Name: "vung", Kind: survey.Geoshape},
		&survey.Item{Name: "anh", Kind: survey.Image}, &survey.Item{Name: "tieng", Kind: survey.Audio},
		&survey.Item{Name: "phim", Kind: survey.Video}, &survey.Item{Name: "tep", Kind: survey.File},
		&survey.Item{Name: "ma", Kind: survey.Barcode}, &survey.Item{Name: "dong_y", Kind: survey.Acknowledge},
		&survey.Item{Name: "chi_xem", Kind: survey.TextItem, ReadOnly: "yes"},
	)
	a, ok := generator(form, 1).Valid()
	if !ok {
		t.Fatal("no valid answers")
	}
	for _, f := range form.Fields {
		v := a[f.Path]
		if f.Path == "chi_xem" {
			if !v.Empty() {
				t.Errorf("the read-only item has the answer %+v", v)
			}
			continue
		}
		if v.Empty() {
			t.Errorf("%s (%s) is not answered", f.Path, f.Item.Kind)
		}
		if v.Kind == survey.VFile && answergen.Files(nil)[v.File.SHA256] == nil {
			t.Errorf("%s names a file that Files does not have", f.Path)
		}
	}
}

// TestConstraints has one item for each way in which authors bound answers; the other items are what they refer to.
func TestConstraints(t *testing.T) {
	for _, tt := range []struct {
		name       string
		kind       survey.ItemKind
		constraint string
	}{
		{"between", survey.Integer, ". >= 1930 and . <= 2025"},
		{"one of", survey.Integer, ". = -888 or . = -999 or (. > 70000 and . mod 2 = 1)"},
		{"a linear equation", survey.Decimal, ". * 3 + 7 = 22.75"},
		{"another answer", survey.Integer, ". = ${lon} * 2 - 3"},
		{"digits of a phone", survey.TextItem, "regex(., '^0[35789][0-9]{8}$') and string-length(.) = 10"},
		{"digits of a number", survey.Integer, "regex(., '[1-9][0-9]{8}')"},
		{"a length", survey.TextItem, "string-length(.) >= 37 and string-length(.) <= 38"},
		{"a word", survey.TextItem, ". = 'Than Uyên'"},
		{"a mail address", survey.TextItem,
			"regex(., '[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+[.][A-Za-z.-]+') and contains(., '@')"},
		{"not in the future", survey.Date, ". <= today()"},
		{"after another day", survey.Date, ". > ${ngay} and . <= today() + 500"},
		{"of age", survey.Date, "(today() - .) div 365.25 >= 18 and (today() - .) div 365.25 < 19"},
		{"a year", survey.Date, "format-date(., '%Y') = '1979'"},
		{"at most two", survey.Multiple, "count-selected(.) = 2"},
		{"not with another", survey.Multiple,
			"not(selected(., 'a') and count-selected(.) > 1) and not(selected(., 'b'))"},
		{"through a calculation", survey.Integer, "${tong} = 1000"},
		{"a step of a scale", survey.Range, ". > 8 and . != 9"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			form := compile(t, []survey.ChoiceList{list("l", "a", "b", "c", "d")},
				&survey.Item{Name: "lon", Kind: survey.Integer, Constraint: ". > 500"},
				&survey.Item{Name: "ngay", Kind: survey.Date, Constraint: ". > date('2025-01-01')"},
				&survey.Item{Name: "q", Kind: tt.kind, List: "l", Constraint: tt.constraint, Required: "yes"},
				&survey.Item{Name: "tong", Kind: survey.Calculate, Calculation: "${q} + ${lon}"},
			)
			for seed := range uint64(3) {
				if _, ok := generator(form, seed).Valid(); !ok {
					t.Errorf("seed %d: no valid answers were found", seed)
				}
			}
		})
	}
}

// TestSumsAddUp has parts that must add up to a total, as in a unit return.
func TestSumsAddUp(t *testing.T) {
	var items []*survey.Item
	sum := "0"
	for i := range 12 {
		name := "phan" + strconv.Itoa(i)
		items = append(items, &survey.Item{Name: name, Kind: survey.Integer, Required: "yes",
			Constraint: ". >= 0 and . <= 30"})
		sum += " + ${" + name + "}"
	}
	items = append(items, &survey.Item{Name: "tong", Kind: survey.Integer, ReadOnly: "yes", Calculation: sum,
		Constraint: ". = 100", Required: "yes"})
	g := generator(compile(t, nil, items...), 3)
	if _, ok := g.Valid(); !ok {
		t.Errorf("no valid answers: %v", g.Problems())
	}
}

func TestInvalidIsRefusedForItsReason(t *testing.T) {
	form := household(t)
	g := generator(form, 2)
	made := map[string]bool{}
	for range 8 {
		for _, m := range g.Invalid() {
			made[m.Name] = true
			_, problems := form.Judge(m.Answers, clock, true)
			if !slices.ContainsFunc(problems,
				func(p survey.Problem) bool { return p.Code == m.Code && p.Place.Item == m.Item }) {
				t.Errorf("%s at %s: problems %v, want %s", m.Name, m.Item, problems, m.Code)
			}
		}
		if _, ok := g.Valid(); !ok {
			t.Fatal("no valid answers")
		}
	}
	for _, name := range []string{"an unknown item", "an answer to a note or group",
		"an item of a repeat outside its rows", "a required answer missing",
		"a row too many", "an answer to an item that is not asked", "words for a number", "a decimal comma",
		"a text for a list of codes",
		"a day that does not exist", "a list for a text", "an unknown code", "two codes for one choice",
		"a code that the choice_filter leaves out", "a code twice",
		"more codes than choices", "an exclusive choice beside another", "a fraction for a whole number",
		"a number beyond the constraint", "a value against the constraint",
		"an item answered under two names"} {
		if !made[name] {
			t.Errorf("no mutation %q was made", name)
		}
	}
}

func TestInvalidLeavesTheValidAnswersAlone(t *testing.T) {
	form := household(t)
	g := generator(form, 4)
	a, _ := g.Valid()
	before := text(t, a)
	g.Invalid()
	if text(t, a) != before {
		t.Error("making mutations changed the valid answers")
	}
}

func TestSameSeedSameAnswers(t *testing.T) {
	draw := func(seed uint64) string {
		g := generator(household(t), seed)
		var all []any
		for range 4 {
			a, _ := g.Valid()
			all = append(all, a, g.Invalid())
		}
		return text(t, all)
	}
	if first, again := draw(5), draw(5); first != again {
		t.Error("the same seed gave other answers")
	}
	if draw(5) == draw(6) {
		t.Error("two seeds gave the same answers")
	}
}

func TestNoValidAnswers(t *testing.T) {
	form := compile(t, nil, &survey.Item{Name: "q", Kind: survey.Integer, Required: "yes",
		Constraint: ". < 0 and . > 0"})
	g := generator(form, 1)
	if a, ok := g.Valid(); ok {
		t.Errorf("answers %v to a form that has none", a)
	}
	if got := g.Problems(); len(got) != 1 || got[0].Code != "answer.required" {
		t.Errorf("problems %v, want that q must be answered", got)
	}
	if got := g.Invalid(); got != nil {
		t.Errorf("mutations %v of no answers", got)
	}
}

func text(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestItemsLockedByOthers has an item that becomes read-only by an answer: what a person could not have typed is not
// sent.
func TestItemsLockedByOthers(t *testing.T) {
	form := compile(t, []survey.ChoiceList{list("co", "c", "k")},
		&survey.Item{Name: "chot", Kind: survey.Single, List: "co", Required: "yes"},
		&survey.Item{Name: "khoa", Kind: survey.TextItem, ReadOnly: "${chot} = 'c'", Default: "như cũ"})
	g := generator(form, 9)
	both := map[string]bool{}
	for range 12 {
		a, ok := g.Valid()
		if !ok {
			t.Fatal("no valid answers")
		}
		both[a["chot"].Text] = true
		if a["chot"].Text == "c" && a["khoa"].Text != "như cũ" {
			t.Errorf("the locked item was answered with %q", a["khoa"].Text)
		}
	}
	if len(both) != 2 {
		t.Errorf("chot was only %v", both)
	}
}

// TestChoicesFromARepeat has items whose choices are answers of the same form.
func TestChoicesFromARepeat(t *testing.T) {
	form := compile(t, nil,
		&survey.Item{Name: "nguoi", Kind: survey.Repeat,
			Children: []*survey.Item{{Name: "ten", Kind: survey.TextItem, Required: "yes"},
				{Name: "tuoi", Kind: survey.Integer, Constraint: ". >= 0 and . < 120"}}},
		&survey.Item{Name: "dai_dien", Kind: survey.Single, List: "${ten}", ChoiceFilter: "${tuoi} >= 18"},
		&survey.Item{Name: "di_hop", Kind: survey.Multiple, List: "${ten}"},
		&survey.Item{Name: "vi_sao", Kind: survey.TextItem, Relevant: "${dai_dien} != ''"})
	g := generator(form, 3)
	for range 12 {
		a, ok := g.Valid()
		if !ok {
			t.Fatal("no valid answers")
		}
		if _, problems := form.Judge(a, clock, true); len(problems) > 0 {
			t.Fatalf("answers are refused: %v", problems)
		}
	}
	if _, _, missing := g.Covered(); len(missing) > 0 {
		t.Errorf("%q were not reached", missing)
	}
	made := map[string]bool{}
	for _, m := range g.Invalid() {
		made[m.Name] = true
		_, problems := form.Judge(m.Answers, clock, true)
		if !slices.ContainsFunc(problems,
			func(p survey.Problem) bool { return p.Code == m.Code && p.Place.Item == m.Item }) {
			t.Errorf("%s at %s: problems %v, want %s", m.Name, m.Item, problems, m.Code)
		}
	}
	if !made["a choice that no row gives"] {
		t.Errorf("the mutations are %v", made)
	}
}

// A visible item whose calculation gives what it cannot hold stays blank, even where it is required: it stands in
// nobody's way.
func TestComputedValuesThatDoNotFit(t *testing.T) {
	form := compile(t, []survey.ChoiceList{list("l", "a", "b")},
		&survey.Item{Name: "so", Kind: survey.Integer, Required: "yes"},
		&survey.Item{Name: "muc", Kind: survey.Single, List: "l", Required: "yes",
			Calculation: "if(${so} > 3, 'c', 'd')"},
		&survey.Item{Name: "tep", Kind: survey.File, Required: "yes", Calculation: "concat(${so}, '.pdf')"},
		&survey.Item{Name: "sau", Kind: survey.TextItem, Relevant: "${muc} = ''"},
	)
	g := generator(form, 1)
	a, ok := g.Valid()
	if !ok {
		t.Fatalf("no valid answers: %v", g.Problems())
	}
	if checked, problems := form.Judge(a, clock, true); len(problems) > 0 || !checked.Answers["muc"].Empty() ||
		checked.Answers["sau"].Empty() {
		t.Errorf("%v, stored %v", problems, checked.Answers)
	}
}
