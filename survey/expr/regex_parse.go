package expr

import (
	"strings"
	"unicode"
)

const (
	maxPattern   = 4000 // instructions
	maxPatternIn = 100  // brackets inside brackets
)

// patternError says what is wrong at which place of a pattern.
type patternError struct {
	at    int
	token string
	key   string // of its text: regex.invalid:…, regex.unsupported, regex.too-long:…
	pairs []any
}

func (e *patternError) Error() string { return e.key }

// patternParser writes the program while it reads.
type patternParser struct {
	src  []rune
	i    int
	out  pattern
	deep int
	work int  // instructions emitted so far, also those that were cut again
	fold bool // (?i)
	dots bool // (?s)
}

// compilePattern compiles a Java pattern. An error is a *patternError.
func compilePattern(src string) (p *pattern, err error) {
	r := &patternParser{src: []rune(unquoted(src))}
	defer func() {
		switch bad := recover().(type) {
		case nil:
		case *patternError: // from fail
			p, err = nil, bad
		default:
			panic(bad)
		}
	}()
	r.alternatives()
	if r.i < len(r.src) {
		r.fail(1, "regex.invalid:too_many")
	}
	r.emit(instr{kind: doMatch})
	return &r.out, nil
}

// unquoted writes \Q…\E with a backslash before every sign.
func unquoted(src string) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(src, `\Q`)
		b.WriteString(before)
		if !found {
			return b.String()
		}
		quoted, after, _ := strings.Cut(rest, `\E`)
		for _, c := range quoted {
			if c < 0x80 && !isWordRune(c) {
				b.WriteByte('\\')
			}
			b.WriteRune(c)
		}
		src = after
	}
}

func (r *patternParser) fail(n int, code string, pairs ...any) {
	end := min(len(r.src), r.i+n)
	panic(&patternError{at: r.i, token: string(r.src[min(r.i, end):end]), key: code, pairs: pairs})
}

func (r *patternParser) unsupported(n int) {
	end := min(len(r.src), r.i+n)
	r.fail(n, "regex.unsupported", "text", string(r.src[r.i:end]))
}

func (r *patternParser) emit(in instr) int {
	if r.work++; len(r.out.code) >= maxPattern || r.work > 10*maxPattern {
		r.fail(1, "regex.too-long")
	}
	r.out.code = append(r.out.code, in)
	return len(r.out.code) - 1
}

func (r *patternParser) more() bool { return r.i < len(r.src) }

func (r *patternParser) take(c rune) bool {
	if r.more() && r.src[r.i] == c {
		r.i++
		return true
	}
	return false
}

func (r *patternParser) has(s string) bool {
	return strings.HasPrefix(string(r.src[r.i:min(len(r.src), r.i+len(s))]), s)
}

// alternatives reads a|b|c up to ")" or the end.
func (r *patternParser) alternatives() {
	if r.deep++; r.deep > maxPatternIn {
		r.fail(1, "regex.too-long:brackets_nested")
	}
	fold, dots := r.fold, r.dots
	start := len(r.out.code)
	r.sequence()
	var jumps []int
	for r.take('|') {
		before := r.cut(start)
		split := r.emit(instr{kind: doSplit, a: start + 1})
		r.paste(before, start)
		jumps = append(jumps, r.emit(instr{kind: doJump}))
		start = len(r.out.code)
		r.out.code[split].b = start
		r.sequence()
	}
	for _, j := range jumps {
		r.out.code[j].a = len(r.out.code)
	}
	r.fold, r.dots = fold, dots
	r.deep--
}

// cut takes out the instructions from start on, to be pasted elsewhere.
func (r *patternParser) cut(start int) []instr {
	body := append([]instr(nil), r.out.code[start:]...)
	r.out.code = r.out.code[:start]
	return body
}

// paste emits instructions that were written for the place start. They refer to each other only.
func (r *patternParser) paste(body []instr, start int) {
	shift := len(r.out.code) - start
	for _, in := range body {
		switch in.kind {
		case doSplit:
			in.a, in.b = in.a+shift, in.b+shift
		case doJump, doAhead, doNotAhead:
			in.a += shift
		}
		r.emit(in)
	}
}

func (r *patternParser) sequence() {
	for r.more() && r.src[r.i] != '|' && r.src[r.i] != ')' {
		start := len(r.out.code)
		r.atom()
		for r.more() && strings.ContainsRune("*+?{", r.src[r.i]) {
			r.repeat(start)
		}
	}
}

// atom reads one character, class, group or assertion.
func (r *patternParser) atom() {
	switch c := r.src[r.i]; c {
	case '(':
		r.group()
	case '[':
		r.char(r.set())
	case '.':
		r.i++
		r.char(class{ranges: r.dot(), not: true})
	case '^', '$':
		r.i++
		r.emit(instr{kind: map[rune]instrKind{'^': doStart, '$': doEnd}[c]})
	case '\\':
		r.escape()
	case '*', '+', '?':
		r.fail(1, "regex.invalid:nothing_repeat")
	case '{':
		r.fail(1, "regex.invalid:nothing_repeat_before")
	default:
		r.i++
		r.char(class{ranges: []rune{c, c}})
	}
}

func (r *patternParser) dot() []rune {
	if r.dots {
		return nil
	}
	return lines
}

// char emits an instruction for one character of a class; equal classes are kept once.
func (r *patternParser) char(c class) {
	c.fold = c.fold || r.fold
	for i := range r.out.classes {
		if r.out.classes[i].same(&c) {
			r.emit(instr{kind: doClass, a: i})
			return
		}
	}
	r.out.classes = append(r.out.classes, c)
	r.emit(instr{kind: doClass, a: len(r.out.classes) - 1})
}

