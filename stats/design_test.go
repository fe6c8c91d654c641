package stats

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/khaosat/khaosat/stats/problem"
)

// csvFrameOf reads a small table; w and f columns are numbers.
func csvFrameOf(t testing.TB, text string) *Frame {
	t.Helper()
	f, err := ReadCSV(strings.NewReader(text), CSVOptions{Numbers: []string{"w", "p", "f", "g", "x"}})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// TestDesignRefuses names the row and what is wrong, in both languages.
func TestDesignRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		csv  string
		spec DesignSpec
		want []string
	}{
		"negative weight": {"q,w\na,1\na,-2\n", DesignSpec{Weight: "w"}, []string{"row 2", "-2"}},
		"weight missing":  {"q,w\na,1\na,\n", DesignSpec{Weight: "w"}, []string{"row 2", "column w"}},
		"weights beyond reach": {"q,w\na,1\na,1e308\n", DesignSpec{Weight: "w"},
			[]string{"row 2", "column w", "1e+308"}},
		"weights too small": {"q,w\na,1e-200\na,0\n", DesignSpec{Weight: "w"},
			[]string{"row 1", "column w", "1e-200"}},
		"all weights 0":       {"q,w\na,0\na,0\n", DesignSpec{Weight: "w"}, []string{"all weights are 0"}},
		"weight a category":   {"q,v\na,1\n", DesignSpec{Weight: "v"}, []string{`“v”`}},
		"weights and chances": {"q,w,p\na,1,1\n", DesignSpec{Weight: "w", Prob: "p"}, []string{"not both"}},
		"no such stratum":     {"q\na\n", DesignSpec{Strata: "h"}, []string{`“h”`}},
		"stratum missing":     {"h,q\nA,a\n,a\n", DesignSpec{Strata: "h"}, []string{"row 2", "column h"}},
		"PSU in two strata": {"h,i,q\nA,1,a\nB,1,a\n", DesignSpec{Strata: "h", PSU: []string{"i"}},
			[]string{"row 2", "column i", "PSU 1", "A", "B"}},
		"fpc below the sample": {"h,f\nA,1\nA,1\nB,3\n", DesignSpec{Strata: "h", FPC: []string{"f"}},
			[]string{"row 1", "column f", "stratum A", "2 units"}},
		"fpc varies": {"h,f\nA,9\nA,8\n", DesignSpec{Strata: "h", FPC: []string{"f"}},
			[]string{"row 2", "9", "8"}},
		"fpc size and fraction": {"h,f\nA,0.5\nB,9\n", DesignSpec{Strata: "h", FPC: []string{"f"}},
			[]string{"row 1", "not both"}},
		"fpc 0": {"h,f\nA,0\n", DesignSpec{Strata: "h", FPC: []string{"f"}},
			[]string{"row 1", "above 0"}},
		"three stages": {"a,b,c\n1,1,1\n", DesignSpec{PSU: []string{"a", "b", "c"}}, []string{"two stages"}},
		"fpc of a stage too many": {"a,f,g\n1,9,9\n", DesignSpec{PSU: []string{"a"}, FPC: []string{"f", "g"}},
			[]string{"two stages"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := NewDesign(csvFrameOf(t, c.csv), c.spec)
			var p *problem.Problem
			if !errors.As(err, &p) || p.In("vi") == "" {
				t.Fatalf("error %v, want a problem in both languages", err)
			}
			for _, part := range c.want {
				if !strings.Contains(p.In("en"), part) {
					t.Errorf("error %q, want it to say %q", p.In("en"), part)
				}
			}
		})
	}
}

// TestNested takes PSU names as unique within strata only.
func TestNested(t *testing.T) {
	f := csvFrameOf(t, "h,i,x\nA,1,1\nA,2,3\nB,1,5\nB,2,9\n")
	d, err := NewDesign(f, DesignSpec{Strata: "h", PSU: []string{"i"}, Nest: true})
	if err != nil {
		t.Fatal(err)
	}
	e, _, err := d.Totals(Value(f.Column("x")))
	if err != nil {
		t.Fatal(err)
	}
	// By hand: 2 (1-2)² + 2 (3-2)² in A, 2 (5-7)² + 2 (9-7)² in B.
	if x := e.Each[0]; x.Value != 18 || x.DF != 2 || math.Abs(x.SE-math.Sqrt(4+16)) > 1e-14 {
		t.Errorf("total %v ± %v on %v, want 18 ± sqrt 20 on 2", x.Value, x.SE, x.DF)
	}
}

