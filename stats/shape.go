package stats

import (
	"math"
	"sort"
	"strconv"

	"github.com/khaosat/khaosat/stats/problem"
)

// sampleShape is what variance estimation must know of a sample besides sums: its strata, its PSUs and how large the
// population is. It has no rows.
//
// Sums are kept in slots. A slot is the smallest unit whose total is needed: a PSU; the second-stage unit where the
// second stage counts; or, where the units of the last stage are single rows, the stratum or PSU around them, with
// second moments beside the sums.
type sampleShape struct {
	strata   []stratum
	psus     []psu
	slots    []slot
	slotsOf  [][]int // of each PSU
	elements bool    // the units of the last stage are rows: tallies keep second moments
	stages   int     // 1 or 2
}

// stratum is a first-stage stratum: n sampled PSUs of population ones (Inf without fpc).
type stratum struct {
	key        string
	n          int
	population float64
}

// psu is a first-stage unit: m sampled second-stage units of population ones (Inf without fpc). With elements at the
// first stage there is one psu a stratum, as a place for its slot.
type psu struct {
	key        string
	stratum    int
	m          int
	population float64
	chance     float64 // probability that it is in the sample, where units differ in it; else 0
}

// slot is where a tally keeps sums.
type slot struct {
	key    string
	psu    int
	chance float64 // of a second-stage unit, given its PSU, as psu.chance
}

// link lists the slots of each PSU; the shape is ready then.
func (s *sampleShape) link() {
	s.slotsOf = make([][]int, len(s.psus))
	for i, sl := range s.slots {
		s.slotsOf[sl.psu] = append(s.slotsOf[sl.psu], i)
	}
}

// left is 1-f, the share of a population that was not sampled, and whether the unit was sampled whole.
func left(n int, population float64) (share float64, census bool) {
	if math.IsInf(population, 1) {
		return 1, false
	}
	share = 1 - float64(n)/population
	return share, share < 1e-7
}

// mergeShapes joins two samples of the same design and says where the slots of each went.
func mergeShapes(a, b *sampleShape) (*sampleShape, []int, []int, error) {
	if a.elements != b.elements || a.stages != b.stages {
		return nil, nil, nil, problem.New("stats.one_design_clusters_where")
	}
	s := &sampleShape{elements: a.elements, stages: a.stages}
	m := shapeMerger{shape: s, strata: map[string]int{}, psus: map[string]int{}, slots: map[string]int{}}
	if err := m.join(a, b); err != nil {
		return nil, nil, nil, err
	}
	return s, m.places(a), m.places(b), nil
}

// shapeMerger knows strata, PSUs and slots by their full names.
type shapeMerger struct {
	shape               *sampleShape
	strata, psus, slots map[string]int
}

func (s *sampleShape) psuName(i int) string {
	return s.strata[s.psus[i].stratum].key + "\x00" + s.psus[i].key
}
func (s *sampleShape) slotName(i int) string {
	return s.psuName(s.slots[i].psu) + "\x00" + s.slots[i].key
}

// join lists what either shape has, in the order of names, and adds up the sample sizes.
func (m *shapeMerger) join(parts ...*sampleShape) error {
	m.collect(parts)
	for _, part := range parts {
		for _, from := range part.strata {
			to := &m.shape.strata[m.strata[from.key]]
			if !math.IsNaN(to.population) && to.population != from.population {
				return problem.New("stats.stratum_two_population_sizes", "group", from.key, "first", to.population,
					"second", from.population)
			}
			to.population = from.population
			if part.elements && part.stages == 1 {
				to.n += from.n
			}
		}
		for i, from := range part.psus {
			to := &m.shape.psus[m.psus[part.psuName(i)]]
			if !math.IsNaN(to.population) && to.population != from.population {
				return problem.New("stats.psu_two_population_sizes", "group", from.key, "first", to.population,
					"second", from.population)
			}
			to.population = from.population
			if part.elements {
				to.m += from.m
			}
		}
	}
	m.countUnits()
	m.shape.link()
	return nil
}

// collect numbers the names of all parts.
func (m *shapeMerger) collect(parts []*sampleShape) {
	s := m.shape
	for _, part := range parts {
		for _, h := range part.strata {
			if _, ok := m.strata[h.key]; !ok {
				m.strata[h.key] = 0
				s.strata = append(s.strata, stratum{key: h.key, population: math.NaN()})
			}
		}
	}
	sort.SliceStable(s.strata, func(i, j int) bool { return lessKey(s.strata[i].key, s.strata[j].key) })
	for i, h := range s.strata {
		m.strata[h.key] = i
	}
	for _, part := range parts {
		for i, p := range part.psus {
			if _, ok := m.psus[part.psuName(i)]; !ok {
				m.psus[part.psuName(i)] = 0
				s.psus = append(s.psus, psu{key: p.key, stratum: m.strata[part.strata[p.stratum].key],
					population: math.NaN()})
			}
		}
	}
	sort.SliceStable(s.psus, func(i, j int) bool { return s.psuBefore(i, j) })
	for i := range s.psus {
		m.psus[s.psuName(i)] = i
	}
	for _, part := range parts {
		for i, sl := range part.slots {
			if _, ok := m.slots[part.slotName(i)]; !ok {
				m.slots[part.slotName(i)] = 0
				s.slots = append(s.slots, slot{key: sl.key, psu: m.psus[part.psuName(sl.psu)]})
			}
		}
	}
	sort.SliceStable(s.slots, func(i, j int) bool {
		if s.slots[i].psu != s.slots[j].psu {
			return s.slots[i].psu < s.slots[j].psu
		}
		return lessKey(s.slots[i].key, s.slots[j].key)
	})
	for i := range s.slots {
		m.slots[s.slotName(i)] = i
	}
}

func (s *sampleShape) psuBefore(i, j int) bool {
	if s.psus[i].stratum != s.psus[j].stratum {
		return s.psus[i].stratum < s.psus[j].stratum
	}
	return lessKey(s.psus[i].key, s.psus[j].key)
}

// countUnits counts PSUs of strata and second-stage units of PSUs where these are known by name.
func (m *shapeMerger) countUnits() {
	s := m.shape
	if s.elements && s.stages == 1 {
		return
	}
	for _, p := range s.psus {
		s.strata[p.stratum].n++
	}
	if s.stages == 2 && !s.elements {
		for _, sl := range s.slots {
			s.psus[sl.psu].m++
		}
	}
}

// places are the new numbers of a part's slots.
func (m *shapeMerger) places(part *sampleShape) []int {
	at := make([]int, len(part.slots))
	for i := range at {
		at[i] = m.slots[part.slotName(i)]
	}
	return at
}

// lessKey is the order of names of strata and units: numbers in number order, then other names by bytes.
func lessKey(a, b string) bool {
	x, errX := strconv.ParseFloat(a, 64)
	y, errY := strconv.ParseFloat(b, 64)
	switch {
	case errX == nil && errY == nil && x != y:
		return x < y
	case (errX == nil) != (errY == nil):
		return errX == nil
	}
	return a < b
}
