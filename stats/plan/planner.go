package plan

import (
	"math"

	"github.com/khaosat/khaosat/stats/law"
	"github.com/khaosat/khaosat/stats/problem"
)

// SampleNeed says what a sample must deliver for an estimated percentage.
type SampleNeed struct {
	Margin     float64 // wanted half width of the interval, as a proportion: 0.05 for ±5 percentage points
	Level      float64 // of the interval; 0 means 0.95
	Proportion float64 // expected proportion; 0 means 0.5, the one that needs most
	Deff       float64 // expected design effect; 0 means 1, see ClusterDeff
	Population int64   // people in the population; 0 means very many
	Response   float64 // expected share of the invited who answer; 0 means 1
}

// SampleSize is the answer to a SampleNeed.
type SampleSize struct {
	Respondents int64 // valid answers needed
	Invited     int64 // people to invite so that so many answer, at most the population
	// Margin is what the respondents to be expected will give: as wanted, or worse where even inviting the
	// whole population does not bring enough of them.
	Margin float64
	Enough bool // Margin is as wanted
}

// PlanSample returns n = n0/(1 + (n0-1)/N) with n0 = deff·z²·p(1-p)/e², rounded up, and what it takes to
// get it. Source: Cochran (1977), Sampling Techniques, 4.4; UN (2005), Household Sample Surveys in
// Developing and Transition Countries, ch. 2. It plans for a symmetric interval: near 0% and
// 100% the normal law behind it is rough.
func PlanSample(need SampleNeed) (SampleSize, error) {
	need, err := need.complete()
	if err != nil {
		return SampleSize{}, err
	}
	z := -law.NormalQuantile((1 - need.Level) / 2)
	n0 := need.Deff * z * z * need.Proportion * (1 - need.Proportion) / (need.Margin * need.Margin)
	n := n0
	if need.Population > 0 {
		n = math.Min(n0/(1+(n0-1)/float64(need.Population)), float64(need.Population))
	}
	s := SampleSize{Respondents: max(1, roundUp(n)), Enough: true, Margin: need.Margin}
	s.Invited = roundUp(float64(s.Respondents) / need.Response)
	if need.Population > 0 && s.Invited > need.Population {
		s.Invited = need.Population
		expected := int64(math.Floor(float64(s.Invited)*need.Response + 1e-9))
		s.Margin = need.marginFor(expected)
		s.Enough = s.Margin <= need.Margin
	}
	return s, nil
}

// MarginOfError is the half width that n respondents give under the assumptions of a need (its Margin
// and Response do not matter): the inverse of PlanSample. NaN for n < 1, 0 for a full count.
func MarginOfError(n int64, need SampleNeed) float64 {
	need.Margin = 0.5
	need, err := need.complete()
	if err != nil {
		return math.NaN()
	}
	return need.marginFor(n)
}

func (need SampleNeed) marginFor(n int64) float64 {
	if n < 1 {
		return math.NaN()
	}
	variance := need.Deff * need.Proportion * (1 - need.Proportion) / float64(n)
	if population := float64(need.Population); need.Population > 1 {
		variance *= math.Max(0, population-float64(n)) / (population - 1)
	} else if need.Population == 1 {
		variance = 0
	}
	return -law.NormalQuantile((1-need.Level)/2) * math.Sqrt(variance)
}

// complete fills in the defaults and refuses what makes no sense.
func (need SampleNeed) complete() (SampleNeed, error) {
	fill := func(x *float64, value float64) {
		if *x == 0 {
			*x = value
		}
	}
	fill(&need.Level, 0.95)
	fill(&need.Proportion, 0.5)
	fill(&need.Deff, 1)
	fill(&need.Response, 1)
	switch {
	case !(need.Margin > 0 && need.Margin < 1):
		return need, problem.New("stats.wanted_margin_must_lie")
	case !(need.Level > 0 && need.Level < 1):
		return need, problem.New("stats.level_must_lie_between")
	case !(need.Proportion > 0 && need.Proportion < 1):
		return need, problem.New("stats.expected_proportion_must_lie")
	case !(need.Deff > 0) || math.IsInf(need.Deff, 0):
		return need, problem.New("stats.design_effect_must_above")
	case !(need.Response > 0 && need.Response <= 1):
		return need, problem.New("stats.expected_response_must_above")
	case need.Population < 0:
		return need, problem.New("stats.population_cannot_negative")
	}
	return need, nil
}

// SlovinSize is the rule of thumb n = N/(1 + N·e²), rounded up, that offices know as Slovin's or Yamane's.
// It is PlanSample for p = 1/2 with z = 2 (a level of 95.45%), no design effect and full response: for a
// clustered survey it promises too much. Source: Yamane (1967), Statistics, 2nd ed., 886.
func SlovinSize(population int64, margin float64) (int64, error) {
	if population < 1 || !(margin > 0 && margin < 1) {
		return 0, problem.New("stats.slovins_rule_needs_population")
	}
	n := float64(population)
	return max(1, roundUp(n/(1+n*margin*margin))), nil
}

// ClusterDeff is the design effect 1 + (m-1)·rho of taking m respondents in each cluster when answers
// within a cluster correlate by rho (Kish 1965, 5.4). Opinions about local authorities: rho 0.02 to 0.1.
func ClusterDeff(m, rho float64) float64 { return 1 + (m-1)*rho }

// roundUp is the next whole number; a rounding error above one does not count.
func roundUp(x float64) int64 { return int64(math.Ceil(x - 1e-9*math.Max(1, math.Abs(x)))) }