// TestSubpopulation: a filter keeps the PSUs that it empties, so the standard error is not that of the filtered file.
func TestSubpopulation(t *testing.T) {
	f := csvFrameOf(t, "i,g,x\n1,1,1\n1,0,2\n2,1,3\n3,0,4\n4,0,5\n")
	d, err := NewDesign(f, DesignSpec{PSU: []string{"i"}})
	if err != nil {
		t.Fatal(err)
	}
	g := f.Column("g")
	e, _, err := d.Within(f.Select(func(i int) bool { return g.Number(i) == 1 })).Totals(Value(f.Column("x")))
	if err != nil {
		t.Fatal(err)
	}
	// By hand: totals 1, 3, 0, 0 of four PSUs, mean 1: 4/3 (0 + 4 + 1 + 1).
	if x := e.Each[0]; x.Value != 4 || math.Abs(x.SE-math.Sqrt(8)) > 1e-14 || x.DF != 1 {
		t.Errorf("total %v ± %v on %v, want 4 ± sqrt 8 on 1", x.Value, x.SE, x.DF)
	}
}

// TestManyPSUs: PSUs of one row each, too many to keep apart, are tallied by second moments, with the same figures.
func TestManyPSUs(t *testing.T) {
	const n = manyPSUs + 1
	f, err := NewFrame([]Variable{{Name: "id", Open: true}, {Name: "h", Open: true}, {Name: "x", Kind: Number}})
	if err != nil {
		t.Fatal(err)
	}
	for i := range n {
		appendText(t, f, fmt.Sprint(i), fmt.Sprint(i%3), fmt.Sprint((i*i)%101))
	}
	var se []float64
	for _, spec := range []DesignSpec{{Strata: "h", PSU: []string{"id"}}, {Strata: "h"}} {
		d, err := NewDesign(f, spec)
		if err != nil {
			t.Fatal(err)
		}
		if !d.shape.elements {
			t.Fatalf("%d PSUs of one row are kept apart", n)
		}
		e, _, err := d.Means(Value(f.Column("x")))
		if err != nil {
			t.Fatal(err)
		}
		se = append(se, e.Each[0].SE)
	}
	if se[0] != se[1] || !(se[0] > 0) {
		t.Errorf("standard errors %v, want the same", se)
	}
}

// TestDigitsKept: the variance of numbers far from 0 keeps its digits in a sample of rows.
func TestDigitsKept(t *testing.T) {
	f, err := NewFrame([]Variable{{Name: "x", Kind: Number}})
	if err != nil {
		t.Fatal(err)
	}
	for i := range 1000 {
		appendText(t, f, fmt.Sprint(1e9+float64(i%2)))
	}
	d, err := NewDesign(f, DesignSpec{})
	if err != nil {
		t.Fatal(err)
	}
	e, _, err := d.Totals(Value(f.Column("x")))
	if err != nil {
		t.Fatal(err)
	}
	// By hand: n/(n-1) Σ (x-x̄)² = 1000/999 * 1000/4.
	if want := math.Sqrt(1000.0 / 999 * 250); math.Abs(e.Each[0].SE/want-1) > 1e-12 {
		t.Errorf("se %v, want %v", e.Each[0].SE, want)
	}
}

// TestQuantilesRefuseNegativeWeights: calibrated weights below 0 have no quantiles.
func TestQuantilesRefuseNegativeWeights(t *testing.T) {
	f := csvFrameOf(t, "x\n1\n2\n3\n")
	d, err := NewDesign(f, DesignSpec{})
	if err != nil {
		t.Fatal(err)
	}
	if d, err = d.Reweighted([]float64{1, -1, 3}); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Quantiles(f.Column("x"), []float64{0.5}, QuantileOptions{}); err == nil {
		t.Error("a median of negative weights, want a refusal")
	}
}

// TestBytesPerCell: a coded cell takes at most 1.25 bytes.
func TestBytesPerCell(t *testing.T) {
	f, err := NewFrame(nil)
	if err != nil {
		t.Fatal(err)
	}
	for j := range 50 {
		if _, err := f.AddColumn(Variable{Name: fmt.Sprint("q", j),
			Codes: []Code{{Value: "a"}, {Value: "b"}}}); err != nil {
			t.Fatal(err)
		}
	}
	r := f.NewRow()
	const rows = 100_000
	for i := range rows {
		f.Append(r)
		if per := float64(f.Bytes()) / float64((i+1)*50); i > 1000 && per > 1.25 {
			t.Fatalf("%.3f bytes a cell with %d rows, want at most 1.25", per, i+1)
		}
	}
}
