package stats

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/khaosat/khaosat/stats/problem"
)

// unequal are 8 PSUs in 2 strata, drawn with probability p, and units in them drawn with probability q. The expected
// numbers of the tests in this file are R's (survey 4.1-1) for d <- read.csv(text = unequal).
const unequal = `h,c,s,p,q,y,z,g
1,1,1,0.2,0.5,3,1,m
1,1,2,0.2,0.5,5,2,f
1,1,3,0.2,0.5,4,2,m
1,2,1,0.5,0.5,8,4,f
1,2,2,0.5,0.5,7,3,m
1,3,1,0.4,0.25,6,2,f
1,3,2,0.4,0.25,9,3,m
1,4,1,0.1,0.5,2,1,f
1,4,2,0.1,0.5,1,1,m
2,5,1,0.3,0.2,5,2,f
2,5,2,0.3,0.2,5,2,m
2,6,1,0.25,0.4,7,3,f
2,6,2,0.25,0.4,3,2,m
2,7,1,0.6,0.5,9,4,f
2,7,2,0.6,0.5,8,3,m
2,8,1,0.05,0.9,1,1,f
2,8,2,0.05,0.9,4,1,m
`

// unequalDesign is a design of the table, some columns changed by row.
func unequalDesign(t *testing.T, spec DesignSpec, change func(line []string)) *Design {
	t.Helper()
	lines := strings.Split(strings.TrimSpace(unequal), "\n")
	kept := lines[:1]
	for _, line := range lines[1:] {
		parts := strings.Split(line, ",")
		if change != nil {
			change(parts)
		}
		if parts[0] != "" {
			kept = append(kept, strings.Join(parts, ","))
		}
	}
	f, err := ReadCSV(strings.NewReader(strings.Join(kept, "\n")), CSVOptions{Numbers: []string{"p", "q", "y", "z"}})
	if err != nil {
		t.Fatal(err)
	}
	d, err := NewDesign(f, spec)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func within(d *Design, column string, values ...string) *Design {
	c := d.Frame().Column(column)
	return d.Within(d.Frame().Select(func(i int) bool {
		return strings.Contains(" "+strings.Join(values, " ")+" ",
			" "+c.Text(i)+" ")
	}))
}

// checkSE compares standard errors of total and mean of y, and the degrees of freedom.
func checkSE(t *testing.T, d *Design, total, mean, df float64) {
	t.Helper()
	y := Value(d.Frame().Column("y"))
	a, _, err := d.Totals(y)
	if err != nil {
		t.Fatal(err)
	}
	b, _, err := d.Means(y)
	if err != nil {
		t.Fatal(err)
	}
	got, want := [3]float64{a.Each[0].SE, b.Each[0].SE, b.Each[0].DF}, [3]float64{total, mean, df}
	for i := range got {
		if !(math.Abs(got[i]-want[i]) <= 1e-12*want[i]) {
			t.Errorf("se of total, se of mean, df: got %v, want %v", got, want)
			return
		}
	}
}

// checkNear compares a number with R's, to a relative 1e-10.
func checkNear(t *testing.T, what string, got, want float64) {
	t.Helper()
	if !(math.Abs(got-want) <= 1e-10*math.Abs(want)) {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

var (
	elementsPPS = DesignSpec{Strata: "h", FPC: []string{"p"}, PPS: PPSBrewer}
	clustersPPS = DesignSpec{Strata: "h", PSU: []string{"c"}, FPC: []string{"p"}, PPS: PPSBrewer}
	stagesPPS   = DesignSpec{Strata: "h", PSU: []string{"c", "s"}, Nest: true, FPC: []string{"p", "q"}, PPS: PPSBrewer}
)

// certainIn gives the units of a stratum the probability 1.
func certainIn(h string) func([]string) {
	return func(line []string) {
		if line[0] == h {
			line[3] = "1"
		}
	}
}

// loneFive leaves PSU 5 alone in stratum 2.
func loneFive(line []string) {
	if line[0] == "2" && line[1] != "5" {
		line[0] = ""
	}
}

// TestBrewer: for each design k, c(SE(svytotal(~y, k)), SE(svymean(~y, k)), degf(k)).
func TestBrewer(t *testing.T) {
	t.Run("elements", func(t *testing.T) { // svydesign(~1, strata = ~h, fpc = ~p, pps = "brewer", data = d)
		checkSE(t, unequalDesign(t, elementsPPS, nil), 61.8737954829047, 0.6422678141817886, 15)
	})
	clusters := unequalDesign(t, clustersPPS, nil)
	t.Run("clusters", func(t *testing.T) { // k <- svydesign(~c, strata = ~h, fpc = ~p, pps = "brewer", data = d)
		checkSE(t, clusters, 66.14920704432211, 0.6922788973642595, 6)
	})
	t.Run("subpopulation", func(t *testing.T) { // subset(k, g == "m")
		checkSE(t, within(clusters, "g", "m"), 64.57320709144059, 0.6103269537978072, 6)
	})
	t.Run("subpopulation of few PSUs", func(t *testing.T) { // subset(k, c %in% c(1, 5, 6))
		checkSE(t, within(clusters, "c", "1", "5", "6"), 63.59594676112971, 0.2506561107098745, 1)
	})
	stages := unequalDesign(t, stagesPPS, nil)
	t.Run("two stages", func(t *testing.T) { // k2 <- svydesign(~c + s, strata = ~h, fpc = ~p + q, pps = "brewer", data = d)
		checkSE(t, stages, 103.0845671453254, 0.7866708283820354, 6)
		checkSE(t, within(stages, "g", "m"), 105.3072674421461, 0.8457996932853957, 6)
	})
	t.Run("ultimate clusters", func(t *testing.T) { // options(survey.ultimate.cluster = TRUE)
		checkSE(t, stages.Ultimate(), 100.184192505522248, 0.777474043362805, 6)
	})
	t.Run("weights given", func(t *testing.T) { // svydesign(~c, strata = ~h, weights = ~z, fpc = ~p, pps = "brewer", data = d)
		spec := clustersPPS
		spec.Weight = "z"
		checkSE(t, unequalDesign(t, spec, nil), 51.18984274248164, 0.6510978117587515, 6)
	})
	t.Run("certain units", func(t *testing.T) { // p = 1 where it was 0.6, elements; then p = 1 in stratum 1
		checkSE(t, unequalDesign(t, elementsPPS,
			func(line []string) { line[3] = strings.Replace(line[3], "0.6", "1", 1) }), 61.77200703534412,
			0.6338894651249335, 15)
		checkSE(t, unequalDesign(t, clustersPPS, certainIn("1")), 61.27881030660267, 0.8161621415685283, 6)
		checkSE(t, unequalDesign(t, stagesPPS, certainIn("1")), 71.06636323563419, 0.7765246623622283, 6)
	})
	t.Run("lonely PSU", func(t *testing.T) { // data = subset(d, h == 1 | c == 5), options(survey.lonely.psu = "average")
		d := unequalDesign(t, clustersPPS, loneFive)
		checkSE(t, d.WithLonely(LonelyAverage, false), 35.23137805990563, 1.481197291605637, 3)
		if _, _, err := d.Means(Value(d.Frame().Column("y"))); err == nil {
			t.Error("no error under the policy fail")
		}
	})
	t.Run("post-stratified", func(t *testing.T) { // postStratify(k, ~g, data.frame(g = c("f", "m"), Freq = c(30, 40)))
		checkSE(t, postStratified(t, clusters), 46.12326494019429, 0.6589037848599185, 6)
		// of k2, subset(h == 1)
		checkSE(t, within(postStratified(t, stages), "h", "1"), 38.32286253063597, 1.336928268160452, 3)
	})
}

// TestPPSRowOrder: probabilities stay with their units whatever the order of the rows.
func TestPPSRowOrder(t *testing.T) {
	lines := strings.Split(strings.TrimSpace(unequal), "\n")
	slices.Reverse(lines[1:])
	f, err := ReadCSV(strings.NewReader(strings.Join(lines, "\n")), CSVOptions{Numbers: []string{"p", "q", "y", "z"}})
	if err != nil {
		t.Fatal(err)
	}
	d, err := NewDesign(f, stagesPPS)
	if err != nil {
		t.Fatal(err)
	}
	checkSE(t, d, 103.0845671453254, 0.7866708283820354, 6) // as in TestBrewer
}

// TestOverton: for each design k, c(SE(svytotal(~y, k)), SE(svymean(~y, k)), degf(k)). R's subset() and postStratify()
// stop for clusters, so there are none of these.
func TestOverton(t *testing.T) {
	single := func(pps PPS) DesignSpec { return DesignSpec{FPC: []string{"p"}, PPS: pps} }
	t.Run("Horvitz-Thompson", func(t *testing.T) { // e <- svydesign(~1, fpc = ~p, pps = "overton", variance = "HT", data = d)
		e := unequalDesign(t, single(PPSOverton), nil)
		checkSE(t, e, 65.76452099895674, 0.6208869210938865, 16)
		checkSE(t, within(e, "g", "m"), 76.69417531845413, 0.5767023773378216, 8) // subset(e, g == "m")
		spec := elementsPPS
		spec.PPS = PPSOverton // strata = ~h
		checkSE(t, unequalDesign(t, spec, nil), 66.1149492016481, 0.6423666068530099, 15)
		checkSE(t, unequalDesign(t, spec, certainIn("1")), 64.86090122667514, 0.8668878134733723, 15) // p = 1 in stratum 1
		spec.PSU = []string{"c"}                                                                      // ~c, strata = ~h
		checkSE(t, unequalDesign(t, spec, nil), 75.74598143600558, 0.6924012014163662, 6)
	})
	t.Run("Yates-Grundy", func(t *testing.T) { // variance = "YG"
		e := unequalDesign(t, single(PPSOvertonYatesGrundy), nil)
		checkSE(t, e, 58.86461190496564, 0.589967000720523, 16)
		checkSE(t, within(e, "g", "m"), 71.32131543039726, 0.5575426456977158, 8)
		spec := elementsPPS
		spec.PPS = PPSOvertonYatesGrundy
		checkSE(t, unequalDesign(t, spec, nil), 58.53242174078627, 0.6098024769903506, 15)
		checkSE(t, unequalDesign(t, spec, certainIn("1")), 57.25418124330545, 0.8139267263041786, 15)
		spec.PSU = []string{"c"}
		checkSE(t, unequalDesign(t, spec, nil), 63.49613578210299, 0.6648629039741621, 6)
	})
}

// TestBrewerEstimates: an interval, a regression and a test under unequal probabilities.
func TestBrewerEstimates(t *testing.T) {
	d := unequalDesign(t, clustersPPS, nil)
	f := d.Frame()
	high := make([]float64, f.Len())
	for i := range high {
		if f.Column("y").Number(i) > 4 {
			high[i] = 1
		}
	}
	// attr(svyciprop(~I(y > 4), subset(k, g == "m"), method = "beta"), "ci"): all 17 rows count, not the 9 of the
	// subpopulation.
	s, _, err := within(d, "g", "m").Means(Values(high))
	if err != nil {
		t.Fatal(err)
	}
	if e := s.Each[0]; e.Rows != 17 || e.N != 9 {
		t.Errorf("rows %d, n %d, want 17 and 9", e.Rows, e.N)
	}
	share := s.Each[0]
	ci := share.ProportionInterval(IntervalBeta, 0.95)
	checkNear(t, "lower", ci.Lower, 0.01335041482320819)
	checkNear(t, "upper", ci.Upper, 0.56719747434689582)
	// summary(svyglm(y ~ z, k))
	r, err := d.Regress(Gaussian, Value(f.Column("y")), One(), Value(f.Column("z")))
	if err != nil {
		t.Fatal(err)
	}
	checkNear(t, "slope", r.Coef[1], 2.393805576670167)
	checkNear(t, "se of the slope", r.SE[1], 0.2033635591065108)
}

// TestPPSRefuses names the row and what is wrong.
func TestPPSRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		csv  string
		spec DesignSpec
		want []string
	}{
		"unknown method": {"f\n0.5\n", DesignSpec{FPC: []string{"f"}, PPS: "sampford"},
			[]string{`“sampford”`, "brewer"}},
		"no probabilities": {"w\n2\n", DesignSpec{Weight: "w", PPS: PPSBrewer}, []string{"1 fpc columns"}},
		"a stage without": {"a,b,f\n1,1,0.5\n",
			DesignSpec{PSU: []string{"a", "b"}, FPC: []string{"f"}, PPS: PPSBrewer},
			[]string{"2 stages", "there are 1"}},
		"two stages of Overton": {"a,b,f,g\n1,1,0.5,1\n",
			DesignSpec{PSU: []string{"a", "b"}, FPC: []string{"f", "g"}, PPS: PPSOverton},
			[]string{"one stage", "brewer"}},
		"population size": {"f\n0.5\n12\n", DesignSpec{FPC: []string{"f"}, PPS: PPSBrewer},
			[]string{"row 2", "column f", "12", "probability"}},
		"probability 0": {"f\n0.5\n0\n", DesignSpec{FPC: []string{"f"}, PPS: PPSBrewer},
			[]string{"row 2", "above 0"}},
		"probability missing": {"f,x\n0.5,1\n,1\n", DesignSpec{FPC: []string{"f"}, PPS: PPSBrewer},
			[]string{"row 2", "column f"}},
		"probability differs": {"a,f\n7,0.5\n7,0.25\n",
			DesignSpec{PSU: []string{"a"}, FPC: []string{"f"}, PPS: PPSBrewer},
			[]string{"row 2", "0.25", "0.5", "unit 7"}},
		"no column": {"f\n0.5\n", DesignSpec{FPC: []string{"v"}, PPS: PPSBrewer}, []string{`“v”`}},
		"second stage impossible": {"a,b,f,g\n1,1,0.5,2\n",
			DesignSpec{PSU: []string{"a", "b"}, FPC: []string{"f", "g"}, PPS: PPSBrewer},
			[]string{"row 1", "column g", "2"}},
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

// TestPPSTallies: tallies of probabilities that belong to one whole sample do not add.
func TestPPSTallies(t *testing.T) {
	d := unequalDesign(t, clustersPPS, nil)
	tally, _ := d.TallyTerms(Value(d.Frame().Column("y")))
	if _, err := Merge(tally, tally); err == nil || !strings.Contains(err.Error(), "PPS") {
		t.Errorf("error %v, want one about PPS designs", err)
	}
}
