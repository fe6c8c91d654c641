package live_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/khaosat/khaosat/stats/results"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/kinds"
	"github.com/khaosat/khaosat/survey/memstore"
	"github.com/khaosat/khaosat/survey/service"
)

// edition is a questionnaire of one item q with a list drawn as "code label role score" lines, or of the items given.
func edition(kind survey.ItemKind, list string, items ...*survey.Item) *survey.Questionnaire {
	q := &survey.Questionnaire{FormID: "yk", Title: survey.Text{"": "Ý kiến"}, Lists: []survey.ChoiceList{{Name: "l"}}}
	for line := range strings.Lines(list) {
		cells := strings.Split(strings.TrimSpace(line), " ")
		cells = append(cells, "", "", "")
		q.Lists[0].Choices = append(q.Lists[0].Choices,
			survey.Choice{Code: cells[0], Label: survey.Text{"": cells[1]}, Role: survey.Role(cells[2]),
				Score: cells[3]})
	}
	if kind != "" {
		q.Items = append(q.Items, &survey.Item{Name: "q", Kind: kind, List: "l", Label: survey.Text{"": "Đánh giá"}})
		if !kinds.BuiltIn.Of(kind).Choosing() {
			q.Items[0].List = ""
		}
	}
	q.Items = append(q.Items, items...)
	return q
}

// answers submits codes, several in one joined by "+", under a version.
func (o *office) answers(version, path string, codes ...string) {
	o.t.Helper()
	for _, code := range codes {
		o.n++
		v := survey.OfText(code)
		form, err := o.svc.Form(o.t.Context(), "yk", version)
		if err != nil {
			o.t.Fatal(err)
		}
		switch kind := form.Field(path).Item.Kind; {
		case kinds.BuiltIn.Of(kind).Numeric():
			v = survey.OfNumber(code)
		case kind != survey.Single && kinds.BuiltIn.Of(kind).Choosing():
			v = survey.OfCodes(strings.Split(code, "+")...)
		}
		in := service.Submission{ID: fmt.Sprintf("00000000-0000-4000-8000-%012d", o.n), Version: version,
			Answers: survey.Answers{path: v}}
		if _, err := o.svc.Submit(o.t.Context(), "yk", in); err != nil {
			o.t.Fatal(err)
		}
	}
}

// told writes an item's figures on one line: bases asked/answered/valid, each row "code count/base", top-box, top-2-box
// and mean.
func told(it *results.Item) string {
	out := []string{fmt.Sprintf("%s %d/%d/%d", it.Series.Name, it.Base.Asked, it.Base.Answered, it.Base.Valid)}
	for _, r := range it.Rows {
		s := fmt.Sprintf("%s %d", r.Code, r.Count)
		if !r.Role.Missing() {
			s += fmt.Sprintf("/%d", r.Base)
		}
		if r.Previous != "" {
			s += "<" + r.Previous
		}
		out = append(out, s)
	}
	if it.Top != nil {
		out = append(out, fmt.Sprintf("top %d top2 %d", it.Top.Count, it.Top2.Count))
	}
	if it.Scores != nil {
		out = append(out, fmt.Sprintf("mean %.4g", it.Scores.Mean))
	}
	if it.Numbers != nil {
		out = append(out, fmt.Sprintf("total %g", it.Numbers.Total))
	}
	return strings.Join(out, ", ")
}

const (
	steps = "1 Nhất positive_strong 4\n2 Nhì positive 3\n3 Ba neutral 2\n4 Bét negative 1\n5 Không_rõ dont_know"
	bare  = "1 Nhất\n2 Nhì\n3 Ba\n4 Bét\n5 Không_rõ"
)

