package stats

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/khaosat/khaosat/stats/exact"
	"github.com/khaosat/khaosat/stats/plain"
	"github.com/khaosat/khaosat/stats/problem"
	"github.com/khaosat/khaosat/stats/weights"
)

// village is a small sample with two margins that everybody can check by hand.
func village() (ws []float64, sex, place weights.Margin) {
	ws = []float64{10, 10, 10, 20, 20, 30}
	sex = weights.Margin{Name: "sex", Labels: []string{"nam", "nữ"}, Cells: []int{0, 0, 1, 1, 0, 1},
		Population: []float64{60, 90}}
	place = weights.Margin{Name: "place", Labels: []string{"xã", "phường"}, Cells: []int{0, 1, 0, 1, 1, 0},
		Population: []float64{80, 70}}
	return ws, sex, place
}

func TestPostStratifyByHand(t *testing.T) {
	w, sex, _ := village()
	c, err := weights.PostStratify(w, sex, false)
	if err != nil {
		t.Fatal(err)
	}
	// Men weigh 40 and are 60, women weigh 60 and are 90: everybody times 1.5.
	if want := []float64{15, 15, 15, 30, 30, 45}; !slices.Equal(c.Weights, want) {
		t.Errorf("weights %v, want %v", c.Weights, want)
	}
	// A score that is constant in each cell is explained by the cells: its residual is 0.
	z := make([]float64, len(w))
	for i, cell := range sex.Cells {
		z[i] = c.Weights[i] * float64(3+4*cell)
	}
	c.Residuals(z)
	for i, x := range z {
		if math.Abs(x) > 1e-12 {
			t.Errorf("row %d: residual %v of a score that the cells explain, want 0", i+1, x)
		}
	}
}

// Raking, and calibration with the exponential distance, minimise the same distance under the same margins.
func TestRakeEqualsExponentialCalibration(t *testing.T) {
	w, sex, place := village()
	raked, err := weights.Rake(w, []weights.Margin{sex, place}, weights.RakeOptions{})
	if err != nil {
		t.Fatal(err)
	}
	calibrated, err := weights.Calibrate(w, append(sex.Auxiliaries(false), place.Auxiliaries(false)...),
		weights.CalibrateOptions{Distance: weights.Exponential})
	if err != nil {
		t.Fatal(err)
	}
	for i := range w {
		if math.Abs(raked.Weights[i]-calibrated.Weights[i]) > 1e-9*w[i] {
			t.Errorf("row %d: raked %v, calibrated %v", i+1, raked.Weights[i], calibrated.Weights[i])
		}
	}
	if raked.Misfit > 1e-11 || calibrated.Misfit > 1e-10 {
		t.Errorf("margins are off by %v and %v", raked.Misfit, calibrated.Misfit)
	}
}

// Margins that contradict each other (150 people by sex, 200 by place) are said, although the weights
// stand still; and so is a fit that was cut short. The weights so far come with the error.
func TestRakeIsNeverSilent(t *testing.T) {
	w, sex, place := village()
	contradictory := place
	contradictory.Population = []float64{100, 100}
	for name, c := range map[string]struct {
		margins []weights.Margin
		options weights.RakeOptions
		vi, en  string
		misfit  float64
	}{
		"contradiction": {[]weights.Margin{sex, contradictory}, weights.RakeOptions{}, "mâu thuẫn",
			"sex stays off by 30 people", 30. / 91},
		"cut short": {[]weights.Margin{sex, place}, weights.RakeOptions{MaxCycles: 1}, "chưa hội tụ",
			"after 1 cycles; margin sex", 0},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := weights.Rake(w, c.margins, c.options)
			var problem *problem.Problem
			if got == nil || got.Converged || !errors.As(err, &problem) {
				t.Fatalf("got %+v, %v; want unconverged weights and a problem", got, err)
			}
			if !strings.Contains(problem.In("en"), c.en) || !strings.Contains(problem.In("vi"), c.vi) {
				t.Errorf("the message does not say what is off: %v / %v", problem.In("en"), problem.In("vi"))
			}
			if c.misfit > 0 && math.Abs(got.Misfit-c.misfit) > 1e-9 {
				t.Errorf("misfit %v, want %v", got.Misfit, c.misfit)
			}
		})
	}
}

