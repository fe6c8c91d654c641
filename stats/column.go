package stats

import (
	"math/bits"
	"slices"
)

// narrowCodes is the longest code list of a column of bytes: the five values above it are the missing kinds.
const narrowCodes = 250

// Column holds the cells of one variable.
//
// A Single column keeps one byte a row while its list has at most 250 codes, then two, then four; missing kinds are the
// highest values of the width. A Multi column keeps one bit a row for each code and a byte a row for its missing kind.
// A Number column keeps a float64 a row; missing kinds are NaNs of their own.
type Column struct {
	Variable Variable
	narrow   []uint8
	middle   []uint16
	wide     []uint32
	bits     [][]uint64
	numbers  []float64
	places   []*Column // of each code of a Rank column
	index    map[string]int
	rows     int
}

func newColumn(v Variable) *Column {
	v.Codes = append([]Code(nil), v.Codes...)
	c := &Column{Variable: v, index: make(map[string]int, len(v.Codes))}
	for i, code := range v.Codes {
		c.index[code.Value] = i
	}
	if v.Kind.several() {
		c.bits = make([][]uint64, len(v.Codes))
	}
	if v.Kind == Rank {
		c.addPlaces()
	}
	c.widen()
	return c
}

// Code is the position of the code in row i of a Single column, or -1 and why it is missing. A code whose role is a
// missing kind gives its position and that kind.
func (c *Column) Code(i int) (code int, why MissingKind) {
	switch {
	case c.wide != nil:
		code, why = decode(c.wide[i])
	case c.middle != nil:
		code, why = decode(c.middle[i])
	default:
		code, why = decode(c.narrow[i])
	}
	if code >= 0 {
		why = c.Variable.Codes[code].Role.Missing()
	}
	return code, why
}

// Number is the value of row i of a Number column, NaN where missing.
func (c *Column) Number(i int) float64 { return c.numbers[i] }

// Chosen tells whether row i of a Multi column holds a code.
func (c *Column) Chosen(i, code int) bool { return c.bits[code][i>>6]>>(i&63)&1 == 1 }

// Missing says why row i is missing; NotMissing if it is not. A Multi row that was answered without any choice is
// NotMissing; one with nothing but codes of a missing role is missing, and has these codes.
func (c *Column) Missing(i int) MissingKind {
	switch c.Variable.Kind {
	case Number:
		return numberMissing(c.numbers[i])
	case Multi, Rank:
		_, why := decode(c.narrow[i])
		return why
	}
	_, why := c.Code(i)
	return why
}

// decode splits a stored value: the highest five of its width are the missing kinds.
func decode[T uint8 | uint16 | uint32](v T) (code int, why MissingKind) {
	if back := ^v; back < missingKinds {
		return -1, MissingKind(missingKinds - back)
	}
	return int(v), NotMissing
}

// encodeMissing is the stored value of a missing kind.
func encodeMissing[T uint8 | uint16 | uint32](why MissingKind) T { return ^T(0) - T(missingKinds-why) }

// widen gives the column the narrowest width that holds its codes.
func (c *Column) widen() {
	n := len(c.Variable.Codes)
	switch {
	case c.Variable.Kind != Single:
	case n > 1<<16-8 && c.wide == nil:
		c.wide, c.narrow, c.middle = recoded[uint32](c), nil, nil
	case n > narrowCodes && c.middle == nil && c.wide == nil:
		c.middle, c.narrow = recoded[uint16](c), nil
	}
}

// recoded is the column in another width, never nil.
func recoded[T uint8 | uint16 | uint32](c *Column) []T {
	out := make([]T, 0, c.rows+1)
	for i := range c.rows {
		out = append(out, recode[T](c.stored(i)))
	}
	return out
}

// stored is the cell of a Single column as a code or -1 and a missing kind, without looking at roles.
func (c *Column) stored(i int) (int, MissingKind) {
	switch {
	case c.wide != nil:
		return decode(c.wide[i])
	case c.middle != nil:
		return decode(c.middle[i])
	}
	return decode(c.narrow[i])
}

func recode[T uint8 | uint16 | uint32](code int, why MissingKind) T {
	if code < 0 {
		return encodeMissing[T](why)
	}
	return T(code)
}

// grow adds one row that was not asked.
func (c *Column) grow() {
	switch {
	case c.Variable.Kind == Number:
		c.numbers = append(room(c.numbers), missingNumber(NotAsked))
	case c.wide != nil:
		c.wide = append(room(c.wide), encodeMissing[uint32](NotAsked))
	case c.middle != nil:
		c.middle = append(room(c.middle), encodeMissing[uint16](NotAsked))
	default:
		c.narrow = append(room(c.narrow), encodeMissing[uint8](NotAsked))
	}
	if c.Variable.Kind.several() && c.rows&63 == 0 {
		for o := range c.bits {
			c.bits[o] = append(room(c.bits[o]), 0)
		}
	}
	for _, p := range c.places {
		p.grow()
	}
	c.rows++
}

