package stats

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"

	"github.com/khaosat/khaosat/stats/exact"
	"github.com/khaosat/khaosat/stats/law"
	"github.com/khaosat/khaosat/stats/problem"
)

// Family is the law of a regression's answers, with its canonical link.
type Family string

// The families.
const (
	Gaussian Family = "gaussian"      // identity
	Binomial Family = "quasibinomial" // logit; y is 0 or 1
	Poisson  Family = "quasipoisson"  // log; y >= 0
)

// mean is the mean and the variance that a linear predictor gives.
func (f Family) mean(eta float64) (mu, v float64) {
	switch f {
	case Binomial:
		mu = expit(eta)
		return mu, mu * (1 - mu)
	case Poisson:
		mu = math.Exp(eta)
		return mu, mu
	}
	return eta, 1
}

// start is a linear predictor near an answer, to begin with.
func (f Family) start(y float64) float64 {
	switch f {
	case Binomial:
		p := (y + 0.5) / 2
		return math.Log(p / (1 - p))
	case Poisson:
		return math.Log(y + 0.1)
	}
	return y
}

// Regression is a generalised linear model under the design.
type Regression struct {
	Coef, SE []float64
	Cov      [][]float64
	// DF are the design's degrees of freedom over the rows that have all variables (with replicate weights: over all
	// rows, as in R), plus 1, less the number of coefficients.
	DF float64
	N  int64 // rows used
	// Dispersion is the weighted variance of the Pearson residuals, weights having mean 1 over all rows of the design,
	// those with missing variables too (as R has it).
	Dispersion float64
}

// regressionSteps bounds the Newton steps of Regress.
const regressionSteps = 100

// Regress fits y on the columns of x, over the rows of the design that have all of them; put One among them for an
// intercept. Scores are x(y-μ), and the covariance is A⁻¹V(Σ w x(y-μ))A⁻¹ with A = Σ w v x x'; with replicate weights,
// that of the replicates' own fits. A column that those before it make up is dropped, as in R: its coefficient,
// standard error and covariances are NaN.
//
// Source: Binder (1983), International Statistical Review 51, 279-292. Agrees with svyglm of R survey 4.5 once that has
// converged.
func (d *Design) Regress(family Family, y Term, x ...Term) (*Regression, error) {
	d.mustBeCurrent()
	if n := d.NegativeWeights(); n > 0 {
		return nil, problem.New("stats.weights_negative_no_regression", "n", n)
	}
	m := d.model(family, y, x)
	kept := m.independent()
	if len(m.rows) <= len(kept) {
		return nil, problem.New("stats.only_rows_all_variables", "rows", len(m.rows), "coefficients", len(x))
	}
	if len(kept) == 0 {
		return nil, dependentProblem()
	}
	if len(kept) < len(x) {
		few := make([]Term, len(kept))
		for j, at := range kept {
			few[j] = x[at]
		}
		r, err := d.Regress(family, y, few...)
		if err != nil {
			return nil, err
		}
		return r.among(kept, len(x)), nil
	}
	inverse, err := m.fit()
	if err != nil {
		return nil, err
	}
	r, err := m.result(inverse)
	if err != nil {
		return nil, err
	}
	all, used := d.KeptWeights(), exact.TotalOf(m.w)
	rows := len(m.rows)
	if d.keepsRows() { // the others, with weight 0
		rows = len(all)
	}
	r.Dispersion *= used / float64(rows) * float64(len(all)) / exact.TotalOf(all)
	if d.reps != nil {
		r.Cov = m.replicated()
		r.DF = float64(d.rank(d.scope.Has) - len(x))
		for j := range r.SE {
			r.SE[j] = math.Sqrt(r.Cov[j][j])
		}
	}
	return r, nil
}

// model holds the rows of a regression.
type model struct {
	d      *Design // over the complete rows
	family Family
	rows   []int
	y, w   []float64
	x      [][]float64 // [row][coefficient]
	beta   []float64
	eta    []float64
}

// model collects the complete rows.
func (d *Design) model(family Family, y Term, x []Term) *model {
	m := &model{family: family, beta: make([]float64, len(x))}
	columns := make([][]float64, len(x)+1)
	for j, t := range append([]Term{y}, x...) {
		columns[j] = make([]float64, d.rows)
		t.fill(0, columns[j])
		for i := range columns[j] {
			columns[j][i] += t.shift
		}
	}
	complete := NewSelection(d.rows)
	for i := range d.rows {
		missing := !d.scope.Has(i)
		row := make([]float64, len(x))
		for j := range columns {
			missing = missing || columns[j][i] != columns[j][i]
			if j > 0 {
				row[j-1] = columns[j][i]
			}
		}
		if !missing {
			complete.Set(i, true)
			m.rows, m.y, m.w, m.x = append(m.rows, i), append(m.y, columns[0][i]), append(m.w, d.Weight(i)),
				append(m.x, row)
			m.eta = append(m.eta, family.start(columns[0][i]))
		}
	}
	m.d = d.Within(complete)
	return m
}

