package places_test

import (
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/form"
	"github.com/khaosat/khaosat/survey/places"
	"github.com/khaosat/khaosat/survey/versions"
)

// village is a form that asks the commune and what hangs on it.
func village(t *testing.T) *versions.Lineage {
	t.Helper()
	choose := func(name, filter string) *survey.Item {
		return &survey.Item{Name: name, Kind: survey.Single, List: "l", ChoiceFilter: filter}
	}
	var codes []survey.Choice
	for _, code := range []string{"h1", "h2", "a", "b", "c", "d", "a1"} {
		codes = append(codes, survey.Choice{Code: code})
	}
	f, problems := form.Compile(&survey.Questionnaire{FormID: "f", Version: "1",
		Lists: []survey.ChoiceList{{Name: "l", Choices: codes}},
		Items: []*survey.Item{choose("huyen", ""), choose("xa", "${huyen} != name"), choose("thon", "${xa} != name"),
			{Name: "y_kien", Kind: survey.TextItem},
			{Name: "nguoi", Kind: survey.Repeat, Children: []*survey.Item{choose("que", "${xa} != name"),
				{Name: "tuoi", Kind: survey.Integer}}}}})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return versions.LineageOf(f)
}

// rowsOf makes rows of people: "b nd 3" are three of class nd in unit b.
func rowsOf(groups ...string) iter.Seq2[*survey.Response, error] {
	var rows []*survey.Response
	for _, g := range groups {
		var unit, class string
		var n int
		if _, err := fmt.Sscanf(strings.ReplaceAll(g, "-", "."), "%s %s %d", &unit, &class, &n); err != nil {
			panic(err)
		}
		for range n {
			r := &survey.Response{ID: fmt.Sprint(len(rows)), Class: class, State: survey.Submitted, Version: "1",
				Name: "Phiếu ở " + unit, Answers: survey.Answers{"y_kien": survey.OfText("đường xấu"),
					"nguoi": survey.OfRows([]survey.Answers{{"nguoi/que": survey.OfText("a"), "nguoi/tuoi": survey.OfNumber("30")}})}}
			if unit != "." {
				r.Answers["huyen"], r.Answers["xa"] = survey.OfText("h1"), survey.OfText(unit)
				r.Skipped = []string{"thon", "nguoi[1]/que"}
			}
			rows = append(rows, r)
		}
	}
	return func(yield func(*survey.Response, error) bool) {
		for _, r := range rows {
			if !yield(r, nil) {
				return
			}
		}
	}
}

// By hand: units with fewer than five of a class are left out, then the smallest ones that stay until the rows without
// a unit are five or more.
func TestRowsOfFewComeWithoutTheirUnit(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		mode   survey.Mode
		groups []string
		want   []string // units with their class that stay, with how many rows
	}{
		{"named surveys keep all", survey.Named, []string{"a nd 1"}, []string{"a nd 1"}},
		{"five are enough", survey.Anonymous, []string{"a nd 5", "b nd 9"}, []string{"a nd 5", "b nd 9"}},
		{"one small unit takes the next one with it", survey.Anonymous, []string{"a nd 4", "b nd 9", "c nd 6"},
			[]string{"b nd 9"}},
		{"two small ones are five together", survey.Anonymous, []string{"a nd 2", "b nd 3", "c nd 6"}, []string{"c nd 6"}},
		{"of equal ones the first by code", survey.Anonymous, []string{"a nd 1", "c nd 6", "b nd 6"},
			[]string{"c nd 6"}},
		{"each class by itself", survey.Anonymous, []string{"a ld 1", "b ld 7", "c ld 8", "a nd 5"},
			[]string{"c ld 8", "a nd 5"}},
		{"nobody else is there", survey.Anonymous, []string{"a nd 3"}, nil},
		{"rows that say nothing of a unit hide nobody", survey.Anonymous, []string{"a nd 1", "- nd 9", "b nd 5"}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l, stay, left := village(t), map[string]int{}, 0
			for r, err := range places.Placed(&survey.Survey{Mode: tt.mode, UnitItem: "xa"}, l, rowsOf(tt.groups...)) {
				if err != nil {
					t.Fatal(err)
				}
				if r.Unit != "" {
					stay[r.Unit+" "+r.Class]++
					continue
				}
				left++
				for _, path := range []string{"huyen", "xa", "thon"} {
					if _, said := r.Answers[path]; said {
						t.Errorf("a row without its unit answers %s", path)
					}
				}
				if r.Name == "" && (len(r.Skipped) > 0 || r.Answers["nguoi"].Rows[0]["nguoi/que"].Text != "") {
					t.Errorf("a row without its unit says %v, not asked %v", r.Answers, r.Skipped)
				}
				if r.Answers["y_kien"].Text == "" || r.Answers["nguoi"].Rows[0]["nguoi/tuoi"].Text != "30" {
					t.Errorf("an answer went that tells no unit: %v", r.Answers)
				}
			}
			var got []string
			for group, n := range stay {
				got = append(got, fmt.Sprint(group, " ", n))
			}
			slices.Sort(got)
			slices.Sort(tt.want)
			if !slices.Equal(got, tt.want) {
				t.Errorf("with their unit come %v, want %v", got, tt.want)
			}
		})
	}
}

