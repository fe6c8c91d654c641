package expr

// set reads [a-z0-9_], [^…], nested sets and && of Java.
func (r *patternParser) set() class {
	open := r.i
	r.i++
	var c class
	c.not = r.take('^')
	if r.deep++; r.deep > maxPatternIn {
		r.fail(1, "regex.too-long:brackets_nested")
	}
	for first := true; ; first = false {
		switch {
		case !r.more():
			r.i = open
			r.fail(8, "regex.invalid:set_not_closed")
		case r.src[r.i] == ']' && !first:
			r.i++
			r.deep--
			return c
		case r.has("&&"):
			r.i += 2
			c.and = append(c.and, r.rest(open))
			r.deep--
			return c
		case r.src[r.i] == '[':
			c.sets = append(c.sets, r.set())
		default:
			r.member(&c)
		}
	}
}

// rest reads what follows && up to the closing bracket, as a set of its own.
func (r *patternParser) rest(open int) class {
	var c class
	for {
		switch {
		case !r.more():
			r.i = open
			r.fail(8, "regex.invalid:set_not_closed")
		case r.take(']'):
			return c
		case r.has("&&"):
			r.i += 2
			c.and = append(c.and, r.rest(open))
			return c
		case r.src[r.i] == '[':
			c.sets = append(c.sets, r.set())
		default:
			r.member(&c)
		}
	}
}

// member reads one character, range or escape of a set.
func (r *patternParser) member(c *class) {
	from, one := r.setChar(c)
	if !one {
		return
	}
	if r.i+1 < len(r.src) && r.src[r.i] == '-' && r.src[r.i+1] != ']' && r.src[r.i+1] != '[' {
		at := r.i
		r.i++
		to, ok := r.setChar(c)
		if !ok || to < from {
			r.i = at - 1
			r.fail(3, "regex.invalid:range_must")
		}
		c.ranges = append(c.ranges, from, to)
		return
	}
	c.ranges = append(c.ranges, from, from)
}

// setChar reads one character of a set; one is false when it was a shorthand such as \d, which is added to c.
func (r *patternParser) setChar(c *class) (ch rune, one bool) {
	if r.src[r.i] != '\\' {
		r.i++
		return r.src[r.i-1], true
	}
	if r.i+1 >= len(r.src) {
		r.fail(1, "regex.invalid:nothing_follows")
	}
	e := r.escaped()
	if !e.not && len(e.ranges) == 2 && e.ranges[0] == e.ranges[1] {
		return e.ranges[0], true
	}
	c.sets = append(c.sets, e)
	return 0, false
}

// escaped reads \d, \p{…}, \t, \u1EA1, \. and the like as a class; r.i stands at the backslash, which something
// follows.
func (r *patternParser) escaped() class {
	c := r.src[r.i+1]
	r.i += 2
	one := func(ch rune) class { return class{ranges: []rune{ch, ch}} }
	switch c {
	case 'd', 'D':
		return class{ranges: digits, not: c == 'D'}
	case 'w', 'W':
		return class{ranges: letters, not: c == 'W'}
	case 's', 'S':
		return class{ranges: spaces, not: c == 'S'}
	case 'p', 'P':
		return r.property(c == 'P')
	case 't':
		return one('\t')
	case 'n':
		return one('\n')
	case 'r':
		return one('\r')
	case 'f':
		return one('\f')
	case 'x':
		return one(r.hex(2))
	case 'u':
		return one(r.hex(4))
	}
	if isWordRune(c) && c != '_' {
		r.i -= 2
		r.unsupported(2)
	}
	return one(c)
}

func (r *patternParser) hex(n int) rune {
	v := rune(0)
	for range n {
		d := -1
		if r.more() {
			switch c := r.src[r.i]; {
			case isDigit(c):
				d = int(c - '0')
			case c >= 'a' && c <= 'f':
				d = int(c-'a') + 10
			case c >= 'A' && c <= 'F':
				d = int(c-'A') + 10
			}
		}
		if d < 0 {
			r.fail(1, "regex.invalid:needs_hexadecimal")
		}
		v = v*16 + rune(d)
		r.i++
	}
	return v
}
