package stats

import (
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/khaosat/khaosat/stats/problem"
	"github.com/khaosat/khaosat/stats/weights"
)

// eightJackknifed are eight units with jackknife weights; the last has no x.
func eightJackknifed(t *testing.T) *Design {
	t.Helper()
	f, err := NewFrame([]Variable{{Name: "w", Kind: Number}, {Name: "x", Kind: Number}, {Name: "z", Kind: Number},
		{Name: "y", Kind: Number}})
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range [][]string{{"2", "1", "0", "0"}, {"1", "3", "1", "2"}, {"3", "2", "0", "1"},
		{"1", "5", "1", "3"},
		{"2", "4", "1", "1"}, {"1", "7", "0", "2"}, {"1", "6", "1", "4"}, {"2", "", "0", "0"}} {
		appendText(t, f, row...)
	}
	d, err := NewDesign(f, DesignSpec{Weight: "w"})
	if err != nil {
		t.Fatal(err)
	}
	spec := ReplicateSpec{Type: JK1}
	for i := range 8 {
		row := make([]float64, 8)
		for r := range row {
			if r != i {
				row[r] = 8.0 / 7
			}
		}
		spec.Factors = append(spec.Factors, row)
	}
	if d, err = d.WithReplicates(spec); err != nil {
		t.Fatal(err)
	}
	return d
}

// TestModelsUnderReplicates: regressions are fitted anew under every set of weights, and keep the degrees of freedom of
// all rows. Expected: svyglm(y ~ z, family = quasipoisson), svyttest(x ~ z) and svyquantile(~x, 0.5, interval.type =
// "quantile", na.rm = TRUE) of R survey 4.1-1 on svrepdesign(type = "JK1", scale = 7/8).
func TestModelsUnderReplicates(t *testing.T) {
	d := eightJackknifed(t)
	f := d.Frame()
	check := func(what string, got, want float64) {
		t.Helper()
		if math.Abs(got-want) > 1e-9*math.Abs(want) {
			t.Errorf("%s is %v, want %v", what, got, want)
		}
	}
	r, err := d.Regress(Poisson, Value(f.Column("y")), One(), Value(f.Column("z")))
	if err != nil {
		t.Fatal(err)
	}
	check("the intercept", r.Coef[0], -0.47000362924573569)
	check("the slope", r.Coef[1], 1.25846098961000585)
	check("the standard error of the intercept", r.SE[0], 0.66100351264906432)
	check("the standard error of the slope", r.SE[1], 0.75818333030755858)
	check("df of the regression", r.DF, 6)

	z := f.Column("z")
	group := func(value float64) Selection { return f.Select(func(i int) bool { return z.Number(i) == value }) }
	test, err := d.TTestGroups(Value(f.Column("x")), group(0), group(1), 0.95)
	if err != nil {
		t.Fatal(err)
	}
	check("the difference", test.Diff, 1.9000000000000004)
	check("its standard error", test.SE, 1.3190922410043129)
	check("df of the t test", test.DF, 6)

	q, err := d.Quantiles(f.Column("x"), []float64{0.5}, QuantileOptions{OfReplicates: true})
	if err != nil {
		t.Fatal(err)
	}
	check("the median", q[0].Value, 3)
	check("its lower limit", q[0].Lower, -2.5478701329781819)
	check("its upper limit", q[0].Upper, 8.5478701329781828)
}

// TestReplicatesRefused: nothing is guessed that the variance depends on.
func TestReplicatesRefused(t *testing.T) {
	f := csvFrameOf(t, "q,w\na,1\nb,2\n")
	d, err := NewDesign(f, DesignSpec{Weight: "w"})
	if err != nil {
		t.Fatal(err)
	}
	good := [][]float64{{0, 2}, {2, 0}}
	for want, spec := range map[string]ReplicateSpec{
		"need a scale":  {Type: "other", Factors: good},
		"(n_h-1)/n_h":   {Type: JKn, Factors: good},
		"above 0":       {Type: Fay, Rho: 1, Factors: good},
		"column 2":      {Type: JK1, Factors: [][]float64{{0, math.NaN()}, {2, 0}}},
		"has 1 values":  {Type: JK1, Factors: [][]float64{{0, 2}, {2}}},
		"rows, the dat": {Type: JK1, Factors: [][]float64{{0, 2}}},
	} {
		_, err := d.WithReplicates(spec)
		var p *problem.Problem
		if !errors.As(err, &p) || p.In("vi") == "" || !strings.Contains(p.In("en"), want) {
			t.Errorf("error %v, want one that says %q", err, want)
		}
	}
}

// TestRakeUnderReplicates: every set of weights goes through as many cycles as the sample. Expected: svymean(~y) of R
// survey 4.1-1 on rake(svrepdesign(type = "JK1"), list(~z, ~v), control = list(maxit = 2 or 3, epsilon = 1e-12)).
func TestRakeUnderReplicates(t *testing.T) {
	d := eightJackknifed(t)
	f := d.Frame()
	z := weights.Margin{Name: "z", Labels: []string{"0", "1"}, Population: []float64{9, 6}}
	v := weights.Margin{Name: "v", Labels: []string{"0", "1"}, Population: []float64{8, 7},
		Cells: []int{0, 0, 1, 1, 0, 1, 1, 0}}
	for i := range f.Len() {
		z.Cells = append(z.Cells, int(f.Column("z").Number(i)))
	}
	for cycles, want := range map[int][2]float64{2: {1.2657112262254619, 0.3027610180794959},
		3: {1.26572199494688231, 0.30136150343081564}} {
		fit := weights.RakeFit([]weights.Margin{z, v}, weights.RakeOptions{MaxCycles: cycles})
		raked, err := d.Calibrated(func(w []float64) (*weights.Calibration, error) {
			c, _ := fit(w) // so few cycles do not settle
			return c, nil
		})
		if err != nil {
			t.Fatal(err)
		}
		e, _, err := raked.Means(Value(f.Column("y")))
		if err != nil {
			t.Fatal(err)
		}
		if x := e.Each[0]; math.Abs(x.Value-want[0]) > 1e-12 || math.Abs(x.SE-want[1]) > 1e-12 {
			t.Errorf("%d cycles: mean %v, se %v, want %v", cycles, x.Value, x.SE, want)
		}
	}
}
