package plan

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/khaosat/khaosat/export/digits"
	"github.com/khaosat/khaosat/stats/problem"
)

// Published figures: 385 (±5 points, very large population), 370 of 10,000 (Krejcie & Morgan 1970), 1,068
// for ±3 points, Slovin's 286 of 1,000 and 400 of very many.
func TestPlanSampleKnownFigures(t *testing.T) {
	for _, c := range []struct {
		name    string
		need    SampleNeed
		n, send int64
	}{
		{"±5", SampleNeed{Margin: 0.05}, 385, 385},
		{"±3", SampleNeed{Margin: 0.03}, 1068, 1068},
		{"±5 of 10,000", SampleNeed{Margin: 0.05, Population: 10_000}, 370, 370},
		{"±5 of 10,000, clusters", SampleNeed{Margin: 0.05, Population: 10_000, Deff: 2}, 714, 714},
		{"four of five answer", SampleNeed{Margin: 0.05, Response: 0.8}, 385, 482},
		{"approval near 90 %", SampleNeed{Margin: 0.03, Proportion: 0.9}, 385, 385},
		{"99 %", SampleNeed{Margin: 0.05, Level: 0.99}, 664, 664},
		{"a hamlet", SampleNeed{Margin: 0.05, Population: 40}, 37, 37},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := PlanSample(c.need)
			if err != nil || got.Respondents != c.n || got.Invited != c.send || !got.Enough {
				t.Errorf("got %+v, %v; want %d of %d invited", got, err, c.n, c.send)
			}
		})
	}
	for _, c := range []struct {
		population int64
		margin     float64
		want       int64
	}{{1000, 0.05, 286}, {100_000_000, 0.05, 400}, {1, 0.05, 1}, {8_000, 0.05, 381}} {
		if got, err := SlovinSize(c.population, c.margin); err != nil || got != c.want {
			t.Errorf("Slovin of %d at %v: got %d, %v; want %d", c.population, c.margin, got, err, c.want)
		}
	}
}

// Inviting all 50 people of a unit when half answer cannot give ±5 points: the plan says what it gives.
func TestPlanSampleOutOfReach(t *testing.T) {
	got, err := PlanSample(SampleNeed{Margin: 0.05, Population: 50, Response: 0.5})
	if err != nil || got.Enough || got.Invited != 50 {
		t.Fatalf("got %+v, %v; want all 50 invited and not enough", got, err)
	}
	// By hand: 1.96·√(0.25/25 · 25/49) = 0.14.
	if math.Abs(got.Margin-0.14) > 1e-4 {
		t.Errorf("margin %v, want 0.14", got.Margin)
	}
}

func TestPlanSampleRefusesNonsense(t *testing.T) {
	for name, need := range map[string]SampleNeed{
		"no margin":        {},
		"margin of 200 %":  {Margin: 2},
		"level of 95":      {Margin: 0.05, Level: 95},
		"proportion":       {Margin: 0.05, Proportion: 1},
		"deff":             {Margin: 0.05, Deff: -1},
		"response of 80":   {Margin: 0.05, Response: 80},
		"population":       {Margin: 0.05, Population: -5},
		"margin not given": {Margin: math.NaN()},
	} {
		var problem *problem.Problem
		if got, err := PlanSample(need); !errors.As(err, &problem) {
			t.Errorf("%s: got %+v, %v; want a problem in words", name, got, err)
		}
	}
	if _, err := SlovinSize(0, 0.05); err == nil {
		t.Error("Slovin without a population: want an error")
	}
}

// The planned size gives the wanted margin and one respondent fewer does not.
func TestPlanSampleIsTheLeast(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		need := SampleNeed{
			Margin:     rapid.Float64Range(0.005, 0.2).Draw(t, "margin"),
			Proportion: rapid.Float64Range(0.05, 0.95).Draw(t, "p"),
			Deff:       rapid.Float64Range(1, 4).Draw(t, "deff"),
			Population: rapid.Int64Range(0, 1_000_000).Draw(t, "population"),
		}
		got, err := PlanSample(need)
		if err != nil {
			t.Fatal(err)
		}
		if m := MarginOfError(got.Respondents, need); m > need.Margin*(1+1e-6) {
			t.Fatalf("%d respondents give ±%v, want ±%v", got.Respondents, m, need.Margin)
		}
		if m := MarginOfError(got.Respondents-1, need); got.Respondents > 1 && m < need.Margin*(1-1e-6) {
			t.Fatalf("%d respondents would do: ±%v", got.Respondents-1, m)
		}
	})
}

