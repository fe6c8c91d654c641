package stats

import (
	"fmt"
	"math"
	"math/big"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/khaosat/khaosat/stats/plain"
)

// TestMergeIsExact: however rows are dealt out to tallies, which are merged in any order, every figure is that of one
// tally.
func TestMergeIsExact(t *testing.T) {
	for name, spec := range designs {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				d := drawSurvey(t)
				parts := make([][]int, 3)
				for i := range d.item {
					k := rapid.IntRange(0, 2).Draw(t, fmt.Sprint("part", i))
					parts[k] = append(parts[k], i)
				}
				parts = slices.DeleteFunc(parts, func(rows []int) bool { return rows == nil })
				var merged *Tally
				for _, rows := range rapid.Permutation(parts).Draw(t, "order") {
					part := crossed(t, d.frame(rows, 1), spec).Tally
					if merged == nil {
						merged = part
						continue
					}
					var err error
					if merged, err = Merge(merged, part); err != nil {
						t.Fatal(err)
					}
				}
				whole := crossed(t, d.frame(nil, 1), spec)
				for col := Total; col < 3; col++ {
					want, err := whole.Covariance(whole.shares(col)...)
					if err != nil {
						t.Fatal(err)
					}
					got, err := merged.Covariance(whole.shares(col)...)
					if err != nil {
						t.Fatal(err)
					}
					identical(t, fmt.Sprint("column ", col), got, want)
				}
			})
		})
	}
}

// TestNumbers: values that come and go leave what is left of them: rank by rank that of the sorted list, sums as
// math/big has them. The first values are worked out by hand.
func TestNumbers(t *testing.T) {
	n := &Numbers{}
	for _, x := range []float64{2, 4, 4, 4, 5, 5, 7, 9, 1e9} {
		n.Add(x)
	}
	n.Remove(1e9)
	if n.N() != 8 || n.Sum() != 40 || n.Mean() != 5 || n.SD() != math.Sqrt(32./7) || n.Median() != 4.5 ||
		n.Min() != 2 || n.Max() != 9 {
		t.Errorf("%d %v %v %v %v %v %v", n.N(), n.Sum(), n.Mean(), n.SD(), n.Median(), n.Min(), n.Max())
	}
	rapid.Check(t, func(t *rapid.T) {
		n := &Numbers{}
		var list []float64
		for i, x := range rapid.SliceOfN(rapid.OneOf(rapid.Float64Range(-1e9, 1e9),
			rapid.Map(rapid.IntRange(-9, 9), func(i int) float64 { return float64(i) })), 0, 1500).Draw(t, "values") {
			if i%5 == 4 {
				n.Remove(list[i%len(list)])
				list = slices.Delete(list, i%len(list), i%len(list)+1)
				continue
			}
			n.Add(x)
			list = append(list, x)
		}
		sum := new(big.Float).SetPrec(3000)
		for _, x := range list {
			sum.Add(sum, new(big.Float).SetFloat64(x))
		}
		want, _ := sum.Float64()
		if n.N() != int64(len(list)) || n.Sum() != want {
			t.Fatalf("%d values of sum %v, want %d of %v", n.N(), n.Sum(), len(list), want)
		}
		for _, p := range []float64{0, 0.1, 0.25, 0.5, 0.9, 1} {
			for _, kind := range []plain.QuantileType{plain.QuantileSAS, plain.QuantileSPSS, plain.QuantileR7} {
				if got, want := n.Quantile(p, kind), plain.SampleQuantile(list, p, kind); got != want &&
					!(got != got && want != want) {
					t.Fatalf("quantile %v: %v, want %v", p, got, want)
				}
			}
		}
		d := plain.Describe(list)
		if !near(n.Mean(), d.Mean, 1e-14) || !near(n.SD(), d.SD, 1e-12) {
			t.Fatalf("mean %v and SD %v, want %v and %v", n.Mean(), n.SD(), d.Mean, d.SD)
		}
	})
}

// TestLargeMeans: a standard deviation beside a mean a billion times as large keeps its digits. By hand: of 1e9+1,
// 1e9+2, 1e9+3 the mean is 1e9+2 and the standard deviation 1; the standard error of the mean is 1/√3.
func TestLargeMeans(t *testing.T) {
	f, err := NewFrame([]Variable{{Name: "x", Kind: Number}})
	if err != nil {
		t.Fatal(err)
	}
	n := &Numbers{}
	for _, x := range []float64{1e9 + 1, 1e9 + 2, 1e9 + 3} {
		r := f.NewRow()
		if err := r.SetNumber(0, x); err != nil {
			t.Fatal(err)
		}
		f.Append(r)
		n.Add(x)
	}
	s, err := Summarize(f, nil, "x")
	if err != nil {
		t.Fatal(err)
	}
	tables, err := Tabulate(f, TableSpec{Items: []string{"x"}})
	if err != nil {
		t.Fatal(err)
	}
	mean := tables.Tables[0].Find("mean", "")
	if s[0].Mean != 1e9+2 || s[0].SD != 1 || n.SD() != 1 || math.Abs(float64(mean.SE)-1/math.Sqrt(3)) > 1e-13 {
		t.Errorf("mean %v, SD %v and %v, SE %v", s[0].Mean, s[0].SD, n.SD(), mean.SE)
	}
}
