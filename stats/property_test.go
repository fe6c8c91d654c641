package stats

import (
	"fmt"
	"math"
	"runtime"
	"testing"

	"pgregory.net/rapid"
)

// drawn is a small random survey.
type drawn struct {
	district, commune, item []int // item: code, or -1 - missing kind
	x, w                    []float64
}

func drawSurvey(t *rapid.T) *drawn {
	d := &drawn{}
	n := rapid.IntRange(1, 60).Draw(t, "rows")
	for i := range n {
		commune := rapid.IntRange(0, 11).Draw(t, fmt.Sprint("commune", i))
		d.commune = append(d.commune, commune)
		d.district = append(d.district, commune/4)
		d.item = append(d.item, rapid.IntRange(-3, 4).Draw(t, fmt.Sprint("item", i)))
		d.w = append(d.w, rapid.Float64Range(0.1, 50).Draw(t, fmt.Sprint("w", i)))
		d.x = append(d.x, rapid.Float64Range(-1e4, 1e4).Draw(t, fmt.Sprint("x", i)))
	}
	return d
}

// frame lays rows out; rows lists which, in which order, nil for all.
func (d *drawn) frame(rows []int, weightFactor float64) *Frame {
	vars := []Variable{{Name: "district"}, {Name: "commune"}, {Name: "q"}, {Name: "x", Kind: Number},
		{Name: "w", Kind: Number}}
	for i := range 3 {
		vars[0].Codes = append(vars[0].Codes, Code{Value: fmt.Sprint("D", i)})
	}
	for i := range 12 {
		vars[1].Codes = append(vars[1].Codes, Code{Value: fmt.Sprint("C", i)})
	}
	for i := range 5 {
		vars[2].Codes = append(vars[2].Codes, Code{Value: fmt.Sprint(i)})
	}
	f, err := NewFrame(vars)
	if err != nil {
		panic(err)
	}
	if rows == nil {
		for i := range d.item {
			rows = append(rows, i)
		}
	}
	for _, i := range rows {
		r := f.NewRow()
		r.cells[0], r.cells[1] = rowCell{code: d.district[i]}, rowCell{code: d.commune[i]}
		r.cells[2] = rowCell{code: d.item[i]}
		if d.item[i] < 0 {
			r.SetMissing(2, MissingKind(2-d.item[i])) // not applicable, not answered, not asked
		}
		r.cells[3], r.cells[4] = rowCell{number: d.x[i]}, rowCell{number: weightFactor * d.w[i]}
		f.Append(r)
	}
	return f
}

// designs are ways to have drawn the rows.
var designs = map[string]DesignSpec{
	"clusters": {Weight: "w", Strata: "district", PSU: []string{"commune"}, Lonely: LonelyAdjust},
	"rows":     {Weight: "w", Strata: "district", Lonely: LonelyAdjust},
	"plain":    {Lonely: LonelyAdjust},
}

func crossed(t *rapid.T, f *Frame, spec DesignSpec) *Cross {
	d, err := NewDesign(f, spec)
	if err != nil {
		t.Fatal(err)
	}
	b, err := NewBreak(f, "district")
	if err != nil {
		t.Fatal(err)
	}
	return d.TallyItems([]*Column{f.Column("q")}, []*Break{b})[0][0]
}

func estimated(t *rapid.T, x *Cross, qs ...Quotient) []Estimate {
	e, err := x.Estimate(qs...)
	if err != nil {
		t.Fatal(err)
	}
	return e.Each
}

// shares are the shares of all codes in a column.
func (x *Cross) shares(column int) []Quotient {
	var qs []Quotient
	for i := range x.Item.Variable.Codes {
		qs = append(qs, x.Share(column, i))
	}
	return qs
}

func near(a, b, tol float64) bool {
	return (math.IsNaN(a) && math.IsNaN(b)) || math.Abs(a-b) <= tol*math.Max(1, math.Max(math.Abs(a), math.Abs(b)))
}

// TestWeightsTimesConstant: a constant factor of all weights changes no share, no standard error and no design effect.
func TestWeightsTimesConstant(t *testing.T) {
	for name, spec := range designs {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				d := drawSurvey(t)
				x, y := crossed(t, d.frame(nil, 1), spec),
					crossed(t, d.frame(nil, rapid.Float64Range(0.001, 1000).Draw(t, "factor")), spec)
				for col := Total; col < 3; col++ {
					a, b := estimated(t, x, x.shares(col)...), estimated(t, y, y.shares(col)...)
					for i := range a {
						if !near(a[i].Value, b[i].Value, 1e-12) || !near(a[i].SE, b[i].SE, 1e-10) ||
							!near(a[i].Deff, b[i].Deff, 1e-9) {
							t.Fatalf("column %d code %d: %+v, with other weights %+v", col, i, a[i], b[i])
						}
					}
				}
			})
		})
	}
}

// TestSharesAddUp: shares of a single choice add to 1; a net lies between its largest member and the sum of its
// members.
func TestSharesAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := crossed(t, drawSurvey(t).frame(nil, 1), designs["clusters"])
		for col := Total; col < 3; col++ {
			sum, largest := 0.0, 0.0
			e := estimated(t, x, x.shares(col)...)
			if e[0].Reason == ReasonEmpty {
				continue
			}
			for i := range e {
				sum += e[i].Value
			}
			if !near(sum, 1, 1e-12) {
				t.Fatalf("column %d: shares add to %v", col, sum)
			}
			largest = max(e[0].Value, e[2].Value)
			if net := estimated(t, x, x.Share(col, 0, 2))[0].Value; net < largest-1e-15 ||
				net > e[0].Value+e[2].Value+1e-15 {
				t.Fatalf("net %v of %v and %v", net, e[0].Value, e[2].Value)
			}
		}
	})
}

