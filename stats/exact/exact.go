package exact

import (
	"math"
	"math/big"
	"math/bits"
)

// Sums keep exact sums at many places. Each is a whole number of units 2^low, in two's complement, lowest word first.
// So a sum depends on what was added and on nothing else: not on the order, nor on how tallies were merged, nor on what
// was added and taken out again. Rounding happens once, in at and double.
//
// This is Kulisch's long accumulator, cut to the digits that the data use: weights and answers of one survey lie within
// some dozen powers of ten, so two or three words do where every float64 there is would take 34 (Neal's small
// superaccumulator has 67). A number beyond them widens all places. Source: Kulisch & Miranker (1981), Computer
// Arithmetic in Theory and Practice; Neal (2015), arXiv:1505.05571.
type Sums struct {
	words []uint64
	limbs int // words of each place
	Low   int // exponent of the unit
	N     int
}

// guard is the room that 2^32 additions and a sign need above the largest addend.
const guard = 34

// NewSums makes n sums of 0, with room for numbers of a span.
func NewSums(n int, room Span) Sums {
	s := Sums{N: n, limbs: 1}
	if room.Some {
		s.Low = room.Low
		s.limbs = max(1, (room.High-room.Low+guard+63)/64)
	}
	s.words = make([]uint64, n*s.limbs)
	return s
}

// Span are the powers of two between which the digits of some numbers lie: all are whole multiples of 2^low and below
// 2^high.
type Span struct {
	Low, High int
	Some      bool // there is a number that is not 0
}

// SpanOf is the span of one number.
func SpanOf(x float64) Span {
	m, exp := Split(x)
	if m == 0 {
		return Span{}
	}
	return Span{exp, exp + bits.Len64(m), true}
}

// With is the span of both.
func (a Span) With(b Span) Span {
	switch {
	case !a.Some:
		return b
	case !b.Some:
		return a
	}
	return Span{min(a.Low, b.Low), max(a.High, b.High), true}
}

// Times is the span of products.
func (a Span) Times(b Span) Span { return Span{a.Low + b.Low, a.High + b.High, a.Some && b.Some} }

