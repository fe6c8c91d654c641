package stats

import (
	"math"
	"math/big"
	"math/bits"
)

// sums keep exact sums at many places. Each is a whole number of units 2^low, in two's complement, lowest word first. So a sum depends
// on what was added and on nothing else: not on the order, nor on how tallies were merged, nor on what was added and taken out
// again. Rounding happens once, in at and double.
//
// This is Kulisch's long accumulator, cut to the digits that the data use: weights and answers of one survey lie within some dozen
// powers of ten, so two or three words do where every float64 there is would take 34 (Neal's small superaccumulator has 67). A number
// beyond them widens all places. Source: Kulisch & Miranker (1981), Computer Arithmetic in Theory and Practice; Neal (2015),
// arXiv:1505.05571.
type sums struct {
	words []uint64
	limbs int // words of each place
	low   int // exponent of the unit
	n     int
}

// guard is the room that 2^32 additions and a sign need above the largest addend.
const guard = 34

// newSums makes n sums of 0, with room for numbers of a span.
func newSums(n int, room span) sums {
	s := sums{n: n, limbs: 1}
	if room.some {
		s.low = room.low
		s.limbs = max(1, (room.high-room.low+guard+63)/64)
	}
	s.words = make([]uint64, n*s.limbs)
	return s
}

// span are the powers of two between which the digits of some numbers lie: all are whole multiples of 2^low and below 2^high.
type span struct {
	low, high int
	some      bool // there is a number that is not 0
}

// spanOf is the span of one number.
func spanOf(x float64) span {
	m, exp := split(x)
	if m == 0 {
		return span{}
	}
	return span{exp, exp + bits.Len64(m), true}
}

// with is the span of both.
func (a span) with(b span) span {
	switch {
	case !a.some:
		return b
	case !b.some:
		return a
	}
	return span{min(a.low, b.low), max(a.high, b.high), true}
}

// times is the span of products.
func (a span) times(b span) span { return span{a.low + b.low, a.high + b.high, a.some && b.some} }

// split gives an odd m and an exponent with |x| = m · 2^exp; m is 0 for 0.
func split(x float64) (m uint64, exp int) {
	b := math.Float64bits(x)
	m, exp = b&(1<<52-1), int(b>>52&0x7ff)
	if exp == 0 {
		exp = 1
	} else {
		m |= 1 << 52
	}
	if m == 0 {
		return 0, 0
	}
	zeros := bits.TrailingZeros64(m)
	return m >> zeros, exp - 1075 + zeros
}

// product is a product of finite numbers with all its digits.
type product struct {
	words    [5]uint64
	n        int // words in use; 0: the product is 0
	exp      int
	negative bool
}

// exactly is the product of one number.
func exactly(x float64) product {
	m, exp := split(x)
	p := product{exp: exp, negative: x < 0}
	if m != 0 {
		p.words[0], p.n = m, 1
	}
	return p
}

// times multiplies by another number, of up to five in all.
func (p product) times(x float64) product {
	m, exp := split(x)
	if m == 0 || p.n == 0 {
		return product{}
	}
	carry := uint64(0)
	for i := range p.n {
		high, low := bits.Mul64(p.words[i], m)
		var c uint64
		p.words[i], c = bits.Add64(low, carry, 0)
		carry = high + c
	}
	if carry != 0 {
		p.words[p.n] = carry
		p.n++
	}
	p.exp += exp
	p.negative = p.negative != (x < 0)
	return p
}

// addProduct adds a product, or with out takes it away.
func (s *sums) addProduct(i int, p product, out bool) {
	s.addWords(i, p.words[:p.n], p.exp, p.negative != out)
}

// add adds a number.
func (s *sums) add(i int, x float64) { s.addProduct(i, exactly(x), false) }

// addCount adds n.
func (s *sums) addCount(i, n int) {
	if s.limbs == 1 && s.low == 0 {
		s.words[i] += uint64(n)
		return
	}
	w := [1]uint64{uint64(max(n, -n))}
	s.addWords(i, w[:], 0, n < 0)
}