// TestVersions publishes versions one after the other with answers to each; the figures wanted are counted by hand.
func TestVersions(t *testing.T) {
	t.Parallel()
	type step struct {
		q       *survey.Questionnaire
		pool    []string
		answers []string
		path    string
	}
	item := func(name, key string, kind survey.ItemKind) *survey.Item {
		return &survey.Item{Name: name, Key: key, Kind: kind, List: "l", Label: survey.Text{"": "Ý kiến"}}
	}
	turned := "1 Nhất positive_strong 1\n2 Nhì positive 2\n3 Ba neutral 3\n4 Bét negative 4\n5 Không_rõ dont_know"
	seven := []string{"1", "1", "2", "3", "4", "5", "5"}
	for _, tt := range []struct {
		name  string
		steps []step
		want  []string
	}{
		{"roles-are-those-of-the-shown-version",
			[]step{{q: edition(survey.Single, bare), answers: seven}, {q: edition(survey.Single, steps)}},
			[]string{"q 7/7/5, 1 2/5, 2 1/5, 3 1/5, 4 1/5, 5 2, top 2 top2 3, mean 2.8"}},
		{"scores-turned-round-and-pooled",
			[]step{{q: edition(survey.Single, steps), answers: seven},
				{q: edition(survey.Single, turned), pool: []string{"q"}}},
			[]string{"q 7/7/5, 1 2/5, 2 1/5, 3 1/5, 4 1/5, 5 2, top 2 top2 3, mean 2.2"}},
		{"scores-turned-round", []step{{q: edition(survey.Single, steps), answers: seven},
			{q: edition(survey.Single, turned), answers: []string{"4"}}},
			[]string{"q 1/1/1, 1 0/1, 2 0/1, 3 0/1, 4 1/1, 5 0, top 0 top2 0, mean 4",
				"q@1 7/7/5, 1 2/5, 2 1/5, 3 1/5, 4 1/5, 5 2, top 2 top2 3, mean 2.8"}},
		{"codes-renumbered", []step{{q: edition(survey.Single, "1 Nhất positive_strong\n2 Bét negative"),
			answers: []string{"1", "1", "1"}},
			{q: edition(survey.Single, "1 Bét negative\n2 Nhất positive_strong"), answers: []string{"2"}}},
			[]string{"q 1/1/1, 1 0/1, 2 1/1, top 1 top2 1", "q@1 3/3/3, 1 3/3, 2 0/3, top 3 top2 3"}},
		{"integer-then-choices",
			[]step{{q: edition(survey.Integer, ""), answers: []string{"1", "2"}},
				{q: edition(survey.Single, "1 A\n2 B"), answers: []string{"1", "1", "2", "2"}}},
			[]string{"q 4/4/4, 1 2/4, 2 2/4", "q@1 2/2/2, total 3"}},
		{"one-choice-then-several",
			[]step{{q: edition(survey.Single, "a A\nb B"), answers: []string{"a", "b"}},
				{q: edition(survey.Multiple, "a A\nb B"), answers: []string{"a", "a+b", "b"}}},
			[]string{"q 3/3/3, a 2/3, b 2/3", "q@1 2/2/2, a 1/2, b 1/2"}},
		{"integer-then-decimal",
			[]step{{q: edition(survey.Integer, ""), answers: []string{"1"}},
				{q: edition(survey.Decimal, ""), answers: []string{"1.5"}}}, []string{"q 2/2/2, total 2.5"}},
		{"choices-taken-off", []step{{q: edition(survey.Single,
			"1 Nhất positive_strong\n2 Nhì positive\n3 Ba neutral\n4 Bét negative"), answers: []string{"1", "1", "1",
			"2", "4"}},
			{q: edition(survey.Single, "1 Nhất positive_strong\n2 Nhì positive"), answers: []string{"1"}}},
			[]string{"q 6/6/6, 1 4/6, 2 1/6, 3 0/6<1, 4 1/6<1, top 4 top2 5"}},
		{"one-taken-out-one-added",
			[]step{{q: edition(survey.Single, "a A\nb B"), answers: []string{"b", "b", "b"}},
				{q: edition(survey.Single, "a A\nc C"), answers: []string{"a"}}},
			[]string{"q 4/4/4, a 1/4, c 0/1, b 3/4<1"}},
		{"one-added-to-several",
			[]step{{q: edition(survey.Multiple, "a A\nb B"), answers: []string{"a", "a+b"}},
				{q: edition(survey.Multiple, "a A\nb B\nc C\nkb Không_biết dont_know"),
					answers: []string{"c", "a+c", "kb"}}},
			[]string{"q 5/5/4, a 3/4, b 1/4, c 2/2, kb 1"}},
		{"two-missing-codes-of-two-versions",
			[]step{{q: edition(survey.Multiple, "a A\nk1 Không_biết dont_know"), answers: []string{"a", "k1"}},
				{q: edition(survey.Multiple, "a A\nk2 Khó_nói dont_know"), answers: []string{"k2", "k2"}}},
			[]string{"q 4/4/1, a 1/1, k2 2, k1 1<1"}},
		{"step-added", []step{{q: edition(survey.Single, "2 Tốt positive_strong\n3 Kém negative"),
			answers: []string{"2", "2"}},
			{q: edition(survey.Single, "1 Rất_tốt positive_strong\n2 Tốt positive_strong\n3 Kém negative"),
				answers: []string{"1"}}},
			[]string{"q 1/1/1, 1 1/1, 2 0/1, 3 0/1, top 1 top2 1", "q@1 2/2/2, 2 2/2, 3 0/2, top 2 top2 2"}},
		{"renamed-with-its-key",
			[]step{{q: edition("", "a A", item("cu", "K", survey.Single), item("bo", "", survey.Single)), path: "cu",
				answers: []string{"a"}},
				{q: edition("", "a A", item("moi", "K", survey.Single), item("x", "", survey.Single)), path: "moi",
					answers: []string{"a", "a"}}},
			[]string{"moi 3/3/3, a 3/3", "x 2/0/0, a 0/0", "bo 1/0/0, a 0/0"}},
		{"taken-out-and-back-again",
			[]step{{q: edition(survey.Single, "a A"), answers: []string{"a"}},
				{q: edition("", "a A", item("x", "", survey.Single)), path: "x", answers: []string{"a"}},
				{q: edition(survey.Single, "a A"), answers: []string{"a"}}},
			[]string{"q 2/2/2, a 2/2", "x 1/1/1, a 1/1"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o := open(t, memstore.New(time.Now), &clock{time.Now()})
			for i, s := range tt.steps {
				if _, err := o.svc.SaveDraft(t.Context(), admin, "yk", s.q); err != nil {
					t.Fatal(err)
				}
				o.decide("", s.pool)
				if s.path == "" {
					s.path = "q"
				}
				o.answers(fmt.Sprint(i+1), s.path, s.answers...)
				o.results() // the columns follow from version to version
			}
			var got []string
			for _, it := range o.results().Items {
				got = append(got, told(it))
				sum := int64(0)
				for _, r := range it.Rows {
					sum += r.Count
				}
				if it.Field.Item.Kind == survey.Single && sum != it.Base.Answered {
					t.Errorf("%s: the rows add up to %d of %d", it.Series.Name, sum, it.Base.Answered)
				}
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(tt.want, "\n"))
			}
		})
	}
}

