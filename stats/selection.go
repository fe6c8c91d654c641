package stats

import (
	"fmt"
	"math/bits"
)

// Selection marks rows of a frame: the subpopulation of a filter. A filter never deletes rows, so that the design stays
// whole.
type Selection struct {
	words []uint64
	n     int
}

// NewSelection makes a selection of none of n rows.
func NewSelection(n int) Selection { return Selection{words: make([]uint64, (n+63)/64), n: n} }

// Select marks the rows for which keep is true. Withdrawn rows are never marked.
func (f *Frame) Select(keep func(row int) bool) Selection {
	s := NewSelection(f.rows)
	for i := range f.rows {
		if !f.Withdrawn(i) && keep(i) {
			s.Set(i, true)
		}
	}
	return s
}

// Len is the number of rows that the selection speaks of.
func (s Selection) Len() int { return s.n }

// Has tells whether a row is marked.
func (s Selection) Has(i int) bool { return s.words[i>>6]>>(i&63)&1 == 1 }

// Set marks a row or takes the mark away.
func (s Selection) Set(i int, on bool) {
	s.words[i>>6] &^= 1 << (i & 63)
	if on {
		s.words[i>>6] |= 1 << (i & 63)
	}
}

// Count is the number of marked rows.
func (s Selection) Count() int {
	n := 0
	for _, w := range s.words {
		n += bits.OnesCount64(w)
	}
	return n
}

// And keeps the rows that both mark. It panics when the two speak of different numbers of rows.
func (s Selection) And(t Selection) Selection {
	if s.n != t.n {
		panic(fmt.Sprintf("stats: selections of %d and %d rows", s.n, t.n))
	}
	out := NewSelection(s.n)
	for i := range out.words {
		out.words[i] = s.words[i] & t.words[i]
	}
	return out
}

// extend makes room for more rows, not marked.
func (s *Selection) extend(n int) {
	for len(s.words) < (n+63)/64 {
		s.words = append(s.words, 0)
	}
	s.n = n
}
