package plan

import (
	"math"
	"sort"

	"github.com/khaosat/khaosat/stats/exact"
	"github.com/khaosat/khaosat/stats/problem"
)

// StratumPlan is what an allocation needs to know of one stratum.
type StratumPlan struct {
	Name       string
	Population int64   // people; the most that can be taken
	SD         float64 // standard deviation of the answer, √(p(1-p)) for a percentage; used by Neyman only
	Minimum    int64   // take at least so many (all, where the stratum is smaller)
}

// AllocationRule says in what proportion strata get their share.
type AllocationRule string

// The rules.
const (
	Proportional AllocationRule = "proportional" // by population: best for the whole when strata vary alike
	Equal        AllocationRule = "equal"        // the same number each: best for comparing strata
	// by population × SD: least variance for the whole (Neyman 1934, JRSS 97, 558-625)
	Neyman AllocationRule = "neyman"
)

// Allocate shares n interviews out over strata, in whole numbers that add up to exactly n, none
// below its minimum or above its population. Bounds take effect first and the rest is shared by the
// rule; fractions go by largest remainder, equal ones to the earlier stratum. It is an error when
// the minimums exceed n or n exceeds the population.
func Allocate(n int64, strata []StratumPlan, rule AllocationRule) ([]int64, error) {
	floors, sizes, err := allocationBounds(n, strata, rule)
	if err != nil {
		return nil, err
	}
	shares := shareOut(float64(n), floors, strata, sizes)
	taken := make([]int64, len(strata))
	order := make([]int, len(strata))
	rest := n
	for h, share := range shares {
		taken[h] = min(max(floors[h], int64(math.Floor(share+1e-9))), strata[h].Population)
		order[h] = h
		rest -= taken[h]
	}
	remainder := func(h int) float64 { return shares[h] - float64(taken[h]) }
	sort.SliceStable(order, func(a, b int) bool { return remainder(order[a]) > remainder(order[b])+1e-9 })
	for rest != 0 {
		for i := range order {
			h := order[i]
			if rest < 0 {
				h = order[len(order)-1-i]
			}
			switch {
			case rest > 0 && taken[h] < strata[h].Population:
				taken[h]++
				rest--
			case rest < 0 && taken[h] > floors[h]:
				taken[h]--
				rest++
			}
			if rest == 0 {
				break
			}
		}
	}
	return taken, nil
}

// allocationBounds checks the task and returns the least number and the size by the rule of each stratum.
func allocationBounds(n int64, strata []StratumPlan, rule AllocationRule) (floors []int64, sizes []float64, err error) {
	var least, most int64
	var sum float64
	for _, s := range strata {
		if s.Population < 0 || s.Minimum < 0 || rule == Neyman && !(s.SD >= 0 && !math.IsInf(s.SD, 0)) {
			return nil, nil, problem.New("stats.figures_stratum_not_valid", "stratum", s.Name)
		}
		floor := min(s.Minimum, s.Population)
		size := float64(s.Population)
		switch rule {
		case Proportional:
		case Equal:
			size = math.Min(size, 1)
		case Neyman:
			size *= s.SD
		default:
			return nil, nil, problem.New("stats.no_allocation_rule", "rule", rule)
		}
		floors, sizes = append(floors, floor), append(sizes, size)
		least, most, sum = least+floor, most+s.Population, sum+size
	}
	switch {
	case n < 0 || n > most:
		return nil, nil, problem.New("stats.cannot_take_interviews_people", "n", n, "people", most)
	case least > n:
		return nil, nil, problem.New("stats.minimums_strata_add_up", "least", least, "n", n)
	case !(sum > 0) && n > least:
		return nil, nil, problem.New("stats.no_stratum_can_allocated")
	}
	return floors, sizes, nil
}

// shareOut finds the factor f with Σ clamp(f·size, floor, population) = n, and returns the summands.
// Where the strata with a size are full, Allocate hands the rest to the others one by one.
func shareOut(n float64, floors []int64, strata []StratumPlan, sizes []float64) []float64 {
	shares := make([]float64, len(strata))
	at := func(f float64) float64 {
		var sum exact.Sum
		for h := range strata {
			shares[h] = math.Min(math.Max(f*sizes[h], float64(floors[h])), float64(strata[h].Population))
			sum.Add(shares[h])
		}
		return sum.Value()
	}
	low, high := 0.0, 1.0
	for at(high) < n && high < 1e18 {
		high *= 2
	}
	for range 200 {
		mid := (low + high) / 2
		if at(mid) < n {
			low = mid
		} else {
			high = mid
		}
	}
	at(high)
	return shares
}
