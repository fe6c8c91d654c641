package weights

import "math"

// orthonormal returns a basis of the space of the columns, which it overwrites. A column that follows
// from those before it (to 1e-7 of its length, as R's qr) adds nothing.
func orthonormal(columns [][]float64) [][]float64 {
	var basis [][]float64
	for _, column := range columns {
		long := Norm(column)
		Project(column, basis)
		rest := Norm(column)
		if rest <= 1e-7*long {
			continue
		}
		for i := range column {
			column[i] /= rest
		}
		basis = append(basis, column)
	}
	return basis
}

// Project takes the part of z in the space of the basis away; twice, because once leaves rounding
// errors behind (Gram-Schmidt with reorthogonalisation).
func Project(z []float64, basis [][]float64) {
	for range 2 {
		for _, q := range basis {
			along := 0.0
			for i, x := range q {
				along += x * z[i]
			}
			for i, x := range q {
				z[i] -= along * x
			}
		}
	}
}

func Norm(x []float64) float64 {
	sum := 0.0
	for _, v := range x {
		sum += v * v
	}
	return math.Sqrt(sum)
}
