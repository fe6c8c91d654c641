package stats

import (
	"math"
	"sort"
	"strconv"
	"strings"

	"github.com/khaosat/khaosat/stats/problem"
)

// designKeys are the stratum, PSU and second-stage unit of each row, numbered in the order of their names, so that
// nothing depends on the order of rows.
type designKeys struct {
	stratum, psu, unit []int // unit is nil without a second stage that counts; psu is nil where rows are PSUs
	strata, psus       []string
	units              []string
	psuStratum         []int
	unitPSU            []int
}

// grouping numbers the values of a column.
type grouping struct {
	of    []int // per row, -1 outside the scope
	names []string
}

// manyPSUs is the number of PSUs of one row each above which they are not kept apart.
const manyPSUs = 10_000

// keys reads the columns that the design names.
func (d *Design) keys() (*designKeys, error) {
	k := &designKeys{}
	k.stratum, k.strata = make([]int, d.rows), []string{""}
	if d.spec.Strata != "" {
		g, err := d.group(d.spec.Strata, "stratum", nil, nil)
		if err != nil {
			return nil, err
		}
		k.stratum, k.strata = g.of, g.names
	}
	switch {
	case len(d.spec.PSU) > 0:
	case d.spec.PPS != NoPPS:
		d.rowsAsPSUs(k)
		return k, nil
	default:
		return k, nil
	}
	above := &grouping{k.stratum, k.strata}
	var within *grouping
	if d.spec.Nest {
		within = above
	}
	g, err := d.group(d.spec.PSU[0], "PSU", within, above)
	if err != nil {
		return nil, err
	}
	k.psu, k.psus = g.of, g.names
	if k.psuStratum, err = d.parents(g, k.stratum, k.strata); err != nil {
		return nil, err
	}
	if len(d.spec.PSU) == 2 && len(d.spec.FPC) == 2 {
		u, err := d.group(d.spec.PSU[1], "second-stage unit", g, g)
		if err != nil {
			return nil, err
		}
		k.unit, k.units = u.of, u.names
		k.unitPSU, _ = d.parents(u, k.psu, k.psus)
	}
	if k.unit == nil && len(k.psus) == d.counted && d.counted > manyPSUs && d.spec.PPS == NoPPS {
		k.psu = nil // every PSU is a row: second moments take less room than a slot for each
	}
	return k, nil
}

// group numbers the values of a column, or the pairs of an outer group and a value where outer is given: in the order
// of the groups above, then of names (lessKey).
func (d *Design) group(name, what string, outer, above *grouping) (*grouping, error) {
	c := d.frame.Column(name)
	if c == nil || c.Variable.Kind.several() {
		return nil, problem.New("stats.no_column_codes_numbers", "what", told(what), "name", name)
	}
	type pair struct {
		outer int
		value uint64
	}
	seen := map[pair]int{}
	g := &grouping{of: make([]int, d.rows)}
	var first []int // a row of each group
	for i := range d.rows {
		g.of[i] = -1
		if !d.scope.Has(i) {
			continue
		}
		value, ok := c.key(i)
		if !ok {
			return nil, missingIn(i, what, name)
		}
		p := pair{value: value}
		if outer != nil {
			p.outer = outer.of[i]
		}
		at, ok := seen[p]
		if !ok {
			at = len(first)
			seen[p] = at
			first = append(first, i)
		}
		g.of[i] = at
	}
	g.sort(c, first, above)
	return g, nil
}

// sort renumbers the groups in the order of their names.
func (g *grouping) sort(c *Column, first []int, above *grouping) {
	order := make([]int, len(first))
	for i := range order {
		order[i] = i
	}
	sort.SliceStable(order, func(a, b int) bool {
		x, y := first[order[a]], first[order[b]]
		if above != nil && above.of[x] != above.of[y] {
			return above.of[x] < above.of[y]
		}
		return lessKey(c.Text(x), c.Text(y))
	})
	rank := make([]int, len(order))
	g.names = make([]string, len(order))
	for to, from := range order {
		rank[from] = to
		g.names[to] = c.Text(first[from])
	}
	for i, at := range g.of {
		if at >= 0 {
			g.of[i] = rank[at]
		}
	}
}

// parents finds the outer group of each group; a group in two of them is an error.
func (d *Design) parents(g *grouping, outer []int, names []string) ([]int, error) {
	parent := make([]int, len(g.names))
	for i := range parent {
		parent[i] = -1
	}
	for i, at := range g.of {
		if at < 0 {
			continue
		}
		switch parent[at] {
		case -1:
			parent[at] = outer[i]
		case outer[i]:
		default:
			return nil, problem.New("stats.row_column_psu_stratum", "row", i+1, "psu", g.names[at], "first",
				names[parent[at]], "second", names[outer[i]], "column", d.spec.PSU[0])
		}
	}
	return parent, nil
}

// key is the value of row i as a number that tells values apart; ok is false where it is missing. A code whose role is
// a missing kind is still a key.
func (c *Column) key(i int) (key uint64, ok bool) {
	if c.Variable.Kind == Number {
		x := c.numbers[i]
		if x != x {
			return 0, false
		}
		return math.Float64bits(x + 0), true // + 0 makes one of the two zeros
	}
	code, _ := c.stored(i)
	return uint64(code), code >= 0
}

// Text is the value of row i as files write it: the code, the codes joined by blanks (ranks best first), the shortest
// decimal; "" where it is missing.
func (c *Column) Text(i int) string {
	if c.Variable.Kind == Number {
		if x := c.numbers[i]; x == x {
			return strconv.FormatFloat(x, 'g', -1, 64)
		}
		return ""
	}
	if c.Variable.Kind == Rank {
		return strings.Join(c.ranked(i), " ")
	}
	if c.Variable.Kind == Multi {
		var codes []string
		for o, code := range c.Variable.Codes {
			if c.Chosen(i, o) {
				codes = append(codes, code.Value)
			}
		}
		return strings.Join(codes, " ")
	}
	if code, _ := c.stored(i); code >= 0 {
		return c.Variable.Codes[code].Value
	}
	return ""
}
