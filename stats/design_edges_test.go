package stats

import (
	"math"
	"strings"
	"testing"

	"github.com/khaosat/khaosat/stats/weights"
)

// edges is a sample of 8 PSUs in 2 strata. The expected numbers of the tests in this file are R's (survey 4.1-1) for
// d <- read.csv(text = edges, stringsAsFactors = TRUE).
const edges = `h,c,s,y,z,g,N,M,w,u,f,i3
1,1,1,3,1,m,8,6,2,a,p,4
1,1,2,5,2,f,8,6,3,b,p,2
1,1,3,4,2,m,8,6,1,c,p,1
1,2,1,8,4,f,8,6,4,a,q,2
1,2,2,7,3,m,8,6,2,b,q,0
1,3,1,6,2,f,8,6,5,c,q,3
1,3,2,9,3,m,8,6,1,a,q,2
1,4,1,2,1,f,8,6,2,b,q,3
1,4,2,1,1,m,8,6,3,c,q,2
2,5,1,5,2,f,6,6,2,a,q,2
2,5,2,5,2,m,6,6,6,b,q,2
2,6,1,7,3,f,6,6,1,c,q,0
2,6,2,3,2,m,6,6,2,a,q,0
2,7,1,9,4,f,6,6,4,b,r,3
2,7,2,8,3,m,6,6,3,c,r,1
2,8,1,1,1,f,6,6,2,a,q,2
2,8,2,4,1,m,6,6,1,b,q,0
`

