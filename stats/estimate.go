package stats

import (
	"math"

	"github.com/khaosat/khaosat/stats/exact"
	"github.com/khaosat/khaosat/stats/law"
)

// Reason says why a figure is missing or special; "" is nothing to say.
type Reason string

// The reasons, as tables flag them.
const (
	ReasonNone          Reason = ""
	ReasonEmpty         Reason = "empty"          // nobody in the base, or all weights 0: no estimate
	ReasonOne           Reason = "one_respondent" // one respondent: no standard error
	ReasonNoDF          Reason = "no_df"          // no degrees of freedom: no interval
	ReasonZeroVariance  Reason = "zero_variance"  // standard error 0
	ReasonMissing       Reason = "missing"        // missing values were to be kept in
	ReasonExact         Reason = "exact_interval" // the interval is Clopper-Pearson, because the standard error is 0
	ReasonSmallBase     Reason = "small_base"     // fewer than 30 in the base
	ReasonSuppressed    Reason = "suppressed"     // too few in the base to be shown to this reader
	ReasonNegative      Reason = "negative_weights"
	ReasonLonely        Reason = "lonely_psu"
	ReasonNotComparable Reason = "not_comparable"
	ReasonOutside       Reason = "outside_base" // a code that is counted but stands outside the valid base
)

// Estimate is one published figure with what must go with it.
type Estimate struct {
	Value     float64 // the figure; NaN where there is none
	SE        float64 // design standard error; NaN where there is none
	DF        float64 // design degrees of freedom of the domain; may be set, and infinite
	N         int64   // rows in the base with a weight that is not 0
	Rows      int64   // rows of the domain, whatever they answered
	SumW      float64 // sum of weights of the base
	DeffWOR   float64 // variance over that of a simple random sample without replacement of SumW; R's deff=TRUE
	Deff      float64 // variance over that of a simple random sample with replacement; R's deff="replace"
	LogitSE   float64 // standard error of the logit of a share by replicate weights; 0 without these
	Reason    Reason
	squaredSE float64
	domainW   float64 // sum of weights of the domain
	valid     int64   // rows of the base, those of weight 0 too; in a calibrated design also its rows outside the domain
}

// Estimates are figures of one tally and the covariances between them.
type Estimates struct {
	Each []Estimate
	Cov  [][]float64 // nil unless asked for
	// Replicates [replicate][figure] are the figures of each set of replicate weights, nil without.
	Replicates [][]float64
}

// Estimate computes quotients with their variances by linearisation (or replicates), each for itself.
func (t *Tally) Estimate(qs ...Quotient) (*Estimates, error) { return t.estimate(qs, false) }

// Covariance computes quotients with their variances and covariances.
func (t *Tally) Covariance(qs ...Quotient) (*Estimates, error) { return t.estimate(qs, true) }

func (t *Tally) estimate(qs []Quotient, cov bool) (*Estimates, error) {
	k := newKnown(t)
	out := &Estimates{Each: make([]Estimate, len(qs))}
	scores := make([]linear, len(qs))
	for i := range qs {
		out.Each[i], scores[i] = k.point(&qs[i])
	}
	var v [][]float64
	var err error
	if t.reps != nil {
		v, out.Replicates = t.replicateVariance(qs, out.Each, cov)
	} else {
		v, err = k.variance(scores, cov)
	}
	if err != nil {
		return nil, err
	}
	if cov {
		out.Cov = v
	}
	for i := range out.Each {
		if cov {
			out.Each[i].squaredSE = v[i][i]
		} else {
			out.Each[i].squaredSE = v[0][i]
		}
		out.Each[i].finish(&qs[i], k)
	}
	return out, nil
}

// known keeps what many quotients of one tally share: totals of cells, degrees of freedom, and what belongs to a base.
type known struct {
	t       *Tally
	totals  []exact.Double
	have    []bool
	domains map[int]domainFacts
	bases   map[*int]*baseFacts
	denSums map[*Coef][]exact.Double
	shares  map[*Coef]*denMoments
	dens    map[*Coef]exact.Double
}

type domainFacts struct{ df, weight float64 }

// baseFacts are the rows of a base: how many, their weight, and where they are.
type baseFacts struct {
	n       int64 // of a weight that is not 0
	rows    int64
	sumW    float64
	present *presence
}

func newKnown(t *Tally) *known {
	return &known{t: t, totals: make([]exact.Double, t.cells), have: make([]bool, t.cells),
		domains: map[int]domainFacts{},
		bases:   map[*int]*baseFacts{}, denSums: map[*Coef][]exact.Double{}, shares: map[*Coef]*denMoments{},
		dens: map[*Coef]exact.Double{}}
}

// total is the weighted total of a cell.
func (k *known) total(cell int) exact.Double {
	if !k.have[cell] {
		k.totals[cell], k.have[cell] = k.t.total(cell), true
	}
	return k.totals[cell]
}

