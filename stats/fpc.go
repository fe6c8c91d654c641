package stats

import (
	"github.com/khaosat/khaosat/stats/problem"
	"github.com/khaosat/khaosat/survey/words"
)

// readFPC reads the population sizes: per stage the number of units in the population, or, where all values of all
// stages are at most 1, the sampled fraction. The value is one for a stratum (first stage) and one for a PSU (second
// stage).
func (d *Design) readFPC(k *designKeys) error {
	stages := d.spec.FPC
	if len(stages) == 0 {
		return nil
	}
	if d.spec.PPS != NoPPS {
		return d.readChances(k)
	}
	if len(stages) > 1 && len(d.spec.PSU) < 2 {
		return problem.New("stats.fpc_given_two_stages")
	}
	columns := make([][]float64, len(stages))
	fraction, below := true, -1
	for j, name := range stages {
		x, err := d.numberColumn(name, "fpc")
		if err != nil {
			return err
		}
		columns[j] = x
		for i := range d.rows {
			if !d.scope.Has(i) {
				continue
			}
			if x[i] <= 0 {
				return problem.New("stats.row_fpc_column_number", "row", i+1, "value", x[i], "column", name)
			}
			fraction = fraction && x[i] <= 1
			if x[i] < 1 && below < 0 {
				below = i
			}
		}
	}
	if !fraction && below >= 0 {
		return problem.New("stats.row_fpc_below_other", "row", below+1)
	}
	if err := d.populations(stages[0], columns[0], k.stratum, fraction, d.stratumPlace); err != nil {
		return err
	}
	if len(stages) == 2 {
		return d.populations(stages[1], columns[1], k.psu, fraction, d.psuPlace)
	}
	return nil
}

// place is where the population of a group is kept: its name, how many units were sampled and how many there are.
type place struct {
	name       words.Message // what the group is, and its name
	n          int
	population *float64
}

func (d *Design) stratumPlace(h int) place {
	s := &d.shape.strata[h]
	return place{words.Say("stats.what.stratum_named", "name", s.key), s.n, &s.population}
}

func (d *Design) psuPlace(i int) place {
	p := &d.shape.psus[i]
	return place{words.Plain("PSU " + p.key), p.m, &p.population}
}

// populations sets the population of each group from the rows, and refuses one that varies within a group or is smaller
// than the sample.
func (d *Design) populations(column string, x []float64, group []int, fraction bool, at func(int) place) error {
	set := map[int]float64{}
	for i := range d.rows {
		if !d.scope.Has(i) {
			continue
		}
		g := group[i]
		before, ok := set[g]
		if ok && before == x[i] {
			continue
		}
		p := at(g)
		if ok {
			return problem.New("stats.row_column_fpc_but", "row", i+1, "value", x[i], "other", before, "column", column,
				"group", p.name)
		}
		set[g] = x[i]
		*p.population = x[i]
		if fraction {
			*p.population = float64(p.n) / x[i]
		}
		if *p.population < float64(p.n)*(1-1e-12) {
			return problem.New("stats.row_column_fpc_smaller", "row", i+1, "value", x[i], "sampled", p.n, "column",
				column, "group", p.name)
		}
	}
	return nil
}

// expansion is the weight that the fpc alone gives: the product over stages of population by sample.
func (d *Design) expansion(k *designKeys) []float64 {
	w := make([]float64, d.rows)
	for i := range w {
		if !d.scope.Has(i) {
			continue
		}
		if d.spec.PPS != NoPPS {
			w[i] = 1 / d.chanceOf(k, i)
			continue
		}
		h := d.shape.strata[k.stratum[i]]
		w[i] = h.population / float64(h.n)
		if len(d.spec.FPC) == 2 {
			p := d.shape.psus[k.psu[i]]
			w[i] *= p.population / float64(p.m)
		}
	}
	return w
}