// group reads (…), (?:…), (?i…), (?<name>…), (?=…) and (?!…).
func (r *patternParser) group() {
	open := r.i
	r.i++
	look := -1
	fold, dots, scoped := r.fold, r.dots, true
	switch {
	case r.has("?:"):
		r.i += 2
	case r.has("?=") || r.has("?!"):
		kind := doAhead
		if r.has("?!") {
			kind = doNotAhead
		}
		r.i += 2
		look = r.emit(instr{kind: kind})
	case r.has("?<=") || r.has("?<!") || r.has("?>"):
		r.i = open
		r.unsupported(4)
	case r.has("?<"):
		for r.more() && r.src[r.i] != '>' {
			r.i++
		}
		r.take('>')
	case r.has("?"):
		scoped = r.flags()
	}
	if !scoped { // (?i) holds up to the end of the group around it
		return
	}
	r.alternatives()
	if !r.take(')') {
		r.i = open
		r.fail(1, "regex.invalid:not_closed")
	}
	r.fold, r.dots = fold, dots
	if look >= 0 {
		r.emit(instr{kind: doMatch})
		r.out.code[look].a = len(r.out.code)
	}
}

// flags reads ?i) or ?i: and tells whether a group follows.
func (r *patternParser) flags() (group bool) {
	start, on := r.i-1, true
	for r.i++; r.more(); r.i++ {
		switch r.src[r.i] {
		case 'i':
			r.fold = on
		case 's':
			r.dots = on
		case 'u', 'U', 'm', 'd': // no difference for a match of the whole text without line anchors
		case '-':
			on = false
		case ':', ')':
			r.i++
			return r.src[r.i-1] == ':'
		default:
			r.i = start
			r.unsupported(4)
		}
	}
	r.i = start
	r.fail(3, "regex.invalid:not_closed")
	return false
}

// escape reads what follows a backslash outside of a set.
func (r *patternParser) escape() {
	if r.i+1 >= len(r.src) {
		r.fail(1, "regex.invalid:nothing_follows")
	}
	switch c := r.src[r.i+1]; {
	case c == 'b' || c == 'B':
		r.i += 2
		r.emit(instr{kind: map[rune]instrKind{'b': doEdge, 'B': doNotEdge}[c]})
	case c == 'A' || c == 'z' || c == 'Z':
		r.i += 2
		r.emit(instr{kind: map[rune]instrKind{'A': doStart, 'z': doEnd, 'Z': doEnd}[c]})
	case c >= '1' && c <= '9' || c == 'k' || c == 'G' || c == 'X' || c == 'R':
		r.unsupported(2)
	default:
		r.char(r.escaped())
	}
}

// repeat reads *, +, ? or {m,n} behind what was emitted from start on. Lazy marks change nothing for a whole match.
func (r *patternParser) repeat(start int) {
	at := r.i
	least, most := 0, -1
	switch c := r.src[r.i]; c {
	case '{':
		least, most = r.counts()
	default:
		r.i++
		if c == '+' {
			least = 1
		} else if c == '?' {
			most = 1
		}
	}
	if r.has("+") {
		r.i = at
		r.unsupported(2)
	}
	r.take('?')
	body := r.cut(start)
	if len(body) == 0 { // repeating nothing changes nothing
		return
	}
	for range least {
		r.paste(body, start)
	}
	if most < 0 {
		split := r.emit(instr{kind: doSplit, a: len(r.out.code) + 1})
		r.paste(body, start)
		r.emit(instr{kind: doJump, a: split})
		r.out.code[split].b = len(r.out.code)
		return
	}
	var splits []int
	for i := least; i < most; i++ {
		splits = append(splits, r.emit(instr{kind: doSplit, a: len(r.out.code) + 1}))
		r.paste(body, start)
	}
	for _, s := range splits {
		r.out.code[s].b = len(r.out.code)
	}
}

// counts reads {m}, {m,} and {m,n}.
func (r *patternParser) counts() (least, most int) {
	open := r.i
	r.i++
	read := func() (int, bool) {
		from := r.i
		for r.more() && isDigit(r.src[r.i]) {
			r.i++
		}
		n, ok := digitsOf(string(r.src[from:r.i]))
		return n, ok
	}
	least, ok := read()
	most = least
	if ok && r.take(',') {
		if n, some := read(); some {
			most = n
		} else {
			most = -1
		}
	}
	if !ok || !r.take('}') || most >= 0 && most < least {
		r.i = open
		r.fail(6, "regex.invalid:write_number")
	}
	if least > maxPattern || most > maxPattern {
		r.i = open
		r.fail(6, "regex.too-long:number_repetitions")
	}
	return least, most
}

// property reads {Lu} or L behind \p.
func (r *patternParser) property(not bool) class {
	open := r.i
	name := ""
	if r.take('{') {
		for r.more() && r.src[r.i] != '}' {
			name += string(r.src[r.i])
			r.i++
		}
		r.take('}')
	} else if r.more() {
		name = string(r.src[r.i])
		r.i++
	}
	if ranges, ok := posix[name]; ok {
		return class{ranges: ranges, not: not}
	}
	name = strings.TrimPrefix(strings.TrimPrefix(name, "Is"), "general_category=")
	if name == "Alphabetic" {
		name = "L"
	}
	if name == "" || unicode.Categories[name] == nil && unicode.Scripts[name] == nil {
		r.i = open
		r.unsupported(len(name) + 2)
	}
	return class{props: []string{name}, not: not}
}