// TestDoubledInsidePSUs: every row twice in its PSU changes no share and no standard error of a clustered sample.
func TestDoubledInsidePSUs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawSurvey(t)
		var twice []int
		for i := range d.item {
			twice = append(twice, i, i)
		}
		x, y := crossed(t, d.frame(nil, 1), designs["clusters"]), crossed(t, d.frame(twice, 1), designs["clusters"])
		a, b := estimated(t, x, x.shares(Total)...), estimated(t, y, y.shares(Total)...)
		for i := range a {
			if a[i].N > 1 && (!near(a[i].Value, b[i].Value, 1e-12) || !near(a[i].SE, b[i].SE, 1e-12)) {
				t.Fatalf("code %d: %+v, doubled %+v", i, a[i], b[i])
			}
		}
	})
}

// TestRowOrder: the order of rows changes figures by rounding at most.
func TestRowOrder(t *testing.T) {
	for name, spec := range designs {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				d := drawSurvey(t)
				var all []int
				for i := range d.item {
					all = append(all, i)
				}
				x, y := crossed(t, d.frame(nil, 1), spec),
					crossed(t, d.frame(rapid.Permutation(all).Draw(t, "order"), 1), spec)
				a, b := estimated(t, x, x.shares(Total)...), estimated(t, y, y.shares(Total)...)
				for i := range a {
					if !near(a[i].Value, b[i].Value, 1e-12) || !near(a[i].SE, b[i].SE, 1e-12) {
						t.Fatalf("code %d: %+v, in other order %+v", i, a[i], b[i])
					}
				}
			})
		})
	}
}

// TestMerge: tallies of parts add up to the tally of all, whatever the order of adding: bit for bit while each PSU is
// whole in one part, and nearly where PSUs are spread.
func TestMerge(t *testing.T) {
	for name, spec := range designs {
		for _, whole := range []bool{true, false} {
			t.Run(fmt.Sprintf("%s/whole=%v", name, whole), func(t *testing.T) {
				rapid.Check(t, func(t *rapid.T) { checkMerge(t, spec, whole) })
			})
		}
	}
}

func checkMerge(t *rapid.T, spec DesignSpec, whole bool) {
	d := drawSurvey(t)
	var parts [3][]int
	for i := range d.item {
		k := rapid.IntRange(0, 2).Draw(t, fmt.Sprint("part", i))
		if whole && len(spec.PSU) > 0 {
			k = d.commune[i] % 3
		}
		parts[k] = append(parts[k], i)
	}
	all := crossed(t, d.frame(nil, 1), spec)
	var tallies []*Tally
	for _, rows := range parts {
		if len(rows) > 0 {
			tallies = append(tallies, crossed(t, d.frame(rows, 1), spec).Tally)
		}
	}
	add := func(order []int) *Tally {
		sum := tallies[order[0]]
		for _, k := range order[1:] {
			var err error
			if sum, err = Merge(sum, tallies[k]); err != nil {
				t.Fatal(err)
			}
		}
		return sum
	}
	var order []int
	for k := range tallies {
		order = append(order, k)
	}
	first, second := add(order), add(rapid.Permutation(order).Draw(t, "order"))
	exact := whole || len(spec.PSU) == 0 // rows are PSUs: each is whole
	for _, q := range append(all.shares(Total), all.shares(1)...) {
		want, err := all.Estimate(q)
		if err != nil {
			t.Fatal(err)
		}
		for _, sum := range []*Tally{first, second} {
			got, err := sum.Estimate(q)
			if err != nil {
				t.Fatal(err)
			}
			a, b := want.Each[0], got.Each[0]
			if a.N != b.N || a.DF != b.DF || !near(a.Value, b.Value, 1e-12) || !near(a.SE, b.SE, 1e-12) {
				t.Fatalf("parts give %+v, all %+v", b, a)
			}
			if exact && (!same(a.Value, b.Value) || !same(a.SE, b.SE) || !same(a.SumW, b.SumW)) {
				t.Fatalf("parts give %+v, all %+v: not the same bits", b, a)
			}
		}
	}
}

func same(a, b float64) bool { return a == b || (math.IsNaN(a) && math.IsNaN(b)) }

// TestCores: the number of cores changes no bit.
func TestCores(t *testing.T) {
	f := benchFrame(30_000, 6)
	spec := TableSpec{Banner: [][]string{{"district"}}}
	for name, design := range map[string]DesignSpec{
		"clusters": {Weight: "w", Strata: "district", PSU: []string{"commune"}},
		"rows":     {Weight: "w", Strata: "district"}, "plain": {},
	} {
		d, err := NewDesign(f, design)
		if err != nil {
			t.Fatal(err)
		}
		spec.Design = d
		var before *Tables
		for _, cores := range []int{1, 2, 7} {
			got := tabulateOn(t, cores, f, spec)
			if before != nil && fmt.Sprint(got.Tables) != fmt.Sprint(before.Tables) {
				t.Errorf("%s: %d cores give other figures", name, cores)
			}
			before = got
		}
	}
}

func tabulateOn(t *testing.T, cores int, f *Frame, spec TableSpec) *Tables {
	t.Helper()
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(cores))
	tables, err := Tabulate(f, spec)
	if err != nil {
		t.Fatal(err)
	}
	for i := range tables.Tables { // keys by value, so that pointers do not differ
		for j := range tables.Tables[i].Cells {
			tables.Tables[i].Cells[j].Column = nil
		}
		for j := range tables.Tables[i].Bases {
			tables.Tables[i].Bases[j].Column = nil
		}
		tables.Tables[i].Banner = nil
	}
	return tables
}