func TestAllocate(t *testing.T) {
	strata := []StratumPlan{
		{Name: "leaders", Population: 100, SD: 0.3, Minimum: 30},
		{Name: "members", Population: 900, SD: 0.4},
		{Name: "people", Population: 9000, SD: 0.5},
	}
	for _, c := range []struct {
		rule AllocationRule
		n    int64
		want []int64
		why  string
	}{
		{Proportional, 400, []int64{30, 34, 336}, "370 by 1:10 after the minimum: 33.6 and 336.4"},
		{Equal, 400, []int64{100, 150, 150}, "leaders are only 100"},
		{Neyman, 400, []int64{30, 27, 343}, "370 by 360:4500, 27.4 and 342.6"},
		{Proportional, 10_000, []int64{100, 900, 9000}, "a full count"},
		{Proportional, 30, []int64{30, 0, 0}, "the minimum takes all"},
	} {
		t.Run(fmt.Sprint(c.rule, c.n), func(t *testing.T) {
			got, err := Allocate(c.n, strata, c.rule)
			if err != nil || !slices.Equal(got, c.want) {
				t.Errorf("got %v, %v; want %v (%s)", got, err, c.want, c.why)
			}
		})
	}
	for name, c := range map[string]struct {
		n      int64
		strata []StratumPlan
		rule   AllocationRule
	}{
		"more than there are":    {10_001, strata, Proportional},
		"less than the minimums": {29, strata, Equal},
		"negative":               {-1, strata, Equal},
		"no spread anywhere":     {5, []StratumPlan{{Population: 10}}, Neyman},
		"negative SD":            {5, []StratumPlan{{Population: 10, SD: -1}}, Neyman},
		"unknown rule":           {5, strata, "best"},
	} {
		if got, err := Allocate(c.n, c.strata, c.rule); err == nil {
			t.Errorf("%s: got %v, want an error", name, got)
		}
	}
}

// Whatever the strata: exactly n, within the bounds, and within one of the exact share where no bound
// is in the way; equal SDs make Neyman proportional.
func TestAllocateIdentities(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var strata []StratumPlan
		var most, least int64
		for range rapid.IntRange(1, 30).Draw(t, "strata") {
			s := StratumPlan{
				Population: rapid.Int64Range(1, 100_000).Draw(t, "population"), SD: 0.5,
				Minimum: rapid.SampledFrom([]int64{0, 0, 0, 10, 50}).Draw(t, "minimum"),
			}
			strata = append(strata, s)
			most, least = most+s.Population, least+min(s.Minimum, s.Population)
		}
		n := rapid.Int64Range(least, most).Draw(t, "n")
		for _, rule := range []AllocationRule{Proportional, Equal, Neyman} {
			got, err := Allocate(n, strata, rule)
			if err != nil {
				t.Fatal(err)
			}
			var sum int64
			for h, k := range got {
				sum += k
				if k > strata[h].Population || k < min(strata[h].Minimum, strata[h].Population) {
					t.Fatalf("%s: %d of %+v", rule, k, strata[h])
				}
				exact := float64(n) * float64(strata[h].Population) / float64(most)
				if rule == Proportional && least == 0 && math.Abs(float64(k)-exact) > 1 {
					t.Fatalf("%d of an exact share of %v", k, exact)
				}
			}
			if sum != n {
				t.Fatalf("%s: %v adds up to %d, want %d", rule, got, sum, n)
			}
		}
		proportional, _ := Allocate(n, strata, Proportional)
		neyman, _ := Allocate(n, strata, Neyman)
		if !slices.Equal(proportional, neyman) {
			t.Fatalf("Neyman with equal SDs %v, proportional %v", neyman, proportional)
		}
	})
}

func ExamplePlanSample() {
	plan, err := PlanSample(SampleNeed{Margin: 0.03, Population: 62_000, Deff: ClusterDeff(15, 0.04), Response: 0.9})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(digits.FormatCount("vi", plan.Respondents), "valid answers,", digits.FormatCount("vi", plan.Invited),
		"invited")
	office, _ := SlovinSize(62_000, 0.03)
	fmt.Println("by the office's rule", digits.FormatCount("vi", office))
	// Output:
	// 1.622 valid answers, 1.803 invited
	// by the office's rule 1.092
}

func ExampleAllocate() {
	shares, err := Allocate(400, []StratumPlan{
		{Name: "leaders", Population: 100, Minimum: 30},
		{Name: "members", Population: 900},
		{Name: "people", Population: 9000},
	}, Proportional)
	fmt.Println(shares, err)
	// Output: [30 34 336] <nil>
}
