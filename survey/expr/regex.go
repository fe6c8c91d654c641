package expr

import (
	"errors"
	"unicode/utf8"
)

// The patterns of regex() are those of Java, as ODK has them, and must fit the whole text. They are compiled here to a
// small program that the phone runs too, so that both sides agree on every pattern and none can run away: the work is
// at most length of program × length of text (once more × length of text for looks ahead).

// checkRegex compiles the pattern, which must be a literal: the phone has no compiler. It explains what is wrong with
// it.
func checkRegex(p *parser, t *term) {
	a := t.args[1]
	if a.op != opText {
		p.fail(fault(a.at, "", "regex.computed"))
		return
	}
	prog, err := compilePattern(a.text)
	if bad := (*patternError)(nil); errors.As(err, &bad) {
		p.fail(fault(a.at+1+bad.at, bad.token, bad.key, bad.pairs...))
		return
	}
	t.prog = prog
}

func regex(r *run, t *term) Value {
	s, p := r.text(t.args[0]), t.prog
	if cells := len(p.code) * (utf8.RuneCountInString(s) + 1); !r.spend(t, cells/64) {
		return Value{}
	}
	m := matcher{code: p.code, classes: p.classes, text: []rune(s), budget: r.steps * 8}
	ok := m.run(0, 0)
	if r.steps = m.budget / 8; m.budget <= 0 {
		r.spend(t, 1+r.steps)
	}
	return BoolValue(ok)
}

// pattern is a compiled pattern. Instructions refer to each other by their index.
type pattern struct {
	code    []instr
	classes []class
}

type instrKind uint8

const (
	doMatch    instrKind = iota // the end of the pattern, or of a look ahead
	doClass                     // one character of classes[a]
	doSplit                     // go on at a or at b
	doJump                      // go on at a
	doStart                     // ^
	doEnd                       // $
	doEdge                      // \b
	doNotEdge                   // \B
	doAhead                     // (?=…): the look is what follows, go on at a
	doNotAhead                  // (?!…)
)

type instr struct {
	kind instrKind
	a, b int
}

// matcher runs a program over one text. budget is the number of steps left.
type matcher struct {
	code    []instr
	classes []class
	text    []rune
	budget  int
}

type state struct{ pc, pos int }

// run tells whether the program from pc on fits the text from pos on: for the whole pattern to the end of the text, for
// a look to wherever its end is reached. No state is tried twice.
func (m *matcher) run(pc, pos int) bool {
	width := len(m.text) + 1
	seen := make([]uint64, (len(m.code)*width+63)/64)
	stack := []state{{pc, pos}}
	look := pc > 0
	for len(stack) > 0 {
		s := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		cell := s.pc*width + s.pos
		if seen[cell/64]&(1<<(cell%64)) != 0 {
			continue
		}
		seen[cell/64] |= 1 << (cell % 64)
		if m.budget--; m.budget <= 0 {
			return false
		}
		switch in := m.code[s.pc]; in.kind {
		case doMatch:
			if look || s.pos == len(m.text) {
				return true
			}
		case doClass:
			if s.pos < len(m.text) && m.classes[in.a].has(m.text[s.pos]) {
				stack = append(stack, state{s.pc + 1, s.pos + 1})
			}
		case doSplit:
			stack = append(stack, state{in.b, s.pos}, state{in.a, s.pos})
		case doJump:
			stack = append(stack, state{in.a, s.pos})
		case doAhead, doNotAhead:
			m.budget -= len(seen) / 8
			if m.run(s.pc+1, s.pos) == (in.kind == doAhead) {
				stack = append(stack, state{in.a, s.pos})
			}
		default:
			if m.holds(in.kind, s.pos) {
				stack = append(stack, state{s.pc + 1, s.pos})
			}
		}
	}
	return false
}

func (m *matcher) holds(kind instrKind, pos int) bool {
	switch kind {
	case doStart:
		return pos == 0
	case doEnd:
		return pos == len(m.text)
	}
	before := pos > 0 && isWordRune(m.text[pos-1])
	after := pos < len(m.text) && isWordRune(m.text[pos])
	return (before != after) == (kind == doEdge)
}

func isWordRune(r rune) bool {
	return r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
}