// fit iterates weighted least squares until the coefficients stand still, and gives A⁻¹.
func (m *model) fit() (*mat.Dense, error) {
	k := len(m.beta)
	var inverse mat.Dense
	for range regressionSteps {
		a, b := mat.NewDense(k, k, nil), mat.NewVecDense(k, nil)
		for i, x := range m.x {
			mu, v := m.family.mean(m.eta[i])
			if m.w[i] == 0 || v == 0 {
				continue
			}
			z := m.eta[i] + (m.y[i]-mu)/v
			for p := range k {
				b.SetVec(p, b.AtVec(p)+m.w[i]*v*x[p]*z)
				for q := range k {
					a.Set(p, q, a.At(p, q)+m.w[i]*v*x[p]*x[q])
				}
			}
		}
		if err := inverse.Inverse(a); err != nil {
			return nil, dependentProblem()
		}
		var beta mat.VecDense
		beta.MulVec(&inverse, b)
		if m.step(&beta) {
			return &inverse, nil
		}
	}
	return nil, problem.New("stats.regression_not_converged_after", "n", regressionSteps)
}

func dependentProblem() *problem.Problem {
	return problem.New("stats.explaining_variables_depend_each")
}

// replicated is the covariance of the coefficients by fitting anew under each set of replicate weights. One that has no
// fit is left out.
func (m *model) replicated() [][]float64 {
	reps, k := m.d.reps, len(m.beta)
	theta := make([][]float64, reps.count)
	for at := range theta {
		r := *m
		r.beta, r.eta, r.w = slices.Clone(m.beta), slices.Clone(m.eta), make([]float64, len(m.w))
		for i, row := range m.rows {
			r.w[i] = reps.row(row)[at]
			if !reps.whole {
				r.w[i] *= m.w[i]
			}
		}
		if _, err := r.fit(); err != nil {
			r.beta = slices.Repeat([]float64{math.NaN()}, k)
		}
		theta[at] = r.beta
	}
	cov := make([][]float64, k)
	for i := range cov {
		cov[i] = make([]float64, k)
		for j := range cov[i] {
			cov[i][j] = reps.spread(theta, i, j, m.beta[i], m.beta[j])
		}
	}
	return cov
}

// step takes new coefficients and tells whether they are the old ones.
func (m *model) step(beta *mat.VecDense) (settled bool) {
	settled = true
	for j := range m.beta {
		b := beta.AtVec(j)
		if math.Abs(b-m.beta[j]) > 1e-13*(math.Abs(b)+1e-3) {
			settled = false
		}
		m.beta[j] = b
	}
	for i, x := range m.x {
		m.eta[i] = 0
		for j, v := range x {
			m.eta[i] += v * m.beta[j]
		}
	}
	return settled
}

// result makes variances from the influence of each row on each coefficient.
func (m *model) result(inverse *mat.Dense) (*Regression, error) {
	k := len(m.beta)
	influence := make([][]float64, k+1)
	for j := range influence {
		influence[j] = make([]float64, m.d.rows)
	}
	for i, row := range m.rows {
		mu, v := m.family.mean(m.eta[i])
		for j := range k {
			for l, x := range m.x[i] {
				influence[j][row] += inverse.At(j, l) * x * (m.y[i] - mu)
			}
		}
		influence[k][row] = (m.y[i] - mu) / math.Sqrt(v)
	}
	terms := make([]Term, k)
	for j := range terms {
		terms[j] = Values(influence[j])
	}
	t, _ := m.d.TallyTerms(append([]Term{One()}, terms...)...)
	qs := make([]Quotient, k)
	for j := range qs {
		qs[j] = Quotient{Num: []Coef{{1 + j, 1}}, Base: []int{0}}
	}
	e, err := t.Covariance(qs...)
	if err != nil {
		return nil, err
	}
	dispersion, _, err := m.d.Variance(Values(influence[k]))
	if err != nil {
		return nil, err
	}
	r := &Regression{Coef: m.beta, Cov: e.Cov, DF: e.Each[0].DF + 1 - float64(k), N: e.Each[0].N,
		Dispersion: dispersion.Value}
	for j := range k {
		r.SE = append(r.SE, math.Sqrt(e.Cov[j][j]))
	}
	return r, nil
}

// P is the two-sided p-value of a coefficient, by t.
func (r *Regression) P(j int) float64 {
	if r.DF <= 0 {
		return math.NaN()
	}
	return 2 * law.TUpper(math.Abs(r.Coef[j]/r.SE[j]), r.DF)
}

// Interval is the t interval of a coefficient.
func (r *Regression) Interval(j int, level float64) (lower, upper float64) {
	e := Estimate{Value: r.Coef[j], SE: r.SE[j], DF: r.DF}
	return e.Interval(level)
}

// WaldF tests that some coefficients are all 0: b'V⁻¹b/k as F on k and the regression's degrees of freedom. Dropped
// columns do not count.
func (r *Regression) WaldF(coefs ...int) (f, p float64, err error) {
	coefs = slices.DeleteFunc(slices.Clone(coefs), func(j int) bool { return math.IsNaN(r.Coef[j]) })
	if len(coefs) == 0 {
		return math.NaN(), math.NaN(), problem.New("stats.no_coefficient_left_test")
	}
	k := len(coefs)
	v, b := mat.NewDense(k, k, nil), mat.NewVecDense(k, nil)
	for i, p := range coefs {
		b.SetVec(i, r.Coef[p])
		for j, q := range coefs {
			v.Set(i, j, r.Cov[p][q])
		}
	}
	var x mat.Dense
	if err := solve(&x, v, b); err != nil {
		return 0, 0, err
	}
	for i := range k {
		f += b.AtVec(i) * x.At(i, 0) / float64(k)
	}
	return f, law.FUpper(f, float64(k), r.DF), nil
}
