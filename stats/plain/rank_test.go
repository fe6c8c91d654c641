package plain

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/khaosat/khaosat/export/digits"
)

func TestRanks(t *testing.T) {
	ranks, ties := Ranks([]float64{5, 1, 5, 3, 5})
	if !slices.Equal(ranks, []float64{4, 1, 4, 2, 4}) || !slices.Equal(ties, []int{1, 1, 3}) {
		t.Errorf("got ranks %v, ties %v", ranks, ties)
	}
}

func TestRankSumEdges(t *testing.T) {
	for name, got := range map[string]RankSumTest{
		"an empty group": RankSum([]float64{math.NaN()}, []float64{1, 2}),
		"all equal":      RankSum([]float64{4, 4}, []float64{4}),
	} {
		if !math.IsNaN(got.P) || !math.IsNaN(got.PCC) {
			t.Errorf("%s: got %+v, want no test", name, got)
		}
	}
}

// scale draws two ratings with many ties and some missing answers.
func scale(t *rapid.T) (x, y []float64) {
	n := rapid.IntRange(3, 60).Draw(t, "n")
	for i := range n {
		a, b := float64(rapid.IntRange(0, 4).Draw(t, "x")), float64(rapid.IntRange(0, 4).Draw(t, "y"))
		if i > 3 && a == 0 {
			a = math.NaN()
		}
		x, y = append(x, a), append(y, b)
	}
	return x, y
}

// The counting by merge sort, by table and by looking at every pair must agree.
func TestKendallThreeWays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x, y := scale(t)
		var concordant, discordant int64
		codes := func(v []float64) []int {
			out := make([]int, len(v))
			for i, a := range v {
				if out[i] = int(a); math.IsNaN(a) {
					out[i] = -1
				}
			}
			return out
		}
		for i := range x {
			for j := range i {
				switch d := (x[i] - x[j]) * (y[i] - y[j]); {
				case d > 0:
					concordant++
				case d < 0:
					discordant++
				}
			}
		}
		table := Ordinal(Crosstabulate(codes(x), codes(y), 5, 5))
		if table.Concordant != concordant || table.Discordant != discordant {
			t.Fatalf("table: %d and %d pairs, want %d and %d", table.Concordant, table.Discordant, concordant,
				discordant)
		}
		k := Kendall(x, y)
		if math.IsNaN(k.R) != math.IsNaN(table.TauB) || math.Abs(k.R-table.TauB) > 1e-12 {
			t.Fatalf("tau-b %v by sorting, %v by table", k.R, table.TauB)
		}
	})
}

func TestCorrelationEdges(t *testing.T) {
	nan := math.NaN()
	if got := Pearson([]float64{1, 2, nan}, []float64{4, nan, 5}, 0.95); got.N != 1 || !math.IsNaN(got.R) {
		t.Errorf("one pair: got %+v", got)
	}
	if got := Pearson([]float64{1, 2, 3}, []float64{7, 7, 7}, 0.95); !math.IsNaN(got.R) || !math.IsNaN(got.P) {
		t.Errorf("a constant: got %+v, want no correlation", got)
	}
	if got := Spearman([]float64{1, 2, 3, 4}, []float64{1, 10, 100, 1000}); got.R != 1 || got.P != 0 {
		t.Errorf("the same order: got %+v, want rho 1", got)
	}
	if got := Kendall([]float64{1, 2}, []float64{5, 6}); got.R != 1 || !(got.P > 0.3) {
		t.Errorf("two pairs: got %+v", got)
	}
	if got := Ordinal([][]int64{{5, 0}, {0, 0}}); !math.IsNaN(got.Gamma) || !math.IsNaN(got.TauB) {
		t.Errorf("one cell: got %+v, want no association", got)
	}
}

// Job satisfaction by income of 96 men: Agresti, Categorical Data Analysis (2002), table 2.8, which gives
// 1331 concordant and 849 discordant pairs and gamma 0.221.
func ExampleOrdinal() {
	a := Ordinal([][]int64{
		{1, 3, 10, 6},
		{2, 3, 10, 7},
		{1, 6, 14, 12},
		{0, 1, 9, 11},
	})
	fmt.Println(a.N, a.Concordant, a.Discordant)
	fmt.Printf("gamma = %.3f\n", a.Gamma)
	// Output:
	// 96 1331 849
	// gamma = 0.221
}

func ExampleCronbach() {
	r := Cronbach([][]float64{
		{4, 3, 5, 2, 4, 3},
		{4, 2, 5, 1, 4, 3},
		{5, 3, 4, 2, 3, 3},
	}, true)
	fmt.Printf("alpha = %.3f of %d items, %d respondents\n", r.Alpha, r.K, r.N)
	// Output: alpha = 0.920 of 3 items, 6 respondents
}

func TestDescribeEdges(t *testing.T) {
	nan := math.NaN()
	if d := Describe([]float64{nan}); d.N != 0 || d.Missing != 1 || !math.IsNaN(d.Mean) || !math.IsNaN(d.Min) {
		t.Errorf("nobody: got %+v", d)
	}
	if d := Describe([]float64{5}); d.Mean != 5 || !math.IsNaN(d.SD) || !math.IsNaN(d.Skewness) {
		t.Errorf("one value: got %+v, want no spread", d)
	}
	if d := Describe([]float64{2, 2, 2}); d.SD != 0 || !math.IsNaN(d.Kurtosis) {
		t.Errorf("a constant: got %+v", d)
	}
	// Household sizes around a large offset: the spread does not drown.
	if d := Describe([]float64{1e9 + 1, 1e9 + 2, 1e9 + 3}); d.SD != 1 || d.Mean != 1e9+2 {
		t.Errorf("large numbers: mean %v, SD %v, want 1000000002 and 1", d.Mean, d.SD)
	}
	if q := SampleQuantile(nil, 0.5, QuantileR7); !math.IsNaN(q) {
		t.Errorf("median of nothing: %v", q)
	}
	if q := SampleQuantile([]float64{1, 2}, 1.5, QuantileSPSS); !math.IsNaN(q) {
		t.Errorf("quantile beyond 1: %v", q)
	}
}

func ExampleDescribe() {
	d := Describe([]float64{3, 5, 4, math.NaN(), 8})
	fmt.Printf("n %d (%d missing), mean %s, SD %.3f, median %v\n", d.N, d.Missing,
		digits.FormatDecimal("vi", d.Mean, 2), d.SD,
		SampleQuantile([]float64{3, 5, 4, 8}, 0.5, QuantileR7))
	// Output: n 4 (1 missing), mean 5,00, SD 2.160, median 4.5
}

func TestColumnLetters(t *testing.T) {
	// 60 of 100, 40 of 100, none of 50: the first is above both, the second above the third; an empty
	// column is not tested.
	table := [][]int64{{60, 40, 0, 0}, {40, 60, 50, 0}}
	letters := ColumnLetters(ColumnPairs(table), 2, 4, 0.05, true)
	if want := [][]string{{"bc", "c", "", ""}, {"", "a", "ab", ""}}; !slices.EqualFunc(letters, want,
		slices.Equal[[]string]) {
		t.Errorf("got %v, want %v", letters, want)
	}
	for column, want := range map[int]string{0: "a", 25: "z", 26: "aa", 27: "ab", 52: "ba", 702: "aaa"} {
		if got := ColumnLetter(column); got != want {
			t.Errorf("column %d: got %q, want %q", column, got, want)
		}
	}
}
