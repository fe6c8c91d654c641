package stats

import "github.com/khaosat/khaosat/stats/problem"

// readFPC reads the population sizes: per stage the number of units in the population, or, where all values of all stages are at
// most 1, the sampled fraction. The value is one for a stratum (first stage) and one for a PSU (second stage).
func (d *Design) readFPC(k *designKeys) error {
	stages := d.spec.FPC
	if len(stages) == 0 {
		return nil
	}
	if d.spec.PPS != NoPPS {
		return d.readChances(k)
	}
	if len(stages) > 1 && len(d.spec.PSU) < 2 {
		return problem.New("fpc cho hai bậc, nhưng thiết kế chỉ có một bậc", "fpc is given for two stages, but the design has one")
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
				return problem.New("dòng %[1]d: fpc %[2]v (cột %[3]s); fpc là số đơn vị của tổng thể hoặc tỷ lệ lớn hơn 0",
					"row %[1]d: fpc %[2]v (column %[3]s); it is a number of units or a fraction above 0", i+1, x[i], name)
			}
			fraction = fraction && x[i] <= 1
			if x[i] < 1 && below < 0 {
				below = i
			}
		}
	}
	if !fraction && below >= 0 {
		return problem.New("dòng %[1]d: fpc nhỏ hơn 1, ở dòng khác lớn hơn 1; hãy dùng số tổng thể hoặc tỷ lệ, không dùng cả hai",
			"row %[1]d: fpc is below 1, in other rows above 1; please give population sizes or fractions, not both", below+1)
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
	vi, en     string // what the group is, and its name
	n          int
	population *float64
}

func (d *Design) stratumPlace(h int) place {
	s := &d.shape.strata[h]
	return place{"tầng " + s.key, "stratum " + s.key, s.n, &s.population}
}

func (d *Design) psuPlace(i int) place {
	p := &d.shape.psus[i]
	return place{"PSU " + p.key, "PSU " + p.key, p.m, &p.population}
}

// populations sets the population of each group from the rows, and refuses one that varies within a group or is smaller than
// the sample.
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
			return problem.New("dòng %[1]d (cột %[4]s): fpc là %[2]v, nhưng ở dòng khác của %[5]s là %[3]v",
				"row %[1]d (column %[4]s): fpc is %[2]v, but %[3]v in other rows of %[6]s", i+1, x[i], before, column, p.vi, p.en)
		}
		set[g] = x[i]
		*p.population = x[i]
		if fraction {
			*p.population = float64(p.n) / x[i]
		}
		if *p.population < float64(p.n)*(1-1e-12) {
			return problem.New("dòng %[1]d (cột %[4]s): fpc của %[5]s là %[2]v, nhỏ hơn %[3]d đơn vị đã chọn mẫu",
				"row %[1]d (column %[4]s): fpc of %[6]s is %[2]v, smaller than the %[3]d units sampled from it", i+1, x[i], p.n, column, p.vi, p.en)
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
