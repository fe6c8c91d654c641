package stats

import (
	"math"

	"github.com/khaosat/khaosat/stats/law"
)

// Contrast is a linear combination of estimates, with the variance that their covariances give; its degrees of freedom
// are the largest of those it is made of (the whole design's, where a domain has fewer).
func (e *Estimates) Contrast(coef ...float64) Estimate {
	out := Estimate{Value: 0, Deff: math.NaN(), DeffWOR: math.NaN()}
	for i, c := range coef {
		if c == 0 {
			continue
		}
		out.Value += c * e.Each[i].Value
		out.DF = max(out.DF, e.Each[i].DF)
		out.N += e.Each[i].N
		for j, b := range coef {
			if b != 0 {
				out.squaredSE += c * b * e.Cov[i][j]
			}
		}
	}
	if out.squaredSE < 0 {
		out.squaredSE = 0
	}
	out.SE = math.Sqrt(out.squaredSE)
	return out
}

// Difference is estimate i less estimate j.
func (e *Estimates) Difference(i, j int) Estimate {
	coef := make([]float64, len(e.Each))
	coef[i], coef[j] = 1, -1
	return e.Contrast(coef...)
}

// P is the two-sided p-value of the hypothesis that the figure is 0, by t with the design degrees of freedom; NaN
// without.
func (e *Estimate) P() float64 {
	if e.DF <= 0 {
		return math.NaN()
	}
	return 2 * law.TUpper(math.Abs(e.Value/e.SE), e.DF)
}

// DomainMeans are the means of a term in several groups of rows that do not overlap, with the covariances between them,
// which are not 0 where groups share PSUs. Degrees of freedom are those of the whole design. With replicate weights, a
// replicate in which one of the groups is empty is left out for all of them.
func (d *Design) DomainMeans(y Term, groups ...Selection) (*Estimates, error) {
	terms := []Term{One(), y}
	for _, g := range groups {
		terms = append(terms, In(g, One()), In(g, y), In(g, Times(y, y)))
	}
	t, _ := d.TallyTerms(terms...)
	qs, all := make([]Quotient, len(groups)), []int{0}
	for i := range groups {
		one, sum, square := 2+3*i, 3+3*i, 4+3*i
		qs[i] = Quotient{Num: []Coef{{sum, 1}}, Den: []Coef{{one, 1}}, Base: []int{one}, Present: all, Share: y.share,
			Spread: spread([]Coef{{sum, 1}}, []Coef{{square, 1}}, []Coef{{one, 1}})}
	}
	return t.Covariance(qs...)
}

// DesignTTest is a t test of means under the design.
type DesignTTest struct {
	Diff, SE     float64
	T, DF, P     float64 // P two-sided
	Lower, Upper float64 // 95% or as asked
}

// TTest tests the mean of y against mu. Its degrees of freedom are one less than the design's, as in R's svyttest,
// which fits a regression with an intercept.
func (d *Design) TTest(y Term, mu, level float64) (*DesignTTest, error) {
	e, _, err := d.Means(y)
	if err != nil {
		return nil, err
	}
	x := e.Each[0]
	x.Value -= mu
	return newDesignTTest(x, level), nil
}

// TTestGroups tests the mean of y in the second group against the first, over rows of both that have y. The groups may
// share PSUs. Degrees of freedom are those of these rows less 1; with replicate weights, those of all rows of the
// design less 1, as in R. Agrees with svyttest(y ~ group) of R survey 4.5.
func (d *Design) TTestGroups(y Term, first, second Selection, level float64) (*DesignTTest, error) {
	both := NewSelection(d.rows)
	value := make([]float64, 1)
	for i := range d.rows {
		if first.Has(i) || second.Has(i) {
			y.fill(i, value)
			both.Set(i, value[0] == value[0])
		}
	}
	e, err := d.Within(both).DomainMeans(y, second, first)
	if err != nil {
		return nil, err
	}
	x := e.Difference(0, 1)
	if d.reps != nil {
		x.DF = float64(d.rank(d.scope.Has) - 1)
	}
	return newDesignTTest(x, level), nil
}

func newDesignTTest(x Estimate, level float64) *DesignTTest {
	x.DF--
	t := &DesignTTest{Diff: x.Value, SE: x.SE, T: x.Value / x.SE, DF: x.DF, P: x.P(), Lower: math.NaN(),
		Upper: math.NaN()}
	t.Lower, t.Upper = x.Interval(level)
	return t
}