// addWords adds a number of words · 2^exp, or takes it away.
func (s *sums) addWords(i int, words []uint64, exp int, out bool) {
	n := len(words)
	for n > 0 && words[n-1] == 0 {
		n--
	}
	if n == 0 {
		return
	}
	words = words[:n]
	if exp < s.low || exp+64*(n-1)+bits.Len64(words[n-1])+guard > s.low+64*s.limbs {
		s.widen(exp, exp+64*(n-1)+bits.Len64(words[n-1]))
	}
	addShifted(s.place(i), words, exp-s.low, out)
}

// addShifted adds words · 2^by to a number that has room for it, or takes it away.
func addShifted(to, words []uint64, by int, out bool) {
	to = to[by>>6:]
	n, shift := len(words), uint(by)&63
	var carry, rest uint64
	if out {
		for k, w := range words {
			to[k], carry = bits.Sub64(to[k], w<<shift|rest, carry)
			rest = w >> (64 - shift)
		}
		for k := n; k < len(to) && (rest|carry) != 0; k++ {
			to[k], carry = bits.Sub64(to[k], rest, carry)
			rest = 0
		}
		return
	}
	for k, w := range words {
		to[k], carry = bits.Add64(to[k], w<<shift|rest, carry)
		rest = w >> (64 - shift)
	}
	for k := n; k < len(to) && (rest|carry) != 0; k++ {
		to[k], carry = bits.Add64(to[k], rest, carry)
		rest = 0
	}
}

// widen makes room for numbers from 2^low to 2^high at all places.
func (s *sums) widen(low, high int) {
	down := max(0, (s.low-low+63)/64)
	up := max(0, (high+guard-s.low+63)/64-s.limbs)
	limbs := down + s.limbs + up
	words := make([]uint64, s.n*limbs)
	for i := range s.n {
		from, to := s.words[i*s.limbs:(i+1)*s.limbs], words[i*limbs:(i+1)*limbs]
		copy(to[down:], from)
		if int64(from[s.limbs-1]) < 0 {
			for k := down + s.limbs; k < limbs; k++ {
				to[k] = ^uint64(0)
			}
		}
	}
	s.words, s.limbs, s.low = words, limbs, s.low-64*down
}

// none tells whether there are no places at all.
func (s *sums) none() bool { return s.n == 0 }

// place are the words of a place.
func (s *sums) place(i int) []uint64 { return s.words[i*s.limbs : (i+1)*s.limbs] }

// addSum adds the sum at a place of others.
func (s *sums) addSum(i int, from *sums, j int) {
	w := from.place(j)
	if s.low == from.low && s.limbs == from.limbs {
		addLimbs(s.place(i), w)
		return
	}
	var room [8]uint64
	m, negative := magnitude(w, room[:0])
	s.addWords(i, m, from.low, negative)
}

// set puts the sum at a place of others in the place of ours.
func (s *sums) set(i int, from *sums, j int) {
	clear(s.place(i))
	s.addSum(i, from, j)
}

// addLimbs adds two numbers of the same words.
func addLimbs(to, w []uint64) {
	carry := uint64(0)
	for k := range to {
		to[k], carry = bits.Add64(to[k], w[k], carry)
	}
}

// magnitude is the number without its sign, in room where it is large enough.
func magnitude(w, room []uint64) (m []uint64, negative bool) {
	m = append(room, w...)
	if int64(m[len(m)-1]) >= 0 {
		return m, false
	}
	carry := uint64(1)
	for k := range m {
		m[k], carry = bits.Add64(^m[k], 0, carry)
	}
	return m, true
}

// total is the sum over every step-th place from one on, in room where it is large enough.
func (s *sums) total(from, step int, room []uint64) []uint64 {
	acc := room
	for range s.limbs {
		acc = append(acc, 0)
	}
	for i := from; i < s.n; i += step {
		addLimbs(acc, s.place(i))
	}
	return acc
}

