package expr

import (
	"slices"
	"unicode"
)

// class is a set of characters: ranges, Unicode categories or scripts, and other sets, possibly turned round.
type class struct {
	not    bool
	fold   bool     // capitals and small letters count as the same
	ranges []rune   // lo, hi, lo, hi, …
	props  []string // "Lu", "Latin"; with "^" in front: everything else
	sets   []class  // nested sets, any of which is enough
	and    []class  // sets that must hold as well: [a-z&&[^x]]
}

func (c *class) has(r rune) bool {
	if !c.fold {
		return c.plain(r)
	}
	return c.plain(r) || c.plain(unicode.ToLower(r)) || c.plain(unicode.ToUpper(r))
}

func (c *class) plain(r rune) bool {
	in := false
	for i := 0; i < len(c.ranges) && !in; i += 2 {
		in = r >= c.ranges[i] && r <= c.ranges[i+1]
	}
	for i := 0; i < len(c.props) && !in; i++ {
		in = hasProperty(c.props[i], r)
	}
	for i := 0; i < len(c.sets) && !in; i++ {
		in = c.sets[i].has(r)
	}
	for i := 0; i < len(c.and) && in; i++ {
		in = c.and[i].has(r)
	}
	return in != c.not
}

func hasProperty(name string, r rune) bool {
	if name[0] == '^' {
		return !hasProperty(name[1:], r)
	}
	if t := unicode.Categories[name]; t != nil {
		return unicode.Is(t, r)
	}
	return unicode.Is(unicode.Scripts[name], r)
}

// tree is the class as data: [ranges, properties, nested, and, flags], shortened to the parts that are used.
func (c *class) tree() any {
	flags := 0
	if c.not {
		flags |= 1
	}
	if c.fold {
		flags |= 2
	}
	out := []any{c.ranges, c.props, trees(c.sets), trees(c.and), flags}
	empty := []bool{false, len(c.props) == 0, len(c.sets) == 0, len(c.and) == 0, flags == 0}
	for len(empty) > 1 && empty[len(empty)-1] {
		empty = empty[:len(empty)-1]
	}
	for i, none := range empty {
		if none {
			out[i] = 0
		}
	}
	if len(c.ranges) == 0 {
		out[0] = 0
	}
	return out[:len(empty)]
}

func trees(list []class) []any {
	var out []any
	for i := range list {
		out = append(out, list[i].tree())
	}
	return out
}

// same tells whether two classes are the same set written the same way.
func (c *class) same(d *class) bool {
	alike := func(a, b class) bool { return a.same(&b) }
	return c.not == d.not && c.fold == d.fold && slices.Equal(c.ranges, d.ranges) && slices.Equal(c.props, d.props) &&
		slices.EqualFunc(c.sets, d.sets, alike) && slices.EqualFunc(c.and, d.and, alike)
}

// The shorthand sets of Java, ASCII only.
var (
	digits  = []rune{'0', '9'}
	letters = []rune{'0', '9', 'A', 'Z', '_', '_', 'a', 'z'}
	spaces  = []rune{'\t', '\r', ' ', ' '}
	lines   = []rune{'\n', '\n', '\r', '\r', '\u0085', '\u0085', '\u2028', '\u2029'}
)

// posix are the named ASCII sets that Java writes as \p{Name}.
var posix = map[string][]rune{
	"Lower": {'a', 'z'}, "Upper": {'A', 'Z'}, "ASCII": {0, 0x7f}, "Alpha": {'A', 'Z', 'a', 'z'}, "Digit": {'0', '9'},
	"Alnum": {'0', '9', 'A', 'Z', 'a', 'z'}, "Punct": {'!', '/', ':', '@', '[', '`', '{', '~'}, "Graph": {'!', '~'},
	"Print": {' ', '~'}, "Blank": {' ', ' ', '\t', '\t'}, "Cntrl": {0, 0x1f, 0x7f, 0x7f},
	"XDigit": {'0', '9', 'A', 'F', 'a', 'f'}, "Space": {'\t', '\r', ' ', ' '},
}
