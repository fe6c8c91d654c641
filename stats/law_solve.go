package stats

import "math"

// solveTail finds u where a law has the wanted tails by Newton steps on the logarithm of the smaller
// one. Each law is taken on a scale where its density is log-concave; so is each tail then, and steps
// from the centre overshoot once at most and then approach from one side, without a bracket.
func solveTail(centre, lower, upper float64, law func(u float64) lawAt) float64 {
	const farthest = 700 // e^-700 is as near to 0 as a float64 should go
	byLower, target, sign := true, lower, 1.0
	if upper < lower {
		byLower, target, sign = false, upper, -1
	}
	logTarget := math.Log(target)
	centre = math.Max(-farthest, math.Min(farthest, centre))
	u := centre
	for range 200 {
		logTail, ratio := law(u).side(byLower)
		if math.IsInf(logTail, 0) || math.IsNaN(logTail) || !(ratio > 0) || math.IsInf(ratio, 0) {
			u = (u + centre) / 2
			continue
		}
		before := u
		u += sign * (logTarget - logTail) * ratio
		u = math.Max(-farthest, math.Min(farthest, u))
		if math.Abs(u-before) <= 1e-11*math.Max(1, math.Abs(u)) {
			break
		}
	}
	return u
}