// Who did not say the commune, but the district, is one of those whom the district tells.
func TestTheDistrictOfFewIsLeftOut(t *testing.T) {
	t.Parallel()
	in := rowsOf("a nd 6", "- nd 4")
	for r := range in {
		if r.Answers["xa"].Empty() {
			r.Answers["huyen"] = survey.OfText("h2")
		}
	}
	for r, err := range places.Placed(&survey.Survey{Mode: survey.Anonymous, UnitItem: "xa"}, village(t), in) {
		if err != nil || r.Unit != "" || !r.Answers["huyen"].Empty() {
			t.Errorf("%v: unit %q, district %v: 4 people, and with the next 6 all", err, r.Unit, r.Answers["huyen"])
		}
	}
}

// Whether a unit is shown depends on the people who count: a second copy is nobody else, and what does not count hides
// no other unit, so that a file of all responses and one of those that count show the same units.
func TestOnlyPeopleWhoCountHideAUnit(t *testing.T) {
	t.Parallel()
	all := func(yield func(*survey.Response, error) bool) {
		for r := range rowsOf("a nd 6", "b nd 5", "c nd 9", "d nd 7") {
			unit := r.Answers["xa"].Text
			switch {
			case unit == "b" && r.ID == "6": // of the five of b one is the copy of another
				r.Of = "7"
			case unit == "a":
				r.State = survey.Rejected
			}
			if !yield(r, nil) {
				return
			}
		}
	}
	counting := func(yield func(*survey.Response, error) bool) {
		for r := range all {
			if r.State.Counts() && !yield(r, nil) {
				return
			}
		}
	}
	onlyRejected := func(yield func(*survey.Response, error) bool) {
		for r := range all {
			if r.Answers["xa"].Text != "b" && !yield(r, nil) {
				return
			}
		}
	}
	for name, tt := range map[string]struct {
		in   iter.Seq2[*survey.Response, error]
		want string
	}{"all": {all, "c"}, "counting": {counting, "c"}, "nobody hidden": {onlyRejected, "c d"}} {
		units := map[string]bool{}
		for r, err := range places.Placed(&survey.Survey{Mode: survey.Anonymous, UnitItem: "xa"}, village(t), tt.in) {
			if err != nil {
				t.Fatal(err)
			}
			if r.Unit != "" {
				units[r.Unit] = true
			}
		}
		if got := strings.Join(slices.Sorted(maps.Keys(units)), " "); got != tt.want {
			t.Errorf("%s: units %q are shown, want %q", name, got, tt.want)
		}
	}
}