// edgesDesign is a design of the rows of the table for which keep is true.
func edgesDesign(t *testing.T, spec DesignSpec, keep func(stratum, psu string) bool) *Design {
	t.Helper()
	lines := strings.Split(strings.TrimSpace(edges), "\n")
	text := lines[0]
	for _, line := range lines[1:] {
		if parts := strings.Split(line, ","); keep == nil || keep(parts[0], parts[1]) {
			text += "\n" + line
		}
	}
	f, err := ReadCSV(strings.NewReader(text), CSVOptions{Numbers: []string{"y", "z", "N", "M", "w", "i3"}})
	if err != nil {
		t.Fatal(err)
	}
	d, err := NewDesign(f, spec)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

var clustersOfEdges = DesignSpec{Weight: "w", Strata: "h", PSU: []string{"c"}}

// not is the subpopulation of all rows whose values of two columns are not these.
func not(d *Design, column, value, other, otherValue string) *Design {
	a, b := d.Frame().Column(column), d.Frame().Column(other)
	return d.Within(d.Frame().Select(func(i int) bool { return a.Text(i) != value || b.Text(i) != otherValue }))
}

// postStratified is calibrated to the counts of g: postStratify(k, ~g, data.frame(g = c("f", "m"), Freq = c(30, 40))).
func postStratified(t *testing.T, d *Design) *Design {
	t.Helper()
	m, err := d.Margin([]string{"g"}, map[string]float64{"f": 30, "m": 40})
	if err != nil {
		t.Fatal(err)
	}
	out, err := d.Calibrated(func(w []float64) (*weights.Calibration, error) {
		return weights.PostStratify(w, m, false)
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestLonelyUnit: where a PSU has one second-stage unit left in a subpopulation, the policy average has nothing to
// average over.
func TestLonelyUnit(t *testing.T) {
	// k2 <- svydesign(~c + s, strata = ~h, fpc = ~N + M, data = d, nest = TRUE)
	d := edgesDesign(t, DesignSpec{Strata: "h", PSU: []string{"c", "s"}, FPC: []string{"N", "M"}, Nest: true}, nil)
	// options(survey.lonely.psu = "average"); subset(k2, !(c == 4 & s == 2))
	sub := not(d, "c", "4", "s", "2")
	checkSE(t, sub.WithLonely(LonelyAverage, false), 62.4739945897491, 0.6325724693614818, 6)
	// options(survey.adjust.domain.lonely = TRUE): R prints NaN
	e, _, err := sub.WithLonely(LonelyAverage, true).Means(Value(d.Frame().Column("y")))
	if err != nil || !math.IsNaN(e.Each[0].SE) {
		t.Errorf("standard error %v (error %v), want none", e.Each[0].SE, err)
	}
	// subset(k2, c != 4): a PSU without any unit left is not lonely.
	checkSE(t, not(d, "c", "4", "c", "4").WithLonely(LonelyAverage, true), 68.5200700525036, 0.5938413672391344, 5)
}

// TestRegressionWithoutBase: R leaves out the contrast of a level that nobody holds, and a column that others make up.
func TestRegressionWithoutBase(t *testing.T) {
	k := edgesDesign(t, clustersOfEdges, nil) // k <- svydesign(~c, strata = ~h, weights = ~w, data = d)
	f := k.Frame()
	y, z, u := Value(f.Column("y")), Value(f.Column("z")), f.Column("u")
	held := f.Select(func(i int) bool { return u.Text(i) != "a" })
	terms, codes, err := Contrasts(u, held)
	if err != nil || len(terms) != 1 || u.Variable.Codes[codes[0]].Value != "c" {
		t.Fatalf("contrasts of codes %v (error %v), want c alone", codes, err)
	}
	// svyglm(y ~ u, subset(k, u != "a"))
	checkRegression(t, k.Within(held), y, append([]Term{One()}, terms...),
		[]float64{5.7222222222222197, -0.4914529914529901},
		[]float64{0.9842372730717952, 0.7704904903335280}, 5)
	// cal <- postStratify(k, ...); svyglm(y ~ u + z, subset(cal, u != "a")), whose rows of a stay with weight 0: b and
	// c make up the intercept
	cal := postStratified(t, k)
	terms, _, _ = Contrasts(u, f.Select(func(int) bool { return true }))
	r := checkRegression(t, cal.Within(held), y, append(append([]Term{One()}, terms...), z),
		[]float64{-0.02218492674560468, -0.10207299628510748, math.NaN(), 2.47065638117418507},
		[]float64{math.Sqrt(1.0193553022745407), math.Sqrt(0.31788812818525314), math.NaN(),
			math.Sqrt(0.06676131082719070)}, 4)
	// regTermTest(r, ~u)
	wald, p, err := r.WaldF(1, 2)
	if err != nil {
		t.Fatal(err)
	}
	checkNear(t, "F", wald, 0.03277535600369394)
	checkNear(t, "p", p, 0.86513948408063)
	// svyglm(y ~ z + I(2 * z) + u, k)
	checkRegression(t, k, y, append([]Term{One(), z, Times(Values(twos(f.Len())), z)}, terms...),
		[]float64{-0.4240160958624408, 2.2745873950390889, math.NaN(), 0.7125017632690628, 0.9306422753966419},
		[]float64{math.Sqrt(0.52426516019711089), math.Sqrt(0.05970364253376999), math.NaN(),
			math.Sqrt(0.22549412553802947), math.Sqrt(0.41289630023133195)}, 3)
	// svyglm(y ~ u, subset(k, u == "b")): "contrasts can be applied only to factors with 2 or more levels"
	if _, _, err := Contrasts(u, f.Select(func(i int) bool { return u.Text(i) == "b" })); err == nil {
		t.Error("no error for one level alone")
	}
	if _, err := k.Regress(Gaussian, y, Values(make([]float64, f.Len()))); err == nil {
		t.Error("no error for a column of zeros alone")
	}
}

func twos(n int) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = 2
	}
	return out
}

func checkRegression(t *testing.T, d *Design, y Term, x []Term, coef, se []float64, df float64) *Regression {
	t.Helper()
	r, err := d.Regress(Gaussian, y, x...)
	if err != nil {
		t.Fatal(err)
	}
	if r.DF != df {
		t.Errorf("df %v, want %v", r.DF, df)
	}
	for j := range coef {
		if math.IsNaN(coef[j]) != math.IsNaN(r.Coef[j]) || math.IsNaN(coef[j]) != math.IsNaN(r.SE[j]) {
			t.Errorf("coefficient %d: got %v ± %v, want %v ± %v", j, r.Coef[j], r.SE[j], coef[j], se[j])
		} else if !math.IsNaN(coef[j]) {
			checkNear(t, "coefficient", r.Coef[j], coef[j])
			checkNear(t, "standard error", r.SE[j], se[j])
		}
	}
	return r
}

// TestAlphaOfLonely: alpha is made of estimated variances, so it stops where these do.
func TestAlphaOfLonely(t *testing.T) {
	alpha := func(d *Design) (float64, error) {
		f := d.Frame()
		x, _, err := d.Alpha(Value(f.Column("y")), Times(Values(twos(f.Len())), Value(f.Column("z"))),
			Value(f.Column("i3")))
		return x, err
	}
	// svycralpha(~i1 + i2 + i3, k) with i1 = y, i2 = 2 * z
	x, err := alpha(edgesDesign(t, clustersOfEdges, nil))
	if err != nil {
		t.Fatal(err)
	}
	checkNear(t, "alpha", x, 0.6503219799829312)
	// data = subset(d, h == 1 | c == 5): "Stratum (2) has only one PSU at stage 1"
	lonely := edgesDesign(t, clustersOfEdges, func(h, c string) bool { return h == "1" || c == "5" })
	if _, err := alpha(lonely); err == nil || !strings.Contains(err.Error(), `stratum “2” has only one PSU`) {
		t.Errorf("error %v, want one that names stratum 2", err)
	}
	// options(survey.lonely.psu = "adjust")
	if x, err = alpha(lonely.WithLonely(LonelyAdjust, false)); err != nil {
		t.Fatal(err)
	}
	checkNear(t, "alpha under adjust", x, 0.5167785234899329)
}

// TestReplicateWithoutGroup: a replicate in which one group is empty is left out for all groups, so that covariances
// are those of the same replicates.
func TestReplicateWithoutGroup(t *testing.T) {
	// as.svrepdesign(svydesign(~c, weights = ~w, data = d), type = "JK1"): all of p are in PSU 1, all of r in PSU 7
	spec := ReplicateSpec{Type: JK1, Key: "c"}
	for i := range 8 {
		row := make([]float64, 8)
		for r := range row {
			if row[r] = 8.0 / 7; r == i {
				row[r] = 0
			}
		}
		spec.Keys, spec.Factors = append(spec.Keys, string(rune('1'+i))), append(spec.Factors, row)
	}
	for _, c := range []struct {
		mse  bool
		want float64
	}{{false, 1.0020896359620892}, {true, 1.002489255802046}} {
		spec.MSE = c.mse
		d, err := edgesDesign(t, DesignSpec{Weight: "w", PSU: []string{"c"}}, nil).WithReplicates(spec)
		if err != nil {
			t.Fatal(err)
		}
		var groups []Selection
		column := d.Frame().Column("f")
		for _, name := range []string{"p", "q", "r"} {
			groups = append(groups, d.Frame().Select(func(i int) bool { return column.Text(i) == name }))
		}
		// b <- svyby(~y, ~f, ., svymean, covmat = TRUE); svycontrast(b, c(0, 1, -1))
		e, err := d.DomainMeans(Value(d.Frame().Column("y")), groups...)
		if err != nil {
			t.Fatal(err)
		}
		x := e.Difference(1, 2)
		checkNear(t, "difference", x.Value, -3.700460829493087)
		checkNear(t, "standard error", x.SE, c.want)
	}
}

// TestRanksOfCalibrated: the rows outside a subpopulation of a calibrated design have weight 0 and still count among
// ties.
func TestRanksOfCalibrated(t *testing.T) {
	cal := postStratified(t, edgesDesign(t, clustersOfEdges, nil))
	f := cal.Frame()
	y, z, g := f.Column("y"), f.Column("z"), f.Column("g")
	sub := cal.Within(f.Select(func(i int) bool { return z.Number(i) < 4 }))
	// svyranktest(y ~ g, subset(cal, z < 4), test = .)
	for score, want := range map[RankScore][2]float64{
		RankWilcoxon: {-0.008554711422281791, -0.070558525319593571},
		RankNormal:   {0.06927849648708023, 0.19623315841988251},
		RankMedian:   {-0.1142857142857143, -0.4421402111707390},
	} {
		r, err := sub.Regress(Gaussian, sub.RankScores(y, score), One(), Is(g, g.Variable.CodeIndex("m")))
		if err != nil {
			t.Fatal(err)
		}
		checkNear(t, string(score), r.Coef[1], want[0])
		checkNear(t, string(score)+": t", r.Coef[1]/r.SE[1], want[1])
		if r.DF != 5 {
			t.Errorf("%s: df %v, want 5", score, r.DF)
		}
	}
}
