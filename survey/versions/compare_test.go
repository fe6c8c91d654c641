package versions_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/form"
	"github.com/khaosat/khaosat/survey/surveytest"
	"github.com/khaosat/khaosat/survey/versions"
)

// chain is a history of drawn versions, named 1, 2, 3 …, each published after the one before it. A drawing may begin
// with a line "pool a" or "apart a b": what its author decided.
func chain(t *testing.T, drawings ...string) *versions.History {
	t.Helper()
	var editions []*survey.Version
	var forms []*form.Form
	for i, drawing := range drawings {
		v := &survey.Version{Version: fmt.Sprint(i + 1)}
		if i > 0 {
			v.After = fmt.Sprint(i)
		}
		v.Decisions, drawing = decisions(drawing)
		form, problems := form.Compile(surveytest.Drawn(t, drawing))
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		editions, forms = append(editions, v), append(forms, form)
	}
	return versions.NewHistory(editions, forms)
}

func decisions(drawing string) ([]survey.Decision, string) {
	first, rest, _ := strings.Cut(strings.TrimSpace(drawing), "\n")
	words := strings.Fields(first)
	switch words[0] {
	case "pool":
		return versions.DecisionsOf(words[1:], nil), rest
	case "apart":
		return versions.DecisionsOf(nil, words[1:]), rest
	}
	return nil, drawing
}

const places = surveytest.One +
	"| choices | | | |\n| | list_name | name | label\n| | t | 1 | Đường |\n| | t | 2 | Trạm |\n"

