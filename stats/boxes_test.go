package stats

import (
	"strings"
	"testing"

	"github.com/khaosat/khaosat/stats/plain"
)

// A list whose best answer is positive and no more (agree, disagree) has a share of the positive, with its letters, and
// no box of the strongest.
func TestAScaleWithoutAStrongestAnswerHasItsPositiveShare(t *testing.T) {
	t.Parallel()
	var rows strings.Builder
	rows.WriteString("q,g\n" + strings.Repeat("yes,A\n", 80) + strings.Repeat("no,A\n", 20) +
		strings.Repeat("yes,B\n", 30) + strings.Repeat("no,B\n", 70))
	f, err := ReadCSV(strings.NewReader(rows.String()),
		CSVOptions{Describe: map[string]Variable{"q": {Codes: []Code{{Value: "yes", Role: RolePositive},
			{Value: "no", Role: RoleNegative}}}}})
	if err != nil {
		t.Fatal(err)
	}
	tables, err := Tabulate(f, TableSpec{Items: []string{"q"}, Banner: [][]string{{"g"}}, Letters: plain.NoAdjustment})
	if err != nil {
		t.Fatal(err)
	}
	table := tables.Tables[0]
	if c := table.FindNet("top_box", "A"); c != nil {
		t.Errorf("a box of the strongest answer, which there is not: %+v", c)
	}
	for column, want := range map[string]TableCell{"": {Count: 110, Estimate: 0.55},
		"A": {Count: 80, Estimate: 0.8, Letters: "b"}, "B": {Count: 30, Estimate: 0.3}} {
		if c := table.FindNet("top2_box", column); c == nil || c.Count != want.Count || c.Estimate != want.Estimate ||
			c.Letters != want.Letters {
			t.Errorf("the positive share of %q: %+v, want %+v", column, c, want)
		}
	}
}