// room makes room for one more, and for an eighth of what is there when it is full: append would take a quarter or
// more.
func room[T any](cells []T) []T {
	if len(cells) < cap(cells) {
		return cells
	}
	more := make([]T, len(cells), len(cells)+len(cells)/8+64)
	copy(more, cells)
	return more
}

// reserve makes room for more rows.
func (c *Column) reserve(rows int) {
	switch {
	case c.Variable.Kind == Number:
		c.numbers = slices.Grow(c.numbers, rows)
	case c.wide != nil:
		c.wide = slices.Grow(c.wide, rows)
	case c.middle != nil:
		c.middle = slices.Grow(c.middle, rows)
	default:
		c.narrow = slices.Grow(c.narrow, rows)
	}
	for o := range c.bits {
		c.bits[o] = slices.Grow(c.bits[o], (rows+63)/64)
	}
	for _, p := range c.places {
		p.reserve(rows)
	}
}

// set stores a cell. The value must fit the kind of the column; Row.Set has seen to that.
func (c *Column) set(i int, v rowCell) {
	switch c.Variable.Kind {
	case Number:
		c.numbers[i] = v.number
		if v.why != NotMissing {
			c.numbers[i] = missingNumber(v.why)
		}
	case Multi, Rank:
		c.setPlaces(i, v)
		c.narrow[i] = 0
		if why := c.multiMissing(v); why != NotMissing {
			c.narrow[i] = encodeMissing[uint8](why)
		}
		for o := range c.bits {
			c.bits[o][i>>6] &^= 1 << (i & 63)
		}
		for _, o := range v.codes {
			c.bits[o][i>>6] |= 1 << (i & 63)
		}
	default:
		code := v.code
		if v.why != NotMissing {
			code = -1
		}
		c.put(i, code, v.why)
	}
}

// put stores a code, or -1 and a missing kind, in a Single column.
func (c *Column) put(i, code int, why MissingKind) {
	switch {
	case c.wide != nil:
		c.wide[i] = recode[uint32](code, why)
	case c.middle != nil:
		c.middle[i] = recode[uint16](code, why)
	default:
		c.narrow[i] = recode[uint8](code, why)
	}
}

// multiMissing is the missing kind of an answer to a Multi item: a stated one, or the role of its first code when all
// its codes have a missing role. Such an answer keeps its codes for the counts and is outside the valid base.
func (c *Column) multiMissing(v rowCell) MissingKind {
	if v.why != NotMissing || len(v.codes) == 0 {
		return v.why
	}
	for _, o := range v.codes {
		if c.Variable.valid(o) {
			return NotMissing
		}
	}
	return c.Variable.Codes[v.codes[0]].Role.Missing()
}

// addCode lists a new code, at the end.
func (c *Column) addCode(code Code) int {
	at := len(c.Variable.Codes)
	c.Variable.Codes = append(c.Variable.Codes, code)
	c.index[code.Value] = at
	if c.Variable.Kind.several() {
		c.bits = append(c.bits, make([]uint64, (c.rows+63)/64))
	}
	if c.Variable.Kind == Rank {
		c.addPlaces()
	}
	c.widen()
	return at
}

// order sorts rows by their code, those without one first, and keeps the order of rows with the same code.
func (c *Column) order(rows []uint32) []uint32 {
	start := make([]int, len(c.Variable.Codes)+2)
	for _, i := range rows {
		code, _ := c.stored(int(i))
		start[code+2]++
	}
	for k := 1; k < len(start); k++ {
		start[k] += start[k-1]
	}
	out := make([]uint32, len(rows))
	for _, i := range rows {
		code, _ := c.stored(int(i))
		out[start[code+1]] = i
		start[code+1]++
	}
	return out
}

// permute puts row from[i] at i.
func (c *Column) permute(from []uint32) {
	c.narrow = permuted(c.narrow, from)
	c.middle = permuted(c.middle, from)
	c.wide = permuted(c.wide, from)
	c.numbers = permuted(c.numbers, from)
	for o, old := range c.bits {
		fresh := make([]uint64, len(old))
		for i, f := range from {
			fresh[i>>6] |= (old[f>>6] >> (f & 63) & 1) << (i & 63)
		}
		c.bits[o] = fresh
	}
	for _, p := range c.places {
		p.permute(from)
	}
}

func permuted[T any](old []T, from []uint32) []T {
	if old == nil {
		return nil
	}
	fresh := make([]T, len(from))
	for i, f := range from {
		fresh[i] = old[f]
	}
	return fresh
}

// bytes is the memory that the cells take.
func (c *Column) bytes() int {
	n := cap(c.narrow) + 2*cap(c.middle) + 4*cap(c.wide) + 8*cap(c.numbers)
	for _, b := range c.bits {
		n += cap(b) * bits.UintSize / 8
	}
	for _, p := range c.places {
		n += p.bytes()
	}
	return n
}
