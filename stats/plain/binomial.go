package plain

import (
	"math"

	"github.com/khaosat/khaosat/stats/law"
)

// BinomialMethod names an interval for a proportion from counts of a simple random sample.
type BinomialMethod string

// The intervals. Wilson is the one to show without a design: its coverage is near the level for every
// p and n, and it stays within [0, 1] (Brown, Cai & DasGupta 2001, Statistical Science 16, 101-133).
const (
	Wilson          BinomialMethod = "wilson"        // score interval, Wilson (1927); R prop.test(correct=FALSE)
	WilsonCorrected BinomialMethod = "wilson_cc"     // with continuity correction; R prop.test(correct=TRUE)
	ClopperPearson  BinomialMethod = "exact"         // never covers less than the level, often more; R binom.test
	AgrestiCoull    BinomialMethod = "agresti_coull" // with the true z², not "+2"; not clipped to [0, 1]
	// the textbook ±z·SE, for comparison only: empty at 0 % and 100 %; not clipped
	Wald     BinomialMethod = "wald"
	Jeffreys BinomialMethod = "jeffreys" // equal tails of beta(x+1/2, n-x+1/2), 0 at x = 0 and 1 at x = n
)

// BinomialInterval returns the interval for x successes in n. level is 0.95 for a 95% interval. NaN when
// n <= 0, x is not within 0..n, or level not within (0, 1). It panics on a method that is not listed.
func BinomialInterval(x, n int64, method BinomialMethod, level float64) (lower, upper float64) {
	if n <= 0 || x < 0 || x > n || !(level > 0 && level < 1) {
		return math.NaN(), math.NaN()
	}
	k, size := float64(x), float64(n)
	p, alpha := k/size, 1-level
	z := -law.NormalQuantile(alpha / 2)
	switch method {
	case Wilson:
		return wilsonLimit(p, size, -z, x == 0), wilsonLimit(p, size, z, x == n)
	case WilsonCorrected:
		return wilsonCorrected(k, size, z)
	case ClopperPearson:
		return law.BetaQuantile(alpha/2, k, size-k+1), 1 - law.BetaQuantile(alpha/2, size-k, k+1)
	case AgrestiCoull:
		n2 := size + z*z
		p2 := (k + z*z/2) / n2
		half := z * math.Sqrt(p2*(1-p2)/n2)
		return p2 - half, p2 + half
	case Wald:
		half := z * math.Sqrt(p*(1-p)/size)
		return p - half, p + half
	case Jeffreys:
		if lower = 0; x > 0 {
			lower = law.BetaQuantile(alpha/2, k+0.5, size-k+0.5)
		}
		if upper = 1; x < n {
			upper = 1 - law.BetaQuantile(alpha/2, size-k+0.5, k+0.5)
		}
		return lower, upper
	}
	panic("stats: unknown binomial interval " + string(method))
}

// wilsonLimit is one limit of the score interval, for negative z the lower; atEnd, it is 0 or 1 exactly.
func wilsonLimit(p, n, z float64, atEnd bool) float64 {
	if atEnd {
		return math.Max(0, math.Copysign(1, z))
	}
	z2 := z * z
	limit := (p + z2/(2*n) + z*math.Sqrt(p*(1-p)/n+z2/(4*n*n))) / (1 + z2/n)
	return math.Min(1, math.Max(0, limit))
}

// wilsonCorrected moves p by Y/n outwards before each limit; R's null hypothesis being 1/2, Y is
// min(1/2, |x - n/2|).
func wilsonCorrected(x, n, z float64) (lower, upper float64) {
	y := math.Min(0.5, math.Abs(x-n/2))
	low, high := x/n-y/n, x/n+y/n
	return wilsonLimit(low, n, -z, low <= 0), wilsonLimit(high, n, z, high >= 1)
}

// ProportionTest compares two independent proportions from simple random samples.
type ProportionTest struct {
	P1, P2, Diff     float64 // Diff = P1 - P2
	SE               float64 // of Diff, unpooled
	Z                float64 // pooled
	X2, P            float64 // Z² and its two-sided p
	Lower, Upper     float64 // Diff ± z·SE, clipped to [-1, 1]
	X2CC, PCC        float64 // with continuity correction
	LowerCC, UpperCC float64
}

// TwoProportions tests x1 of n1 against x2 of n2. The test pools the samples, the interval does not, as
// in R prop.test; the correction is min(1/2, |Diff|/(1/n1 + 1/n2)). Z and p are NaN when
// both proportions are 0 or both are 1, and all is NaN for counts that make no sense.
func TwoProportions(x1, n1, x2, n2 int64, level float64) ProportionTest {
	nan := math.NaN()
	t := ProportionTest{nan, nan, nan, nan, nan, nan, nan, nan, nan, nan, nan, nan, nan}
	if n1 <= 0 || n2 <= 0 || x1 < 0 || x1 > n1 || x2 < 0 || x2 > n2 || !(level > 0 && level < 1) {
		return t
	}
	a, b := float64(n1), float64(n2)
	t.P1, t.P2 = float64(x1)/a, float64(x2)/b
	t.Diff = t.P1 - t.P2
	t.SE = math.Sqrt(t.P1*(1-t.P1)/a + t.P2*(1-t.P2)/b)
	inverse := 1/a + 1/b
	pooled := (float64(x1) + float64(x2)) / (a + b)
	pooledSE := math.Sqrt(pooled * (1 - pooled) * inverse)
	correction := math.Min(0.5, math.Abs(t.Diff)/inverse) * inverse
	t.Z = t.Diff / pooledSE
	t.X2, t.P = t.Z*t.Z, 2*law.NormalUpper(math.Abs(t.Z))
	zcc := (math.Abs(t.Diff) - correction) / pooledSE
	t.X2CC, t.PCC = zcc*zcc, 2*law.NormalUpper(math.Abs(zcc))
	half := -law.NormalQuantile((1-level)/2) * t.SE
	t.Lower, t.Upper = math.Max(-1, t.Diff-half), math.Min(1, t.Diff+half)
	t.LowerCC, t.UpperCC = math.Max(-1, t.Diff-half-correction), math.Min(1, t.Diff+half+correction)
	return t
}