func TestWeightingRefusesBadInput(t *testing.T) {
	good, sex, place := village()
	with := func(change func(w []float64, sex, place *weights.Margin)) error {
		w, s, p := slices.Clone(good), sex, place
		s.Cells, s.Population = slices.Clone(s.Cells), slices.Clone(s.Population)
		change(w, &s, &p)
		_, err := weights.Rake(w, []weights.Margin{s, p}, weights.RakeOptions{})
		return err
	}
	for name, c := range map[string]struct {
		change func(w []float64, sex, place *weights.Margin)
		place  string
	}{
		"negative weight":     {func(w []float64, _, _ *weights.Margin) { w[2] = -1 }, "row 3"},
		"weight not a number": {func(w []float64, _, _ *weights.Margin) { w[0] = math.NaN() }, "row 1"},
		"all weights zero":    {func(w []float64, _, _ *weights.Margin) { clear(w) }, "above 0"},
		"row without a cell":  {func(_ []float64, s, _ *weights.Margin) { s.Cells[4] = -1 }, "row 5"},
		"cell without respondents": {func(w []float64, s,
			_ *weights.Margin) {
			s.Population = append(s.Population, 7)
		}, "7 people"},
		"cell not in the population": {func(_ []float64, s, _ *weights.Margin) { s.Population[1] = math.NaN() },
			`“nữ”`},
		"negative population":    {func(_ []float64, s, _ *weights.Margin) { s.Population[0] = -5 }, "-5"},
		"another number of rows": {func(_ []float64, s, _ *weights.Margin) { s.Cells = s.Cells[:3] }, "3 rows"},
	} {
		t.Run(name, func(t *testing.T) {
			err := with(c.change)
			var problem *problem.Problem
			if !errors.As(err, &problem) || !strings.Contains(problem.In("en"), c.place) || problem.In("vi") == "" {
				t.Errorf("got %v, want a problem that names %s", err, c.place)
			}
		})
	}
	if _, err := weights.PostStratify(good,
		weights.Margin{Name: "sex", Cells: sex.Cells, Population: []float64{60, 90, 5}}, true); err != nil {
		t.Errorf("partial post-stratification: %v", err)
	}
}

// TestMarginFitsTheSample: Margin refuses what R refuses ("Some strata absent from sample: use partial=TRUE" of
// postStratify and rake, where the population has 900 people of c and nobody of c answered), and what would take people
// out in silence.
func TestMarginFitsTheSample(t *testing.T) {
	f, err := ReadCSV(strings.NewReader("g,h,y,w\na,x,1,2\na,x,0,3\nb,y,1,1\nb,x,0,4\nb,y,1,1\n"),
		CSVOptions{Numbers: []string{"y", "w"}})
	if err != nil {
		t.Fatal(err)
	}
	whole, err := NewDesign(f, DesignSpec{Weight: "w"})
	if err != nil {
		t.Fatal(err)
	}
	g := f.Column("g")
	onlyA := whole.Within(f.Select(func(i int) bool { return g.Text(i) == "a" }))
	for name, c := range map[string]struct {
		design *Design
		by     []string
		counts map[string]float64
		vi, en string
	}{
		"nobody of c": {whole, []string{"g"}, map[string]float64{"a": 50, "b": 50, "c": 900},
			`“c” của g có 900 người`, `cell “c” of g has 900 people in the population but no respondents`},
		"nobody of c and d": {whole, []string{"g"}, map[string]float64{"a": 50, "b": 50, "d": 1, "c": 2},
			`“c”, “d” của g có 3 người`, `cells “c”, “d” of g have 3 people`},
		"out by a filter": {onlyA, []string{"g"}, map[string]float64{"a": 50, "b": 50}, `“b” của g có 50 người`,
			`cell “b” of g has 50 people`},
		"nested": {whole, []string{"g", "h"},
			map[string]float64{"a\x00x": 5, "a\x00y": 2, "b\x00x": 3, "b\x00y": 1}, `“a × y”`,
			`cell “a × y” of g × h has 2 people`},
		"not in targets": {whole, []string{"g"}, map[string]float64{"a": 50},
			`“b” của g có phiếu nhưng không có trong`, `cell “b” of g has respondents but is not in the population`},
		"a total of zero": {whole, []string{"g"}, map[string]float64{"a": 50, "b": 0},
			`“b” của g có phiếu nhưng số tổng thể là 0`, `cell “b” of g has respondents but 0 people`},
		"negative": {whole, []string{"g"}, map[string]float64{"a": 50, "b": -1}, `“b”`,
			`cell “b” of g is not valid: -1`},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := c.design.Margin(c.by, c.counts)
			var problem *problem.Problem
			if !errors.As(err, &problem) || !strings.Contains(problem.In("en"), c.en) ||
				!strings.Contains(problem.In("vi"), c.vi) {
				t.Errorf("got %v, want a problem that says %q", err, c.en)
			}
		})
	}
	if _, err := whole.Margin([]string{"g"}, map[string]float64{"a": 50, "b": 50, "c": 0}); err != nil {
		t.Errorf("a class of nobody that nobody answered for: %v", err)
	}
	m, err := whole.PartialMargin([]string{"g"}, map[string]float64{"a": 50, "b": 50, "c": 900})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := weights.Rake(whole.KeptWeights(), []weights.Margin{m}, weights.RakeOptions{}); err == nil {
		t.Error("Rake takes a class without respondents")
	}
	if _, err := weights.PostStratify(whole.KeptWeights(), m, false); err == nil {
		t.Error("PostStratify takes a class without respondents")
	}
	c, err := weights.PostStratify(whole.KeptWeights(), m, true) // R with partial = TRUE: weights add up to 100
	if err != nil || math.Abs(exact.TotalOf(c.Weights)-100) > 1e-12 {
		t.Errorf("partial: %v, %v", c, err)
	}
}

