package stats

import (
	"math"
	"testing"

	"github.com/khaosat/khaosat/stats/plain"
	"github.com/khaosat/khaosat/stats/weights"
)

// fourteenRows are four strata, the last with one PSU; group b has nobody in the third.
const fourteenRows = "h,u,k,x,w\n1,1,a,3,1\n1,1,b,5,2\n1,2,a,8,1\n1,2,b,1,3\n2,3,a,4,2\n2,3,b,9,1\n2,4,b,2,1\n2,4,a,6,2\n" +
	"3,5,a,7,3\n3,5,a,5,1\n3,6,a,1,2\n3,6,a,8,2\n4,7,a,4,1\n4,7,b,6,1\n"

// TestCompareUnderAverage: the policy average counts the strata of the rows compared, not those of each group.
// Expected: svyttest(x ~ g, D) of R survey 4.1-1 with survey.lonely.psu = "average".
func TestCompareUnderAverage(t *testing.T) {
	f := csvFrameOf(t, fourteenRows)
	d, err := NewDesign(f, DesignSpec{Weight: "w", Strata: "h", PSU: []string{"u"}, Lonely: LonelyAverage})
	if err != nil {
		t.Fatal(err)
	}
	g := f.Column("k")
	group := func(code int) Selection {
		return f.Select(func(i int) bool { at, _ := g.Code(i); return at == code })
	}
	test, err := d.TTestGroups(Value(f.Column("x")), group(0), group(1), 0.95)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range []struct{ got, want float64 }{{test.Diff, -1.51666666666666616}, {test.SE, 2.42224571535497946},
		{test.DF, 2}, {test.P, 0.59515701388023845}} {
		if math.Abs(v.got-v.want) > 1e-12*math.Abs(v.want) {
			t.Errorf("got %+v, want %v", test, v.want)
		}
	}
}

// TestLikelihoodInsideCalibrated: inside a part of a post-stratified design the likelihood interval is as wide as the
// standard error says. Expected: the roots of 2 KL(p||q) = n/(n-1) t² se²/(p(1-p)) from R's p, se (survey 4.1-1), n =
// 11 and df = 3; R's own interpolation gives 0.12177 and 0.95055.
func TestLikelihoodInsideCalibrated(t *testing.T) {
	f := csvFrameOf(t, fourteenRows)
	d, err := NewDesign(f, DesignSpec{Weight: "w", Strata: "h", PSU: []string{"u"}, Lonely: LonelyAdjust})
	if err != nil {
		t.Fatal(err)
	}
	g, x := f.Column("k"), f.Column("x")
	m := weights.Margin{Labels: []string{"a", "b"}, Population: []float64{30, 20}}
	for i := range f.Len() {
		at, _ := g.Code(i)
		m.Cells = append(m.Cells, at)
	}
	if d, err = d.Calibrated(func(w []float64) (*weights.Calibration, error) {
		return weights.PostStratify(w, m, false)
	}); err != nil {
		t.Fatal(err)
	}
	high := make([]float64, f.Len())
	for i := range high {
		if x.Number(i) > 5 {
			high[i] = 1
		}
	}
	p, err := d.Within(f.Select(func(i int) bool { return x.Number(i) > 2 })).Proportion(Values(high))
	if err != nil {
		t.Fatal(err)
	}
	limits := p.ProportionInterval(IntervalLikelihood, 0.95)
	for _, v := range []struct{ got, want float64 }{{p.Value, 0.58333333333333326}, {p.SE, 0.16215526073682859},
		{limits.Lower, 0.121902518107989}, {limits.Upper, 0.950472660621221}} {
		if math.Abs(v.got-v.want) > 1e-9*v.want {
			t.Errorf("got %v, want %v", v.got, v.want)
		}
	}
}

// TestEmptyColumnKeepsTheOtherShare: a column without anybody is not compared, but the share beside it is known.
func TestEmptyColumnKeepsTheOtherShare(t *testing.T) {
	p := plain.ColumnPairs([][]int64{{3, 0}, {1, 0}})[0]
	if p.P1 != 0.75 || p.P2 == p.P2 || p.Z == p.Z {
		t.Errorf("got %+v, want the share 0.75 against no share, and no test", p)
	}
}

func TestCronbachEdges(t *testing.T) {
	nan := math.NaN()
	if r := plain.Cronbach([][]float64{{1, 2, 3}}, true); !math.IsNaN(r.Alpha) {
		t.Errorf("one item: alpha %v, want none", r.Alpha)
	}
	if r := plain.Cronbach(nil, true); r.K != 0 || !math.IsNaN(r.Alpha) {
		t.Errorf("no items: got %+v", r)
	}
	if r := plain.Cronbach([][]float64{{1, nan}, {nan, 2}}, true); r.N != 0 || !math.IsNaN(r.Alpha) {
		t.Errorf("nobody answered both: got %+v", r)
	}
	// An item added to itself is perfectly reliable.
	same := []float64{1, 4, 2, 5}
	if r := plain.Cronbach([][]float64{same, same}, true); math.Abs(r.Alpha-1) > 1e-12 ||
		!math.IsNaN(r.Items[0].AlphaIfDropped) {
		t.Errorf("the same item twice: %+v, want alpha 1 and none for a single item", r)
	}
	// Equal weights are no weights.
	items := [][]float64{{4, 3, 5, 2, nan}, {4, 2, 5, 1, 3}}
	d, err := NewDesign(csvFrameOf(t, "w\n7\n7\n7\n7\n7\n"), DesignSpec{Weight: "w"})
	if err != nil {
		t.Fatal(err)
	}
	if alpha, n, err := d.Alpha(Values(items[0]), Values(items[1])); err != nil || n != 4 ||
		math.Abs(alpha-plain.Cronbach(items, true).Alpha) > 1e-12 {
		t.Errorf("weighted alpha %v of %d (error %v), want %v of 4", alpha, n, err, plain.Cronbach(items, true).Alpha)
	}
}
