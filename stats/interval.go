package stats

import (
	"math"
	"strings"
	"sync"

	"github.com/khaosat/khaosat/stats/law"
	"github.com/khaosat/khaosat/stats/problem"
)

// IntervalMethod names a confidence interval of a proportion.
type IntervalMethod string

// The interval methods. The first seven are design-based; the others treat the valid answers as a simple random sample.
const (
	IntervalBeta       IntervalMethod = "beta"       // Korn-Graubard: Clopper-Pearson on the effective base
	IntervalLogit      IntervalMethod = "logit"      // symmetric on the logit scale
	IntervalXlogit     IntervalMethod = "xlogit"     // the same from the standard error of the proportion
	IntervalLikelihood IntervalMethod = "likelihood" // scaled binomial likelihood ratio
	IntervalAsin       IntervalMethod = "asin"       // symmetric on the arcsine square root scale
	IntervalMean       IntervalMethod = "mean"       // symmetric on the proportion scale; may leave 0 to 1
	IntervalWilson     IntervalMethod = "wilson"     // score interval on the effective base
	IntervalExact      IntervalMethod = "clopper_pearson"
	IntervalAgresti    IntervalMethod = "agresti_coull"
	IntervalWald       IntervalMethod = "wald"
)

var intervalMethods = []IntervalMethod{
	IntervalBeta, IntervalLogit, IntervalXlogit, IntervalLikelihood, IntervalAsin, IntervalMean, IntervalWilson,
	IntervalExact, IntervalAgresti, IntervalWald,
}

// ParseInterval finds a method by its name.
func ParseInterval(name string) (IntervalMethod, error) {
	names := make([]string, len(intervalMethods))
	for i, m := range intervalMethods {
		if string(m) == name {
			return m, nil
		}
		names[i] = strings.ReplaceAll(string(m), "_", "-")
	}
	return "", problem.New("stats.no_interval", "name", name, "names", strings.Join(names, ", "))
}

// Limits are the ends of a confidence interval, NaN where there is none.
type Limits struct {
	Lower, Upper float64
	Method       IntervalMethod // what was used
	Reason       Reason         // why it is missing, or another method than asked for
}

var noLimits = Limits{Lower: math.NaN(), Upper: math.NaN()}

// ProportionInterval is the design-based interval of a proportion at a level such as 0.95. Without an estimate, with
// one respondent or without degrees of freedom there is none. Where the standard error is 0 it is Clopper-Pearson on
// the valid answers, flagged; but likelihood, which is then undefined, stays undefined.
func (e *Estimate) ProportionInterval(method IntervalMethod, level float64) Limits {
	limits := noLimits
	limits.Method = method
	switch {
	case e.Reason == ReasonEmpty, e.Reason == ReasonOne, e.Reason == ReasonMissing, math.IsNaN(e.SE):
		limits.Reason = e.Reason
		return limits
	case e.DF <= 0:
		limits.Reason = ReasonNoDF
		return limits
	case e.Value < 0 || e.Value > 1:
		limits.Reason = ReasonNegative
		return limits
	case e.SE == 0 && method == IntervalLikelihood:
		limits.Reason = ReasonZeroVariance
		return limits
	case e.SE == 0:
		lower, upper := exactLimits(e.Value*float64(e.N), float64(e.N), level)
		return Limits{lower, upper, IntervalExact, ReasonExact}
	}
	limits.Lower, limits.Upper = e.limits(method, level)
	return limits
}

// limits computes an interval where 0 < se and 0 < df.
func (e *Estimate) limits(method IntervalMethod, level float64) (lower, upper float64) {
	p, n := e.Value, float64(e.N)
	t := tOf(1-(1-level)/2, e.DF)
	z := law.NormalQuantile(1 - (1-level)/2)
	switch method {
	case IntervalMean:
		return p - t*e.SE, p + t*e.SE
	case IntervalLogit, IntervalXlogit:
		s := e.SE / (p * (1 - p))
		if method == IntervalLogit && e.LogitSE > 0 {
			s = e.LogitSE
		}
		return logitLimits(p, t*s)
	case IntervalAsin:
		return arcsineLimits(p, t*e.SE/(2*math.Sqrt(p*(1-p))))
	case IntervalBeta:
		return e.kornGraubard(level)
	case IntervalLikelihood:
		return e.likelihood(t)
	case IntervalWilson:
		return scoreLimits(p, p*(1-p)/(e.SE*e.SE), t)
	case IntervalAgresti:
		return agrestiLimits(p, n, z)
	case IntervalWald:
		half := z * math.Sqrt(p*(1-p)/n)
		return p - half, p + half
	}
	return exactLimits(p*n, n, level)
}

func logitLimits(p, half float64) (lower, upper float64) {
	l := math.Log(p) - math.Log1p(-p)
	return expit(l - half), expit(l + half)
}