func TestCalibrateBounds(t *testing.T) {
	w, sex, place := village()
	size := weights.Auxiliary{Name: "members", Values: []float64{2, 5, 3, 4, 4, 1}, Total: 420}
	auxiliaries := append(sex.Auxiliaries(false), append(place.Auxiliaries(true), size)...)
	for _, options := range []weights.CalibrateOptions{
		{Distance: weights.Linear}, {Distance: weights.Linear, Lower: 0.4, Upper: 3}, {Distance: weights.Exponential},
		{Distance: weights.Logit, Lower: 0.4, Upper: 3},
	} {
		c, err := weights.Calibrate(w, auxiliaries, options)
		if err != nil {
			t.Fatalf("%+v: %v", options, err)
		}
		for _, a := range auxiliaries {
			sum := 0.0
			for i, x := range a.Values {
				sum += c.Weights[i] * x
			}
			if math.Abs(sum-a.Total) > 1e-8*a.Total {
				t.Errorf("%+v: total of %s is %v, want %v", options, a.Name, sum, a.Total)
			}
		}
		for i := range w {
			if g := c.Weights[i] / w[i]; options.Upper > 0 && (g < options.Lower-1e-12 || g > options.Upper+1e-12) {
				t.Errorf("%+v: ratio %v of row %d is out of bounds", options, g, i+1)
			}
		}
		// The auxiliaries themselves are known: their residuals vanish.
		z := make([]float64, len(w))
		for i := range z {
			z[i] = c.Weights[i] * size.Values[i]
		}
		if c.Residuals(z); weights.Norm(z) > 1e-8*weights.Norm(w) {
			t.Errorf("%+v: residuals %v of an auxiliary, want 0", options, z)
		}
	}
	if _, err := weights.Calibrate(w, auxiliaries,
		weights.CalibrateOptions{Distance: weights.Logit, Lower: 0.95, Upper: 1.05}); err == nil {
		t.Error("totals that no weights within the bounds can meet must be an error")
	}
	if _, err := weights.Calibrate(w, auxiliaries, weights.CalibrateOptions{Distance: weights.Logit}); err == nil {
		t.Error("the logit distance without bounds must be an error")
	}
}

// A far total drives linear weights below 0; it is counted, not hidden.
func TestCalibrateCountsNegativeWeights(t *testing.T) {
	c, err := weights.Calibrate([]float64{10, 10, 10}, []weights.Auxiliary{
		{Name: "N", Values: []float64{1, 1, 1}, Total: 30},
		{Name: "x", Values: []float64{1, 2, 3}, Total: 110},
	}, weights.CalibrateOptions{})
	if err != nil || c.Negative != 1 {
		t.Errorf("got %+v, %v; want one negative weight", c, err)
	}
}