// TestChanges draws two versions for each kind of change. The wanted lines, item code kind effect with “?” where the
// author has to decide and “!” where he has to confirm, follow by hand from docs/decisions.
func TestChanges(t *testing.T) {
	integer := "| | type | name | label |\n| | integer | q | Số người |\n"
	for _, tt := range []struct{ name, was, is, want string }{
		{"nothing", surveytest.Rated, surveytest.Rated, ""},
		{"integer-to-decimal", integer, surveytest.Swap(integer, "integer", "decimal"), "q type pooled"},
		{"decimal-to-integer", surveytest.Swap(integer, "integer", "decimal"), integer, "q type apart!"},
		{"text-to-integer", surveytest.Swap(integer, "integer", "text"), integer, "q type apart!"},
		{"one-to-several", surveytest.Plain, surveytest.Swap(surveytest.Plain, "select_one", "select_multiple"),
			"q type apart!"},
		{"kind-and-stem-are-confirmed-once", integer,
			surveytest.Swap(integer, "integer", "text", "Số người", "Nhận xét"), "q type apart!, q wording apart"},
		{"stem-touched-up", surveytest.Rated, surveytest.Swap(surveytest.Rated, "Đánh giá", "Đánh giá:"),
			"q wording pooled"},
		{"stem-other-letters", surveytest.Rated, surveytest.Swap(surveytest.Rated, "Đánh giá", "Ông bà nghĩ sao?"),
			"q wording apart?"},
		{"stem-a-third-of-six-letters-is-not-more", surveytest.Swap(surveytest.Rated, "Đánh giá", "abcdef"),
			surveytest.Swap(surveytest.Rated, "Đánh giá", "abcdxy"), "q wording pooled"},
		{"stem-three-of-six", surveytest.Swap(surveytest.Rated, "Đánh giá", "abcdef"),
			surveytest.Swap(surveytest.Rated, "Đánh giá", "abcxyz"), "q wording apart?"},
		{"stem-in-nfd-and-capitals", surveytest.Rated,
			surveytest.Swap(surveytest.Rated, "Đánh giá", "ĐA\u0301NH GIA\u0301"), "q wording pooled"},
		{"relevance", "| | type | name | label | relevant |\n| | integer | a | A | |\n| | text | q | Vì sao | ${a} > 1 |\n",
			"| | type | name | label | relevant |\n| | integer | a | A | |\n| | text | q | Vì sao | ${a} > 2 |\n",
			"q meaning apart?"},
		{"relevance-only-blanks",
			"| | type | name | label | relevant |\n| | integer | a | A | |\n| | text | q | Vì sao | ${a} > 1 |\n",
			"| | type | name | label | relevant |\n| | integer | a | A | |\n| | text | q | Vì sao | ${a}>1 |\n", ""},
		{"relevance-names-what-was-renamed",
			"| | type | name | label | key | relevant |\n| | integer | a | A | K | |\n| | text | q | Vì sao | | ${a} > 1 |\n",
			"| | type | name | label | key | relevant |\n| | integer | b | A | K | |\n| | text | q | Vì sao | | ${b} > 1 |\n", "b renamed pooled"},
		{"relevance-of-the-group",
			"| | type | name | label | relevant |\n| | integer | a | A | |\n| | begin group | g | G | |\n| | text | q | Vì sao | |\n| | end group | | | |\n",
			"| | type | name | label | relevant |\n| | integer | a | A | |\n| | begin group | g | G | ${a} > 2 |\n| | text | q | Vì sao | |\n| | end group | | | |\n", "g/q meaning apart?"},
		{"required", "| | type | name | label | required |\n| | text | q | Vì sao | |\n",
			"| | type | name | label | required |\n| | text | q | Vì sao | yes |\n", "q meaning apart?"},
		{"required-spelt-otherwise", "| | type | name | label | required |\n| | text | q | Vì sao | true() |\n",
			"| | type | name | label | required |\n| | text | q | Vì sao | yes |\n", ""},
		{"constraint", "| | type | name | label | constraint |\n| | integer | q | Số | . > 0 |\n",
			"| | type | name | label | constraint |\n| | integer | q | Số | . > 1 |\n", "q wording pooled"},
		{"calculation-that-nobody-answers", "| | type | name | label | calculation |\n| | calculate | q | | 1 + 1 |\n",
			"| | type | name | label | calculation |\n| | calculate | q | | 1 + 2 |\n", "q meaning pooled"},
		{"renamed-with-its-key", "| | type | name | label | key |\n| | text | cu | Cũ | K1 |\n",
			"| | type | name | label | key |\n| | text | moi | Mới | K1 |\n", "moi renamed pooled, moi wording pooled"},
		{"renamed-its-old-path-as-key", "| | type | name | label | key |\n| | text | cu | Nhận xét | |\n",
			"| | type | name | label | key |\n| | text | moi | Nhận xét | cu |\n", "moi renamed pooled"},
		{"renamed-without-a-key", "| | type | name | label | key |\n| | text | cu | Cũ | |\n",
			"| | type | name | label | key |\n| | text | moi | Mới | |\n", "moi added pooled, cu removed apart"},
		{"moved-with-its-key", "| | type | name | label | key |\n| | text | q | Q | q |\n| | begin group | g | G | |\n| | text | b | B | |\n| | end group | | | |\n",
			"| | type | name | label | key |\n| | begin group | g | G | |\n| | text | q | Q | q |\n| | text | b | B | |\n| | end group | | | |\n", "g/q moved pooled"},
		{"moved-into-a-repeat", "| | type | name | label | key |\n| | integer | q | Q | q |\n| | begin repeat | g | G | |\n| | text | b | B | |\n| | end repeat | | | |\n",
			"| | type | name | label | key |\n| | begin repeat | g | G | |\n| | integer | q | Q | q |\n| | text | b | B | |\n| | end repeat | | | |\n", "g/q moved apart, g/q type apart!"},
		{"another-key-is-another-item", "| | type | name | label | key |\n| | text | q | Q | A |\n",
			"| | type | name | label | key |\n| | text | q | Q | B |\n", "q added pooled, q removed apart"},
		{"roles-and-scores-said-now", surveytest.Plain, surveytest.Rated,
			"q 1 meaning pooled, q 1 meaning pooled, q 2 meaning pooled, q 2 meaning pooled, q 3 meaning pooled, q 3 meaning pooled"},
		{"role-changed", surveytest.Rated, surveytest.Swap(surveytest.Rated, "Khá | positive", "Khá | neutral"),
			"q 2 meaning apart!"},
		{"score-changed", surveytest.Rated, surveytest.Swap(surveytest.Rated, "negative | 1", "negative | 2"),
			"q 3 meaning apart!"},
		{"score-spelt-otherwise", surveytest.Rated, surveytest.Swap(surveytest.Rated, "negative | 1", "negative | 1.0"),
			""},
		{"label-of-another-code", surveytest.Plain,
			surveytest.Swap(surveytest.Plain, "1 | Tốt", "1 | Kém", "3 | Kém", "3 | Tốt"),
			"q 1 meaning apart!, q 3 meaning apart!"},
		{"label-other-letters", surveytest.Plain, surveytest.Swap(surveytest.Plain, "2 | Khá", "2 | Đủ dùng"),
			"q 2 meaning apart!"},
		{"label-a-word-before", surveytest.Swap(surveytest.Plain, "Khá", "Hài lòng"),
			surveytest.Swap(surveytest.Plain, "Khá", "Rất hài lòng"), "q 2 meaning apart!"},
		{"label-touched-up", surveytest.Swap(surveytest.Plain, "Khá", "Đủ dung"),
			surveytest.Swap(surveytest.Plain, "Khá", "Đủ dùng"), "q 2 wording pooled"},
		{"label-other-number", surveytest.Swap(surveytest.Plain, "Khá", "Dưới 18 tuổi"),
			surveytest.Swap(surveytest.Plain, "Khá", "Dưới 16 tuổi"), "q 2 meaning apart!"},
		{"label-translated", surveytest.Swap(places, "| label", "| label::Tiếng Việt (vi)"),
			surveytest.Swap(places, "| label", "| label::Tiếng Việt (vi)", "name | label\n",
				"name | label::Tiếng Việt (vi) | label::English (en)\n", "Đường |", "Đường | Road |", "Trạm |",
				"Trạm | Clinic |"), ""},
		{"choice-added-to-a-list", surveytest.Plain, surveytest.Plain + "| | t | 4 | Khác |\n", "q 4 added pooled"},
		{"step-added-to-a-scale", surveytest.Rated, surveytest.Rated + "| | t | 0 | Rất tốt | positive_strong | 5 |\n",
			"q 0 added apart!"},
		{"dont-know-added-to-a-scale", surveytest.Rated, surveytest.Rated + "| | t | 9 | Khó trả lời | dont_know |\n",
			"q 9 added pooled"},
		{"choice-removed", surveytest.Rated,
			surveytest.Swap(surveytest.Rated, "| | t | 2 | Khá | positive | 3 |\n", ""), "q 2 removed pooled"},
		{"ranked-choice-added", surveytest.Swap(surveytest.Plain, "select_one", "rank"),
			surveytest.Swap(surveytest.Plain, "select_one", "rank") + "| | t | 4 | Khác |\n", "q 4 added apart!"},
		{"unit-of-measure", "| | type | name | label | unit_of_measure |\n| | integer | q | Tiền | triệu đồng |\n",
			"| | type | name | label | unit_of_measure |\n| | integer | q | Tiền | nghìn đồng |\n", "q meaning apart!"},
		{"item-added-and-removed", "| | type | name | label |\n| | text | a | Việc làm |\n",
			"| | type | name | label |\n| | text | b | Nhà ở |\n", "b added pooled, a removed apart"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := chain(t, tt.was)
			form, problems := form.Compile(surveytest.Drawn(t, tt.is))
			if problems != nil {
				t.Fatal(problems)
			}
			changes, problems := h.Changes(form, "1", nil)
			if got := lines(changes); got != tt.want || problems != nil {
				t.Errorf("got  %s\nwant %s\n%v %v", got, tt.want, changes, problems)
			}
		})
	}
}

