package stats

import (
	"math"
	"math/bits"

	"github.com/khaosat/khaosat/stats/exact"
)

// fixedWeight is a weight as a whole number of a unit, lowest word first: adding is exact and costs an instruction a
// word. Sums of them over the rows of a stretch have room for their number in the upper half of the second word.
type fixedWeight [2]uint64

// fixedSquare is the square of such a weight, in squares of the unit.
type fixedSquare [3]uint64

// oneRow is a row in the second word of a fixedWeight.
const oneRow = 1 << 32

// fixedBits is how many digits weights may span for that: with passRows of them 96 bits, and their squares 192.
const fixedBits = 85

func (a *fixedWeight) add(b *fixedWeight) {
	var c uint64
	a[0], c = bits.Add64(a[0], b[0], 0)
	a[1], _ = bits.Add64(a[1], b[1], c)
}

// rows is the number of weights that were added up.
func (a *fixedWeight) rows() int { return int(a[1] / oneRow) }

// sum is the sum of the weights.
func (a *fixedWeight) sum() fixedWeight { return fixedWeight{a[0], a[1] % oneRow} }

func (a *fixedSquare) add(b *fixedSquare) {
	var c uint64
	a[0], c = bits.Add64(a[0], b[0], 0)
	a[1], c = bits.Add64(a[1], b[1], c)
	a[2], _ = bits.Add64(a[2], b[2], c)
}

func (a *fixedSquare) remove(b *fixedSquare) {
	var c uint64
	a[0], c = bits.Sub64(a[0], b[0], 0)
	a[1], c = bits.Sub64(a[1], b[1], c)
	a[2], _ = bits.Sub64(a[2], b[2], c)
}

// fixedWeights are the weights of a stretch: a word each where that is enough, so that twice as many stay in the
// nearest cache and squares are made when they are asked for; else w and square.
type fixedWeights struct {
	words  []uint64
	w      []fixedWeight
	square []fixedSquare
}

// newFixedWeights makes room for the weights of a stretch.
func newFixedWeights(d digitRange) *fixedWeights {
	if d.High-d.Low <= 64 {
		return &fixedWeights{words: make([]uint64, passRows)}
	}
	return &fixedWeights{w: make([]fixedWeight, passRows), square: make([]fixedSquare, passRows)}
}

// fix writes weights as multiples of 2^unit.
func (f *fixedWeights) fix(weights []float64, unit int) {
	if f.words != nil {
		f.fixWords(weights, unit)
		return
	}
	f.w, f.square = f.w[:len(weights)], f.square[:len(weights)]
	for i, x := range weights {
		m, exp := exact.Split(x)
		f.w[i], f.square[i] = fixedWeight{0, oneRow}, fixedSquare{}
		if m == 0 {
			continue
		}
		by := uint(exp - unit)
		high, low := bits.Mul64(m, m)
		if 2*by < 64 {
			f.w[i] = fixedWeight{m << by, m>>(64-by) | oneRow}
			f.square[i] = fixedSquare{low << (2 * by), high<<(2*by) | low>>(64-2*by), high >> (64 - 2*by)}
			continue
		}
		exact.AddShifted(f.w[i][:], []uint64{m}, int(by), false)
		words := []uint64{low, high}
		if high == 0 {
			words = words[:1] // a round weight may stand so high that there is no second word left
		}
		exact.AddShifted(f.square[i][:], words, int(2*by), false)
	}
}

// fixWords is fix where a word is enough. What a shift to the right drops are zeros.
func (f *fixedWeights) fixWords(weights []float64, unit int) {
	f.words = f.words[:len(weights)]
	for i, x := range weights {
		b := math.Float64bits(x)
		m, exp := b&(1<<52-1), int(b>>52&0x7ff)
		if exp == 0 {
			exp = 1
		} else {
			m |= 1 << 52
		}
		if by := exp - 1075 - unit; by >= 0 {
			f.words[i] = m << uint(by)
		} else {
			f.words[i] = m >> uint(-by)
		}
	}
}

// of is weight i, as one row.
func (f *fixedWeights) of(i int) fixedWeight {
	if f.words != nil {
		return fixedWeight{f.words[i], oneRow}
	}
	return f.w[i]
}

// squareOf is the square of weight i.
func (f *fixedWeights) squareOf(i int) fixedSquare {
	if f.words != nil {
		high, low := bits.Mul64(f.words[i], f.words[i])
		return fixedSquare{low, high, 0}
	}
	return f.square[i]
}

// squareSum adds up squares of weights. It is a fixedSquare in single words, which stay in registers as those of an
// array do not.
type squareSum struct{ low, middle, high uint64 }

// add adds the square of weight i.
func (a *squareSum) add(f *fixedWeights, i int) {
	if f.words == nil {
		a.addSquare(&f.square[i])
		return
	}
	var c uint64
	high, low := bits.Mul64(f.words[i], f.words[i])
	a.low, c = bits.Add64(a.low, low, 0)
	a.middle, c = bits.Add64(a.middle, high, c)
	a.high += c
}

func (a *squareSum) addSquare(b *fixedSquare) {
	sum := a.square()
	sum.add(b)
	*a = squareSum{sum[0], sum[1], sum[2]}
}

func (a *squareSum) square() *fixedSquare { return &fixedSquare{a.low, a.middle, a.high} }

// digitRange are what sums must have room for: of weights, or of numbers.
type digitRange struct {
	exact.Span
	fixed bool // none is negative, and they span few enough to be fixed
}

// digitsOf looks at numbers; missing ones are passed over.
func digitsOf(list []float64) digitRange {
	d := digitRange{fixed: true}
	for _, x := range list {
		if x != x {
			continue
		}
		if m, exp := exact.Split(x); m != 0 {
			d.Span = d.With(exact.Span{Low: exp, High: exp + bits.Len64(m), Some: true})
		}
		if x < 0 {
			d.fixed = false
		}
	}
	d.fixed = d.fixed && d.High-d.Low <= fixedBits
	return d
}

// weightDigits are the digits of the design's weights.
func (d *Design) weightDigits() digitRange {
	if d.weights == nil {
		return digitRange{Span: exact.Span{High: 1, Some: true}, fixed: true}
	}
	return digitsOf(d.weights)
}

// span is that of a Number column; other columns hold 1.
func (c *Column) span() exact.Span {
	if c.Variable.Kind == Number {
		return digitsOf(c.numbers).Span
	}
	return exact.Span{}
}

// roomFor is the room that a tally of values (1, where there are none) needs under weights.
func roomFor(weights, values exact.Span) rooms {
	w, square := weights, weights.Times(weights)
	r := rooms{sum: w.With(square), second: square, weight: w}
	if values.Some {
		twice := values.Times(values)
		r.sum = r.sum.With(w.Times(values)).With(w.Times(twice))
		r.second = r.second.With(square.Times(values)).With(square.Times(twice))
	}
	return r
}
