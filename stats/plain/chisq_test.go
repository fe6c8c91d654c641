package plain

import (
	"errors"
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/khaosat/khaosat/stats/problem"
)

// The party table of the help page of R 4.2.2 chisq.test, which prints X² = 30.07 and p = 2.954e-07; with
// two degrees of freedom p is exp(-X²/2).
func TestIndependenceOfTheHelpPage(t *testing.T) {
	got, err := Independence([][]int64{{762, 327, 468}, {484, 239, 477}}, false)
	if err != nil {
		t.Fatal(err)
	}
	if math.Abs(got.Statistic-30.070149095754687) > 1e-9 || got.DF != 2 ||
		math.Abs(got.P-math.Exp(-got.Statistic/2)) > 1e-18 {
		t.Errorf("got X² %v, df %d, p %v", got.Statistic, got.DF, got.P)
	}
}

func TestIndependenceEdges(t *testing.T) {
	full, err := Independence([][]int64{{10, 20}, {30, 5}}, false)
	if err != nil {
		t.Fatal(err)
	}
	holes, err := Independence([][]int64{{10, 0, 20}, {0, 0, 0}, {30, 0, 5}}, false)
	if err != nil {
		t.Fatal(err)
	}
	if holes.Statistic != full.Statistic || holes.DF != 1 || holes.Rows[1] != 2 || holes.Cols[1] != 2 {
		t.Errorf("empty rows and columns change the test: %+v, want %+v", holes, full)
	}
	for name, table := range map[string][][]int64{
		"one row":    {{3, 4, 5}},
		"one column": {{3}, {4}},
		"all empty":  {{0, 0}, {0, 0}},
		"nothing":    nil,
	} {
		var problem *problem.Problem
		if got, err := Independence(table, false); !errors.As(err, &problem) {
			t.Errorf("%s: got %+v, want a problem in words", name, got)
		}
	}
}

// Adding up rows that have the same shares cannot change G² (its partition), and a table with equal
// rows has no association.
func TestIndependenceIdentities(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		row := rapid.SliceOfN(rapid.Int64Range(1, 500), 2, 6).Draw(t, "row")
		other := rapid.SliceOfN(rapid.Int64Range(0, 500), len(row), len(row)).Draw(t, "other row")
		other[0]++
		twice := make([]int64, len(row))
		for i, k := range row {
			twice[i] = 2 * k
		}
		none, err := Independence([][]int64{row, twice}, false)
		if err != nil || none.Statistic > 1e-9 || none.CramersV > 1e-5 || none.G2 > 1e-9 {
			t.Fatalf("proportional rows: %+v, %v", none, err)
		}
		three, err3 := Independence([][]int64{row, twice, other}, false)
		sum := make([]int64, len(row))
		for i := range row {
			sum[i] = row[i] + twice[i]
		}
		two, err2 := Independence([][]int64{sum, other}, false)
		if err3 != nil || err2 != nil || math.Abs(three.G2-two.G2) > 1e-8*(1+two.G2) {
			t.Fatalf("G² %v of three rows, %v of the two equal ones joined", three.G2, two.G2)
		}
	})
}

func TestGoodnessOfFitRefusesBadShares(t *testing.T) {
	for name, c := range map[string]struct {
		counts []int64
		shares []float64
	}{
		"do not add up": {[]int64{3, 4}, []float64{0.5, 0.4}},
		"too few":       {[]int64{3, 4}, []float64{1}},
		"no answers":    {[]int64{0, 0}, []float64{0.5, 0.5}},
	} {
		if _, err := GoodnessOfFit(c.counts, c.shares); err == nil {
			t.Errorf("%s: want an error", name)
		}
	}
}

func TestMcNemarNobodyChanged(t *testing.T) {
	if got := McNemar(0, 0); !math.IsNaN(got.P) || !math.IsNaN(got.PCC) {
		t.Errorf("got %+v, want no test", got)
	}
	if got := McNemar(7, 7); got.X2 != 0 || got.X2CC != 0 || got.P != 1 {
		t.Errorf("equal changes: got %+v, want X² 0 and p 1", got)
	}
}

func ExampleIndependence() {
	t, err := Independence([][]int64{{762, 327, 468}, {484, 239, 477}}, false)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("X² = %.2f, df = %d, Cramér's V = %.3f\n", t.Statistic, t.DF, t.CramersV)
	// Output: X² = 30.07, df = 2, Cramér's V = 0.104
}