// at is the sum at place i, rounded to the nearest float64.
func (s *sums) at(i int) float64 {
	if s.limbs == 1 {
		return scaled(float64(int64(s.words[i])), s.low)
	}
	return rounded(s.place(i), s.low)
}

// double is the sum at place i with twice the digits.
func (s *sums) double(i int) double {
	for _, w := range s.place(i) {
		if w != 0 {
			return doubled(s.place(i), s.low)
		}
	}
	return double{}
}

func scaled(x float64, exp int) float64 {
	if exp == 0 || x == 0 {
		return x
	}
	return math.Ldexp(x, exp)
}

// rounded is words · 2^exp as the nearest float64.
func rounded(w []uint64, exp int) float64 {
	var room [8]uint64
	m, negative := magnitude(w, room[:0])
	x := nearest(m, exp)
	if negative {
		return -x
	}
	return x
}

// nearest rounds a number without sign.
func nearest(m []uint64, exp int) float64 {
	top := len(m) - 1
	for top >= 0 && m[top] == 0 {
		top--
	}
	if top < 0 {
		return 0
	}
	zeros := uint(bits.LeadingZeros64(m[top]))
	head, lost := m[top]<<zeros, uint64(0)
	if top > 0 {
		head |= m[top-1] >> (64 - zeros)
		lost = m[top-1] << zeros
	}
	for k := top - 2; k >= 0 && lost == 0; k-- {
		lost = m[k]
	}
	if lost != 0 {
		head |= 1 // stands for all that lies below
	}
	return scaled(float64(head), exp+64*top-int(zeros))
}

// doubled is words · 2^exp as a double: the nearest float64, and the nearest of what is left.
func doubled(w []uint64, exp int) double {
	if len(w) == 1 && int64(w[0]) < 1<<53 && int64(w[0]) > -1<<53 {
		return double{high: scaled(float64(int64(w[0])), exp)}
	}
	high := rounded(w, exp)
	if high == 0 || math.IsInf(high, 0) {
		return double{high: high}
	}
	var room [8]uint64
	rest, p := append(room[:0], w...), exactly(high)
	addShifted(rest, p.words[:1], p.exp-exp, !p.negative)
	return double{high, rounded(rest, exp)}
}

// exact is one exact sum of finite numbers. Its zero value is 0.
type exact struct{ s sums }

func (e *exact) add(x float64) {
	if x-x != 0 { // NaN and infinities have no digits: they are the sum from now on
		e.s = sums{n: 1, limbs: 0, low: 0, words: []uint64{math.Float64bits(e.value() + x)}}
		return
	}
	if e.broken() {
		return
	}
	if e.s.n == 0 {
		e.s = newSums(1, spanOf(x))
	}
	e.s.add(0, x)
}

// broken tells whether something that is no finite number was added.
func (e *exact) broken() bool { return e.s.n == 1 && e.s.limbs == 0 }

func (e *exact) value() float64 {
	switch {
	case e.s.n == 0:
		return 0
	case e.broken():
		return math.Float64frombits(e.s.words[0])
	}
	return e.s.at(0)
}

// total adds up with compensation.
func total(values []float64) float64 {
	var sum exact
	for _, x := range values {
		sum.add(x)
	}
	return sum.value()
}

// big is the single sum as a whole number.
func (s *sums) big() *big.Int {
	x := new(big.Int)
	if s.n == 0 {
		return x
	}
	m, negative := magnitude(s.place(0), nil)
	for k := len(m) - 1; k >= 0; k-- {
		x.Lsh(x, 64).Or(x, new(big.Int).SetUint64(m[k]))
	}
	if negative {
		x.Neg(x)
	}
	return x
}

// like makes n sums of 0 with room for what these hold.
func (s *sums) like(n int) sums {
	return sums{n: n, limbs: s.limbs, low: s.low, words: make([]uint64, n*s.limbs)}
}
