package stats

import (
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/khaosat/khaosat/stats/law"
	"github.com/khaosat/khaosat/stats/problem"
)

// AssociationTest names a test of independence of two items under the design.
type AssociationTest string

// The tests.
const (
	RaoScottF     AssociationTest = "F"       // second-order Rao-Scott: F with estimated degrees of freedom; R's default
	RaoScottChisq AssociationTest = "Chisq"   // first-order Rao-Scott
	WaldTest      AssociationTest = "Wald"    // Wald test on estimated totals
	AdjustedWald  AssociationTest = "adjWald" // the same with the loss of degrees of freedom taken into account
	// RaoScottSaddlepoint takes the law of Pearson's statistic itself, by its saddlepoint.
	RaoScottSaddlepoint AssociationTest = "saddlepoint"
)

// Association is the outcome of a test of independence.
type Association struct {
	Test      AssociationTest
	Statistic float64
	P         float64
	NDF, DDF  float64 // degrees of freedom of F; DDF is NaN for Chisq
	PearsonX2 float64 // Pearson's statistic of the weighted table, scaled to Rows
	Rows      int64   // rows of the design, missing ones too: the scale of PearsonX2 and nothing else
	Delta     float64 // trace of the design effects matrix, NaN for the Wald tests
}

// Association tests the independence of a Single item and the break it is crossed with, over rows that have both. Rows
// and columns without anybody are left out first; where fewer than two are left it is an error.
//
// Pearson: N Σ (p_ij - p_i. p_.j)²/(p_i. p_.j). Rao-Scott: Δ = (C'D⁻¹C/N)⁻¹ (C'D⁻¹VD⁻¹C), C a basis of the
// interactions, D = diag p, V the covariance of the cell shares; F = X²/tr Δ on (tr²Δ/tr Δ², that × df). Source: Rao &
// Scott (1984), Annals of Statistics 12, 46-60; Thomas & Rao (1987). Agrees with svychisq of R survey 4.5.
func (x *Cross) Association(test AssociationTest) (*Association, error) {
	t, err := x.filled()
	if err != nil {
		return nil, err
	}
	a := &Association{Test: test, Rows: x.members[x.domain(Total)], Delta: math.NaN(), DDF: math.NaN()}
	if x.policy.allPresent {
		a.Rows = int64(x.policy.allRows)
	}
	shares, err := x.Covariance(t.quotients(true)...)
	if err != nil {
		return nil, err
	}
	nu := shares.Each[0].DF
	p := make([]float64, len(shares.Each))
	for i, e := range shares.Each {
		p[i] = e.Value
	}
	a.PearsonX2 = float64(a.Rows) * t.pearson(p)
	if test == WaldTest || test == AdjustedWald {
		return a, t.wald(a, nu)
	}
	return a, t.raoScott(a, p, shares.Cov, nu)
}

// twoWay is a table without empty rows and columns.
type twoWay struct {
	x          *Cross
	rows, cols []int
}

// filled finds the rows and columns with anybody.
func (x *Cross) filled() (*twoWay, error) {
	t := &twoWay{x: x}
	valid := x.validValues()
	for _, v := range valid {
		n := int64(0)
		for col := range x.Break.Columns {
			n += x.Count(x.cell(col, v))
		}
		if n > 0 {
			t.rows = append(t.rows, v)
		}
	}
	for col := range x.Break.Columns {
		n := int64(0)
		for _, v := range valid {
			n += x.Count(x.cell(col, v))
		}
		if n > 0 {
			t.cols = append(t.cols, col)
		}
	}
	if x.Item.Variable.Kind != Single || len(t.rows) < 2 || len(t.cols) < 2 {
		return nil, problem.New("stats.table_fewer_two_rows", "item", x.Item.Variable.Name, "break", x.Break.Name)
	}
	return t, nil
}

// quotients are the cells, row by row, as shares of all of them or as totals.
func (t *twoWay) quotients(share bool) []Quotient {
	var all []int
	for _, v := range t.rows {
		for _, col := range t.cols {
			all = append(all, t.x.cell(col, v))
		}
	}
	qs := make([]Quotient, len(all))
	for i, cell := range all {
		qs[i] = Quotient{Num: []Coef{{cell, 1}}, Base: all, Domain: t.x.domain(Total), Share: share}
		if share {
			qs[i].Den = ones(all)
		}
	}
	return qs
}

// margins are the row and column sums of a table.
func (t *twoWay) margins(p []float64) (rows, cols []float64) {
	rows, cols = make([]float64, len(t.rows)), make([]float64, len(t.cols))
	for i := range rows {
		for j := range cols {
			rows[i] += p[i*len(cols)+j]
			cols[j] += p[i*len(cols)+j]
		}
	}
	return rows, cols
}

func (t *twoWay) pearson(p []float64) float64 {
	rows, cols := t.margins(p)
	x2 := 0.0
	for i, r := range rows {
		for j, c := range cols {
			d := p[i*len(cols)+j] - r*c
			x2 += d * d / (r * c)
		}
	}
	return x2
}

// degrees is (R-1)(C-1).
func (t *twoWay) degrees() int { return (len(t.rows) - 1) * (len(t.cols) - 1) }