// Split gives an odd m and an exponent with |x| = m · 2^exp; m is 0 for 0.
func Split(x float64) (m uint64, exp int) {
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

// Exactly is the product of one number.
func Exactly(x float64) product {
	m, exp := Split(x)
	p := product{exp: exp, negative: x < 0}
	if m != 0 {
		p.words[0], p.n = m, 1
	}
	return p
}

// Times multiplies by another number, of up to five in all.
func (p product) Times(x float64) product {
	m, exp := Split(x)
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

// AddProduct adds a product, or with out takes it away.
func (s *Sums) AddProduct(i int, p product, out bool) {
	s.AddWords(i, p.words[:p.n], p.exp, p.negative != out)
}

// Add adds a number.
func (s *Sums) Add(i int, x float64) { s.AddProduct(i, Exactly(x), false) }

// AddCount adds n.
func (s *Sums) AddCount(i, n int) {
	if s.limbs == 1 && s.Low == 0 {
		s.words[i] += uint64(n)
		return
	}
	w := [1]uint64{uint64(max(n, -n))}
	s.AddWords(i, w[:], 0, n < 0)
}

// AddWords adds a number of words · 2^exp, or takes it away.
func (s *Sums) AddWords(i int, words []uint64, exp int, out bool) {
	n := len(words)
	for n > 0 && words[n-1] == 0 {
		n--
	}
	if n == 0 {
		return
	}
	words = words[:n]
	if exp < s.Low || exp+64*(n-1)+bits.Len64(words[n-1])+guard > s.Low+64*s.limbs {
		s.widen(exp, exp+64*(n-1)+bits.Len64(words[n-1]))
	}
	AddShifted(s.place(i), words, exp-s.Low, out)
}

// AddShifted adds words · 2^by to a number that has room for it, or takes it away.
func AddShifted(to, words []uint64, by int, out bool) {
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
func (s *Sums) widen(low, high int) {
	down := max(0, (s.Low-low+63)/64)
	up := max(0, (high+guard-s.Low+63)/64-s.limbs)
	limbs := down + s.limbs + up
	words := make([]uint64, s.N*limbs)
	for i := range s.N {
		from, to := s.words[i*s.limbs:(i+1)*s.limbs], words[i*limbs:(i+1)*limbs]
		copy(to[down:], from)
		if int64(from[s.limbs-1]) < 0 {
			for k := down + s.limbs; k < limbs; k++ {
				to[k] = ^uint64(0)
			}
		}
	}
	s.words, s.limbs, s.Low = words, limbs, s.Low-64*down
}

// None tells whether there are no places at all.
func (s *Sums) None() bool { return s.N == 0 }

// place are the words of a place.
func (s *Sums) place(i int) []uint64 { return s.words[i*s.limbs : (i+1)*s.limbs] }

// AddSum adds the sum at a place of others.
func (s *Sums) AddSum(i int, from *Sums, j int) {
	w := from.place(j)
	if s.Low == from.Low && s.limbs == from.limbs {
		addLimbs(s.place(i), w)
		return
	}
	var room [8]uint64
	m, negative := magnitude(w, room[:0])
	s.AddWords(i, m, from.Low, negative)
}

// Set puts the sum at a place of others in the place of ours.
func (s *Sums) Set(i int, from *Sums, j int) {
	clear(s.place(i))
	s.AddSum(i, from, j)
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

// Total is the sum over every step-th place from one on, in room where it is large enough.
func (s *Sums) Total(from, step int, room []uint64) []uint64 {
	acc := room
	for range s.limbs {
		acc = append(acc, 0)
	}
	for i := from; i < s.N; i += step {
		addLimbs(acc, s.place(i))
	}
	return acc
}

// at is the sum at place i, rounded to the nearest float64.
func (s *Sums) at(i int) float64 {
	if s.limbs == 1 {
		return scaled(float64(int64(s.words[i])), s.Low)
	}
	return Rounded(s.place(i), s.Low)
}

// Double is the sum at place i with twice the digits.
func (s *Sums) Double(i int) Double {
	for _, w := range s.place(i) {
		if w != 0 {
			return Doubled(s.place(i), s.Low)
		}
	}
	return Double{}
}

func scaled(x float64, exp int) float64 {
	if exp == 0 || x == 0 {
		return x
	}
	return math.Ldexp(x, exp)
}

// Rounded is words · 2^exp as the nearest float64.
func Rounded(w []uint64, exp int) float64 {
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

// Doubled is words · 2^exp as a double: the nearest float64, and the nearest of what is left.
func Doubled(w []uint64, exp int) Double {
	if len(w) == 1 && int64(w[0]) < 1<<53 && int64(w[0]) > -1<<53 {
		return Double{High: scaled(float64(int64(w[0])), exp)}
	}
	high := Rounded(w, exp)
	if high == 0 || math.IsInf(high, 0) {
		return Double{High: high}
	}
	var room [8]uint64
	rest, p := append(room[:0], w...), Exactly(high)
	AddShifted(rest, p.words[:1], p.exp-exp, !p.negative)
	return Double{high, Rounded(rest, exp)}
}

// Sum is one exact sum of finite numbers. Its zero value is 0.
type Sum struct{ S Sums }

func (e *Sum) Add(x float64) {
	if x-x != 0 { // NaN and infinities have no digits: they are the sum from now on
		e.S = Sums{N: 1, limbs: 0, Low: 0, words: []uint64{math.Float64bits(e.Value() + x)}}
		return
	}
	if e.broken() {
		return
	}
	if e.S.N == 0 {
		e.S = NewSums(1, SpanOf(x))
	}
	e.S.Add(0, x)
}

// broken tells whether something that is no finite number was added.
func (e *Sum) broken() bool { return e.S.N == 1 && e.S.limbs == 0 }

func (e *Sum) Value() float64 {
	switch {
	case e.S.N == 0:
		return 0
	case e.broken():
		return math.Float64frombits(e.S.words[0])
	}
	return e.S.at(0)
}

// TotalOf adds up exactly.
func TotalOf(values []float64) float64 {
	var sum Sum
	for _, x := range values {
		sum.Add(x)
	}
	return sum.Value()
}

// Big is the single sum as a whole number.
func (s *Sums) Big() *big.Int {
	x := new(big.Int)
	if s.N == 0 {
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

// Like makes n sums of 0 with room for what these hold.
func (s *Sums) Like(n int) Sums {
	return Sums{N: n, limbs: s.limbs, Low: s.Low, words: make([]uint64, n*s.limbs)}
}
