package law

import "math"

// quadraticForm is Σ λ_i χ²_1 of independent chi-squares, equal λ counted together.
type quadraticForm struct {
	lambda []float64
	times  []float64
}

// WeightedFUpper is P(Σ λ_i χ²_1 > x χ²_ddf/ddf) by the saddlepoint, where ddf counts its whole part. Near the mean,
// where the formula is 0/0, Satterthwaite's F with the whole ddf stands in.
//
// Source: Kuonen (1999), Biometrika 86, 929-935; Lugannani & Rice (1980). Agrees with pFsum(method = "saddlepoint") of
// R survey 4.5.
func WeightedFUpper(x float64, lambda []float64, ddf float64) float64 {
	q := quadraticForm{}
	sum, squares := 0.0, 0.0
	for _, l := range lambda {
		q.lambda, q.times = append(q.lambda, l), append(q.times, 1)
		sum, squares = sum+l, squares+l*l
	}
	if whole := math.Floor(ddf); whole >= 1 {
		q.lambda, q.times = append(q.lambda, -x/ddf), append(q.times, whole)
	}
	if p := q.positive(); p == p {
		return p
	}
	return FUpper(x/sum, sum*sum/squares, ddf)
}

// positive is P(Σ λ_i χ²_1 > 0), NaN where the saddlepoint is too near 0 or there is none.
func (q *quadraticForm) positive() float64 {
	top := 0.0
	for _, l := range q.lambda {
		top = math.Max(top, l)
	}
	low, high := math.Inf(-1), math.Inf(1)
	for i, l := range q.lambda {
		l /= top
		q.lambda[i] = l
		switch end := 0.99999 / (2 * l); {
		case l > 0:
			high = math.Min(high, end)
		case l < 0:
			low = math.Max(low, end)
		}
	}
	if !(q.slope(low) < 0 && q.slope(high) > 0) {
		return math.NaN()
	}
	zeta := Brent(q.slope, low, high, 1e-8) // R's tolerance
	if math.Abs(zeta) < 1e-4 {
		return math.NaN()
	}
	k, k2 := 0.0, 0.0
	for i, l := range q.lambda {
		d := 1 - 2*zeta*l
		k -= q.times[i] * math.Log(d) / 2
		k2 += 2 * q.times[i] * l * l / (d * d)
	}
	w := math.Copysign(math.Sqrt(-2*k), zeta)
	return NormalUpper(w + math.Log(zeta*math.Sqrt(k2)/w)/w)
}

// slope is the first derivative of the cumulant generating function.
func (q *quadraticForm) slope(zeta float64) float64 {
	s := 0.0
	for i, l := range q.lambda {
		s += q.times[i] * l / (1 - 2*zeta*l)
	}
	return s
}
