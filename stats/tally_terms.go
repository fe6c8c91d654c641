package stats

import (
	"math"
	"slices"

	"github.com/khaosat/khaosat/stats/exact"
)

// Term is a value that every row has: a number, the indicator of a code, a product of such. Rows where any term of a
// tally is missing are left out of all of them (listwise, as R's na.rm over the variables of a call).
type Term struct {
	// fill writes the values of the rows from..from+len(out), NaN where missing.
	fill func(from int, out []float64)
	// shift was subtracted from the values, so that second moments keep their digits.
	shift float64
	share bool // values are 0 and 1
}

// One is the constant 1.
func One() Term {
	return Term{fill: func(_ int, out []float64) {
		for i := range out {
			out[i] = 1
		}
	}}
}

// Value is a Number column; its values are taken about their mean, which the statistics put back.
func Value(c *Column) Term {
	shift := c.mean()
	return Term{shift: shift, fill: func(from int, out []float64) {
		for i, x := range c.numbers[from : from+len(out)] {
			out[i] = x - shift
		}
	}}
}

// Values are any numbers, one for each row of the frame, NaN where missing.
func Values(x []float64) Term {
	return Term{fill: func(from int, out []float64) { copy(out, x[from:from+len(out)]) }}
}

// Is is 1 in the rows of a Single column that hold one of some codes, 0 in the others, missing where the column is. A
// code whose role is a missing kind is missing unless it is among the codes asked for.
func Is(c *Column, codes ...int) Term {
	var member []int8 // per code: -1 missing, 0, 1
	for code := range c.Variable.Codes {
		m := int8(0)
		if !c.Variable.valid(code) {
			m = -1
		}
		if slices.Contains(codes, code) {
			m = 1
		}
		member = append(member, m)
	}
	return Term{share: true, fill: func(from int, out []float64) {
		for i := range out {
			code, _ := c.stored(from + i)
			out[i] = math.NaN()
			if code >= 0 && member[code] >= 0 {
				out[i] = float64(member[code])
			}
		}
	}}
}

// IsAnyOf is 1 in the rows of a Multi column that hold at least one of some codes.
func IsAnyOf(c *Column, codes ...int) Term {
	return Term{share: true, fill: func(from int, out []float64) {
		for i := range out {
			out[i] = math.NaN()
			if _, why := decode(c.narrow[from+i]); why == NotMissing {
				out[i] = 0
				for _, o := range codes {
					if c.Chosen(from+i, o) {
						out[i] = 1
					}
				}
			}
		}
	}}
}

// Scored is the score of the code that a row holds, missing where the code has no score.
func Scored(c *Column) Term {
	return Term{fill: func(from int, out []float64) {
		for i := range out {
			out[i] = math.NaN()
			if code, why := c.Code(from + i); code >= 0 && why == NotMissing && c.Variable.Codes[code].HasScore {
				out[i] = c.Variable.Codes[code].Score
			}
		}
	}}
}

// Times is the product of two terms.
func Times(a, b Term) Term {
	return Term{fill: func(from int, out []float64) {
		other := make([]float64, len(out))
		a.fill(from, out)
		b.fill(from, other)
		for i := range out {
			out[i] *= other[i]
		}
	}}
}

// In is a term inside a group of rows and 0 outside, where nothing is missing.
func In(s Selection, a Term) Term {
	return Term{shift: 0, fill: func(from int, out []float64) {
		a.fill(from, out)
		for i := range out {
			switch {
			case !s.Has(from + i):
				out[i] = 0
			default:
				out[i] += a.shift
			}
		}
	}}
}

// AtMost is 1 where a number is not above a limit.
func AtMost(c *Column, limit float64) Term {
	return Term{share: true, fill: func(from int, out []float64) {
		for i, x := range c.numbers[from : from+len(out)] {
			switch {
			case x <= limit:
				out[i] = 1
			case x == x:
				out[i] = 0
			default:
				out[i] = x
			}
		}
	}}
}

// mean is the plain mean of a Number column, 0 without values.
func (c *Column) mean() float64 {
	n, sum := 0, exact.Sum{}
	for _, x := range c.numbers {
		if x == x {
			n++
			sum.Add(x)
		}
	}
	mean := sum.Value() / float64(n)
	if mean-mean != 0 {
		return 0
	}
	return mean
}

// chunkRows is how many rows a tally of terms looks at together.
const chunkRows = 1024

// TallyTerms adds up terms in one pass: cell i is term i. Rows where a term is missing are in the domain but in no
// cell; missing is their number.
func (d *Design) TallyTerms(terms ...Term) (t *Tally, missing int64) {
	d.mustBeCurrent()
	k := len(terms)
	t = newTally(d, k, k, 1, rooms{})
	b := newTermBuffer(terms)
	for _, r := range d.runs {
		for from := int(r.from); from < int(r.to); from += chunkRows {
			b.load(from, min(chunkRows, int(r.to)-from))
			missing += b.addTo(t, d, int(r.slot))
		}
	}
	if d.adjust != nil {
		d.residualSums(t)
	}
	if d.reps != nil {
		t.repDF[0] = d.rank(d.scope.Has) - 1
	}
	return t, missing
}

// termBuffer holds the values of some terms for a stretch of rows.
type termBuffer struct {
	terms  []Term
	values [][]float64
	from   int
	n      int
	list   []Coef
}

func newTermBuffer(terms []Term) *termBuffer {
	b := &termBuffer{terms: terms, values: make([][]float64, len(terms))}
	for i := range b.values {
		b.values[i] = make([]float64, chunkRows)
	}
	return b
}

func (b *termBuffer) load(from, n int) {
	b.from, b.n = from, n
	for i, t := range b.terms {
		t.fill(from, b.values[i][:n])
	}
}

// complete tells whether no term is missing in a row of the buffer.
func (b *termBuffer) complete(i int) bool {
	for _, v := range b.values {
		if v[i] != v[i] {
			return false
		}
	}
	return true
}

// addTo adds the rows of the buffer that are in scope to a slot, and counts those with a missing term.
func (b *termBuffer) addTo(t *Tally, d *Design, slot int) (missing int64) {
	for i := range b.n {
		row := b.from + i
		if !d.whole && !d.scope.Has(row) {
			continue
		}
		w := d.Weight(row)
		t.members[0]++
		t.rows[slot]++
		t.weight.Add(slot, w)
		if w != 0 {
			t.live[slot]++
		}
		if !b.complete(i) {
			missing++
			continue
		}
		b.list = b.list[:0]
		for c, v := range b.values {
			if v[i] != 0 {
				b.list = append(b.list, Coef{c, v[i]})
			}
		}
		t.record(slot, row, w, b.list, false)
		if w == 0 && t.zero != nil {
			for _, v := range b.list {
				t.zero[v.Cell]++
			}
		}
	}
	return missing
}