// denominator is the sum of a denominator, which many quotients share; 1 for a total.
func (k *known) denominator(q *Quotient) exact.Double {
	switch {
	case q.Den == nil:
		return exact.Double{High: 1}
	case len(q.Den) == 0:
		return exact.Double{}
	}
	x, ok := k.dens[&q.Den[0]]
	if !ok {
		x = doubleSum(q.Den, k.total)
		k.dens[&q.Den[0]] = x
	}
	return x
}

func (k *known) domain(d int) domainFacts {
	f, ok := k.domains[d]
	if !ok {
		f = domainFacts{float64(k.t.DF(d)), k.t.domainWeight(d)}
		k.domains[d] = f
	}
	return f
}

func (k *known) base(cells []int) *baseFacts {
	if len(cells) == 0 {
		return &baseFacts{present: k.t.presence(nil)}
	}
	b := k.bases[&cells[0]]
	if b == nil {
		b = &baseFacts{present: k.t.presence(cells)}
		sumW := exact.Double{}
		for _, cell := range cells {
			b.n += k.t.liveRows(cell)
			b.rows += k.t.Count(cell)
			sumW = sumW.Plus(k.total(cell))
		}
		b.sumW = sumW.Value()
		k.bases[&cells[0]] = b
	}
	return b
}

// point computes the figure and the bases of a quotient and its score.
func (k *known) point(q *Quotient) (Estimate, linear) {
	d, b := k.domain(q.Domain), k.base(q.Base)
	e := Estimate{Value: math.NaN(), SE: math.NaN(), Deff: math.NaN(), DeffWOR: math.NaN(), DF: d.df,
		Rows: k.t.members[q.Domain], N: b.n, SumW: b.sumW, domainW: d.weight, valid: b.rows}
	if k.t.policy.allPresent {
		all := int64(k.t.policy.allRows)
		e.valid += all - e.Rows
		e.Rows = all
	}
	den := k.denominator(q)
	value := doubleSum(q.Num, k.total).By(den)
	if e.N == 0 || math.IsNaN(value.High) || den.High == 0 {
		e.Reason = ReasonEmpty
		return e, linear{}
	}
	e.Value = value.Value()
	if q.Present != nil {
		b = k.base(q.Present)
	}
	return e, linear{q: q, value: value, den: den.Value(), present: b.present}
}

// finish turns the variance into standard error and design effects and applies the rules for the edges: a standard
// error lost in rounding is 0; one respondent has none.
func (e *Estimate) finish(q *Quotient, k *known) {
	if e.Reason == ReasonEmpty {
		return
	}
	if e.N < 2 {
		e.Reason, e.squaredSE = ReasonOne, math.NaN()
		return
	}
	if e.squaredSE < 0 {
		e.squaredSE = 0
	}
	e.SE = math.Sqrt(e.squaredSE)
	scale := math.Abs(e.Value)
	if q.Share {
		scale = 1
	}
	if e.SE < 1e-12*scale {
		e.SE, e.squaredSE = 0, 0
	}
	if e.SE == 0 {
		e.Reason = ReasonZeroVariance
	}
	if e.DF <= 0 {
		e.Reason = ReasonNoDF
	}
	e.effects(q, k)
}

// effects computes the two design effects. Source: Kish (1965); the forms are R survey's deff=TRUE (without
// replacement, with the sum of weights as population) and deff="replace".
func (e *Estimate) effects(q *Quotient, k *known) {
	if q.Spread == nil || e.SE == 0 || e.N < 2 {
		return
	}
	n := float64(e.N)
	s2 := e.Value * (1 - e.Value) // the spread of 0 and 1
	if !q.Share || q.Den == nil {
		s2 = q.Spread(k.total)
	}
	s2 *= n / (n - 1)
	switch {
	case q.Den == nil:
		s2 *= e.SumW * e.SumW
	case q.Ratio:
		s2 *= math.Pow(e.SumW/doubleSum(q.Den, k.total).Value(), 2)
	}
	e.Deff = e.squaredSE / (s2 / n)
	if e.SumW > n {
		e.DeffWOR = e.squaredSE / (s2 * (e.SumW - n) / (e.SumW * n))
	}
	if s2 == 0 || s2 != s2 {
		e.Deff, e.DeffWOR = math.NaN(), math.NaN()
	}
}

// EffectiveBase is N over the design effect: how many answers of a simple random sample would tell as much. NaN without
// a design effect.
func (e *Estimate) EffectiveBase() float64 { return float64(e.N) / e.Deff }

// Interval is the t interval at a level such as 0.95; NaN where there are no degrees of freedom.
func (e *Estimate) Interval(level float64) (lower, upper float64) {
	if e.DF <= 0 {
		return math.NaN(), math.NaN()
	}
	t := tOf(1-(1-level)/2, e.DF)
	return e.Value - t*e.SE, e.Value + t*e.SE
}

// NormalInterval is the interval that takes the degrees of freedom as infinite, R's confint() by default.
func (e *Estimate) NormalInterval(level float64) (lower, upper float64) {
	z := law.NormalQuantile(1 - (1-level)/2)
	return e.Value - z*e.SE, e.Value + z*e.SE
}