// interactions is a basis of the interactions: the products of differences of rows and of columns, which are orthogonal
// to row and column effects.
func (t *twoWay) interactions() *mat.Dense {
	c := mat.NewDense(len(t.rows)*len(t.cols), t.degrees(), nil)
	k := 0
	for i := 1; i < len(t.rows); i++ {
		for j := 1; j < len(t.cols); j++ {
			c.Set(0, k, 1)
			c.Set(j, k, -1)
			c.Set(i*len(t.cols), k, -1)
			c.Set(i*len(t.cols)+j, k, 1)
			k++
		}
	}
	return c
}

// raoScott corrects Pearson's statistic for the design.
func (t *twoWay) raoScott(a *Association, p []float64, cov [][]float64, nu float64) error {
	c := t.interactions()
	n := len(p)
	scaled := mat.NewDense(n, t.degrees(), nil) // D⁻¹C, 1/0 taken as 0
	for i, pi := range p {
		for k := range t.degrees() {
			if pi != 0 {
				scaled.Set(i, k, c.At(i, k)/pi)
			}
		}
	}
	var simple, vd, design, delta mat.Dense
	simple.Mul(c.T(), scaled)
	vd.Mul(matrix(cov), scaled)
	design.Mul(scaled.T(), &vd)
	if err := solve(&delta, &simple, &design); err != nil {
		return err
	}
	delta.Scale(float64(a.Rows), &delta)
	var square mat.Dense
	square.Mul(&delta, &delta)
	tr, tr2 := mat.Trace(&delta), mat.Trace(&square)
	a.Delta = tr
	if a.Test == RaoScottChisq {
		k := float64(t.degrees())
		a.Statistic, a.NDF = a.PearsonX2, k
		a.P = law.ChiSquareUpper(a.PearsonX2/(tr/k), k)
		return nil
	}
	a.Statistic, a.NDF = a.PearsonX2/tr, tr*tr/tr2
	a.DDF = a.NDF * nu
	if a.Test == RaoScottSaddlepoint {
		var eigen mat.Eigen
		if !eigen.Factorize(&delta, mat.EigenNone) {
			return problem.New("stats.design_effects_table_cannot")
		}
		var lambda []float64
		for _, l := range eigen.Values(nil) {
			lambda = append(lambda, real(l))
		}
		a.Statistic, a.P = a.PearsonX2, law.WeightedFUpper(a.PearsonX2, lambda, a.DDF)
		return nil
	}
	a.P = law.FUpper(a.Statistic, a.NDF, a.DDF)
	return nil
}

// wald tests Y_ij = N_ij - N_i. N_.j/N, without first row and column, by the covariance of the estimated totals.
func (t *twoWay) wald(a *Association, nu float64) error {
	totals, err := t.x.Covariance(t.quotients(false)...)
	if err != nil {
		return err
	}
	count := make([]float64, len(totals.Each))
	sum := 0.0
	for i, e := range totals.Each {
		count[i] = e.Value
		sum += e.Value
	}
	rows, cols := t.margins(count)
	k, nc := t.degrees(), len(cols)
	y := mat.NewVecDense(k, nil)
	jacobian := mat.NewDense(k, len(count), nil)
	for i := 1; i < len(rows); i++ {
		for j := 1; j < nc; j++ {
			at := (i-1)*(nc-1) + j - 1
			y.SetVec(at, count[i*nc+j]-rows[i]*cols[j]/sum)
			for r := range rows {
				for c := range cols {
					d := rows[i] * cols[j] / (sum * sum)
					if r == i {
						d -= cols[j] / sum
					}
					if c == j {
						d -= rows[i] / sum
					}
					if r == i && c == j {
						d++
					}
					jacobian.Set(at, r*nc+c, d)
				}
			}
		}
	}
	var jv, v, w mat.Dense
	jv.Mul(jacobian, matrix(totals.Cov))
	v.Mul(&jv, jacobian.T())
	if err := solve(&w, &v, y); err != nil {
		return err
	}
	statistic := 0.0
	for i := range k {
		statistic += y.AtVec(i) * w.At(i, 0)
	}
	a.NDF, a.DDF = float64(k), nu
	a.Statistic = statistic / a.NDF
	if a.Test == AdjustedWald {
		a.Statistic = statistic * (nu - a.NDF + 1) / (a.NDF * nu)
		a.DDF = nu - a.NDF + 1
	}
	a.P = law.FUpper(a.Statistic, a.NDF, a.DDF)
	return nil
}

// matrix is a square list of rows as a matrix.
func matrix(rows [][]float64) *mat.Dense {
	m := mat.NewDense(len(rows), len(rows), nil)
	for i, r := range rows {
		m.SetRow(i, r)
	}
	return m
}

// solve finds a⁻¹b; a matrix that is singular as far as float64 can tell is an error.
func solve(out *mat.Dense, a *mat.Dense, b mat.Matrix) error {
	var lu mat.LU
	lu.Factorize(a)
	if c := lu.Cond(); c > 1/2.3e-16 || math.IsNaN(c) {
		return problem.New("stats.table_too_many_cells")
	}
	return lu.SolveTo(out, false, b)
}
