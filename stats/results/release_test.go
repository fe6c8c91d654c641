package results_test

import (
	"testing"
	"time"

	"github.com/khaosat/khaosat/stats/results"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/form"
	"github.com/khaosat/khaosat/survey/versions"
)

// rated makes the figures of one question: so many good, fair and don't know, and so many who left it blank.
func rated(t *testing.T, good, fair, unknown, blank int64) *results.Results {
	t.Helper()
	f, problems := form.Compile(&survey.Questionnaire{FormID: "f", Version: "1",
		Lists: []survey.ChoiceList{{Name: "l", Choices: []survey.Choice{{Code: "g", Role: survey.PositiveStrong, Score: "2"},
			{Code: "f", Role: survey.Positive, Score: "1"}, {Code: "u", Role: survey.DontKnow}}}},
		Items: []*survey.Item{{Name: "q", Kind: survey.Single, List: "l"}}})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	l := versions.LineageOf(f)
	n := good + fair + unknown + blank
	it := &results.Item{Field: f.Field("q"), Series: l.Series[0], Top: &results.Share{}, Top2: &results.Share{},
		Scores: &results.Numbers{}, Base: results.Base{Asked: n, Answered: n - blank, Valid: good + fair}}
	counts := map[string]int64{"g": good, "f": fair, "u": unknown}
	it.Rows = results.Rows(l.Series[0], it.Base, func(c *versions.SeriesChoice) int64 { return counts[c.Code] }, nil)
	return &results.Results{Survey: &survey.Survey{Slug: "s", Created: time.Unix(9, 0)}, Form: f, Lineage: l, Counted: n,
		Items: []*results.Item{it}}
}

// By hand: what the public sees after each state. Figures are compared at 6 answers, the first that are enough, and
// whenever there are five more or fewer; a part moves by five or more, or not.
func TestTheReleaseMovesInSteps(t *testing.T) {
	t.Parallel()
	type seen struct{ counted, good, fair, unknown, blank int64 }
	var release *survey.Release
	for i, tt := range []struct {
		now, want seen
	}{
		{seen{4, 4, 0, 0, 0}, seen{}},                // nobody sees figures of four
		{seen{6, 4, 1, 1, 0}, seen{6, 4, 1, 1, 0}},   // the first figures are as they are
		{seen{10, 8, 1, 1, 0}, seen{6, 4, 1, 1, 0}},  // four more answers: not compared
		{seen{11, 8, 2, 1, 0}, seen{11, 4, 1, 1, 0}}, // five more, but four and one in the parts
		{seen{12, 9, 2, 1, 0}, seen{11, 4, 1, 1, 0}}, // five good, but compared five answers on only
		{seen{16, 12, 2, 1, 1}, seen{16, 12, 1, 1, 0}},
		{seen{21, 12, 6, 2, 1}, seen{21, 12, 6, 1, 0}},
		{seen{16, 7, 6, 2, 1}, seen{16, 7, 6, 1, 0}},   // five withdraw
		{seen{21, 2, 13, 5, 1}, seen{21, 7, 6, 1, 0}},  // five good less and seven fair more: valid would move by two
		{seen{26, 2, 17, 6, 1}, seen{26, 2, 17, 6, 0}}, // … and here by six
	} {
		now := rated(t, tt.now.good, tt.now.fair, tt.now.unknown, tt.now.blank)
		if now.Counted != tt.now.counted {
			t.Fatalf("step %d adds up to %d", i, now.Counted)
		}
		release = results.Release(release, now)
		shown, of := results.Released(release, now)
		it := shown.Items[0]
		got := seen{shown.Counted, it.Rows[0].Count, it.Rows[1].Count, it.Rows[2].Count, it.Base.Asked - it.Base.Answered}
		valid := tt.want.good + tt.want.fair
		if got != tt.want || it.Base.Valid != valid || it.Top.Count != tt.want.good || it.Top2.Count != valid ||
			of[0] != valid+tt.want.unknown+tt.want.blank {
			t.Errorf("step %d: the public sees %+v of %d, %+v; want %+v", i, got, of[0], it.Base, tt.want)
		}
		if valid > 0 && it.Scores.Mean != float64(2*tt.want.good+tt.want.fair)/float64(valid) {
			t.Errorf("step %d: mean score %v of %+v", i, it.Scores.Mean, got)
		}
	}
}
