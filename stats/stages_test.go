package stats

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/khaosat/khaosat/stats/plain"
)

// twoStage is a sample of 3 of 10 PSUs and some of 5 second-stage units in each; copies is the number of rows of a
// unit, which share its weight.
func twoStage(copies int) string {
	var b strings.Builder
	b.WriteString("psu,ssu,f,g,w,x\n")
	for i, values := range [][]float64{{1, 4}, {2, 3, 9}, {5, 5, 8, 1}} {
		for j, x := range values {
			for range copies {
				fmt.Fprintf(&b, "p%d,%d,10,5,%v,%v\n", i, j, 10.0/3*5/float64(len(values))/float64(copies), x)
			}
		}
	}
	return b.String()
}

// TestTwoStages compares with the formula by hand, and with second-stage units of several rows.
func TestTwoStages(t *testing.T) {
	// By hand: PSU totals T_i = 5 * mean; V1 = 10² (1-0.3)/3 s²(T), V2 = 10/3 Σ 5² (1-m/5)/m s²(x).
	values := [][]float64{{1, 4}, {2, 3, 9}, {5, 5, 8, 1}}
	var totals []float64
	v2 := 0.0
	for _, x := range values {
		d := plain.Describe(x)
		m := float64(len(x))
		totals = append(totals, 5*d.Mean)
		v2 += 10.0 / 3 * 25 * (1 - m/5) / m * d.Variance
	}
	between := plain.Describe(totals)
	v1 := 100 * 0.7 / 3 * between.Variance
	for _, copies := range []int{1, 2, 3} {
		f := csvFrameOf(t, twoStage(copies))
		spec := DesignSpec{Weight: "w", PSU: []string{"psu", "ssu"}, FPC: []string{"f", "g"}}
		d, err := NewDesign(f, spec)
		if err != nil {
			t.Fatal(err)
		}
		if d.shape.elements != (copies == 1) {
			t.Fatalf("%d rows a unit: elements %v", copies, d.shape.elements)
		}
		for _, c := range []struct {
			name   string
			design *Design
			want   float64
		}{{"both stages", d, math.Sqrt(v1 + v2)}, {"first stage", d.Ultimate(), math.Sqrt(v1)}} {
			e, _, err := c.design.Totals(Value(f.Column("x")))
			if err != nil {
				t.Fatal(err)
			}
			if x := e.Each[0]; math.Abs(x.Value-10*between.Mean) > 1e-12 || math.Abs(x.SE/c.want-1) > 1e-12 {
				t.Errorf("%s, %d rows a unit: %v ± %v, want %v ± %v", c.name, copies, x.Value, x.SE, 10*between.Mean,
					c.want)
			}
		}
	}
}

// TestWeightFromFPC: without weights the population sizes give them, stage by stage.
func TestWeightFromFPC(t *testing.T) {
	d, err := NewDesign(csvFrameOf(t, twoStage(1)), DesignSpec{PSU: []string{"psu", "ssu"}, FPC: []string{"f", "g"}})
	if err != nil {
		t.Fatal(err)
	}
	if w := d.Weight(0); math.Abs(w-10.0/3*5/2) > 1e-14 {
		t.Errorf("weight %v, want 10/3 × 5/2", w)
	}
	if w := d.Weight(8); math.Abs(w-10.0/3*5/4) > 1e-14 {
		t.Errorf("weight %v, want 10/3 × 5/4", w)
	}
}

// TestCensus: a stratum taken whole adds nothing, and what was not sampled counts.
func TestCensus(t *testing.T) {
	f := csvFrameOf(t, "h,f,x\nA,3,1\nA,3,2\nA,3,6\nB,8,1\nB,8,5\n")
	d, err := NewDesign(f, DesignSpec{Strata: "h", FPC: []string{"f"}})
	if err != nil {
		t.Fatal(err)
	}
	e, _, err := d.Totals(Value(f.Column("x")))
	if err != nil {
		t.Fatal(err)
	}
	// By hand: A is known; B: 8² (1-2/8)/2 × s² = 64 × 0.375 × 8.
	if x := e.Each[0]; x.Value != 9+24 || math.Abs(x.SE-math.Sqrt(64*0.375*8)) > 1e-12 {
		t.Errorf("total %v ± %v, want 33 ± %v", x.Value, x.SE, math.Sqrt(64*0.375*8))
	}
}

// TestLonely: what each policy adds for a stratum with one PSU, by hand.
func TestLonely(t *testing.T) {
	// A has PSU totals 2 and 6 and adds 2((2-4)² + (6-4)²) = 16; B has 10 alone.
	f := csvFrameOf(t, "h,i,x\nA,1,2\nA,2,6\nB,3,10\n")
	for policy, want := range map[Lonely]float64{
		LonelyRemove: 16, LonelyCertainty: 16,
		LonelyAdjust:  16 + 16, // (10 - 18/3)²
		LonelyAverage: 32,      // the one other stratum, twice
	} {
		d, err := NewDesign(f, DesignSpec{Strata: "h", PSU: []string{"i"}, Lonely: policy})
		if err != nil {
			t.Fatal(err)
		}
		e, _, err := d.Totals(Value(f.Column("x")))
		if err != nil {
			t.Fatal(err)
		}
		if v := e.Each[0].SE * e.Each[0].SE; math.Abs(v-want) > 1e-12 {
			t.Errorf("%s: variance %v, want %v", policy, v, want)
		}
	}
	d, err := NewDesign(f, DesignSpec{Strata: "h", PSU: []string{"i"}})
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := d.Totals(Value(f.Column("x"))); err == nil || !strings.Contains(err.Error(), `“B”`) {
		t.Errorf("error %v, want one that names B", err)
	}
}
