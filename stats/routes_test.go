package stats

import (
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/khaosat/khaosat/stats/plain"
)

// TestThreeRoutes: the tally of codes, the tally of terms and a tally by hand give one figure and one standard error.
func TestThreeRoutes(t *testing.T) {
	for name, spec := range designs {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				f := drawSurvey(t).frame(nil, 1)
				d, err := NewDesign(f, spec)
				if err != nil {
					t.Fatal(err)
				}
				q := f.Column("q")
				a := estimated(t, crossed(t, f, spec), crossed(t, f, spec).Share(Total, 0, 3))[0]
				b, err := d.Proportion(Is(q, 0, 3))
				if err != nil {
					t.Fatal(err)
				}
				x := make([]float64, f.Len())
				for i := range x {
					code, why := q.Code(i)
					switch {
					case why != NotMissing:
						x[i] = math.NaN()
					case code == 0 || code == 3:
						x[i] = 1
					}
				}
				list, _, err := d.Means(Values(x))
				if err != nil {
					t.Fatal(err)
				}
				c := list.Each[0]
				for _, o := range []Estimate{b, c} {
					if a.N != o.N || a.DF != o.DF || !near(a.Value, o.Value, 1e-12) || !near(a.SE, o.SE, 1e-12) ||
						!near(a.Deff, o.Deff, 1e-9) {
						t.Fatalf("codes %+v, terms %+v", a, o)
					}
				}
			})
		})
	}
}

// TestPanel: two waves with the same PSUs put side by side give the difference that the stacked file gives.
func TestPanel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawSurvey(t)
		wave := make([]int, len(d.item))
		var rows [2][]int
		for i := range wave {
			wave[i] = rapid.IntRange(0, 1).Draw(t, fmt.Sprint("wave", i))
			rows[wave[i]] = append(rows[wave[i]], i)
		}
		if len(rows[0]) < 2 || len(rows[1]) < 2 {
			return
		}
		stacked := stackedDifference(t, d, wave)
		first, second := crossed(t, d.frame(rows[0], 1), designs["clusters"]),
			crossed(t, d.frame(rows[1], 1), designs["clusters"])
		both, err := Beside(first.Tally, second.Tally)
		if err != nil {
			t.Fatal(err)
		}
		e, err := both.Covariance(first.Share(Total, 1), second.Share(Total, 1).moved(first.Cells(), first.domains))
		if err != nil {
			t.Fatal(err)
		}
		if e.Each[0].N < 2 || e.Each[1].N < 2 {
			return
		}
		got := e.Difference(1, 0)
		if !near(got.Value, stacked.Value, 1e-12) || !near(got.SE, stacked.SE, 1e-10) {
			t.Fatalf("side by side %v ± %v, stacked %v ± %v", got.Value, got.SE, stacked.Value, stacked.SE)
		}
	})
}

// stackedDifference is the difference of the waves in one file, wave being a break.
func stackedDifference(t *rapid.T, d *drawn, wave []int) Estimate {
	f := d.frame(nil, 1)
	at, err := f.AddColumn(Variable{Name: "wave", Codes: []Code{{Value: "1"}, {Value: "2"}}})
	if err != nil {
		t.Fatal(err)
	}
	for i, w := range wave {
		f.columns[at].set(i, rowCell{code: w})
	}
	design, err := NewDesign(f, designs["clusters"])
	if err != nil {
		t.Fatal(err)
	}
	b, err := NewBreak(f, "wave")
	if err != nil {
		t.Fatal(err)
	}
	x := design.TallyItems([]*Column{f.Column("q")}, []*Break{b})[0][0]
	e, err := x.Covariance(x.Share(0, 1), x.Share(1, 1))
	if err != nil {
		t.Fatal(err)
	}
	return e.Difference(1, 0)
}

// TestPartAndWhole: a column that is the whole differs from the total by nothing, and says so without a test.
func TestPartAndWhole(t *testing.T) {
	f := approvalFrame(t)
	for i := range 40 {
		appendText(t, f, "A", []string{"good", "poor"}[i%2], "", "1")
	}
	d, err := NewDesign(f, DesignSpec{})
	if err != nil {
		t.Fatal(err)
	}
	b, err := NewBreak(f, "unit")
	if err != nil {
		t.Fatal(err)
	}
	tests, err := d.TallyItems([]*Column{f.Column("q")}, []*Break{b})[0][0].CompareWithTotal([][]int{{0}},
		plain.NoAdjustment)
	if err != nil {
		t.Fatal(err)
	}
	if x := tests[0]; x.Diff != 0 || !math.IsNaN(x.P) {
		t.Errorf("%+v, want no difference and no test", x)
	}
}

// TestMultipleAgrees: a Multi column and 0/1 terms give the same shares of cases and of responses.
func TestMultipleAgrees(t *testing.T) {
	f := approvalFrame(t)
	for i := range 60 {
		appendText(t, f, []string{"A", "B"}[i%2], "good", []string{"a b", "c", "", "b c", "a"}[i%5], "1")
	}
	d, err := NewDesign(f, DesignSpec{Strata: "unit"})
	if err != nil {
		t.Fatal(err)
	}
	none, err := NewBreak(f)
	if err != nil {
		t.Fatal(err)
	}
	m := f.Column("m")
	x := d.TallyItems([]*Column{m}, []*Break{none})[0][0]
	terms, err := d.MultipleResponse(IsAnyOf(m, 0), IsAnyOf(m, 1), IsAnyOf(m, 2))
	if err != nil {
		t.Fatal(err)
	}
	for code := range 3 {
		e, err := x.Estimate(x.Share(Total, code), x.ResponseShare(Total, code))
		if err != nil {
			t.Fatal(err)
		}
		for k, want := range []Estimate{terms.Cases[code], terms.Responses[code]} {
			if got := e.Each[k]; !near(got.Value, want.Value, 1e-12) || !near(got.SE, want.SE, 1e-12) || want.SE == 0 {
				t.Errorf("option %d, base %d: %v ± %v, terms %v ± %v", code, k, got.Value, got.SE, want.Value, want.SE)
			}
		}
	}
}