// lines are changes in the short form of the tables of tests.
func lines(changes []versions.Change) string {
	var out []string
	for _, c := range changes {
		s := c.Item + " "
		if c.Code != "" {
			s += c.Code + " "
		}
		s += string(c.Kind) + " " + string(c.Effect)
		if c.Decide {
			s += "?"
		}
		if c.Confirm {
			s += "!"
		}
		out = append(out, s)
	}
	return strings.Join(out, ", ")
}

// TestDecisions: a decision settles an item, by path, by name, by its old name or with its group; what cannot be is
// refused.
func TestDecisions(t *testing.T) {
	was := "| | type | name | label | key |\n| | begin group | g | G | |\n| | text | a | Việc làm | |\n| | integer | n | Nhà ở | N |\n| | end group | | | |\n"
	is := surveytest.Swap(was, "Việc làm", "Thu nhập", "integer | n | Nhà ở", "decimal | m | Nhà ở")
	h, form := chain(t, was), compiled(t, surveytest.Drawn(t, is))
	for _, tt := range []struct {
		pool, apart []string
		want, wrong string
	}{
		{nil, nil, "g/a wording apart?, g/m renamed pooled, g/m type pooled", ""},
		{[]string{"a"}, nil, "g/a wording pooled, g/m renamed pooled, g/m type pooled", ""},
		{nil, []string{"g/a"}, "g/a wording apart, g/m renamed pooled, g/m type pooled", ""},
		{[]string{"g"}, nil, "g/a wording pooled, g/m renamed pooled, g/m type pooled", ""},
		{[]string{"a"}, []string{"n"}, "g/a wording pooled, g/m renamed apart, g/m type apart", ""},
		{[]string{"a"}, []string{"g"}, "", "decision.twice"},
		{[]string{"b"}, nil, "", "decision.unknown_item"},
	} {
		changes, problems := h.Changes(form, "1", versions.DecisionsOf(tt.pool, tt.apart))
		if tt.wrong != "" {
			if len(problems) != 1 || problems[0].Code != tt.wrong {
				t.Errorf("pool %v apart %v: %v, want %s", tt.pool, tt.apart, problems, tt.wrong)
			}
			continue
		}
		if got := lines(changes); got != tt.want || problems != nil {
			t.Errorf("pool %v apart %v:\ngot  %s\nwant %s\n%v", tt.pool, tt.apart, got, tt.want, problems)
		}
	}
	text := compiled(t, surveytest.Drawn(t, surveytest.Swap(was, "text | a", "integer | a")))
	if _, problems := h.Changes(text, "1", versions.DecisionsOf([]string{"a"}, nil)); len(problems) != 1 ||
		problems[0].Code != "decision.impossible" {
		t.Errorf("text and numbers pooled: %v", problems)
	}
}