func TestTrimWeights(t *testing.T) {
	inf := math.Inf(1)
	for _, c := range []struct {
		name         string
		weights      []float64
		lower, upper float64
		strict       bool
		want         []float64
		because      string
	}{
		{"nothing to cut", []float64{1, 2, 3}, -inf, 5, false, []float64{1, 2, 3}, ""},
		{"once", []float64{1, 4, 4.5, 10}, -inf, 5, false, []float64{1 + 5./3, 4 + 5./3, 4.5 + 5./3, 5},
			"5 is shared by three"},
		{"strict", []float64{1, 4, 4.5, 10}, -inf, 5, true, []float64{4.5, 5, 5, 5},
			"4.33 are left for the first after two more are cut"},
		{"lower", []float64{1, 4, 10}, 2, inf, false, []float64{2, 3.5, 9.5}, "1 is taken from two"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := weights.TrimWeights(c.weights, c.lower, c.upper, c.strict)
			if err != nil {
				t.Fatal(err)
			}
			for i := range got {
				if math.Abs(got[i]-c.want[i]) > 1e-12 {
					t.Errorf("got %v, want %v (%s)", got, c.want, c.because)
					break
				}
			}
		})
	}
	if _, err := weights.TrimWeights([]float64{10, 10}, -inf, 5, true); err == nil {
		t.Error("when every weight is above the bound there is no one to take the rest: want an error")
	}
	if _, err := weights.TrimWeights([]float64{1}, 5, 2, false); err == nil {
		t.Error("a lower bound above the upper one: want an error")
	}
}

// Weights times a constant change neither Kish's figures nor what trimming at k medians cuts, and
// trimming keeps the sum.
func TestKishAndTrimmingScale(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := rapid.SliceOfN(rapid.Float64Range(0.1, 100), 3, 60).Draw(t, "weights")
		by := rapid.Float64Range(0.01, 100).Draw(t, "constant")
		scaled := make([]float64, len(w))
		for i := range w {
			scaled[i] = by * w[i]
		}
		a, b := plain.KishWeights(w), plain.KishWeights(scaled)
		if math.Abs(a.EffectiveBase-b.EffectiveBase) > 1e-9*a.EffectiveBase ||
			a.EffectiveBase > float64(a.N)*(1+1e-12) {
			t.Fatalf("effective bases %v and %v of %d", a.EffectiveBase, b.EffectiveBase, a.N)
		}
		if math.Abs(a.Deff-1-a.CV*a.CV) > 1e-9*a.Deff {
			t.Fatalf("deff %v is not 1 + cv² with cv %v", a.Deff, a.CV)
		}
		trimmed, err := weights.TrimByMedian(w, 1.5, true)
		if err != nil {
			return
		}
		if math.Abs(exact.TotalOf(trimmed.Weights)-exact.TotalOf(w)) > 1e-9*exact.TotalOf(w) ||
			slices.Max(trimmed.Weights) > trimmed.Upper*(1+1e-12) {
			t.Fatalf("trimmed %v to %v: sum %v to %v", w, trimmed.Weights, exact.TotalOf(w),
				exact.TotalOf(trimmed.Weights))
		}
	})
}

func ExampleRake() {
	ws := []float64{10, 10, 10, 20, 20, 30}
	sex := weights.Margin{Name: "sex", Labels: []string{"men", "women"}, Cells: []int{0, 0, 1, 1, 0, 1},
		Population: []float64{60, 90}}
	place := weights.Margin{Name: "place", Labels: []string{"commune", "town"}, Cells: []int{0, 1, 0, 1, 1, 0},
		Population: []float64{80, 70}}
	c, err := weights.Rake(ws, []weights.Margin{sex, place}, weights.RakeOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.2f, settled: %v\n", c.Weights, c.Converged)
	fmt.Printf("design effect of the weights %.3f\n", plain.KishWeights(c.Weights).Deff)
	// Output:
	// [16.88 14.37 15.78 26.88 28.75 47.34], settled: true
	// design effect of the weights 1.208
}

func ExampleCalibrate() {
	ws := []float64{10, 10, 10}
	c, err := weights.Calibrate(ws, []weights.Auxiliary{
		{Name: "people", Values: []float64{1, 1, 1}, Total: 33},
		{Name: "members of the household", Values: []float64{2, 4, 6}, Total: 140},
	}, weights.CalibrateOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.1f, negative: %d\n", c.Weights, c.Negative)
	// Output: [9.0 11.0 13.0], negative: 0
}