// TestVersionsByUnit: percentages of a choice that only the new version offered are of those whom it was offered, in
// each unit.
func TestVersionsByUnit(t *testing.T) {
	t.Parallel()
	o := open(t, memstore.New(time.Now), &clock{time.Now()})
	units := []survey.Unit{{Code: "12", Name: "Tỉnh", Level: "tinh"}, {Code: "1", Name: "A", Level: "xa", Parent: "12"},
		{Code: "2", Name: "B", Level: "xa", Parent: "12"}}
	if err := o.svc.ImportUnits(t.Context(), admin, survey.UnitSet{ID: "u", Units: units}, nil); err != nil {
		t.Fatal(err)
	}
	o.publish(survey.Named, edition(survey.Single, "a A\nb B"))
	if _, err := o.svc.Change(t.Context(), admin, "yk", func(s *survey.Survey) { s.Units = "u" }); err != nil {
		t.Fatal(err)
	}
	q := func(code string) survey.Answers { return survey.Answers{"q": survey.OfText(code)} }
	o.answer(1, q("a"), "1")
	o.answer(2, q("b"), "2")
	o.publish("", edition(survey.Single, "a A\nb B\nc C"))
	o.answer(3, q("c"), "1")
	o.answer(4, q("a"), "1")
	rows := o.item("q").ByUnit
	if got := fmt.Sprint(rows[0].Counts, rows[0].Bases, rows[1].Counts,
		rows[1].Bases); got != "[2 0 1] [3 3 2] [0 1 0] [1 1 0]" {
		t.Errorf("counts and bases by unit: %s", got)
	}
	if p := o.item("q").Rows[2].Proportion; p != 0.5 {
		t.Errorf("c: %v, want half of the two whom it was offered", p)
	}
}

// TestRepeatsOfVersions: a repeat and an item in it that were renamed with their keys are one; an item of another kind
// is apart.
func TestRepeatsOfVersions(t *testing.T) {
	t.Parallel()
	o := open(t, memstore.New(time.Now), &clock{time.Now()})
	q := func(repeat, name string, kind survey.ItemKind) *survey.Questionnaire {
		return edition("", "a A", &survey.Item{Name: repeat, Key: "R", Kind: survey.Repeat, Children: []*survey.Item{
			{Name: name, Key: "N", Kind: survey.Integer},
			{Name: "x", Key: "X", Kind: kind, List: map[bool]string{true: "l"}[kinds.BuiltIn.Of(kind).Choosing()]}}})
	}
	rows := func(repeat, name string, x survey.Value) survey.Answers {
		return survey.Answers{repeat: survey.OfRows([]survey.Answers{{repeat + "/" + name: survey.OfNumber("2"),
			repeat + "/x": x}, {repeat + "/" + name: survey.OfNumber("3")}})}
	}
	o.publish(survey.Named, q("r1", "n1", survey.Single))
	o.answer(1, rows("r1", "n1", survey.OfText("a")), "")
	o.publish("", q("r2", "n2", survey.Integer))
	o.answer(2, rows("r2", "n2", survey.OfNumber("7")), "")
	var got []string
	for _, it := range o.results().Items {
		got = append(got, told(it))
	}
	if want := []string{"r2/n2 4/4/4, total 10", "r2/x 2/1/1, total 7", "r1/x 2/1/1, a 1/1"}; !slices.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
}

// TestStatedBesideMissingCodes: "don't know" given as a code and as a stated absence are told apart, of several
// choices, too.
func TestStatedBesideMissingCodes(t *testing.T) {
	t.Parallel()
	o := open(t, memstore.New(time.Now), &clock{time.Now()})
	o.publish(survey.Named, edition(survey.Multiple, "a A\nk Không_biết dont_know\nt Từ_chối refused"))
	o.answers("1", "q", "a", "k", "k+t", "t")
	o.answer(100, survey.Answers{"q": survey.OfStated(survey.DontKnow)}, "")
	it := o.item("q")
	if got := told(it); got != "q 5/5/1, a 1/1, k 2, t 2" || it.Stated[survey.DontKnow] != 1 ||
		it.Stated[survey.Refused] != 0 {
		t.Errorf("%s, stated %v", got, it.Stated)
	}
	if !math.IsNaN(it.Rows[1].Proportion) {
		t.Error("a missing kind has no percentage")
	}
}
