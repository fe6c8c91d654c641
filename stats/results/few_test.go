package results_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/khaosat/khaosat/stats/results"
	"github.com/khaosat/khaosat/survey"
)

// By hand, "UNIT PARENT VALID": of whom nothing is shown.
func TestUnitsOfFewAreNotShown(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		mode  survey.Mode
		total int64
		units string
		want  string
	}{
		{"named surveys show all", survey.Named, 3, "a - 1, b - 2", ""},
		{"enough everywhere", survey.Anonymous, 14, "a - 5, b - 9", ""},
		{"one of few takes the next smallest along", survey.Anonymous, 24, "a - 4, b - 9, c - 11", "a b"},
		{"two of few are enough together", survey.Anonymous, 17, "a - 3, b - 3, c - 11", "a b"},
		{"what has no unit hides them", survey.Anonymous, 30, "a - 4, b - 9, c - 11", "a"}, // 6 are placed nowhere
		{"all that is below one that is not shown", survey.Anonymous, 30,
			"h1 - 4, x1 h1 4, h2 - 8, x2 h2 8, h3 - 18, x3 h3 18", "h1 h2 x1 x2"},
		{"parts of each unit by themselves", survey.Anonymous, 30, "h1 - 14, x1 h1 2, x2 h1 5, x3 h1 7, h2 - 16, x4 h2 16",
			"x1 x2"},
		{"some answered for the district", survey.Anonymous, 14, "h1 - 14, x1 h1 2, x2 h1 7", "x1"}, // 5 gave no commune
		{"nobody gave a valid answer", survey.Anonymous, 12, "a - 0, b - 12", "a b"},
	} {
		r := &results.Results{Survey: &survey.Survey{Mode: tt.mode}}
		it := &results.Item{Base: results.Base{Valid: tt.total}}
		for _, line := range strings.Split(tt.units, ", ") {
			u := results.Unit{Responses: 99}
			var n int64
			if _, err := fmt.Sscan(line, &u.Code, &u.Parent, &n); err != nil {
				t.Fatal(err)
			}
			r.Units = append(r.Units, u)
			it.ByUnit = append(it.ByUnit, results.UnitRow{Base: results.Base{Valid: n}})
		}
		var got []string
		for i, few := range r.Few(it) {
			if few {
				got = append(got, r.Units[i].Code)
			}
		}
		slices.Sort(got)
		if strings.Join(got, " ") != tt.want {
			t.Errorf("%s: not shown are %v, want %s", tt.name, got, tt.want)
		}
	}
}