func compiled(t *testing.T, q *survey.Questionnaire) *form.Form {
	t.Helper()
	form, problems := form.Compile(q)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return form
}

// TestLineage draws chains of versions and says which answers are counted together when the last one is shown.
func TestLineage(t *testing.T) {
	stem := func(s string) string { return "| | type | name | label |\n| | text | q | " + s + " |\n" }
	less, more := surveytest.Swap(surveytest.Rated, "| | t | 3 | Kém | negative | 1 |\n", ""),
		surveytest.Rated+"| | t | 0 | Rất tốt | positive_strong | 5 |\n"
	turned := surveytest.Swap(surveytest.Rated, "positive_strong | 4", "positive_strong | 1", "negative | 1",
		"negative | 4")
	for _, tt := range []struct {
		name     string
		versions []string
		want     string
	}{
		{"one", []string{surveytest.Plain}, "q 1"},
		{"choice-removed", []string{surveytest.Rated, less}, "q 1+2 [3<1]"},
		{"choice-added", []string{surveytest.Plain, surveytest.Plain + "| | t | 4 | Khác |\n"}, "q 1+2 [4@2]"},
		{"step-added", []string{surveytest.Rated, more}, "q 2; q@1 1 previous"},
		{"step-taken-out-and-put-back", []string{surveytest.Rated, less, surveytest.Rated}, "q 1+3; q@2 2 previous"},
		{"roles-said-later", []string{surveytest.Plain, surveytest.Rated}, "q 1+2"},
		{"scores-turned-round", []string{surveytest.Rated, turned}, "q 2; q@1 1 previous"},
		{"scores-turned-round-and-pooled", []string{surveytest.Rated, "pool q\n" + turned}, "q 1+2"},
		{"turned-round-and-back", []string{surveytest.Rated, turned, surveytest.Rated}, "q 1+3; q@2 2 previous"},
		{"pooled-then-touched-up",
			[]string{surveytest.Rated, "pool q\n" + turned, surveytest.Swap(turned, "Đánh giá", "Đánh giá:")},
			"q 1+2+3"},
		{"labels-swapped-and-pooled-then-touched-up",
			[]string{surveytest.Plain, "pool q\n" + surveytest.Swap(surveytest.Plain, "Tốt", "Khá", "Khá", "Tốt"),
				surveytest.Swap(surveytest.Plain, "Tốt", "Khá", "Khá", "Tôt")}, "q 1+2+3"},
		{"apart-then-touched-up", []string{surveytest.Rated, turned, surveytest.Swap(turned, "Đánh giá", "Đánh giá:")},
			"q 2+3; q@1 1 previous"},
		{"stem-pooled-then-pooled",
			[]string{stem("Việc làm"), "pool q\n" + stem("Nghề nghiệp"), "pool q\n" + stem("Công tác")}, "q 1+2+3"},
		{"stem-pooled-then-apart",
			[]string{stem("Việc làm"), "pool q\n" + stem("Nghề nghiệp"), "apart q\n" + stem("Công tác")},
			"q 3; q@2 1+2 previous"},
		{"stem-apart-then-pooled",
			[]string{stem("Việc làm"), "apart q\n" + stem("Nghề nghiệp"), "pool q\n" + stem("Công tác")},
			"q 2+3; q@1 1 previous"},
		{"stem-apart-then-back",
			[]string{stem("Việc làm"), "apart q\n" + stem("Nghề nghiệp"), "apart q\n" + stem("Việc làm")},
			"q 1+3; q@2 2 previous"},
		{"apart-although-the-text-is-the-same",
			[]string{stem("Việc làm"), "apart q\n" + stem("Việc làm"), stem("Việc làm")}, "q 2+3; q@1 1 previous"},
		{"letters-drift-in-small-steps", []string{stem("abcdefghi"), stem("abcdefxyz"), stem("abcuvwxyz")}, "q 1+2+3"},
		{"kind-there-and-back", []string{stem("Số"), surveytest.Swap(stem("Số"), "text", "integer"), stem("Số")},
			"q 1+3; q@2 2 previous"},
		{"three-kinds", []string{stem("Số"), surveytest.Swap(stem("Số"), "text", "integer"),
			surveytest.Swap(stem("Số"), "text", "date")}, "q 3; q@2 2 previous; q@1 1 previous"},
		{"integer-decimal-integer",
			[]string{surveytest.Swap(stem("Số"), "text", "integer"), surveytest.Swap(stem("Số"), "text", "decimal"),
				surveytest.Swap(stem("Số"), "text", "integer")}, "q 1+3; q@2 2 previous"},
		{"item-taken-out", []string{stem("Số") + "| | text | b | Bỏ |\n", stem("Số")}, "q 1+2; b 1 previous"},
		{"item-taken-out-and-put-back",
			[]string{stem("Số") + "| | text | b | Bỏ |\n", stem("Số"), stem("Số") + "| | text | b | Bỏ |\n"},
			"q 1+2+3; b 1+3"},
		{"renamed-with-its-key",
			[]string{"| | type | name | label | key |\n| | text | cu | Số | K |\n",
				"| | type | name | label | key |\n| | text | moi | Số | K |\n| | text | cu | Khác | |\n"},
			"moi 1+2; cu 2"},
		{"key-then-moved", []string{stem("Số"), "| | type | name | label | key |\n| | text | q | Số | K |\n",
			"| | type | name | label | key |\n| | begin group | g | G | |\n| | text | q | Số | K |\n| | end group | | | |\n"}, "g/q 1+2+3"},
		{"repeat", []string{"| | type | name | label |\n| | begin repeat | r | R |\n| | integer | n | N |\n| | end repeat | | |\n",
			"| | type | name | label |\n| | begin repeat | r | R |\n| | text | n | N |\n| | end repeat | | |\n"},
			"r 1+2; r/n 2; r/n@1 1 previous"},
		{"column-named-as-ours", []string{stem("Số") + "| | text | _wave | W |\n", stem("Số")},
			"q 1+2; _wave@1 1 previous"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := chain(t, tt.versions...)
			got := strings.Join(surveytest.Series(h.Lineage(fmt.Sprint(len(tt.versions)))), "; ")
			if got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

// TestLineageFinds: every answer of every version has one series, and the series finds it again.
func TestLineageFinds(t *testing.T) {
	h := chain(t, "| | type | name | label | key |\n| | text | cu | Số | K |\n| | text | bo | Bỏ | |\n",
		"| | type | name | label | key |\n| | text | moi | Số | K |\n")
	l := h.Lineage("2")
	moi, bo := l.Named("moi"), l.Named("bo")
	if l.Find("1", "cu") != moi || l.Find("2", "moi") != moi || l.Find("1", "bo") != bo || l.Find("2", "bo") != nil {
		t.Error("answers are not found by version and path")
	}
	if moi.Member("1").Path != "cu" || moi.Member("2").Path != "moi" || bo.Member("2") != nil {
		t.Error("a series does not know its members")
	}
	if first := h.Lineage("1"); !slices.Equal(surveytest.Series(first), []string{"cu 1+2", "bo 1"}) {
		t.Errorf("with the first version shown: %q", surveytest.Series(first))
	}
}

// What is told of labels that were exchanged is the same each time, in the default language: a report of yesterday has
// to verify.
func TestExchangedLabelsAreToldInOneLanguage(t *testing.T) {
	text := func(vi, en string) survey.Text { return survey.Text{"vi": vi, "en": en} }
	asks := func(first, second survey.Text) *form.Form {
		form, problems := form.Compile(&survey.Questionnaire{FormID: "f", DefaultLanguage: "vi",
			Languages: []survey.Language{{ID: "vi"}, {ID: "en"}}, Title: text("F", "F"),
			Lists: []survey.ChoiceList{{Name: "l",
				Choices: []survey.Choice{{Code: "1", Label: first}, {Code: "2", Label: second}}}},
			Items: []*survey.Item{{Name: "q", Kind: survey.Single, List: "l", Label: text("Hỏi", "Question")}}})
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		return form
	}
	yes, no := text("Có", "Yes"), text("Không", "No")
	for range 50 {
		h := versions.NewHistory([]*survey.Version{{Version: "1"}, {Version: "2"}},
			[]*form.Form{asks(yes, no), asks(no, yes)})
		for _, s := range h.Lineage("2").Series {
			for _, why := range s.Why {
				if !strings.Contains(why.In("vi"), "“Có”") && !strings.Contains(why.In("vi"), "“Không”") {
					t.Fatalf("told as %q", why.In("vi"))
				}
			}
		}
	}
}
