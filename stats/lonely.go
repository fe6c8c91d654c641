package stats

import "github.com/khaosat/khaosat/stats/problem"

// Lonely says what to do with a stratum that has one PSU, and so shows nothing of its variance.
type Lonely uint8

// The policies. The library fails by default; reports use LonelyAdjust and say so.
const (
	LonelyFail      Lonely = iota // an error that names the stratum
	LonelyRemove                  // the stratum adds nothing
	LonelyAdjust                  // its total is centred at the mean of all PSU totals, not at itself (survey 4.5)
	LonelyAverage                 // it adds what the other strata add on average
	LonelyCertainty               // it was taken with certainty: adds nothing
)

var lonelyNames = [...]string{"fail", "remove", "adjust", "average", "certainty"}

// String names the policy as the command line does.
func (l Lonely) String() string { return lonelyNames[l] }

// ParseLonely finds a policy by its name; "" is fail.
func ParseLonely(name string) (Lonely, error) {
	if name == "" {
		return LonelyFail, nil
	}
	for i, n := range lonelyNames {
		if n == name {
			return Lonely(i), nil
		}
	}
	return LonelyFail, problem.New("stats.lonely_psu_policy_none", "name", name)
}