func expit(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

// arcsineLimits does not clamp the angle to [0, π/2], as R does not.
func arcsineLimits(p, half float64) (lower, upper float64) {
	a := math.Asin(math.Sqrt(p))
	lo, up := math.Sin(a-half), math.Sin(a+half)
	return lo * lo, up * up
}

// scoreLimits is Wilson's interval for a base of n. Source: Wilson (1927), JASA 22, 209-212.
func scoreLimits(p, n, z float64) (lower, upper float64) {
	mid := p + z*z/(2*n)
	half := z / (2 * n) * math.Sqrt(4*n*p*(1-p)+z*z)
	return (mid - half) / (1 + z*z/n), (mid + half) / (1 + z*z/n)
}

// agrestiLimits is the Wald interval about Wilson's midpoint. Source: Agresti & Coull (1998), American Statistician 52,
// 119-126.
func agrestiLimits(p, n, z float64) (lower, upper float64) {
	m := n + z*z
	mid := (p*n + z*z/2) / m
	half := z * math.Sqrt(mid*(1-mid)/m)
	return mid - half, mid + half
}

// exactLimits is Clopper-Pearson for x of n, where x need not be whole. Source: Clopper & Pearson (1934), Biometrika
// 26, 404-413.
func exactLimits(x, n, level float64) (lower, upper float64) {
	a := (1 - level) / 2
	lower, upper = 0, 1
	if x > 0 {
		lower = law.BetaQuantile(a, x, n-x+1)
	}
	if x < n {
		upper = law.BetaQuantile(1-a, x+1, n-x)
	}
	return lower, upper
}

// EffectiveN is the effective sample size behind the beta interval: n* = p(1-p)/se² (t[rows-1]/t[df])² at a level. NaN
// where the standard error is 0.
//
// Source: Korn & Graubard (1998), Survey Methodology 24, 193-201. Variant: not capped at n (NCHS 2017 caps it); rows
// counts all rows of the domain, missing ones too. Agrees with svyciprop(method = "beta") of R survey 4.5.
func (e *Estimate) EffectiveN(level float64) float64 {
	if !(e.SE > 0) || e.DF <= 0 {
		return math.NaN()
	}
	a := (1 - level) / 2
	ratio := tOf(a, float64(e.Rows-1)) / tOf(a, e.DF)
	return e.Value * (1 - e.Value) / (e.SE * e.SE) * ratio * ratio
}

func (e *Estimate) kornGraubard(level float64) (lower, upper float64) {
	n := e.EffectiveN(level)
	return exactLimits(n*e.Value, n, level)
}

// Phi is the scale of the likelihood interval: n/(n-1) × mean weight of the valid rows / mean weight of all rows of the
// domain. A calibrated design keeps its rows outside the domain, with weight 0, and they count in both means. The
// second factor is an accident of how survey rescales weights; it is 1 when no row is missing.
func (e *Estimate) Phi() float64 {
	if e.N == 0 {
		return math.NaN()
	}
	n := float64(e.N)
	return n / (n - 1) * (e.SumW / float64(e.valid)) / (e.domainW / float64(e.Rows))
}

// likelihood solves 2[p ln(p/q) + (1-p) ln((1-p)/(1-q))] = phi t² se²/(p(1-p)) for q on both sides of p.
func (e *Estimate) likelihood(t float64) (lower, upper float64) {
	p := e.Value
	want := e.Phi() * t * t * e.SE * e.SE / (p * (1 - p))
	deviance := func(q float64) float64 {
		return 2 * (p*math.Log(p/q) + (1-p)*(math.Log1p(-p)-math.Log1p(-q)))
	}
	return bisect(deviance, want, p, 0), bisect(deviance, want, p, 1)
}

// bisect finds the q between from, where f is 0, and an end, where f grows beyond all bounds, with f(q) = want.
func bisect(f func(float64) float64, want, from, end float64) float64 {
	near, far := from, end
	for range 200 {
		mid := near + (far-near)/2
		if mid == near || mid == far {
			break
		}
		if f(mid) < want {
			near = mid
		} else {
			far = mid
		}
	}
	return near + (far-near)/2
}

// tMemo keeps quantiles of t: the figures of a table ask for the same few again and again.
var tMemo struct {
	sync.Mutex
	known map[[2]float64]float64
}

// tMemoSize bounds the memory of tMemo.
const tMemoSize = 4096

// tOf is TQuantile, remembered.
func tOf(p, df float64) float64 {
	tMemo.Lock()
	defer tMemo.Unlock()
	t, ok := tMemo.known[[2]float64{p, df}]
	if !ok {
		if tMemo.known == nil || len(tMemo.known) >= tMemoSize {
			tMemo.known = map[[2]float64]float64{}
		}
		t = law.TQuantile(p, df)
		tMemo.known[[2]float64{p, df}] = t
	}
	return t
}
