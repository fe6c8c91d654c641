package stats_test

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"github.com/khaosat/khaosat/stats"
	"github.com/khaosat/khaosat/stats/weights"
)

// villages is a small survey: two districts (strata), four communes (PSUs), weights.
func villages() *stats.Frame {
	f, err := stats.ReadCSV(strings.NewReader(`district,commune,w,q,visits
D1,c1,2,good,1
D1,c1,1,good,0
D1,c2,1,poor,4
D1,c2,2,good,2
D2,c3,3,good,1
D2,c3,1,dk,3
D2,c4,1,poor,0
D2,c4,1,,5
`), stats.CSVOptions{Numbers: []string{"w"}, Describe: map[string]stats.Variable{
		"q": {Codes: []stats.Code{
			{Value: "good", Label: "Tốt", Role: stats.RolePositiveStrong, Score: 2, HasScore: true},
			{Value: "poor", Label: "Chưa tốt", Role: stats.RoleNegative, Score: 1, HasScore: true},
			{Value: "dk", Label: "Không ý kiến", Role: stats.RoleDontKnow},
		}},
		"visits": {Kind: stats.Number},
	}})
	if err != nil {
		panic(err)
	}
	return f
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func villageDesign(f *stats.Frame) *stats.Design {
	return must(stats.NewDesign(f, stats.DesignSpec{Weight: "w", Strata: "district", PSU: []string{"commune"}}))
}

// Answers are appended row by row as a store gives them; what is not set was not asked.
func ExampleNewFrame() {
	f := must(stats.NewFrame([]stats.Variable{
		{Name: "unit", Open: true},
		{Name: "q1", Codes: []stats.Code{{Value: "yes"}, {Value: "no"}}},
		{Name: "age", Kind: stats.Number},
	}))
	row := f.NewRow()
	if err := row.SetCode(f.Index("unit"), "Điện Biên"); err != nil {
		panic(err)
	}
	row.SetMissing(f.Index("q1"), stats.Refused)
	id := f.Append(row)
	err := row.SetCode(f.Index("q1"), "maybe")
	fmt.Println(f.Rows(), f.Column("q1").Missing(0), f.Column("age").Missing(0))
	fmt.Println(err)
	f.Withdraw(id)
	fmt.Println(f.Rows())
	// Output:
	// 1 refused not_asked
	// q1: “maybe” is not among its codes
	// 0
}

// The shares of a results page: three bases, top box with interval, "don't know" apart.
func ExampleSummarize() {
	s := must(stats.Summarize(villages(), nil, "q"))[0]
	fmt.Printf("asked %d, answered %d, valid %d\n", s.Base.Asked, s.Base.Answered, s.Base.Valid)
	fmt.Printf("good: %d of %d, %.4f (%.4f to %.4f, %s)\n", s.TopBox.Count, s.Base.Valid, s.TopBox.Estimate,
		s.TopBox.Lower, s.TopBox.Upper, s.TopBox.Method)
	// Output:
	// asked 8, answered 7, valid 6
	// good: 4 of 6, 0.6667 (0.3000 to 0.9032, wilson)
}

// Tables under a design: the JSON of the command tabulate.
func ExampleTabulate() {
	f := villages()
	t := must(stats.Tabulate(f,
		stats.TableSpec{Items: []string{"q"}, Banner: [][]string{{"district"}}, Design: villageDesign(f)}))
	good := t.Tables[0].Find("good", "D1")
	fmt.Printf("%s in %s: %d answers, %.4f ± %.4f, deff %.2f, df %v, %v\n", good.Label, *good.Column, good.Count,
		good.Estimate, good.SE, good.Deff, good.DF, good.Flags)
	// Output: Tốt in D1: 3 answers, 0.8333 ± 0.1667, deff 0.60, df 1, [small_base]
}

// A filter is a subpopulation: it keeps the design.
func ExampleDesign_Within() {
	f := villages()
	d := villageDesign(f)
	visits := f.Column("visits")
	some := d.Within(f.Select(func(row int) bool { return visits.Number(row) > 0 }))
	e, _, err := some.Means(stats.Value(visits))
	if err != nil {
		panic(err)
	}
	fmt.Printf("%.4f ± %.4f, df %v\n", e.Each[0].Value, e.Each[0].SE, e.Each[0].DF)
	// Output: 2.1000 ± 0.6580, df 2
}

// Any statistic of sums is a quotient of cells: here a net.
func ExampleTally_Estimate() {
	f := villages()
	d := villageDesign(f)
	none := must(stats.NewBreak(f))
	x := d.TallyItems([]*stats.Column{f.Column("q")}, []*stats.Break{none})[0][0]
	e := must(x.Estimate(x.Share(stats.Total, 0), x.ScoreMean(stats.Total)))
	fmt.Printf("good %.4f ± %.4f, mean score %.4f\n", e.Each[0].Value, e.Each[0].SE, e.Each[1].Value)
	// Output: good 0.8000 ± 0.1720, mean score 1.8000
}

// Tallies of two shards add up.
func ExampleMerge() {
	f := villages()
	d := villageDesign(f)
	district := f.Column("district")
	none := must(stats.NewBreak(f))
	part := func(name string) *stats.Tally {
		rows := d.Within(f.Select(func(row int) bool { return district.Text(row) == name }))
		return rows.TallyItems([]*stats.Column{f.Column("q")}, []*stats.Break{none})[0][0].Tally
	}
	both := must(stats.Merge(part("D1"), part("D2")))
	fmt.Println(both.Count(0), both.Total(0))
	// Output: 4 8
}

// Weights raked to known margins; variances are of what the margins do not explain.
func ExampleDesign_Calibrated() {
	f := villages()
	d := villageDesign(f)
	m := must(d.Margin([]string{"district"}, map[string]float64{"D1": 600, "D2": 400}))
	fitted := must(d.Calibrated(func(w []float64) (*weights.Calibration, error) {
		return weights.PostStratify(w, m, false)
	}))
	e := must(fitted.Proportion(stats.Is(f.Column("q"), 0)))
	fmt.Printf("%.4f ± %.4f of %.1f people\n", e.Value, e.SE, e.SumW)
	// Output: 0.8077 ± 0.1611 of 866.7 people
}

// Two items are tested for independence under the design.
func ExampleCross_Association() {
	f := must(stats.ReadCSV(strings.NewReader("i,a,b\n1,x,p\n1,x,p\n2,y,q\n2,x,q\n3,y,q\n3,x,p\n4,y,p\n4,y,q\n"),
		stats.CSVOptions{}))
	d := must(stats.NewDesign(f, stats.DesignSpec{PSU: []string{"i"}}))
	by := must(stats.NewBreak(f, "b"))
	x := d.TallyItems([]*stats.Column{f.Column("a")}, []*stats.Break{by})[0][0]
	a := must(x.Association(stats.RaoScottF))
	fmt.Printf("F %.3f on %.0f and %.0f, p %.3f\n", a.Statistic, a.NDF, a.DDF, a.P)
	// Output: F 2.250 on 1 and 3, p 0.231
}

// The figure of one wave less that of another.
func ExampleCompareWaves() {
	before := stats.Estimate{Value: 0.71, SE: 0.012, DF: 40}
	after := stats.Estimate{Value: 0.75, SE: 0.015, DF: 32}
	w := stats.CompareWaves(before, after)
	lower, upper := w.Interval(0.95)
	fmt.Printf("%+.3f (%+.3f to %+.3f), p %.3f\n", w.Diff, lower, upper, w.P)
	// Output: +0.040 (+0.002 to +0.078), p 0.041
}

// Quantiles with Woodruff's intervals.
func ExampleDesign_Quantiles() {
	f := villages()
	q := must(villageDesign(f).Quantiles(f.Column("visits"), []float64{0.25, 0.5},
		stats.QuantileOptions{Rule: stats.RuleSchool}))
	fmt.Println(q[0].Value, q[1].Value)
	// Output: 1 1
}

// A dashboard follows its frame: an update costs the new rows.
func ExampleNewRunning() {
	f := villages()
	r := must(stats.NewRunning(f, stats.RunningSpec{
		Design: stats.DesignSpec{Weight: "w", Strata: "district", PSU: []string{"commune"}},
		Items:  []string{"q", "visits"},
	}))
	row := f.NewRow()
	for i, text := range []string{"D2", "c5", "1", "poor", "2"} {
		if err := row.SetText(i, text); err != nil {
			panic(err)
		}
	}
	f.Append(row)
	if err := r.Update(); err != nil {
		panic(err)
	}
	x := r.Cross(0, 0)
	fmt.Println(x.Bases(stats.Total).Valid, x.DF(1), r.Numbers(1).Max())
	// Output: 7 3 5
}

// A CSV file as any analyst has it, to JSON.
func ExampleReadCSV() {
	f := must(stats.ReadCSV(strings.NewReader("q,unit\n1,A\n10,A\n2,B\n"), stats.CSVOptions{}))
	t := must(stats.Tabulate(f, stats.TableSpec{Items: []string{"q"}}))
	out := json.NewEncoder(os.Stdout)
	for _, c := range t.Tables[0].Cells {
		if err := out.Encode(map[string]any{c.Row: c.Count}); err != nil {
			panic(err)
		}
	}
	// Output:
	// {"1":1}
	// {"2":1}
	// {"10":1}
}
