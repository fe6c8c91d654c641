package stats

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

// TestFastRoutes: the fast passes over multiple choices and numbers give what a tally of terms gives, under weights,
// clusters, filters and breaks, wherever a run of rows begins.
func TestFastRoutes(t *testing.T) {
	for name, spec := range designs {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) { checkFastRoutes(t, spec) })
		})
	}
}

func checkFastRoutes(t *rapid.T, spec DesignSpec) {
	f := drawSurvey(t).frame(nil, 1)
	at, err := f.AddColumn(Variable{Name: "m", Kind: Multi, Codes: []Code{{Value: "a"}, {Value: "b"}, {Value: "c"}}})
	if err != nil {
		t.Fatal(err)
	}
	keep := f.Select(func(i int) bool {
		cell := rowCell{codes: rapid.SliceOfDistinct(rapid.IntRange(0, 2), rapid.ID[int]).Draw(t, fmt.Sprint("m", i))}
		if rapid.IntRange(0, 5).Draw(t, fmt.Sprint("missing", i)) == 0 {
			cell = rowCell{why: NotAnswered}
		}
		f.columns[at].set(i, cell)
		f.Column("x").set(i, rowCell{number: float64(rapid.IntRange(-1000, 1000).Draw(t, fmt.Sprint("number", i)))})
		if rapid.IntRange(0, 8).Draw(t, fmt.Sprint("no number", i)) == 0 {
			f.Column("x").set(i, rowCell{why: Refused})
		}
		return rapid.IntRange(0, 4).Draw(t, fmt.Sprint("keep", i)) > 0
	})
	d, err := NewDesign(f, spec)
	if err != nil {
		t.Fatal(err)
	}
	d = d.Within(keep)
	by, err := NewBreak(f, "q")
	if err != nil {
		t.Fatal(err)
	}
	m, x, q := f.Column("m"), f.Column("x"), f.Column("q")
	crosses := d.TallyItems([]*Column{m, x}, []*Break{by})
	for col := range by.Columns {
		group := d.Within(f.Select(func(i int) bool { code, _ := q.Code(i); return code == col }))
		want, _, err := group.Means(IsAnyOf(m, 0), IsAnyOf(m, 1), IsAnyOf(m, 2))
		if err != nil {
			t.Fatal(err)
		}
		shares := crosses[0][0]
		got, err := shares.Covariance(shares.Share(col, 0), shares.Share(col, 1), shares.Share(col, 2))
		if err != nil {
			t.Fatal(err)
		}
		mean, _, err := group.Means(Value(x))
		if err != nil {
			t.Fatal(err)
		}
		numbers, err := crosses[1][0].Covariance(crosses[1][0].Mean(col))
		if err != nil {
			t.Fatal(err)
		}
		alike(t, got, want)
		alike(t, numbers, mean)
	}
}

// alike compares estimates and covariances of two routes.
func alike(t *rapid.T, got, want *Estimates) {
	for i, a := range got.Each {
		b := want.Each[i]
		if a.N != b.N || a.Rows != b.Rows || a.DF != b.DF || !near(a.Value, b.Value, 1e-12) ||
			!near(a.SE, b.SE, 1e-9) || !near(a.Deff, b.Deff, 1e-7) {
			t.Fatalf("figure %d: %+v, terms %+v", i, a, b)
		}
		for j := range got.Each {
			if !near(got.Cov[i][j], want.Cov[i][j], 1e-9) {
				t.Fatalf("covariance %d, %d: %v, terms %v", i, j, got.Cov[i][j], want.Cov[i][j])
			}
		}
	}
}

// TestFastRoutesLong is the same over runs of many words of bits, which begin anywhere.
func TestFastRoutesLong(t *testing.T) {
	f, err := NewFrame([]Variable{{Name: "psu", Open: true}, {Name: "by", Codes: []Code{{Value: "x"}, {Value: "y"}}},
		{Name: "w", Kind: Number},
		{Name: "m", Kind: Multi, Codes: []Code{{Value: "a"}, {Value: "b"}}}})
	if err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(3, 4))
	for range 9000 {
		appendText(t, f, fmt.Sprint("c", rng.IntN(7)), []string{"x", "y", ""}[rng.IntN(3)], fmt.Sprint(1+rng.IntN(9)),
			[]string{"", "a", "b", "a b"}[rng.IntN(4)])
	}
	if err := f.Arrange("psu"); err != nil {
		t.Fatal(err)
	}
	by, err := NewBreak(f, "by")
	if err != nil {
		t.Fatal(err)
	}
	m, group := f.Column("m"), f.Column("by")
	for name, spec := range map[string]DesignSpec{"clusters": {Weight: "w", PSU: []string{"psu"}}, "plain": {}} {
		d, err := NewDesign(f, spec)
		if err != nil {
			t.Fatal(err)
		}
		x := d.TallyItems([]*Column{m}, []*Break{by})[0][0]
		for col := range 2 {
			want, _, err := d.Within(f.Select(func(i int) bool {
				code, _ := group.Code(i)
				return code == col
			})).Means(IsAnyOf(m, 0), IsAnyOf(m, 1))
			if err != nil {
				t.Fatal(err)
			}
			got, err := x.Covariance(x.Share(col, 0), x.Share(col, 1))
			if err != nil {
				t.Fatal(err)
			}
			for i, a := range got.Each {
				if b := want.Each[i]; a.N != b.N || !near(a.Value, b.Value, 1e-12) || !near(a.SE, b.SE, 1e-10) ||
					!near(got.Cov[0][1], want.Cov[0][1], 1e-12) {
					t.Errorf("%s, column %d, option %d: %+v, terms %+v", name, col, i, a, b)
				}
			}
		}
	}
}
