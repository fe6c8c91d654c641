package law

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

// Brent finds a root of f between low and high, where f has opposite signs, to half the tolerance and
// two units of the last place: inverse quadratic or linear interpolation where it shrinks the bracket
// fast enough, else halving. Brent (1973) Algorithms for Minimization without Derivatives, ch. 4, in the
// order of steps of the Netlib zeroin, so that a loose tolerance stops at the same point as R's uniroot.
func Brent(f func(float64) float64, low, high, tolerance float64) float64 {
	a, b := low, high // b is the best so far, a the one before it, c has the other sign
	fa, fb := f(a), f(b)
	c, fc := a, fa
	for range 1000 {
		before := b - a
		if math.Abs(fc) < math.Abs(fb) {
			a, b, c = b, c, b
			fa, fb, fc = fb, fc, fb
		}
		near := 2*0x1p-52*math.Abs(b) + tolerance/2
		step := (c - b) / 2
		if math.Abs(step) <= near || fb == 0 {
			break
		}
		if math.Abs(before) >= near && math.Abs(fa) > math.Abs(fb) {
			if p, q := interpolated(a, b, c, fa, fb, fc); p < 0.75*(c-b)*q-math.Abs(near*q)/2 &&
				p < math.Abs(before*q/2) {
				step = p / q
			}
		}
		if math.Abs(step) < near {
			step = math.Copysign(near, step)
		}
		a, fa = b, fb
		b += step
		fb = f(b)
		if (fb > 0) == (fc > 0) {
			c, fc = a, fa
		}
	}
	return b
}

// interpolated returns the step from b to the interpolated root as p/q with p >= 0: a line through two
// points, the inverse parabola through three.
func interpolated(a, b, c, fa, fb, fc float64) (p, q float64) {
	if a == c {
		t := fb / fa
		p, q = (c-b)*t, 1-t
	} else {
		t, u, v := fa/fc, fb/fc, fb/fa
		p = v * ((c-b)*t*(t-u) - (b-a)*(u-1))
		q = (t - 1) * (u - 1) * (v - 1)
	}
	if p > 0 {
		return p, -q
	}
	return -p, q
}
